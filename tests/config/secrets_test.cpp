#include "config/secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/config/parse.h"

namespace harvestd {
namespace {

using testing::HasSubstr;
using From = SecretSource::From;

std::string value_of(const SecretSource& source) {
  const Result<Secret> secret = read_secret(source);
  EXPECT_TRUE(secret.has_value()) << secret.error().message;
  return secret.has_value() ? std::string(secret->reveal()) : "";
}

std::string problem_of(const SecretSource& source) {
  const Result<Secret> secret = read_secret(source);
  EXPECT_TRUE(secret.has_error());
  if (secret.has_value()) return "";
  EXPECT_EQ(secret.error().code, Errc::kConfiguration);
  EXPECT_THAT(secret.error().message, testing::Not(HasSubstr("canary")));
  return secret.error().message;
}

TEST(Secrets, AFileGivesItsLineWithoutTheNewline) {
  const TemporaryFile unix_line("canary-1\n");
  const TemporaryFile dos_line("canary 2\r\n");
  const TemporaryFile no_newline("canary-3");
  EXPECT_EQ(value_of({From::kFile, unix_line.path()}), "canary-1");
  EXPECT_EQ(value_of({From::kFile, dos_line.path()}), "canary 2");
  EXPECT_EQ(value_of({From::kFile, no_newline.path()}), "canary-3");
}

TEST(Secrets, AFileThatOthersMayReadOrChangeIsRefused) {
  for (const mode_t mode : {0644u, 0604u, 0602u, 0620u, 0666u}) {
    const TemporaryFile file("canary\n", mode);
    EXPECT_THAT(problem_of({From::kFile, file.path()}), HasSubstr("others can read it or change it")) << mode;
  }
  for (const mode_t mode : {0600u, 0400u, 0640u, 0440u}) {
    const TemporaryFile file("canary\n", mode);
    EXPECT_EQ(value_of({From::kFile, file.path()}), "canary") << mode;
  }
}

TEST(Secrets, AFileThatHoldsNoSecretIsRefused) {
  const TemporaryFile empty("");
  const TemporaryFile only_newline("\n");
  const TemporaryFile two_lines("canary\ncanary\n");
  const TemporaryFile with_nul(std::string("canary\0x", 8));
  const TemporaryFile large(std::string(16 * 1024 + 1, 'x'));
  EXPECT_THAT(problem_of({From::kFile, empty.path()}), HasSubstr("is empty"));
  EXPECT_THAT(problem_of({From::kFile, only_newline.path()}), HasSubstr("is empty"));
  EXPECT_THAT(problem_of({From::kFile, two_lines.path()}), HasSubstr("more than one line"));
  EXPECT_THAT(problem_of({From::kFile, with_nul.path()}), HasSubstr("control characters"));
  EXPECT_THAT(problem_of({From::kFile, large.path()}), HasSubstr("over 16 KiB"));
  EXPECT_THAT(problem_of({From::kFile, "/nonexistent/token"}), HasSubstr("No such file"));
}

TEST(Secrets, OnlyARegularFileIsRead) {
  EXPECT_THAT(problem_of({From::kFile, testing::TempDir()}), HasSubstr("not a regular file"));
  const std::string pipe = testing::TempDir() + "harvestd-pipe-" + std::to_string(::getpid());
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(problem_of({From::kFile, pipe}), HasSubstr("not a regular file"));
  ::unlink(pipe.c_str());
}

TEST(Secrets, AnEnvironmentVariableIsReadWhenAsked) {
  ::unsetenv("HARVESTD_TEST_SECRET");
  EXPECT_EQ(problem_of({From::kEnv, "HARVESTD_TEST_SECRET"}), "environment variable HARVESTD_TEST_SECRET is not set");
  ::setenv("HARVESTD_TEST_SECRET", "", 1);
  EXPECT_EQ(problem_of({From::kEnv, "HARVESTD_TEST_SECRET"}), "environment variable HARVESTD_TEST_SECRET is empty");
  ::setenv("HARVESTD_TEST_SECRET", "canary", 1);
  EXPECT_EQ(value_of({From::kEnv, "HARVESTD_TEST_SECRET"}), "canary");
  ::unsetenv("HARVESTD_TEST_SECRET");
}

TEST(Secrets, ACredentialComesFromTheServiceManager) {
  ::unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_THAT(problem_of({From::kCredential, "client-secret"}), HasSubstr("$CREDENTIALS_DIRECTORY is not set"));
  const TemporaryFile file("canary\n", 0400);
  const std::filesystem::path path = file.path();
  ::setenv("CREDENTIALS_DIRECTORY", path.parent_path().c_str(), 1);
  EXPECT_EQ(value_of({From::kCredential, path.filename()}), "canary");
  EXPECT_THAT(problem_of({From::kCredential, "no-such-credential"}), HasSubstr("No such file"));
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST(Secrets, LoadingChecksEverySource) {
  ::unsetenv("ADS_CLIENT_ID");
  ::setenv("ADS_CLIENT_SECRET", "canary-secret", 1);
  const TemporaryFile token("canary-token\n", 0644);
  const std::string text = with(kMinimal, {{"{env: ADS_REFRESH_TOKEN}", "{file: " + token.path() + "}"}});
  const std::string found = problems(text, {.check_secrets = true});
  EXPECT_THAT(
      found,
      HasSubstr(
          "harvestd.yaml:5:22: credentials.default.client_id.env: environment variable ADS_CLIENT_ID is not set"));
  EXPECT_THAT(found, HasSubstr("credentials.default.refresh_token.file: " + token.path() + " has mode 0644"));
  EXPECT_THAT(found, testing::Not(HasSubstr("client_secret")));
  EXPECT_THAT(found, testing::Not(HasSubstr("canary")));
  ::unsetenv("ADS_CLIENT_SECRET");
}

TEST(Secrets, OneWrittenIntoTheFileIsNeverShown) {
  const std::vector<std::string> places = {"client_secret: canary-inline",
                                           "client_secret: [canary-inline]",
                                           "client_secret: {env: canary-inline}",
                                           "client_secret: \"canary\\0inline\"",
                                           "client_secret: canary: inline",
                                           "client_secret: {canary-inline",
                                           "client_secret: >\n      canary inline\n     canary"};
  for (const std::string& place : places) {
    const std::string found = problems(with(kMinimal, {{"client_secret: {env: ADS_CLIENT_SECRET}", place}}));
    EXPECT_NE(found, "") << place;
    EXPECT_THAT(found, testing::Not(HasSubstr("canary"))) << place;
  }
}

}  // namespace
}  // namespace harvestd
