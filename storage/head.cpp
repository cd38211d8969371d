#include "storage/head.h"

#include <charconv>

#include "storage/files.h"

namespace harvestd {

namespace {

std::optional<ChainEnd> parse(std::string_view line) {
  ChainEnd end;
  const char* const first = line.data();
  const char* const last = first + line.size();
  const auto [after, error] = std::from_chars(first, last, end.seq);
  constexpr std::ptrdiff_t kRest = 1 + 2 * 32 + 1;  // a space, the digits, a newline
  if (error != std::errc() || end.seq < 0 || last - after != kRest || *after != ' ') return std::nullopt;
  const char* digit = after + 1;
  for (std::uint8_t& byte : end.hash) {
    const auto [stop, bad] = std::from_chars(digit, digit + 2, byte, 16);
    if (bad != std::errc() || stop != digit + 2) return std::nullopt;
    digit += 2;
  }
  return *digit == '\n' ? std::optional(end) : std::nullopt;
}

}  // namespace

Head::Head(Disk& disk, const std::filesystem::path& ledger, Ownership ownership)
    : disk_(&disk), path_(ledger), ownership_(ownership) {
  path_ += ".head";
}

std::optional<ChainEnd> Head::read() const {
  const std::optional<std::string> content = disk_->read_small_file(path_);
  if (!content) return std::nullopt;
  return parse(*content).value_or(ChainEnd{.seq = -1, .hash = {}});
}

void Head::write(const ChainEnd& end) const {
  replace_file(*disk_, path_, std::to_string(end.seq) + ' ' + to_hex(end.hash) + '\n', ownership_);
}

}  // namespace harvestd
