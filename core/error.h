// Errors that Amazon, the network or the operator can cause are values: Result<T>. What only a broken disk or a
// bug can cause is an exception (storage) or an abort (core/check.h). No function reports the same thing both ways.
#pragma once

#include <boost/system/result.hpp>
#include <string>

namespace harvestd {

enum class Errc {
  kInvalidValue = 1,  // text that does not parse, or is out of its range
  kConfiguration,     // the configuration file or a secret it names; exit code 2
  kLedgerHeld,        // another process holds the ledger; exit code 3
  kLedgerUnusable,    // not ours, newer than this program, older than a reader may use, or corrupt
  kNotFound,          // what was asked for by name or id does not exist
  kConnection,        // nothing of the request reached the peer: name, connect, TLS
  kInterrupted,       // the request may have reached the peer; its answer did not arrive whole
  kTimeout,           // the deadline passed after the first byte had been handed to TLS
  kBadAnswer,         // an answer arrived whole and could not be understood
  kRefused,           // Amazon answered with an error status
  kThrottled,         // 429, also after the permitted retries
  kCredentials,       // the token endpoint refused the credentials for good, or Amazon the token; exit code 4
  kStopped,           // the process is stopping
};

/// What went wrong, in words an operator can act on. Never holds a secret.
struct [[nodiscard]] Error {
  Errc code;
  std::string message;
};

template <class T>
using Result = boost::system::result<T, Error>;

/// Makes Result<T>::value() on an error an abort: check has_value() first.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

}  // namespace harvestd
