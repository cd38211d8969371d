#include "config/secrets.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace harvestd {
namespace {

constexpr std::size_t kMaxSecretBytes = 16 * 1024;

Error refused(const std::string& what) {
  return {Errc::kConfiguration, what};
}

std::string reason(int error) {
  return std::generic_category().message(error);
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

/// Nothing when the file may hold a secret.
std::optional<Error> file_problem(int descriptor, const std::string& path) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return refused(fmt::format("cannot read {}: {}", path, reason(errno)));
  if (!S_ISREG(status.st_mode)) return refused(path + " is not a regular file");
  if ((status.st_mode & (S_IWGRP | S_IROTH | S_IWOTH)) != 0) {
    return refused(fmt::format("{} has mode {:04o}: others can read it or change it; chmod 0600 (or 0640) it", path,
                               status.st_mode & 07777u));
  }
  if (status.st_size > static_cast<off_t>(kMaxSecretBytes)) return refused(path + " is over 16 KiB");
  return std::nullopt;
}

Result<Secret> read_file(const std::string& path) {
  // O_NONBLOCK: a pipe put in the file's place must not stop the program.
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (descriptor.number() < 0) return refused(fmt::format("cannot read {}: {}", path, reason(errno)));
  if (const std::optional<Error> problem = file_problem(descriptor.number(), path)) return *problem;
  std::string bytes(kMaxSecretBytes + 1, '\0');
  std::size_t size = 0;
  ssize_t got = 0;
  while (size < bytes.size() && (got = ::read(descriptor.number(), bytes.data() + size, bytes.size() - size)) > 0) {
    size += static_cast<std::size_t>(got);
  }
  const int error = got < 0 ? errno : 0;
  Secret whole(std::move(bytes));
  if (error != 0) return refused(fmt::format("cannot read {}: {}", path, reason(error)));
  if (size > kMaxSecretBytes) return refused(path + " is over 16 KiB");
  return Secret(std::string(whole.reveal().substr(0, size)));
}

Result<Secret> checked(const Secret& read, const std::string& source) {
  std::string_view text = read.reveal();
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (text.empty()) return refused(source + " is empty");
  if (text.size() > kMaxSecretBytes) return refused(source + " is over 16 KiB");
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::ranges::any_of(text, is_control)) return refused(source + " holds control characters or more than one line");
  return Secret(std::string(text));
}

}  // namespace

Result<Secret> read_secret(const SecretSource& source) {
  if (source.from == SecretSource::From::kEnv) {
    const char* value = std::getenv(source.name.c_str());
    if (value == nullptr) return refused(fmt::format("environment variable {} is not set", source.name));
    return checked(Secret(std::string(value)), "environment variable " + source.name);
  }
  std::string path = source.name;
  if (source.from == SecretSource::From::kCredential) {
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (folder == nullptr || *folder == '\0') {
      return refused(
          fmt::format("credential {}: $CREDENTIALS_DIRECTORY is not set; systemd sets it for a unit with "
                      "LoadCredential=",
                      source.name));
    }
    path = fmt::format("{}/{}", folder, source.name);
  }
  const Result<Secret> whole = read_file(path);
  if (whole.has_error()) return whole.error();
  return checked(*whole, path);
}

}  // namespace harvestd
