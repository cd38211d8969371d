#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "storage/files.h"
#include "storage/opening.h"

namespace harvestd {

namespace {

Error failed(const std::filesystem::path& path, const std::string& action) {
  return Error{Errc::kInvalidValue, path.string() + ": cannot " + action + ": " + std::strerror(errno)};
}

Error exists_already(const std::filesystem::path& to) {
  return Error{Errc::kInvalidValue, to.string() + " exists already and was left as it is: name a new file"};
}

// A file beside the copy's name while it is being written; removed when it goes, unless it became the copy.
class Unfinished {
 public:
  explicit Unfinished(const std::filesystem::path& to) : name_(to.string() + ".XXXXXX") {
    file_ = File(::mkostemp(name_.data(), O_CLOEXEC));  // 0600
    pending_ = file_.is_open();
  }
  ~Unfinished() {
    if (pending_) ::unlink(name_.c_str());
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  const File& file() const { return file_; }
  const std::string& name() const { return name_; }

  // Takes the name unless something stands there. Not every file system knows how in one step; a hard link does it too.
  bool publish(const std::filesystem::path& to) {
    if (::renameat2(AT_FDCWD, name_.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
      pending_ = false;
      return true;
    }
    return (errno == EINVAL || errno == ENOSYS) && ::link(name_.c_str(), to.c_str()) == 0;
  }

 private:
  std::string name_;
  File file_;
  bool pending_ = false;
};

}  // namespace

Result<void> Ledger::backup(const std::filesystem::path& from, const std::filesystem::path& given_to) {
  std::error_code error;
  const std::filesystem::path to = std::filesystem::absolute(given_to, error);
  struct stat status{};
  if (::lstat(to.c_str(), &status) == 0) return exists_already(to);
  Result<std::unique_ptr<sqlite::Database>> database = open_for_reading(from, Disk::system());
  if (database.has_error()) return database.error();
  Unfinished copy(to);
  if (!copy.file().is_open()) return failed(to, "create");
  try {
    // The copy is one read transaction's view, and not in WAL mode.
    (*database)->run("VACUUM INTO ?1", copy.name());
  } catch (const LedgerError& failure) {
    return Error{Errc::kInvalidValue, std::string("the backup failed: ") + failure.what()};
  }
  if (::fsync(copy.file().get()) != 0) return failed(to, "write");
  if (!copy.publish(to)) return errno == EEXIST ? exists_already(to) : failed(to, "create");
  if (!sync_folder(to.parent_path())) return failed(to, "sync the folder of");
  return {};
}

}  // namespace harvestd
