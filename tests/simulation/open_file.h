// A file that SQLite has open on a simulated disk; its locks are in file_locks.cpp, the rest in vfs.cpp.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

#include "tests/simulation/disk_state.h"

namespace harvestd::simulation {

/// SQLite allocates the memory and knows the base alone.
struct OpenFile : sqlite3_file {
  OpenFile(DiskState& the_disk, FileTree::File the_file, const char* name)
      : sqlite3_file{}, disk(the_disk), run(the_disk.run), file(std::move(the_file)), path(name) {}

  DiskState& disk;
  const std::uint64_t run;
  const FileTree::File file;
  const std::string path;
  bool is_temporary = false;  // in memory; no operation of the disk
  bool name_is_new = false;   // the folder is due with the first sync
  bool removed_on_close = false;
  int level = SQLITE_LOCK_NONE;
  std::shared_ptr<SharedMemory> memory;
  unsigned shared_locks = 0, exclusive_locks = 0;  // of `memory`, a bit each

  bool is_stale() const { return disk.dead || run != disk.run; }

  template <class Action>
  int perform(Io io, int failed, Action&& action) {
    if (is_temporary) return action(Fault::kNone);
    if (is_stale()) return failed;
    io.path = path;
    return disk.perform(io, failed, action);
  }
};

inline OpenFile& self(sqlite3_file* file) {
  return *static_cast<OpenFile*>(file);
}

// sqlite3_io_methods
int lock(sqlite3_file* raw, int level);
int unlock(sqlite3_file* raw, int level);
int check_reserved(sqlite3_file* raw, int* result);
int shm_map(sqlite3_file* raw, int region, int size, int extend, void volatile** address);
int shm_lock(sqlite3_file* raw, int offset, int count, int flags);
void shm_barrier(sqlite3_file* raw);
int shm_unmap(sqlite3_file* raw, int remove);

}  // namespace harvestd::simulation
