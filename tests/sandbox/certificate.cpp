#include "tests/sandbox/certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cstdio>
#include <stdexcept>
#include <utility>

namespace harvestd::sandbox {
namespace {

using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

void need(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("cannot make TLS files: ") + what);
}

std::shared_ptr<EVP_PKEY> new_key(int rsa_bits) {
  EVP_PKEY* key = rsa_bits > 0 ? EVP_RSA_gen(static_cast<unsigned>(rsa_bits)) : EVP_EC_gen("P-256");
  need(key != nullptr, "no key");
  return {key, EVP_PKEY_free};
}

std::shared_ptr<X509> new_certificate(const CertificateSpec& spec, EVP_PKEY* key) {
  std::shared_ptr<X509> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  std::uint64_t serial = 0;
  need(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "no random serial");
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), spec.from);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), spec.until);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(spec.common_name.c_str()), -1, -1, 0);
  X509_set_pubkey(certificate.get(), key);
  return certificate;
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  if (value.empty()) return;
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  need(extension != nullptr, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

File open_file(const std::filesystem::path& path) {
  std::filesystem::remove(path);
  File file(std::fopen(path.c_str(), "wx"), std::fclose);
  need(file != nullptr, path.c_str());
  return file;
}

}  // namespace

CertificateSpec authority_spec(std::string common_name) {
  CertificateSpec spec;
  spec.common_name = std::move(common_name);
  spec.alternative_names.clear();
  spec.basic_constraints = "critical,CA:TRUE";
  spec.key_usage = "critical,keyCertSign,cRLSign";
  spec.extended_key_usage.clear();
  return spec;
}

Certified::Certified(const CertificateSpec& spec, const Certified* issuer)
    : key_(new_key(spec.rsa_bits)), certificate_(new_certificate(spec, key_.get())) {
  const Certified& signer = issuer != nullptr ? *issuer : *this;
  X509* certificate = certificate_.get();
  X509* signing = signer.certificate_.get();
  add_extension(certificate, signing, NID_subject_alt_name, spec.alternative_names);
  add_extension(certificate, signing, NID_basic_constraints, spec.basic_constraints);
  add_extension(certificate, signing, NID_key_usage, spec.key_usage);
  add_extension(certificate, signing, NID_ext_key_usage, spec.extended_key_usage);
  add_extension(certificate, signing, NID_name_constraints, spec.name_constraints);
  X509_set_issuer_name(certificate, X509_get_subject_name(signing));
  const EVP_MD* digest = EVP_get_digestbyname(spec.digest.c_str());
  need(digest != nullptr && X509_sign(certificate, signer.key_.get(), digest) > 0, "cannot sign");
}

Certified Certified::self_signed(const CertificateSpec& spec) {
  return {spec, nullptr};
}

Certified Certified::sign(const CertificateSpec& spec) const {
  return {spec, this};
}

std::string Certified::pem() const {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
  need(PEM_write_bio_X509(out.get(), certificate_.get()) == 1, "no memory");
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

void Certified::write_certificate(const std::filesystem::path& path) const {
  const File file = open_file(path);
  need(PEM_write_X509(file.get(), certificate_.get()) == 1, path.c_str());
}

void Certified::write_key(const std::filesystem::path& path) const {
  const File file = open_file(path);
  need(fchmod(fileno(file.get()), S_IRUSR | S_IWUSR) == 0, path.c_str());
  need(PEM_write_PrivateKey(file.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1, path.c_str());
}

}  // namespace harvestd::sandbox
