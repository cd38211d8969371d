#include "storage/sqlite.h"

#include <utility>

#include "core/check.h"

namespace harvestd::sqlite {

namespace {

int open_flags(Database::Mode mode) {
  switch (mode) {
    case Database::Mode::kReadWrite:
      return SQLITE_OPEN_READWRITE;
    case Database::Mode::kMemory:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY;
    case Database::Mode::kReadOnly:
      return SQLITE_OPEN_READONLY;
    case Database::Mode::kImmutable:
      return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  }
  return SQLITE_OPEN_READONLY;
}

std::string immutable_uri(const std::filesystem::path& path) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : path.string()) {
    if (c == '%' || c == '?' || c == '#') {
      const auto byte = static_cast<unsigned char>(c);
      uri += {'%', kHex[byte >> 4], kHex[byte & 15]};
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

}  // namespace

Statement::~Statement() {
  if (raw_) database_->give_back(raw_);
}

void Statement::check(int code) const {
  if (code != SQLITE_OK) database_->fail(code);
}

bool Statement::step() {
  const int code = sqlite3_step(raw_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  database_->fail(code);
}

void Statement::run() {
  HARVESTD_CHECK(sqlite3_column_count(raw_) == 0);
  while (step()) {
  }
}

void Statement::bind_integer(int index, std::int64_t value) {
  check(sqlite3_bind_int64(raw_, index, value));
}

void Statement::bind_text(int index, std::string_view value) {
  // A null pointer would bind NULL.
  const char* data = value.data() ? value.data() : "";
  check(sqlite3_bind_text64(raw_, index, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind_blob(int index, std::span<const std::uint8_t> value) {
  check(sqlite3_bind_blob64(raw_, index, value.data(), value.size(), SQLITE_TRANSIENT));
}

void Statement::bind_null(int index) {
  check(sqlite3_bind_null(raw_, index));
}

int Statement::columns() const {
  return sqlite3_column_count(raw_);
}

std::string_view Statement::name(int column) const {
  return sqlite3_column_name(raw_, column);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(raw_, column) == SQLITE_NULL;
}

bool Statement::is_integer(int column) const {
  return sqlite3_column_type(raw_, column) == SQLITE_INTEGER;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(raw_, column);
}

std::optional<std::int64_t> Statement::optional_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

std::string Statement::text(int column) const {
  return std::string(view(column));
}

std::string_view Statement::view(int column) const {
  const void* data = sqlite3_column_blob(raw_, column);
  return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(raw_, column))};
}

Database::Database(const std::filesystem::path& path, Mode mode, const char* vfs) : path_(path) {
  const std::string name = mode == Mode::kImmutable ? immutable_uri(path) : path.string();
  const int code = sqlite3_open_v2(name.c_str(), &raw_, open_flags(mode) | SQLITE_OPEN_NOMUTEX, vfs);
  if (code != SQLITE_OK) {
    const SqliteError error(code, path_.string() + ": " + (raw_ ? sqlite3_errmsg(raw_) : sqlite3_errstr(code)));
    close();
    throw error;
  }
  sqlite3_extended_result_codes(raw_, 1);
}

Database::~Database() {
  close();
}

void Database::close() noexcept {
  for (const auto& [sql, statement] : idle_) sqlite3_finalize(statement);
  idle_.clear();
  sqlite3_close_v2(raw_);
}

void Database::fail(int code) const {
  const std::string message = sqlite3_errmsg(raw_), meaning = sqlite3_errstr(code);
  throw SqliteError(code, path_.string() + ": " + message + (message == meaning ? "" : " (" + meaning + ")"));
}

void Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(raw_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

Statement Database::take(std::string_view sql) {
  if (const auto found = idle_.find(sql); found != idle_.end()) {
    sqlite3_stmt* statement = found->second;
    idle_.erase(found);
    return Statement(this, statement);
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(raw_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement, nullptr);
  if (code != SQLITE_OK) fail(code);
  return Statement(this, statement);
}

void Database::give_back(sqlite3_stmt* statement) noexcept {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  try {
    if (idle_.emplace(sqlite3_sql(statement), statement).second) return;
  } catch (const std::bad_alloc&) {
    // Not cached, then.
  }
  sqlite3_finalize(statement);
}

std::int64_t Database::last_insert_id() const {
  return sqlite3_last_insert_rowid(raw_);
}

std::int64_t Database::changes() const {
  return sqlite3_changes64(raw_);
}

bool Database::is_read_only() const {
  return sqlite3_db_readonly(raw_, "main") == 1;
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(raw_) == 0;
}

void Database::set_pragma(const std::string& name, const std::string& value, const std::string& expected) {
  execute("PRAGMA " + name + "=" + value);
  const std::optional<std::string> got = text("PRAGMA " + name);
  if (got != expected) {
    throw SqliteError(SQLITE_MISUSE, path_.string() + ": PRAGMA " + name + "=" + value + " was not accepted: it is " +
                                         got.value_or("not set"));
  }
}

std::optional<std::array<std::uint8_t, 100>> Database::header() const {
  sqlite3_file* file = nullptr;
  int code = sqlite3_file_control(raw_, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  std::array<std::uint8_t, 100> bytes{};
  if (code == SQLITE_OK) code = file->pMethods->xRead(file, bytes.data(), static_cast<int>(bytes.size()), 0);
  if (code == SQLITE_IOERR_SHORT_READ) return std::nullopt;
  if (code != SQLITE_OK) throw SqliteError(code, path_.string() + ": " + sqlite3_errstr(code));
  return bytes;
}

std::int64_t Database::file_size() const {
  sqlite3_file* file = nullptr;
  sqlite3_int64 size = 0;
  int code = sqlite3_file_control(raw_, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (code == SQLITE_OK && file->pMethods) code = file->pMethods->xFileSize(file, &size);
  if (code != SQLITE_OK) throw SqliteError(code, path_.string() + ": " + sqlite3_errstr(code));
  return size;
}

bool Database::has_moved() const {
  int moved = 0;
  return sqlite3_file_control(raw_, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

void Database::checkpoint_on_close(bool on) {
  int got = 0;
  sqlite3_db_config(raw_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on ? 0 : 1, &got);
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

// After some failures (a full disk) SQLite has rolled back already.
Transaction::~Transaction() {
  if (open_ && database_.in_transaction()) sqlite3_exec(database_.raw(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace harvestd::sqlite
