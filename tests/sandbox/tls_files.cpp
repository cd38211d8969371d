#include "tests/sandbox/tls_files.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace harvestd::sandbox {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Cert = std::unique_ptr<X509, decltype(&X509_free)>;
using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

constexpr long kDay = 24 * 60 * 60;

void need(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("cannot make TLS files: ") + what);
}

Key new_key() {
  Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  need(key != nullptr, "no key");
  return key;
}

void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  need(extension != nullptr, value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Cert new_certificate(const char* common_name, EVP_PKEY* key, long from, long until) {
  Cert certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  std::uint64_t serial = 0;
  need(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "no random serial");
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), from);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), until);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name), -1, -1, 0);
  X509_set_pubkey(certificate.get(), key);
  return certificate;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  need(X509_sign(certificate, issuer_key, EVP_sha256()) > 0, "cannot sign");
}

struct Authority {
  Key key = new_key();
  Cert certificate = new_certificate("harvestd sandbox test CA", key.get(), -kDay, 30 * kDay);

  Authority() {
    add_extension(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    sign(certificate.get(), certificate.get(), key.get());
  }
};

File open_file(const std::filesystem::path& path) {
  std::filesystem::remove(path);
  File file(std::fopen(path.c_str(), "wx"), std::fclose);
  need(file != nullptr, path.c_str());
  return file;
}

void write_certificate(const std::filesystem::path& path, X509* certificate) {
  const File file = open_file(path);
  need(PEM_write_X509(file.get(), certificate) == 1, path.c_str());
}

void write_key(const std::filesystem::path& path, EVP_PKEY* key) {
  const File file = open_file(path);
  need(fchmod(fileno(file.get()), S_IRUSR | S_IWUSR) == 0, path.c_str());
  need(PEM_write_PrivateKey(file.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1, path.c_str());
}

}  // namespace

TlsFiles make_tls_files(const std::filesystem::path& directory, Certificate kind) {
  std::filesystem::create_directories(directory);
  const TlsFiles files{directory / "ca.pem", directory / "server.pem", directory / "server.key"};
  const Authority trusted;
  const Authority other;
  const Authority& issuer = kind == Certificate::kOtherCa ? other : trusted;
  const Key key = new_key();
  const long from = kind == Certificate::kNotYetValid ? kDay : -2 * kDay;
  const long until = kind == Certificate::kExpired ? -kDay : 7 * kDay;
  const Cert server = new_certificate("localhost", key.get(), from, until);
  const bool wrong_host = kind == Certificate::kWrongHost;
  const bool self_signed = kind == Certificate::kSelfSigned;
  X509* signer = self_signed ? server.get() : issuer.certificate.get();
  add_extension(server.get(), signer, NID_subject_alt_name,
                wrong_host ? "DNS:sandbox.invalid" : "DNS:localhost,IP:127.0.0.1,IP:::1");
  add_extension(server.get(), signer, NID_ext_key_usage, "serverAuth");
  sign(server.get(), signer, self_signed ? key.get() : issuer.key.get());
  write_certificate(files.ca, trusted.certificate.get());
  write_certificate(files.certificate, server.get());
  write_key(files.key, key.get());
  return files;
}

}  // namespace harvestd::sandbox
