#include "tests/simulation/file_tree.h"

#include <algorithm>
#include <unordered_map>

#include "core/check.h"

namespace harvestd::simulation {

FileTree::FileTree(const FileTree& other) {
  std::unordered_map<const Inode*, File> copies;
  const auto copy = [&](const File& file) {
    if (!file) return File();
    File& made = copies[file.get()];
    if (!made) {
      made = std::make_shared<Inode>(*file);
      made->forget_locks();
    }
    return made;
  };
  for (const auto& [path, file] : other.names_) names_.emplace(path, copy(file));
  for (const auto& [path, file] : other.durable_names_) durable_names_.emplace(path, copy(file));
  for (const Change& change : other.unsynced_) {
    Change& made = unsynced_.emplace_back();
    for (const auto& [path, file] : change) made.emplace_back(path, copy(file));
  }
}

FileTree& FileTree::operator=(const FileTree& other) {
  FileTree copy(other);
  std::swap(names_, copy.names_);
  std::swap(durable_names_, copy.durable_names_);
  std::swap(unsynced_, copy.unsynced_);
  return *this;
}

FileTree::File FileTree::find(std::string_view path) const {
  const auto found = names_.find(path);
  return found == names_.end() ? File() : found->second;
}

void FileTree::apply(const Change& change, Names& names) {
  for (const auto& [path, file] : change) {
    if (file) {
      names[path] = file;
    } else {
      names.erase(path);
    }
  }
}

void FileTree::change(Change change) {
  apply(change, names_);
  unsynced_.push_back(std::move(change));
}

FileTree::File FileTree::create(const std::string& path) {
  auto file = std::make_shared<Inode>();
  change({{path, file}});
  return file;
}

void FileTree::remove(const std::string& path) {
  change({{path, nullptr}});
}

void FileTree::rename(const std::string& from, const std::string& to) {
  const File file = find(from);
  HARVESTD_CHECK(file != nullptr);
  change({{from, nullptr}, {to, file}});
}

void FileTree::sync_folder(std::string_view folder) {
  std::erase_if(unsynced_, [&](const Change& change) {
    const auto here = [&](const auto& name) { return folder_of(name.first) == folder; };
    if (std::ranges::none_of(change, here)) return false;
    apply(change, durable_names_);
    return true;
  });
}

void FileTree::put(const std::string& path, std::string content) {
  const auto file = std::make_shared<Inode>(std::move(content));
  change({{path, file}});
  sync_folder(folder_of(path));
}

// Names reach the disk in the order of the changes, as on a file system with a journal.
void FileTree::lose_power(Random& random, PowerLoss& tally) {
  const std::size_t kept = random.one_in(3) ? unsynced_.size() : random.below(unsynced_.size() + 1);
  for (std::size_t i = 0; i < kept; ++i) apply(unsynced_[i], durable_names_);
  tally.names_undone += unsynced_.size() - kept;
  unsynced_.clear();
  names_ = durable_names_;
  for (const auto& [path, file] : names_) file->lose_power(random, tally);
}

void FileTree::forget_locks() {
  for (const auto& [path, file] : names_) file->forget_locks();
}

std::map<std::string, std::string> FileTree::files() const {
  std::map<std::string, std::string> all;
  for (const auto& [path, file] : names_) all.emplace(path, file->cached());
  return all;
}

std::map<std::string, std::string> FileTree::durable_files() const {
  std::map<std::string, std::string> all;
  for (const auto& [path, file] : durable_names_) all.emplace(path, file->durable());
  return all;
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace harvestd::simulation
