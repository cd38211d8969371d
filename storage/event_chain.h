// The chain of events: each row's hash covers the row and the hash before, so that a changed, missing or inserted event
// is seen, and the last hash stands for all of them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "storage/sqlite.h"

namespace harvestd {

using EventHash = std::array<std::uint8_t, 32>;

/// 64 lower-case hexadecimal digits.
std::string to_hex(const EventHash& hash);

/// Where a chain stands: its last event. An empty chain is at 0, all zeros.
struct ChainEnd {
  std::int64_t seq = 0;
  EventHash hash{};
  friend bool operator==(const ChainEnd&, const ChainEnd&) = default;
};

struct Event {
  std::int64_t seq = 0;
  std::int64_t at = 0;  // milliseconds since 1970
  std::string_view kind, subject, data;
};

/// SHA-256 over: previous hash (32 bytes), seq and at (8 bytes each, big-endian), then kind, subject and data, each
/// behind its length in bytes (8 bytes, big-endian).
EventHash event_hash(const EventHash& previous, const Event& event);

/// The last event in the database, as its row says (not recomputed).
ChainEnd chain_end(sqlite::Database& database);

/// Inserts the event that follows `end` and returns the new end. `data` is a JSON object. Inside the caller's
/// transaction.
ChainEnd append_event(sqlite::Database& database, const ChainEnd& end, TimePoint at, std::string_view kind,
                      std::string_view subject, std::string_view data);

/// Recomputes the whole chain; each complaint is a line (the first ten), none when it is sound.
std::vector<std::string> chain_complaints(sqlite::Database& database);

/// True when the chain contains this very event (or `end` is the empty chain).
bool chain_contains(sqlite::Database& database, const ChainEnd& end);

/// A JSON string literal, quotes included.
std::string json_string(std::string_view text);

}  // namespace harvestd
