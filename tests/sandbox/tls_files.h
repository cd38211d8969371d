// A throw-away certificate authority and a server certificate, for HTTPS on loopback and for tests of a client's TLS.
#pragma once

#include <filesystem>
#include <string>

namespace harvestd::sandbox {

enum class Certificate {
  kGood,         // for localhost, 127.0.0.1 and ::1, signed by the authority in ca.pem
  kExpired,      // ended yesterday
  kNotYetValid,  // begins tomorrow
  kWrongHost,    // for sandbox.invalid only
  kOtherCa,      // signed by an authority that ca.pem does not name
  kSelfSigned,   // signed by itself
};

struct TlsFiles {
  std::string ca;           // ca.pem: what the client is to trust
  std::string certificate;  // server.pem
  std::string key;          // server.key, 0600
};

/// Writes the three files into `directory`, which is created when it is missing (existing files are replaced). Throws
/// std::runtime_error when a file cannot be written.
TlsFiles make_tls_files(const std::filesystem::path& directory, Certificate kind = Certificate::kGood);

}  // namespace harvestd::sandbox
