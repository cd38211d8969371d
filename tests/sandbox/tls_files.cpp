#include "tests/sandbox/tls_files.h"

#include "tests/sandbox/certificate.h"

namespace harvestd::sandbox {
namespace {

constexpr long kDay = 24L * 60 * 60;

CertificateSpec spec_of(Certificate kind) {
  CertificateSpec spec;
  if (kind == Certificate::kNotYetValid) spec.from = kDay;
  if (kind == Certificate::kExpired) spec.until = -kDay;
  if (kind == Certificate::kWrongHost) spec.alternative_names = "DNS:sandbox.invalid";
  return spec;
}

}  // namespace

TlsFiles make_tls_files(const std::filesystem::path& directory, Certificate kind) {
  std::filesystem::create_directories(directory);
  const TlsFiles files{directory / "ca.pem", directory / "server.pem", directory / "server.key"};
  const Certified trusted = Certified::self_signed(authority_spec());
  const Certified issuer = kind == Certificate::kOtherCa ? Certified::self_signed(authority_spec()) : trusted;
  const CertificateSpec spec = spec_of(kind);
  const Certified server = kind == Certificate::kSelfSigned ? Certified::self_signed(spec) : issuer.sign(spec);
  trusted.write_certificate(files.ca);
  server.write_certificate(files.certificate);
  server.write_key(files.key);
  return files;
}

}  // namespace harvestd::sandbox
