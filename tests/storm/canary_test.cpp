#include "tests/storm/canary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace harvestd::storm {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string base64(const std::string& text) {
  std::string out(4 * text.size() / 3 + 5, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::vector<std::string> leaks_in(const std::string& text) {
  CanaryScan scan;
  scan.text("it", text);
  return scan.leaks();
}

TEST(CanaryScan, FindsEachSecretInEachForm) {
  sandbox::ApiOptions api;
  use_canaries(api);
  for (const std::string& secret : {api.client_secret, api.refresh_token, api.access_token_prefix + "17"}) {
    EXPECT_THAT(leaks_in("before " + secret + " after"), SizeIs(1));
    for (const char* before : {"", "x", "xy"})
      EXPECT_THAT(leaks_in(base64(before + secret + "z")), SizeIs(1)) << before;
  }
  EXPECT_THAT(leaks_in("client_secret=fake%2FFakeCanarySecret7Q2x%2B%3D"), SizeIs(1));
}

TEST(CanaryScan, FindsNothingInWhatHoldsNoSecret) {
  EXPECT_THAT(leaks_in("sandbox-client, FakeCanarySecret7, Atzr|"), IsEmpty());
}

TEST(CanaryScan, ReadsEveryFileAndNamesIt) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "deep");
  std::ofstream(folder.path() / "deep/ledger.db") << std::string(100'000, '\0') << "FakeCanaryRefresh5Wz";
  std::ofstream(folder.path() / "log") << "nothing";
  CanaryScan scan;
  scan.tree(folder.path());
  EXPECT_EQ(scan.files(), 2U);
  ASSERT_THAT(scan.leaks(), SizeIs(1));
  EXPECT_THAT(scan.leaks()[0], HasSubstr("deep/ledger.db holds the refresh token, plain"));
}

}  // namespace
}  // namespace harvestd::storm
