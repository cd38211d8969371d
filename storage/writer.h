// The writing connection and its transactions. What the ledger's functions have in common: the event chain goes on, the
// latest day never goes back, the head file follows each commit, and after one failure nothing is written any more.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/time.h"
#include "storage/event_chain.h"
#include "storage/head.h"
#include "storage/names.h"
#include "storage/sqlite.h"

namespace harvestd {

class Writer {
 public:
  /// The database is at this program's schema; it outlives the writer.
  Writer(sqlite::Database& database, Head head);

  const ChainEnd& chain() const { return chain_; }
  const Head& head() const { return head_; }
  /// A transaction could not be begun, done or committed (or is not committed yet).
  bool failed() const { return failed_; }

 private:
  friend class Write;
  sqlite::Database& database_;
  Head head_;
  Names names_;
  ChainEnd chain_;
  std::int64_t latest_day_;
  bool failed_ = false;
};

/// One transaction of the writer; everything throws LedgerError. Without commit(), or when it cannot even begin,
/// nothing of it stays, and the writer has failed: what a caller could not record it must not act on, now or later. A
/// ledger file that was removed or replaced under the process is such a failure.
class Write {
 public:
  Write(Writer& writer, TimePoint now);
  ~Write();
  Write(const Write&) = delete;
  Write& operator=(const Write&) = delete;

  sqlite::Database& database() { return writer_.database_; }
  Names& names() { return writer_.names_; }
  /// Milliseconds since 1970.
  std::int64_t now() const { return now_.time_since_epoch().count(); }
  /// Days since 1970: today, or the latest day the ledger has seen when the clock went back.
  std::int64_t day() const { return writer_.latest_day_; }
  /// The latest day is today again: a person says that the ledger saw a wrong clock.
  void set_day_back();
  void event(std::string_view kind, std::string_view subject, std::string_view data);
  /// Durable on return (synchronous=FULL), and so is the head when there were events.
  void commit();

 private:
  static Writer& start(Writer& writer);

  Writer& writer_;
  TimePoint now_;
  sqlite::Transaction transaction_;
  ChainEnd chain_;
};

}  // namespace harvestd
