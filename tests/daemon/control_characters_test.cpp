// Text from the wire and from the configuration on its way into a header, a log line, a terminal, the ledger's
// listings.
#include "config/load.h"
#include "daemon/admin/control_message.h"
#include "daemon/amazon/http_answer.h"
#include "daemon/amazon/http_request.h"
#include "daemon/json_string.h"
#include "daemon/systemd.h"
#include "tests/daemon/amazon/api_fixture.h"
#include "tests/daemon/harvest/harvest_fixture.h"
#include "tests/support/child_process.h"
#include "tests/support/notify_socket.h"
#include "tests/support/plain_text.h"

namespace harvestd {
namespace {

using test::is_plain;
using testing::HasSubstr;
using namespace std::string_literals;

/// Each kind once: CR, LF, ESC, NUL, DEL, a C1 control, bidirectional override and isolate, a zero-width space.
const std::string kHostile = "a\r\nb\x1b[2Jc\0d\x7f \xC2\x9B 31m\u202Egpj\u2066e\u2069\u200Bf\u2028g"s;

TEST(ControlCharacters, AreRefusedInWhatGoesIntoAHeader) {
  const HttpUrl url = parse_http_url("https://ads.example/").value();
  for (const char c : {'\r', '\n', '\0', '\x1b', '\x7f', '\b'}) {
    HttpRequest value, name, bearer, method;
    for (HttpRequest* request : {&value, &name, &bearer, &method}) request->method = "POST";
    const std::string bad = std::string("a") + c + "b";
    value.headers.emplace_back("Accept", bad);
    name.headers.emplace_back(bad, "b");
    bearer.bearer = Secret(bad);
    method.method = bad;
    for (const HttpRequest* request : {&value, &name, &bearer, &method}) {
      const Result<Secret> head = request_head(*request, url);
      ASSERT_FALSE(head) << static_cast<int>(c);
      EXPECT_TRUE(is_plain(head.error().message));
    }
    EXPECT_FALSE(parse_http_url("https://ads" + std::string(1, c) + ".example/"));
    EXPECT_FALSE(parse_http_url("https://ads.example/a" + std::string(1, c)));
  }
  for (const char* escaped : {"https://ads%0d%0a.example/", "https://ads%00.example/", "https://ads%1b.example/"}) {
    EXPECT_FALSE(parse_http_url(escaped)) << escaped;
  }
}

TEST(ControlCharacters, InAnAnswersHeaderMakeItNoAnswer) {
  for (const char c : {'\0', '\x1b', '\x7f', '\b'}) {
    const std::string bytes = std::string("HTTP/1.1 200 OK\r\nx-amz-rid: a") + c + "b\r\nContent-Length: 0\r\n\r\n";
    HttpAnswer answer(100);
    std::copy(bytes.begin(), bytes.end(), answer.space().begin());
    EXPECT_TRUE(answer.take(bytes.size()).has_value()) << static_cast<int>(c);
  }
}

class ControlCharactersOfTheApi : public test::ApiTest {};

TEST_F(ControlCharactersOfTheApi, AreVisibleInRequestIdsAndErrors) {
  for (const int status : {200, 207, 400, 401, 403, 429, 503}) {
    calls_.clear();
    transport_.otherwise([status](const test::SentRequest&) {
      std::string body = R"({"code":)";
      append_json_string(body, kHostile);
      return HttpResponse{.status = status, .body = body + "}", .retry_after = kHostile, .request_id = kHostile};
    });
    const ApiResult<void> listed = list_keywords();
    ASSERT_FALSE(listed);
    EXPECT_TRUE(is_plain(listed.error().message)) << listed.error().message;
    ASSERT_FALSE(calls_.empty());
    EXPECT_TRUE(is_plain(calls_[0].request_id) && is_plain(calls_[0].error)) << calls_[0].error;
    EXPECT_THAT(calls_[0].request_id, HasSubstr("a\\r\\nb\\x1b[2Jc\\x00d\\x7f \\u009b"));
  }
  transport_.otherwise([](const test::SentRequest&) {
    return HttpResponse{.status = 500, .body = "\xff\xfe \x9b\xe2\x80", .retry_after = {}, .request_id = "\x80"};
  });
  EXPECT_TRUE(is_plain(list_keywords().error().message));
  EXPECT_EQ(calls_.back().request_id, "\\x80");
}

TEST(ControlCharacters, OfTheConfigurationAreRefusedOrShown) {
  for (const char* hostile :
       {"\"\u202Espring\"", "\u2066spring", "\"spring\\x1b[2J\"", "\"spring\\0\"", "spring\\u200b"}) {
    const std::string text =
        std::string("version: 1\nmode: ") + hostile + "\nprofiles: [{campaigns: [{label: " + hostile + "}]}]\n";
    const auto loaded = parse_config(text, "harvestd.yaml", {.check_secrets = false});
    const auto* found = std::get_if<std::vector<Diagnostic>>(&loaded);
    ASSERT_NE(found, nullptr) << hostile;
    for (const Diagnostic& diagnostic : *found) EXPECT_TRUE(is_plain(to_text(diagnostic), "\n")) << to_text(diagnostic);
  }
}

TEST(ControlCharacters, OfTheServiceAreVisibleWhereItsAnswerIsShown) {
  std::string line = R"({"ledger":"1","ok":true,"message":)";
  append_json_string(line, kHostile);
  const Result<LabelledAnswer> answer = decode_answer(line + "}");
  ASSERT_TRUE(answer);
  EXPECT_TRUE(is_plain(answer->answer.message));
  const std::string encoded = encode_answer({.ok = false, .message = kHostile}, "1");
  EXPECT_TRUE(is_plain(encoded, "\n"));
}

TEST(ControlCharacters, CannotForgeWhatSystemdIsTold) {
  const TemporaryFolder folder;
  NotifySocket heard(folder.path() / "notify");
  ::setenv("NOTIFY_SOCKET", (folder.path() / "notify").c_str(), 1);
  systemd::status("a\nWATCHDOG=trigger\x1b[2J");
  ::unsetenv("NOTIFY_SOCKET");
  EXPECT_TRUE(heard.hear("STATUS=a\\nWATCHDOG=trigger\\x1b[2J"));
}

/// Everything at Amazon that has a name has a hostile one.
class ControlCharactersOfAnAccount : public HarvestTest {
 protected:
  ControlCharactersOfAnAccount() {
    profile_->name = kHostile;
    for (auto& campaign : profile_->campaigns) campaign.name = kHostile;
    for (auto& ad_group : profile_->ad_groups) ad_group.name = kHostile;
    for (auto& group : profile_->groups) group.name = kHostile;
    recommend_keyword("bottle " + kHostile, 31, 4);
    recommend_keyword("insulated bottle", 31, 4);
  }
  void check(const std::vector<std::string>& words, std::string_view besides = "\n") {
    std::vector<std::string> command{HARVESTD_PROGRAM};
    command.insert(command.end(), words.begin(), words.end());
    command.insert(command.end(), {"-c", (folder() / "harvestd.yaml").string()});
    ChildProcess child(command, folder());
    child.wait();
    const std::string out = child.standard_output(), err = child.standard_error();
    EXPECT_TRUE(is_plain(out, besides)) << words.front() << " " << words.back() << ": " << out;
    EXPECT_TRUE(is_plain(err, "\n")) << words.front() << ": " << err;
    said_ += out + err;
  }
  std::string said_;
};

TEST_F(ControlCharactersOfAnAccount, ReachNoOutputOfAnyCommand) {
  write_configuration();
  check({"plan"});
  check({"plan", "--format", "csv"}, "\r\n");
  check({"plan", "--format", "json"});
  check({"once"});
  check({"check", "--online"});
  for (const char* view : {"cycles", "decisions", "promotions", "calls", "events"}) {
    for (const char* format : {"table", "json"}) check({"audit", view, "--format", format});
    check({"audit", view, "--format", "csv"}, "\r\n");
  }
  for (const char* format : {"table", "json"}) check({"explain", "insulated bottle", "--format", format});
  check({"explain", "bottle"});
  check({"verify"});
  for (const char* word : {"a\x1b[2J", "\u202Ex", "--\x1b[2J", "\xff"}) {
    for (const char* command : {"explain", "audit", "pause"}) check({command, word});
    check({"pause", "--campaign", word});
    check({word});
  }
  EXPECT_THAT(said_, HasSubstr("insulated bottle"));
  EXPECT_THAT(said_, HasSubstr("\\x1b[2J")) << "hostile text was not seen at all";
}

}  // namespace
}  // namespace harvestd
