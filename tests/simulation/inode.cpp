#include <algorithm>

#include "core/check.h"
#include "tests/simulation/file_tree.h"

namespace harvestd::simulation {

namespace {

std::size_t index(std::int64_t value) {
  HARVESTD_CHECK(value >= 0);
  return static_cast<std::size_t>(value);
}

// Lays bytes over the file from `offset` on, which grows with zeros when it has to.
void lay(std::string& content, std::int64_t offset, std::string_view bytes) {
  if (content.size() < index(offset) + bytes.size()) content.resize(index(offset) + bytes.size());
  std::ranges::copy(bytes, content.begin() + offset);
}

}  // namespace

void Inode::remember(std::int64_t sector, bool truncates) {
  unsynced_.push_back({.sector = sector, .file_size = size(), .truncates = truncates});
  const std::string_view whole = cached();
  const std::string_view bytes = whole.substr(std::min(index(sector * kSector), whole.size()), index(kSector));
  sectors_.append(bytes).append(index(kSector) - bytes.size(), '\0');
}

// Cut at the end that the file had.
std::string_view Inode::bytes_of(std::size_t i) const {
  const Unsynced& write = unsynced_[i];
  const std::int64_t size = std::clamp<std::int64_t>(write.file_size - write.sector * kSector, 0, kSector);
  return std::string_view(sectors_).substr(i * index(kSector), index(size));
}

void Inode::write(std::int64_t offset, std::string_view bytes) {
  if (bytes.empty()) return;
  const std::int64_t old_size = size();
  lay(cached_.own(), offset, bytes);
  const std::int64_t last = offset + static_cast<std::int64_t>(bytes.size()) - 1;
  for (std::int64_t sector = std::min(offset, old_size) / kSector; sector <= last / kSector; ++sector) {
    remember(sector, false);
  }
}

void Inode::truncate(std::int64_t size) {
  const std::int64_t old_size = this->size();
  cached_.own().resize(index(size));
  if (size < old_size) {
    remember(size / kSector, true);
  } else if (size > old_size) {
    for (std::int64_t sector = old_size / kSector; sector <= (size - 1) / kSector; ++sector) remember(sector, false);
  }
}

void Inode::sync() {
  if (unsynced_.empty()) return;
  std::string& durable = durable_.own();
  for (std::size_t i = 0; i < unsynced_.size(); ++i) {
    if (unsynced_[i].truncates) durable.resize(std::min(durable.size(), index(unsynced_[i].file_size)));
    if (!bytes_of(i).empty()) lay(durable, unsynced_[i].sector * kSector, bytes_of(i));
  }
  durable.resize(cached().size());
  unsynced_.clear();
  sectors_.clear();
}

// Nothing, everything, the first few, or each by its own luck; a truncation never before the one before it.
std::vector<bool> Inode::survivors(Random& random) const {
  const std::size_t all = unsynced_.size();
  std::vector<bool> kept(all, false);
  const std::size_t luck = random.below(6);
  if (luck == 0) return kept;
  if (luck <= 3) {
    const std::size_t first = luck == 1 ? all : random.below(all + 1);
    std::fill(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(first), true);
    return kept;
  }
  const std::size_t loss = luck == 4 ? 2 : 8;  // one in so many
  bool truncates = true;
  for (std::size_t i = 0; i < all; ++i) {
    kept[i] = !random.one_in(loss) && (truncates || !unsynced_[i].truncates);
    if (unsynced_[i].truncates) truncates = kept[i];
  }
  return kept;
}

void Inode::lose_power(Random& random, PowerLoss& tally) {
  write_some(random, tally);
  cached_ = durable_;
}

void Inode::fail_to_sync(Random& random) {
  PowerLoss ignored;
  write_some(random, ignored);
}

void Inode::write_some(Random& random, PowerLoss& tally) {
  if (unsynced_.empty()) return;
  constexpr std::size_t kTornOneIn = 24;
  const std::vector<bool> kept = survivors(random);
  std::string& disk = durable_.own();
  const std::size_t old_size = disk.size();
  bool lost = false;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    ++tally.unsynced;
    if (!kept[i]) {
      ++tally.lost;
      lost = true;
      continue;
    }
    if (lost) ++tally.reordered;
    const std::int64_t start = unsynced_[i].sector * kSector;
    if (unsynced_[i].truncates) disk.resize(std::min(disk.size(), index(unsynced_[i].file_size)));
    const std::string_view bytes = bytes_of(i);
    if (bytes.size() > 1 && random.one_in(kTornOneIn)) {
      const std::size_t cut = 1 + random.below(bytes.size() - 1);
      const bool head = random.one_in(2);
      lay(disk, start + static_cast<std::int64_t>(head ? 0 : cut), head ? bytes.substr(0, cut) : bytes.substr(cut));
      ++tally.torn;
    } else if (!bytes.empty()) {
      lay(disk, start, bytes);
    }
  }
  // An append of which only a part, or only the size, came through.
  if (disk.size() > old_size && random.one_in(8)) disk.resize(old_size + random.below(disk.size() - old_size));
  if (lost && disk.size() < cached().size() && random.one_in(8)) disk.resize(cached().size());
  unsynced_.clear();
  sectors_.clear();
}

bool Inode::flip_bit(std::int64_t bit) {
  if (bit < 0 || bit / 8 >= size()) return false;
  const auto flip = [&](Bytes& bytes) {
    if (bytes.get().size() > index(bit / 8)) bytes.own()[index(bit / 8)] ^= static_cast<char>(1 << (bit % 8));
  };
  flip(cached_);
  flip(durable_);
  return true;
}

void Inode::forget_locks() {
  locks = {};
  shared_memory.reset();
  flock.reset();
}

}  // namespace harvestd::simulation
