#include "tests/simulation/open_file.h"

namespace harvestd::simulation {

namespace {

void let_go(OpenFile& file, int level) {
  FileLocks& locks = file.file->locks;
  if (file.level <= level) return;
  if (locks.reserved == &file) locks.reserved = nullptr;
  if (locks.pending == &file) locks.pending = nullptr;
  if (level == SQLITE_LOCK_NONE) --locks.shared;
  file.level = level;
}

int take(OpenFile& file, int level) {
  FileLocks& locks = file.file->locks;
  const bool others_pending = locks.pending && locks.pending != &file;
  if (others_pending) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_SHARED) {
    ++locks.shared;
    file.level = level;
    return SQLITE_OK;
  }
  if (locks.reserved && locks.reserved != &file) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_RESERVED) {
    locks.reserved = &file;
    file.level = level;
    return SQLITE_OK;
  }
  locks.pending = &file;
  file.level = locks.shared > 1 ? SQLITE_LOCK_PENDING : SQLITE_LOCK_EXCLUSIVE;
  return locks.shared > 1 ? SQLITE_BUSY : SQLITE_OK;
}

void let_go_of_shared(OpenFile& file, unsigned mask) {
  for (unsigned i = 0; i < SharedMemory::kLocks; ++i) {
    if ((file.shared_locks & mask & (1U << i)) != 0) --file.memory->readers[i];
    if ((file.exclusive_locks & mask & (1U << i)) != 0) file.memory->writer[i] = false;
  }
  file.shared_locks &= ~mask;
  file.exclusive_locks &= ~mask;
}

int take_shared(OpenFile& file, unsigned mask, bool exclusive) {
  SharedMemory& memory = *file.memory;
  for (unsigned i = 0; i < SharedMemory::kLocks; ++i) {
    const unsigned bit = 1U << i;
    if ((mask & bit) == 0) continue;
    const int others = memory.readers[i] - ((file.shared_locks & bit) != 0 ? 1 : 0);
    if (memory.writer[i] && (file.exclusive_locks & bit) == 0) return SQLITE_BUSY;
    if (exclusive && others > 0) return SQLITE_BUSY;
  }
  unsigned& held = exclusive ? file.exclusive_locks : file.shared_locks;
  for (unsigned i = 0; i < SharedMemory::kLocks; ++i) {
    if ((mask & ~held & (1U << i)) == 0) continue;
    if (exclusive) {
      memory.writer[i] = true;
    } else {
      ++memory.readers[i];
    }
  }
  held |= mask;
  return SQLITE_OK;
}

}  // namespace

int lock(sqlite3_file* raw, int level) {
  OpenFile& file = self(raw);
  if (file.level >= level) return SQLITE_OK;
  return file.perform({.kind = IoKind::kFileLock}, SQLITE_IOERR_LOCK, [&](Fault) { return take(file, level); });
}

int unlock(sqlite3_file* raw, int level) {
  OpenFile& file = self(raw);
  if (file.is_stale()) {
    file.level = level;
  } else {
    let_go(file, level);
  }
  return SQLITE_OK;
}

int check_reserved(sqlite3_file* raw, int* result) {
  OpenFile& file = self(raw);
  if (file.is_stale()) return SQLITE_IOERR_CHECKRESERVEDLOCK;
  *result = file.file->locks.reserved || file.file->locks.pending ? 1 : 0;
  return SQLITE_OK;
}

int shm_map(sqlite3_file* raw, int region, int size, int extend, void volatile** address) {
  OpenFile& file = self(raw);
  *address = nullptr;
  return file.perform({.kind = IoKind::kShmMap, .size = size}, SQLITE_IOERR_SHMMAP, [&](Fault) {
    if (!file.memory) file.memory = file.file->shared_memory.lock();
    if (!file.memory) file.file->shared_memory = file.memory = std::make_shared<SharedMemory>();
    auto& regions = file.memory->regions;
    const auto wanted = static_cast<std::size_t>(region) + 1;
    if (regions.size() < wanted && extend == 0) return SQLITE_OK;
    while (regions.size() < wanted) regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    *address = regions[wanted - 1].get();
    return SQLITE_OK;
  });
}

int shm_lock(sqlite3_file* raw, int offset, int count, int flags) {
  OpenFile& file = self(raw);
  const unsigned mask = ((1U << count) - 1) << offset;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    if (file.memory) let_go_of_shared(file, mask);
    return SQLITE_OK;
  }
  if (!file.memory) return SQLITE_IOERR_SHMLOCK;
  return file.perform({.kind = IoKind::kShmLock, .offset = offset, .size = count}, SQLITE_IOERR_SHMLOCK,
                      [&](Fault) { return take_shared(file, mask, (flags & SQLITE_SHM_EXCLUSIVE) != 0); });
}

void shm_barrier(sqlite3_file*) {}

int shm_unmap(sqlite3_file* raw, int) {
  OpenFile& file = self(raw);
  if (file.memory) let_go_of_shared(file, ~0U);
  file.memory.reset();
  return SQLITE_OK;
}

}  // namespace harvestd::simulation
