// Certificates for loopback, made to order: good ones for the simulator, bad ones for tests of a client.
#pragma once

#include <openssl/types.h>

#include <filesystem>
#include <memory>
#include <string>

namespace harvestd::sandbox {

/// As OpenSSL's configuration writes extensions; an empty one is left out.
struct CertificateSpec {
  std::string common_name = "localhost";
  std::string alternative_names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  std::string basic_constraints;
  std::string key_usage;
  std::string extended_key_usage = "serverAuth";
  std::string name_constraints;
  long from = -2L * 24 * 60 * 60;  // seconds from now
  long until = 7L * 24 * 60 * 60;
  int rsa_bits = 0;  // 0: an elliptic curve, P-256
  std::string digest = "SHA256";
};

/// What an authority's certificate says.
CertificateSpec authority_spec(std::string common_name = "harvestd sandbox test CA");

/// A certificate and its key. Throws std::runtime_error when OpenSSL refuses.
class Certified {
 public:
  static Certified self_signed(const CertificateSpec& spec);
  /// Another one with a key of its own, signed by this one's key: whether this one may sign is not asked.
  Certified sign(const CertificateSpec& spec) const;

  std::string pem() const;
  void write_certificate(const std::filesystem::path& path) const;
  void write_key(const std::filesystem::path& path) const;  // 0600

 private:
  Certified(const CertificateSpec& spec, const Certified* issuer);

  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> certificate_;
};

}  // namespace harvestd::sandbox
