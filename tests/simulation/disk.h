// A disk in memory, for the ledger and SQLite: what was not synced can be lost, in part, out of order and torn; the
// process or the machine can end at any operation; any operation can fail. The same seed and the same operations give
// the same disk, byte for byte (but see seed_sqlite). No real file, clock or sleep.
//
// A disk is used by one thread at a time; several disks live side by side. It outlives whatever was opened on it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "storage/disk.h"
#include "tests/simulation/io.h"

namespace harvestd::simulation {

/// What a loss of power did, for counting.
struct PowerLoss {
  std::uint64_t unsynced = 0;      // sector writes that were under way
  std::uint64_t lost = 0;          // of those, without any trace
  std::uint64_t torn = 0;          // sectors of which a part is old and a part new
  std::uint64_t reordered = 0;     // sectors kept although an earlier write of the file was lost
  std::uint64_t names_undone = 0;  // names created, renamed or removed that are as before
};

class FileTree;

/// All of a disk: contents and names, synced or not. Cheap to copy; may be shared between threads.
using DiskImage = std::shared_ptr<const FileTree>;

class SimDisk final : public Disk {
 public:
  explicit SimDisk(std::uint64_t seed);
  ~SimDisk() override;

  // --- Death. From then on nothing changes any more and every operation fails, so that what is left of the engine
  // comes down with LedgerErrors; what it had open stays dead after a restart, too, and may be destroyed then or later.

  /// Dies at the operation of this number (Io::number, from 1; 0: never).
  void die_before(std::uint64_t number);
  void die_after(std::uint64_t number);
  /// Dies now: the world says so. Does not call on_death.
  void die();
  bool is_dead() const;
  /// Called in the operation at which it dies, once, from inside SQLite: it must not throw or use ledger or disk.
  void on_death(std::function<void()> callback);

  /// A new process after the death (or the plain end) of the last one: what was written is there, synced or not; locks
  /// are free. No death is planned any more.
  void restart();
  /// The same after a loss of power: of what was not synced, an arbitrary part is there.
  PowerLoss lose_power();

  // --- Faults.

  void on_operation(FaultHook hook);
  /// Operations so far that change the disk: the number of the last one.
  std::uint64_t operations() const;
  /// SQLite waiting for a lock: time passes here, nobody sleeps.
  void on_sleep(std::function<void(std::chrono::microseconds)> callback);
  /// Turns one bit of a file over, for good. False when the file is missing or shorter.
  bool flip_bit(const std::filesystem::path& path, std::int64_t bit);

  // --- The whole of it. Of a dead disk or a living one; nothing is asked or counted.

  DiskImage snapshot() const;
  /// All as it was then; whatever is open is dead. The seed starts afresh, the operations count from 0, no death is
  /// planned; the callbacks stay.
  void restore(const DiskImage& image, std::uint64_t seed);
  /// As programs see it.
  std::map<std::string, std::string> files() const;
  /// As it would be if power were lost and nothing but what was synced survived.
  std::map<std::string, std::string> durable_files() const;
  /// Puts a file there, durable, or replaces its content (a backup restored by hand).
  void put(const std::filesystem::path& path, std::string content);

  /// For programs that run thousands of disks, once, before the first one: memory is kept, and SQLite does not count
  /// it. A ledger's work takes a third less time.
  static void prepare_process();
  /// SQLite's own generator (salts of the -wal) is one for the whole process; this starts it afresh. The rows do not
  /// depend on it, only the bytes.
  static void seed_sqlite(std::uint64_t seed);

  // --- storage/disk.h. A folder needs no making; owners and modes are not kept.
  const char* vfs() const override;
  std::filesystem::path real_path(const std::filesystem::path& path) override;
  bool exists(const std::filesystem::path& path) override;
  std::int64_t size(const std::filesystem::path& path) override;
  bool may_create_in(const std::filesystem::path& folder) override;
  Ownership ownership_beside(const std::filesystem::path& ledger) override;
  std::optional<std::string> read_small_file(const std::filesystem::path& path) override;
  void create(const std::filesystem::path& path, const std::string& content, const Ownership& ownership,
              const std::filesystem::path& like) override;
  void remove(const std::filesystem::path& path) override;
  void rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  void sync_folder(const std::filesystem::path& folder) override;
  void rewrite(const std::filesystem::path& path) override;
  Result<std::shared_ptr<void>> lock(const std::filesystem::path& ledger, const Ownership& ownership) override;
  void random(std::span<std::uint8_t> bytes) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace harvestd::simulation
