// Faults on demand: rules that say which call of which operation goes wrong, and how.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace harvestd::sandbox {

enum class FaultKind {
  kStatus,           // answers `code`, with `retry_after` when it is not empty
  kRedirect,         // 307 to another path of this server
  kResetBeforeRead,  // resets the connection once the header is read; the body is left unread, nothing is applied
  kReset,            // reads the request, then resets the connection
  kStall,            // reads the request, then never answers
  kShortBody,        // half of the body that Content-Length declares, then the connection closes
  kNotJson,          // the success status with a body that is not JSON
  kEmpty,            // the success status with an empty body
  kEofBody,          // the whole answer, but no Content-Length: its end is that of the connection
  kSlow,             // the whole answer, `after` later
  kItemsMissing,     // a create answer leaves out the first `count` items
  kItemsRepeated,    // ... has them twice
  kItemsUnknown,     // ... has `count` items that nobody sent
  kItemThrottled,    // the first `count` items answer throttledError
  kItemInternal,     // the first `count` items answer internalServerError
  kItemsMalformed,   // ... leaves out what the first `count` created items became (no targetDetails)
  kItemStrange,      // the first `count` items answer an error type that no document names
  kStaleList,        // what this create makes is listed only after `count` lists have been started, or `after`
  kRepeatToken,      // this page, and its nextToken, again and again
  kRowsMissing,      // a page leaves out its first `count` rows
  kRowsRepeated,     // a page has its first `count` rows twice
  kThrottle,         // 429 above `count` requests a second (applies to every call, whatever nth and every say)
};

struct Fault {
  std::string operation;  // its name (see operations.h), or "any"
  FaultKind kind = FaultKind::kStatus;
  std::uint64_t nth = 0;    // only the nth matching call after the rule was added, from 1; 0: see `every`
  std::uint64_t from = 1;   // first matching call it may hit
  std::uint64_t every = 1;  // every k-th call from there on
  int code = 503;
  std::string retry_after;  // sent as it is, but: "date+N" a date N seconds ahead, "garbage", "huge"
  bool applied = false;     // the operation takes effect although its answer is lost or wrong
  std::size_t count = 1;
  std::chrono::milliseconds after{0};  // with `applied`: takes effect this much later; kSlow, kStaleList: see there
};

/// OPERATION:WHEN:KIND[,key=value]... with WHEN = N (the nth call) | N+ (from the nth on) | every | every/K, and keys
/// code, retry_after, count, after (milliseconds), applied (true|false). Example: create_targets:2:reset,applied=true.
/// Throws std::invalid_argument with a sentence that says what is wrong.
Fault parse_fault(std::string_view spec);

/// The value of a Retry-After field for this rule; empty: none.
std::string retry_after_value(const Fault& fault);

class FaultBook {
 public:
  void add(Fault fault) { rules_.push_back({std::move(fault), 0, {}}); }
  void clear() { rules_.clear(); }

  /// The fault that hits this call, if any. Every rule counts the calls it matches; the first that hits wins.
  std::optional<Fault> pick(std::string_view operation);

 private:
  struct Rule {
    Fault fault;
    std::uint64_t calls;
    std::deque<std::chrono::steady_clock::time_point> within_a_second;
  };

  static bool hits(Rule& rule);

  std::vector<Rule> rules_;
};

}  // namespace harvestd::sandbox
