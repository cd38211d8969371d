// A narrow layer over SQLite's C interface. Every failure throws SqliteError, which carries SQLite's own words and the
// database's path. One thread.
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "storage/ledger.h"

namespace harvestd::sqlite {

class SqliteError : public LedgerError {
 public:
  SqliteError(int code, const std::string& words) : LedgerError(words), code_(code) {}
  /// SQLite's primary result code.
  int code() const { return code_ & 0xff; }

 private:
  int code_;
};

class Database;

/// A prepared statement, borrowed from the database's cache: it resets itself and goes back when it is destroyed, and
/// must not outlive the database. Columns count from 0, parameters from 1.
class Statement {
 public:
  Statement(Statement&& other) noexcept : database_(other.database_), raw_(std::exchange(other.raw_, nullptr)) {}
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  /// Binds the parameters ?1, ?2, ... in order. Text and blobs are copied. Unsigned numbers beyond 64 signed bits are
  /// kept as the largest there is; nullopt and nullptr are NULL.
  template <class... Args>
  Statement& bind(const Args&... args) {
    int index = 0;
    (bind_one(++index, args), ...);
    return *this;
  }

  /// True: on a row. False: finished.
  bool step();
  /// Steps to the end; for statements that answer no rows.
  void run();

  int columns() const;
  std::string_view name(int column) const;  // valid until the next step
  bool is_null(int column) const;
  bool is_integer(int column) const;
  std::int64_t integer(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;
  std::string text(int column) const;       // empty for NULL
  std::string_view view(int column) const;  // text or blob; valid until the next step, empty for NULL

 private:
  friend class Database;
  Statement(Database* database, sqlite3_stmt* raw) : database_(database), raw_(raw) {}
  void check(int code) const;
  void bind_integer(int index, std::int64_t value);
  void bind_text(int index, std::string_view value);
  void bind_blob(int index, std::span<const std::uint8_t> value);
  void bind_null(int index);

  template <class T>
  void bind_one(int index, const T& value) {
    if constexpr (std::is_same_v<T, std::nullptr_t> || std::is_same_v<T, std::nullopt_t>) {
      bind_null(index);
    } else if constexpr (std::is_enum_v<T>) {
      bind_integer(index, static_cast<std::int64_t>(value));
    } else if constexpr (std::unsigned_integral<T>) {
      constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
      bind_integer(index, static_cast<std::int64_t>(std::min<std::uint64_t>(value, kMost)));
    } else if constexpr (std::integral<T>) {
      bind_integer(index, value);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
      bind_text(index, value);
    } else if constexpr (std::is_convertible_v<const T&, std::span<const std::uint8_t>>) {
      bind_blob(index, value);
    } else {  // std::optional
      if (value) {
        bind_one(index, *value);
      } else {
        bind_null(index);
      }
    }
  }

  Database* database_;
  sqlite3_stmt* raw_;
};

class Database {
 public:
  enum class Mode : std::uint8_t {
    kReadOnly,
    kImmutable,  // read-only, and nothing else writes it: no locks, no -wal, no -shm
    kReadWrite,  // an existing file
    kMemory,
  };
  /// `vfs` is the name of a registered one; null: SQLite's default.
  Database(const std::filesystem::path& path, Mode mode, const char* vfs = nullptr);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// One or more statements without parameters; rows are dropped.
  void execute(const std::string& sql);
  /// A statement from the cache, its parameters bound.
  template <class... Args>
  Statement statement(std::string_view sql, const Args&... args) {
    Statement result = take(sql);
    result.bind(args...);
    return result;
  }
  /// Runs a statement that answers no rows.
  template <class... Args>
  void run(std::string_view sql, const Args&... args) {
    statement(sql, args...).run();
  }
  /// The first column of the first row, if there is a row and it is not NULL.
  template <class... Args>
  std::optional<std::int64_t> integer(std::string_view sql, const Args&... args) {
    Statement query = statement(sql, args...);
    return query.step() ? query.optional_integer(0) : std::nullopt;
  }
  template <class... Args>
  std::optional<std::string> text(std::string_view sql, const Args&... args) {
    Statement query = statement(sql, args...);
    if (!query.step() || query.is_null(0)) return std::nullopt;
    return query.text(0);
  }

  std::int64_t last_insert_id() const;
  std::int64_t changes() const;  // of the last INSERT, UPDATE or DELETE
  bool is_read_only() const;
  bool in_transaction() const;

  /// PRAGMA name=value, read back: anything but `expected` throws.
  void set_pragma(const std::string& name, const std::string& value, const std::string& expected);

  /// The first 100 bytes of the file, read through SQLite's file handle: takes no lock and changes nothing. nullopt
  /// when the file is shorter. (A file that SQLite has open must not be opened and closed beside it: the process would
  /// lose SQLite's POSIX locks.)
  std::optional<std::array<std::uint8_t, 100>> header() const;
  /// Size of the file in bytes; 0 in memory.
  std::int64_t file_size() const;
  /// Another file, or none, stands where this one was opened. False where that cannot be told.
  bool has_moved() const;
  /// Closing the last connection normally copies the -wal into the file and removes it. Off: it is left as it is.
  void checkpoint_on_close(bool on);

  const std::filesystem::path& path() const { return path_; }
  sqlite3* raw() const { return raw_; }

 private:
  friend class Statement;
  Statement take(std::string_view sql);
  void give_back(sqlite3_stmt* statement) noexcept;
  void close() noexcept;
  [[noreturn]] void fail(int code) const;

  std::filesystem::path path_;
  sqlite3* raw_ = nullptr;
  std::unordered_map<std::string_view, sqlite3_stmt*> idle_;  // keys live inside the statements
};

/// BEGIN IMMEDIATE; rolled back when it goes without commit().
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace harvestd::sqlite
