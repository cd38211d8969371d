// The contents and names of the simulated disk, each as programs see it and as the platter has it. No SQLite, no
// faults.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/simulation/disk.h"
#include "tests/simulation/random.h"

namespace harvestd::simulation {

/// Bytes that copies share until one of them is changed.
class Bytes {
 public:
  Bytes() = default;
  explicit Bytes(std::string content) : content_(std::make_shared<std::string>(std::move(content))) {}
  const std::string& get() const { return *content_; }
  std::string& own() {
    if (content_.use_count() != 1) content_ = std::make_shared<std::string>(*content_);
    return *content_;
  }

 private:
  std::shared_ptr<std::string> content_ = std::make_shared<std::string>();
};

/// SQLite's locks on one file, and the shared memory of WAL mode: of this run of the machine alone.
struct FileLocks {
  int shared = 0;
  const void* reserved = nullptr;
  const void* pending = nullptr;
};
struct SharedMemory {
  static constexpr std::size_t kLocks = 8;
  std::vector<std::unique_ptr<char[]>> regions;
  std::array<int, kLocks> readers{};
  std::array<bool, kLocks> writer{};
};

class Inode {
 public:
  Inode() = default;
  explicit Inode(std::string durable) : cached_(std::move(durable)), durable_(cached_) {}

  const std::string& cached() const { return cached_.get(); }
  const std::string& durable() const { return durable_.get(); }
  std::int64_t size() const { return static_cast<std::int64_t>(cached().size()); }

  void write(std::int64_t offset, std::string_view bytes);
  void truncate(std::int64_t size);
  void sync();
  void fail_to_sync(Random& random);
  void lose_power(Random& random, PowerLoss& tally);
  bool flip_bit(std::int64_t bit);
  void forget_locks();

  FileLocks locks;
  std::weak_ptr<SharedMemory> shared_memory;
  std::weak_ptr<void> flock;

 private:
  static constexpr std::int64_t kSector = 512;
  // One sector as it became, in the order of the writes; the bytes are in `sectors_` at the same index.
  struct Unsynced {
    std::int64_t sector;
    std::int64_t file_size;  // afterwards
    bool truncates;
  };
  void remember(std::int64_t sector, bool truncates);
  std::string_view bytes_of(std::size_t index) const;
  std::vector<bool> survivors(Random& random) const;
  void write_some(Random& random, PowerLoss& tally);

  Bytes cached_;
  Bytes durable_;
  std::vector<Unsynced> unsynced_;
  std::string sectors_;
};

class FileTree {
 public:
  using File = std::shared_ptr<Inode>;
  FileTree() = default;
  FileTree(const FileTree& other);
  FileTree& operator=(const FileTree& other);
  ~FileTree() = default;

  File find(std::string_view path) const;  // null: none
  File create(const std::string& path);
  void remove(const std::string& path);
  void rename(const std::string& from, const std::string& to);
  void sync_folder(std::string_view folder);
  void put(const std::string& path, std::string content);  // durable

  void lose_power(Random& random, PowerLoss& tally);
  void forget_locks();
  std::map<std::string, std::string> files() const;
  std::map<std::string, std::string> durable_files() const;

 private:
  using Names = std::map<std::string, File, std::less<>>;
  using Change = std::vector<std::pair<std::string, File>>;  // happens as one; null: no such name any more
  static void apply(const Change& change, Names& names);
  void change(Change change);

  Names names_;
  Names durable_names_;
  std::vector<Change> unsynced_;
};

std::string_view folder_of(std::string_view path);

}  // namespace harvestd::simulation
