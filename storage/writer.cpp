#include "storage/writer.h"

#include <algorithm>

namespace harvestd {

Writer::Writer(sqlite::Database& database, Head head)
    : database_(database),
      head_(std::move(head)),
      names_(database),
      chain_(chain_end(database)),
      latest_day_(database.integer("SELECT latest_day FROM ledger").value_or(0)) {}

// Failed until it is committed: whatever ends it before, its beginning included, is a failure.
Writer& Write::start(Writer& writer) {
  if (writer.failed_) throw LedgerError("the ledger could not be written before; nothing more is written to it");
  writer.failed_ = true;
  if (writer.database_.has_moved()) {
    throw LedgerError(
        writer.database_.path().string() +
        " was removed or replaced under the running harvestd: what was recorded since is lost, and nothing "
        "more is recorded or sent; stop harvestd before a copy is put back");
  }
  return writer;
}

Write::Write(Writer& writer, TimePoint now)
    : writer_(start(writer)), now_(now), transaction_(writer.database_), chain_(writer.chain_) {
  const std::int64_t today = utc_day(now).time_since_epoch().count();
  if (today <= writer_.latest_day_) return;
  database().run("UPDATE ledger SET latest_day = ?1", today);
  writer_.latest_day_ = today;
}

void Write::set_day_back() {
  writer_.latest_day_ = utc_day(now_).time_since_epoch().count();
  database().run("UPDATE ledger SET latest_day = ?1", writer_.latest_day_);
}

Write::~Write() {
  if (writer_.failed_) writer_.names_.forget();
}

void Write::event(std::string_view kind, std::string_view subject, std::string_view data) {
  chain_ = append_event(database(), chain_, now_, kind, subject, data);
}

void Write::commit() {
  transaction_.commit();
  const bool grew = chain_ != writer_.chain_;
  writer_.chain_ = chain_;
  if (grew) writer_.head_.write(chain_);
  writer_.failed_ = false;
}

}  // namespace harvestd
