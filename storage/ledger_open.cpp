#include <array>
#include <string>

#include "core/check.h"
#include "storage/ledger_state.h"
#include "storage/migrations.h"
#include "storage/opening.h"

namespace harvestd {

namespace {

using sqlite::Database;
using Findings = Ledger::Findings;

std::string random_id(Disk& disk) {
  std::array<std::uint8_t, 16> bytes{};
  disk.random(bytes);
  constexpr char kHex[] = "0123456789abcdef";
  std::string id;
  for (const std::uint8_t byte : bytes) id += {kHex[byte >> 4], kHex[byte & 15]};
  return id;
}

// A new ledger is made whole beside its place and then renamed: a crash leaves none, never half of one.
void create_ledger(Disk& disk, const std::filesystem::path& path, const Ownership& ownership) {
  if (has_wal(disk, path)) throw LedgerError(stray_wal_words(path));
  const std::filesystem::path unfinished = path.string() + ".new";
  disk.remove(unfinished.string() + "-journal");
  disk.remove(unfinished);
  disk.create(unfinished, "", ownership, {});
  {
    Database database(unfinished, Database::Mode::kReadWrite, disk.vfs());
    apply_settings(database);
    migrate(database, migrations());
    database.run("INSERT INTO ledger (only_row, ledger_id, latest_day) VALUES (1, ?1, 0)", random_id(disk));
  }
  disk.rename(unfinished, path);
  disk.sync_folder(path.parent_path());
}

std::string id_list(Database& database, std::string_view query) {
  std::string ids;
  sqlite::Statement row = database.statement(query);
  while (row.step()) ids += (ids.empty() ? "" : ",") + row.text(0);
  return ids;
}

constexpr std::string_view kSending = "state IN (1, 2, 3, 7) AND state = 3";  // as the partial index is written

// What the last process left under way, put into words and states that are true now.
std::string settle_leftovers(Write& write, Findings& findings) {
  Database& database = write.database();
  const std::string where(kSending);
  const std::string sending = id_list(database, "SELECT id FROM promotions WHERE " + where + " ORDER BY id");
  const std::string running = id_list(database, "SELECT id FROM cycles WHERE status = 1 ORDER BY id");
  if (!sending.empty()) {
    HARVESTD_CHECK(next_state(PromotionState::kSending, PromotionEvent::kLoseTrack) == PromotionState::kUnresolved);
    constexpr std::string_view kWhy = "the process ended before the answer was recorded";
    database.run(
        "UPDATE attempts SET settled_at = ?1, event = ?2, error = ?3 "
        "WHERE settled_at IS NULL AND promotion IN (SELECT id FROM promotions WHERE " +
            where + ")",
        write.now(), PromotionEvent::kLoseTrack, kWhy);
    database.run("UPDATE promotions SET state = ?1, error = ?2 WHERE " + where, PromotionState::kUnresolved, kWhy);
    findings.became_unresolved = database.changes();
  }
  if (!running.empty()) {
    database.run(
        "UPDATE cycles SET status = 5, error = 'the process ended during this cycle',"
        " created = (SELECT count(*) FROM attempts a WHERE a.cycle = cycles.id AND a.event = ?1),"
        " already_existed = (SELECT count(*) FROM attempts a WHERE a.cycle = cycles.id AND a.event = ?2),"
        " rejected = (SELECT count(*) FROM attempts a WHERE a.cycle = cycles.id AND a.event = ?3),"
        " unresolved = (SELECT count(*) FROM attempts a WHERE a.cycle = cycles.id AND a.event = ?4),"
        " api_calls = (SELECT count(*) FROM api_calls l WHERE l.cycle = cycles.id),"
        " throttled = (SELECT count(*) FROM api_calls l WHERE l.cycle = cycles.id AND l.status = 429)"
        " WHERE status = 1",
        PromotionEvent::kCreated, PromotionEvent::kExists, PromotionEvent::kRefuse, PromotionEvent::kLoseTrack);
  }
  return ",\"unresolved\":[" + sending + "],\"abandoned_cycles\":[" + running + "]";
}

Findings recover(Writer& writer, bool unclean, const Moment& now) {
  Findings findings{.restored = false, .unclean = unclean, .became_unresolved = 0};
  Write write(writer, now.wall);
  Database& database = write.database();
  const std::optional<ChainEnd> head = writer.head().read();
  findings.restored = head && !chain_contains(database, *head);
  const bool leftovers = database.integer("SELECT 1 FROM promotions WHERE " + std::string(kSending) + " LIMIT 1") ||
                         database.integer("SELECT 1 FROM cycles WHERE status = 1 LIMIT 1");
  if (leftovers || findings.restored || unclean) {
    std::string data = std::string("{\"unclean\":") + (unclean ? "true" : "false");
    data += ",\"restored\":";
    data += findings.restored ? "true" : "false";
    if (findings.restored) {
      database.run("UPDATE ledger SET restored_at = ?1, restored_boot = ?2, restored_since_boot = ?3", write.now(),
                   now.boot.boot, now.boot.since.count());
      data += ",\"head_seq\":" + std::to_string(head->seq);
    }
    if (unclean) database.run("UPDATE ledger SET check_due = 1");
    data += settle_leftovers(write, findings) + "}";
    write.event("recovered", "ledger", data);
  }
  write.commit();
  if (head != writer.chain()) writer.head().write(writer.chain());
  return findings;
}

struct Opened {
  std::unique_ptr<Database> database;
  bool unclean = false;
};

// What we are about to build upon may be in memory alone, when a sync failed under the last process.
void make_wal_durable(Disk& disk, Database& database) {
  const sqlite::Transaction nobody_else_writes(database);
  disk.rewrite(database.path().string() + "-wal");
}

Result<Opened> open_database(Disk& disk, const std::filesystem::path& path) {
  Opened opened;
  disk.sync_folder(path.parent_path());  // a -wal that a person moved away must not come back under what follows
  opened.unclean = has_wal(disk, path);  // a clean close leaves none, or an empty one
  opened.database = std::make_unique<Database>(path, Database::Mode::kReadWrite, disk.vfs());
  Database& database = *opened.database;
  database.checkpoint_on_close(false);
  if (std::string why = not_ours(database); !why.empty()) return Error{Errc::kLedgerUnusable, std::move(why)};
  if (std::string why = stray_wal(disk, database); !why.empty()) return Error{Errc::kLedgerUnusable, std::move(why)};
  if (database.is_read_only()) {
    return Error{Errc::kLedgerUnusable,
                 path.string() + " cannot be written: run this as the ledger's owner or as root"};
  }
  apply_settings(database);
  if (std::string why = wrong_version(database, true); !why.empty())
    return Error{Errc::kLedgerUnusable, std::move(why)};
  apply_writer_settings(database);
  // SQLite syncs the name of a -wal that it creates, not of one that a killed process or a reader left there.
  disk.sync_folder(path.parent_path());
  if (opened.unclean) make_wal_durable(disk, database);
  migrate(database, migrations());
  return opened;
}

// Everything is in the one file afterwards; a reader that is at work keeps the -wal, which is complete as well.
void close_cleanly(Database& database) noexcept {
  constexpr int kPatienceMilliseconds = 100;
  try {
    sqlite3_busy_timeout(database.raw(), kPatienceMilliseconds);
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    database.checkpoint_on_close(true);
  } catch (const LedgerError&) {
    // The -wal stays, and the next start takes it for an unclean end, which it is.
  }
}

}  // namespace

Result<Ledger> Ledger::open(const std::filesystem::path& given, const Moment& now, Disk& disk) {
  const std::filesystem::path path = disk.real_path(given);
  const Ownership ownership = disk.ownership_beside(path);
  Result<std::shared_ptr<void>> lock = disk.lock(path, ownership);
  if (lock.has_error()) return lock.error();
  try {
    if (!disk.exists(path)) create_ledger(disk, path, ownership);
    Result<Opened> opened = open_database(disk, path);
    if (opened.has_error()) return opened.error();
    Database& database = *opened->database;
    std::string id = database.text("SELECT ledger_id FROM ledger").value_or("");
    LedgerReader reader(std::make_unique<LedgerReader::State>(
        LedgerReader::State{.disk = &disk, .database = std::move(opened->database), .ledger_id = std::move(id)}));
    Writer writer(database, Head(disk, path, ownership));
    const Findings findings = recover(writer, opened->unclean, now);
    return Ledger(std::make_unique<State>(State{
        .lock = std::move(*lock), .reader = std::move(reader), .writer = std::move(writer), .findings = findings}));
  } catch (const LedgerError& error) {
    return unusable(error);
  }
}

Ledger::Ledger(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ledger::Ledger(Ledger&&) noexcept = default;

Ledger::~Ledger() {
  if (state_ && !state_->writer.failed()) close_cleanly(state_->reader.database());
}

const LedgerReader& Ledger::reader() const {
  return state_->reader;
}
const Ledger::Findings& Ledger::findings() const {
  return state_->findings;
}

bool Ledger::check_due() const {
  return reader().database().integer("SELECT check_due FROM ledger").value_or(0) != 0;
}

std::vector<std::string> Ledger::quick_check(TimePoint now) {
  std::vector<std::string> complaints;
  try {
    sqlite::Statement row = reader().database().statement("PRAGMA quick_check");
    while (row.step()) complaints.push_back(row.text(0));
  } catch (const LedgerError& error) {
    complaints.emplace_back(error.what());
  }
  if (complaints != std::vector<std::string>{"ok"}) return complaints;
  Write write(state_->writer, now);
  write.database().run("UPDATE ledger SET check_due = 0");
  write.commit();
  return {};
}

}  // namespace harvestd
