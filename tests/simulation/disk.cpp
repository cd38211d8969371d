#include "tests/simulation/disk.h"

#include <malloc.h>
#include <sqlite3.h>

#include <atomic>

#include "core/check.h"
#include "storage/ledger.h"
#include "tests/simulation/disk_state.h"

namespace harvestd::simulation {

struct SimDisk::State : DiskState {
  using DiskState::DiskState;
  std::string name;
  sqlite3_vfs vfs{};

  int perform_seam(Io io, const std::filesystem::path& path, auto&& action) {
    io.path = path.native();
    return perform(io, SQLITE_IOERR, action);
  }
  void must(Io io, const std::filesystem::path& path, auto&& action) {
    const int code = perform_seam(io, path, action);
    if (code == SQLITE_OK) return;
    throw LedgerError(path.string() + ": cannot " + std::string(to_string(io.kind)) + ": " +
                      (code == SQLITE_FULL ? "No space left on device" : "Input/output error"));
  }
  void write_and_sync(const std::filesystem::path& path, const FileTree::File& file, const std::string& content) {
    const auto size = static_cast<std::int64_t>(content.size());
    const auto write = [&](Fault fault) {
      const std::size_t part = fault == Fault::kTorn ? random.below(content.size()) : content.size();
      file->write(0, std::string_view(content).substr(0, part));
      return fault == Fault::kTorn ? SQLITE_IOERR_WRITE : SQLITE_OK;
    };
    if (size > 0) must({.kind = IoKind::kWrite, .size = size, .grows = size > file->size()}, path, write);
    must({.kind = IoKind::kSync}, path,
         [&](Fault fault) { return sync_file(*this, *file, fault) ? SQLITE_OK : SQLITE_IOERR_FSYNC; });
  }
};

SimDisk::SimDisk(std::uint64_t seed) : state_(std::make_unique<State>(seed)) {
  static std::atomic<std::uint64_t> count = 0;
  state_->name = "simulated-disk-" + std::to_string(++count);
  state_->vfs = make_vfs(*state_, state_->name);
  HARVESTD_CHECK(sqlite3_vfs_register(&state_->vfs, 0) == SQLITE_OK);
}

SimDisk::~SimDisk() {
  HARVESTD_CHECK(state_->open_files == 0);
  sqlite3_vfs_unregister(&state_->vfs);
}

void SimDisk::die_before(std::uint64_t number) {
  state_->die_before = number;
}
void SimDisk::die_after(std::uint64_t number) {
  state_->die_after = number;
}
void SimDisk::die() {
  state_->dead = true;
}
bool SimDisk::is_dead() const {
  return state_->dead;
}
void SimDisk::on_death(std::function<void()> callback) {
  state_->on_death = std::move(callback);
}
void SimDisk::on_operation(FaultHook hook) {
  state_->hook = std::move(hook);
}
void SimDisk::on_sleep(std::function<void(std::chrono::microseconds)> callback) {
  state_->on_sleep = std::move(callback);
}
std::uint64_t SimDisk::operations() const {
  return state_->operations;
}

void SimDisk::restart() {
  ++state_->run;
  state_->dead = false;
  state_->die_before = state_->die_after = 0;
  state_->tree.forget_locks();
}

PowerLoss SimDisk::lose_power() {
  PowerLoss tally;
  state_->tree.lose_power(state_->random, tally);
  restart();
  return tally;
}

bool SimDisk::flip_bit(const std::filesystem::path& path, std::int64_t bit) {
  const FileTree::File file = state_->tree.find(path.native());
  return file && file->flip_bit(bit);
}

DiskImage SimDisk::snapshot() const {
  return std::make_shared<const FileTree>(state_->tree);
}

void SimDisk::restore(const DiskImage& image, std::uint64_t seed) {
  state_->tree = *image;
  state_->random = Random(seed);
  state_->operations = 0;
  restart();
}

std::map<std::string, std::string> SimDisk::files() const {
  return state_->tree.files();
}
std::map<std::string, std::string> SimDisk::durable_files() const {
  return state_->tree.durable_files();
}
void SimDisk::put(const std::filesystem::path& path, std::string content) {
  state_->tree.put(path.native(), std::move(content));
}

void SimDisk::prepare_process() {
  constexpr int kKept = 512 * 1024 * 1024;
  mallopt(M_TOP_PAD, kKept / 16);
  mallopt(M_TRIM_THRESHOLD, kKept);
  mallopt(M_MMAP_THRESHOLD, kKept / 16);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

void SimDisk::seed_sqlite(std::uint64_t seed) {
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(seed % 0x7ffffffe) + 1, nullptr);
}

const char* SimDisk::vfs() const {
  return state_->name.c_str();
}

std::filesystem::path SimDisk::real_path(const std::filesystem::path& path) {
  return path.lexically_normal();
}

bool SimDisk::exists(const std::filesystem::path& path) {
  bool found = false;
  const int code = state_->perform_seam({.kind = IoKind::kExists}, path, [&](Fault) {
    found = state_->tree.find(path.native()) != nullptr;
    return SQLITE_OK;
  });
  return code != SQLITE_OK || found;
}

std::int64_t SimDisk::size(const std::filesystem::path& path) {
  std::int64_t size = 0;
  state_->perform_seam({.kind = IoKind::kExists}, path, [&](Fault) {
    if (const FileTree::File file = state_->tree.find(path.native())) size = file->size();
    return SQLITE_OK;
  });
  return size;
}

bool SimDisk::may_create_in(const std::filesystem::path&) {
  return true;
}

Ownership SimDisk::ownership_beside(const std::filesystem::path&) {
  return {};
}

std::optional<std::string> SimDisk::read_small_file(const std::filesystem::path& path) {
  std::optional<std::string> content;
  state_->must({.kind = IoKind::kRead}, path, [&](Fault fault) {
    const FileTree::File file = state_->tree.find(path.native());
    if (file) content = file->cached().substr(0, std::size_t{64} * 1024);
    if (fault == Fault::kFlippedBit && content && !content->empty()) {
      (*content)[state_->random.below(content->size())] ^= static_cast<char>(1 << state_->random.below(8));
    }
    return SQLITE_OK;
  });
  return content;
}

void SimDisk::create(const std::filesystem::path& path, const std::string& content, const Ownership&,
                     const std::filesystem::path&) {
  FileTree::File file;
  if (!state_->dead && state_->tree.find(path.native())) {
    throw LedgerError(path.string() + ": cannot create: File exists");
  }
  state_->must({.kind = IoKind::kCreate, .grows = true}, path, [&](Fault) {
    file = state_->tree.create(path.native());
    return SQLITE_OK;
  });
  state_->write_and_sync(path, file, content);
}

void SimDisk::rewrite(const std::filesystem::path& path) {
  const FileTree::File file = state_->tree.find(path.native());
  if (!file) throw LedgerError(path.string() + ": cannot open: No such file or directory");
  state_->write_and_sync(path, file, std::string(file->cached()));
}

void SimDisk::remove(const std::filesystem::path& path) {
  if (!state_->dead && !state_->tree.find(path.native())) return;
  state_->must({.kind = IoKind::kRemove}, path, [&](Fault) {
    state_->tree.remove(path.native());
    return SQLITE_OK;
  });
}

void SimDisk::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  state_->must({.kind = IoKind::kRename}, from, [&](Fault) {
    state_->tree.rename(from.native(), to.native());
    return SQLITE_OK;
  });
}

void SimDisk::sync_folder(const std::filesystem::path& folder) {
  state_->must({.kind = IoKind::kSyncFolder}, folder, [&](Fault fault) {
    if (fault != Fault::kLie) state_->tree.sync_folder(folder.native());
    return SQLITE_OK;
  });
}

Result<std::shared_ptr<void>> SimDisk::lock(const std::filesystem::path& ledger, const Ownership&) {
  const std::filesystem::path path = ledger.string() + ".lock";
  try {
    if (state_->dead || !state_->tree.find(path.native())) {
      state_->must({.kind = IoKind::kCreate, .grows = true}, path, [&](Fault) {
        state_->tree.create(path.native());
        return SQLITE_OK;
      });
    }
  } catch (const LedgerError& error) {
    return Error{Errc::kLedgerUnusable, error.what()};
  }
  std::shared_ptr<void> held;
  const int code = state_->perform_seam({.kind = IoKind::kFlock}, path, [&](Fault) {
    const FileTree::File file = state_->tree.find(path.native());
    if (!file->flock.expired()) return SQLITE_BUSY;
    held = std::make_shared<bool>(true);
    file->flock = held;
    return SQLITE_OK;
  });
  if (code == SQLITE_OK) return held;
  if (code == SQLITE_BUSY) {
    return Error{Errc::kLedgerHeld, "the ledger " + ledger.string() + " is held by another harvestd process"};
  }
  return Error{Errc::kLedgerUnusable, path.string() + ": cannot lock: Input/output error"};
}

void SimDisk::random(std::span<std::uint8_t> bytes) {
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(state_->random.below(256));
}

}  // namespace harvestd::simulation
