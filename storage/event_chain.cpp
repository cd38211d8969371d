#include "storage/event_chain.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "core/check.h"

namespace harvestd {

namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    HARVESTD_CHECK(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }
  void add(const void* data, std::size_t size) { HARVESTD_CHECK(EVP_DigestUpdate(context_.get(), data, size) == 1); }
  void add(std::uint64_t number) {
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
    add(bytes.data(), bytes.size());
  }
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    add(text.data(), text.size());
  }
  EventHash finish() {
    EventHash hash{};
    HARVESTD_CHECK(EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr) == 1);
    return hash;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

EventHash hash_column(const sqlite::Statement& row, int column) {
  EventHash hash{};
  const std::string_view bytes = row.view(column);
  if (bytes.size() == hash.size()) std::ranges::copy(bytes, hash.begin());
  return hash;
}

}  // namespace

std::string to_hex(const EventHash& hash) {
  std::string text;
  for (const std::uint8_t byte : hash) {
    text += kHexDigits[byte >> 4];
    text += kHexDigits[byte & 15];
  }
  return text;
}

EventHash event_hash(const EventHash& previous, const Event& event) {
  Sha256 sha;
  sha.add(previous.data(), previous.size());
  sha.add(static_cast<std::uint64_t>(event.seq));
  sha.add(static_cast<std::uint64_t>(event.at));
  sha.add(event.kind);
  sha.add(event.subject);
  sha.add(event.data);
  return sha.finish();
}

ChainEnd chain_end(sqlite::Database& database) {
  sqlite::Statement last = database.statement("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1");
  if (!last.step()) return {};
  return {last.integer(0), hash_column(last, 1)};
}

ChainEnd append_event(sqlite::Database& database, const ChainEnd& end, TimePoint at, std::string_view kind,
                      std::string_view subject, std::string_view data) {
  // Not a CHECK of the table: SQLite 3.40 counts its JSON functions as unsafe under trusted_schema=OFF.
  HARVESTD_CHECK(database.integer("SELECT CASE WHEN json_valid(?1) THEN json_type(?1) = 'object' END", data) == 1);
  const std::int64_t seq = end.seq + 1;
  const std::int64_t time = at.time_since_epoch().count();
  const EventHash hash =
      event_hash(end.hash, Event{.seq = seq, .at = time, .kind = kind, .subject = subject, .data = data});
  database.run("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6)", seq, time, kind, subject, data,
               std::span<const std::uint8_t>(hash));
  return {seq, hash};
}

std::vector<std::string> chain_complaints(sqlite::Database& database) {
  constexpr std::size_t kMost = 10;
  std::vector<std::string> complaints;
  ChainEnd end;
  sqlite::Statement row = database.statement("SELECT seq, at, kind, subject, data, hash FROM events ORDER BY seq");
  while (complaints.size() < kMost && row.step()) {
    const Event event{
        .seq = row.integer(0), .at = row.integer(1), .kind = row.view(2), .subject = row.view(3), .data = row.view(4)};
    if (event.seq != end.seq + 1) {
      complaints.push_back("event " + std::to_string(end.seq + 1) + " is missing");
    }
    const EventHash stored = hash_column(row, 5);
    if (event_hash(end.hash, event) != stored) {
      complaints.push_back("event " + std::to_string(event.seq) + " was changed: its hash does not match");
    }
    end = {event.seq, stored};
  }
  return complaints;
}

bool chain_contains(sqlite::Database& database, const ChainEnd& end) {
  if (end.seq == 0) return true;
  sqlite::Statement row = database.statement("SELECT hash FROM events WHERE seq = ?1", end.seq);
  return row.step() && hash_column(row, 0) == end.hash;
}

std::string json_string(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += {'\\', c};
    } else if (byte < 0x20) {
      json += {'\\', 'u', '0', '0', kHexDigits[byte >> 4], kHexDigits[byte & 15]};
    } else {
      json += c;
    }
  }
  return json + '"';
}

}  // namespace harvestd
