// SQLite's view of a simulated disk. What the unix VFS of SQLite does beside the plain operation is done here, too: a
// new journal's or -wal's name is made durable by its first sync, and an empty file does not exist.
#include <algorithm>
#include <cstring>
#include <new>

#include "core/check.h"
#include "tests/simulation/open_file.h"

namespace harvestd::simulation {

namespace {

constexpr int kUnixSectorSize = 4096;

int close(sqlite3_file* raw) {
  OpenFile& file = self(raw);
  shm_unmap(raw, 0);
  unlock(raw, SQLITE_LOCK_NONE);
  if (file.removed_on_close && !file.is_temporary && !file.is_stale()) file.disk.tree.remove(file.path);
  --file.disk.open_files;
  file.~OpenFile();
  return SQLITE_OK;
}

int read(sqlite3_file* raw, void* buffer, int amount, sqlite3_int64 offset) {
  OpenFile& file = self(raw);
  return file.perform({.kind = IoKind::kRead, .offset = offset, .size = amount}, SQLITE_IOERR_READ, [&](Fault fault) {
    const std::string& content = file.file->cached();
    const auto size = static_cast<std::size_t>(amount);
    const auto start = std::min(static_cast<std::size_t>(offset), content.size());
    const std::size_t got = std::min(size, content.size() - start);
    auto* bytes = static_cast<char*>(buffer);
    std::memcpy(bytes, content.data() + start, got);
    std::memset(bytes + got, 0, size - got);
    if (fault == Fault::kFlippedBit && got > 0) {
      bytes[file.disk.random.below(got)] ^= static_cast<char>(1 << file.disk.random.below(8));
    }
    return got == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
  });
}

int write(sqlite3_file* raw, const void* buffer, int amount, sqlite3_int64 offset) {
  OpenFile& file = self(raw);
  const Io io{.kind = IoKind::kWrite, .offset = offset, .size = amount, .grows = offset + amount > file.file->size()};
  return file.perform(io, SQLITE_IOERR_WRITE, [&](Fault fault) {
    const std::string_view bytes(static_cast<const char*>(buffer), static_cast<std::size_t>(amount));
    const bool torn = fault == Fault::kTorn;
    file.file->write(offset, torn ? bytes.substr(0, file.disk.random.below(bytes.size())) : bytes);
    return torn ? SQLITE_IOERR_WRITE : SQLITE_OK;
  });
}

int truncate(sqlite3_file* raw, sqlite3_int64 size) {
  OpenFile& file = self(raw);
  return file.perform({.kind = IoKind::kTruncate, .offset = size}, SQLITE_IOERR_TRUNCATE, [&](Fault) {
    file.file->truncate(size);
    return SQLITE_OK;
  });
}

int sync(sqlite3_file* raw, int) {
  OpenFile& file = self(raw);
  const int code = file.perform({.kind = IoKind::kSync}, SQLITE_IOERR_FSYNC, [&](Fault fault) {
    return sync_file(file.disk, *file.file, fault) ? SQLITE_OK : SQLITE_IOERR_FSYNC;
  });
  if (code != SQLITE_OK || !file.name_is_new) return code;
  // As in unixSync: a failure goes unnoticed, and the folder is not tried again.
  file.name_is_new = false;
  const std::string_view folder = folder_of(file.path);
  file.disk.perform({.kind = IoKind::kSyncFolder, .path = folder}, SQLITE_IOERR_DIR_FSYNC, [&](Fault fault) {
    if (fault != Fault::kLie) file.disk.tree.sync_folder(folder);
    return SQLITE_OK;
  });
  return SQLITE_OK;
}

int file_size(sqlite3_file* raw, sqlite3_int64* size) {
  OpenFile& file = self(raw);
  *size = file.file->size();
  return !file.is_temporary && file.is_stale() ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

int file_control(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file*) {
  return kUnixSectorSize;
}
int characteristics(sqlite3_file*) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

constexpr sqlite3_io_methods kMethods{
    .iVersion = 2,
    .xClose = close,
    .xRead = read,
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = file_size,
    .xLock = lock,
    .xUnlock = unlock,
    .xCheckReservedLock = check_reserved,
    .xFileControl = file_control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

DiskState& disk_of(sqlite3_vfs* vfs) {
  return *static_cast<DiskState*>(vfs->pAppData);
}

int find_or_create(DiskState& disk, const char* name, int flags, FileTree::File& file, bool& is_new) {
  if (disk.dead) return SQLITE_CANTOPEN;
  file = disk.tree.find(name);
  if (file && (flags & SQLITE_OPEN_EXCLUSIVE) != 0) return SQLITE_CANTOPEN;
  if (file) {
    return disk.perform({.kind = IoKind::kOpen, .path = name}, SQLITE_CANTOPEN, [](Fault) { return SQLITE_OK; });
  }
  if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
  is_new = true;
  return disk.perform({.kind = IoKind::kCreate, .path = name, .grows = true}, SQLITE_CANTOPEN, [&](Fault) {
    file = disk.tree.create(name);
    return SQLITE_OK;
  });
}

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* raw, int flags, int* out_flags) {
  constexpr int kNameSyncedToo = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  DiskState& disk = disk_of(vfs);
  raw->pMethods = nullptr;
  FileTree::File file;
  bool is_new = false;
  if (name) {
    const int code = find_or_create(disk, name, flags, file, is_new);
    if (code != SQLITE_OK) return code;
  } else {
    file = std::make_shared<Inode>();
  }
  auto* opened = new (raw) OpenFile(disk, std::move(file), name ? name : "");
  opened->pMethods = &kMethods;
  opened->is_temporary = name == nullptr;
  opened->name_is_new = is_new && (flags & kNameSyncedToo) != 0;
  opened->removed_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  ++disk.open_files;
  if (out_flags) *out_flags = flags;
  return SQLITE_OK;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  DiskState& disk = disk_of(vfs);
  if (!disk.dead && !disk.tree.find(name)) return SQLITE_IOERR_DELETE_NOENT;
  int code = disk.perform({.kind = IoKind::kRemove, .path = name}, SQLITE_IOERR_DELETE, [&](Fault) {
    disk.tree.remove(name);
    return SQLITE_OK;
  });
  if (code != SQLITE_OK || (sync_folder & 1) == 0) return code;
  const std::string_view folder = folder_of(name);
  return disk.perform({.kind = IoKind::kSyncFolder, .path = folder}, SQLITE_IOERR_DIR_FSYNC, [&](Fault fault) {
    if (fault != Fault::kLie) disk.tree.sync_folder(folder);
    return SQLITE_OK;
  });
}

int access(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
  DiskState& disk = disk_of(vfs);
  return disk.perform({.kind = IoKind::kExists, .path = name}, SQLITE_IOERR_ACCESS, [&](Fault) {
    const FileTree::File file = disk.tree.find(name);
    *result = file && (flags != SQLITE_ACCESS_EXISTS || file->size() > 0) ? 1 : 0;
    return SQLITE_OK;
  });
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs* vfs, int size, char* out) {
  for (int i = 0; i < size; ++i) out[i] = static_cast<char>(disk_of(vfs).random.below(256));
  return size;
}

int sleep(sqlite3_vfs* vfs, int microseconds) {
  if (const auto& slept = disk_of(vfs).on_sleep) slept(std::chrono::microseconds(microseconds));
  return microseconds;
}

int current_time(sqlite3_vfs*, double* julian_day) {
  *julian_day = 2440587.5;  // 1970-01-01: nothing of ours asks SQLite for the time
  return SQLITE_OK;
}

}  // namespace

sqlite3_vfs make_vfs(DiskState& state, const std::string& name) {
  sqlite3_vfs vfs{};
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(OpenFile);
  vfs.mxPathname = 512;
  vfs.zName = name.c_str();
  vfs.pAppData = &state;
  vfs.xOpen = open;
  vfs.xDelete = remove;
  vfs.xAccess = access;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = randomness;
  vfs.xSleep = sleep;
  vfs.xCurrentTime = current_time;
  return vfs;
}

}  // namespace harvestd::simulation
