#include "tests/storm/disk.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace harvestd::storm {
namespace {

constexpr std::size_t kPage = 4096;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

bool own_mounts() {
  return ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

SmallDisk::SmallDisk(std::size_t bytes) : bytes_(bytes) {
  if (::mount("harvestd-storm", path().c_str(), "tmpfs", 0, fmt::format("size={}", bytes).c_str()) != 0) fail("mount");
}

SmallDisk::~SmallDisk() {
  ::umount2(path().c_str(), MNT_DETACH);
}

void SmallDisk::fill(std::size_t pages_left) const {
  const int file = ::open(filler().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) fail("the filler");
  const std::array<char, kPage> page{};
  std::size_t pages = 0;
  while (::write(file, page.data(), page.size()) == static_cast<ssize_t>(page.size())) ++pages;
  const int short_of_pages = ::ftruncate(file, static_cast<off_t>((pages - std::min(pages, pages_left)) * kPage));
  ::close(file);
  if (short_of_pages != 0) fail("the filler");
}

void SmallDisk::empty() const {
  std::filesystem::remove(filler());
}

void SmallDisk::make_read_only(bool read_only) const {
  unsigned long how = MS_REMOUNT;
  if (read_only) how |= MS_RDONLY;
  if (::mount(nullptr, path().c_str(), nullptr, how, fmt::format("size={}", bytes_).c_str()) != 0) fail("remount");
}

}  // namespace harvestd::storm
