#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <fstream>

#include "tests/support/sandbox_client.h"
#include "tests/support/temporary_folder.h"

namespace harvestd::sandbox {
namespace {

struct ControlTest : testing::Test {
  SmallAccount small;
  Server server{ServerOptions{}, small.account};
  SandboxClient client{server, small.profile_id};

  test::ProbeAnswer call(std::string_view method, std::string_view path, std::string_view body = "") {
    return client.probe().send(method, path, {}, body);
  }
};

TEST_F(ControlTest, StateTellsWhatWasCreatedAndHowOften) {
  client.post(kCreate, create_body(small, item("Steel  Bottle", "QUERY_EXACT_MATCHES", "0.50")));
  const auto state = json_of(call("GET", "/_sandbox/state"));
  EXPECT_EQ(state.at("created").at(0).at("bid"), "0.50");
  EXPECT_EQ(state.at("created").at(0).at("target"), "Steel  Bottle");
  EXPECT_EQ(state.at("identities").at(0).at("target"), "steel bottle");
  EXPECT_EQ(state.at("identities").at(0).at("accepted"), 1);
}

TEST(CreateLog, TheFileOutlivesTheServerAndTellsRefusedItemsToo) {
  const TemporaryFolder folder;
  ServerOptions options;
  options.api.create_log = folder.path() / "creates.jsonl";
  for (int life = 0; life < 2; ++life) {
    SmallAccount small;
    Server server(options, small.account);
    SandboxClient client(server, small.profile_id);
    client.post(kCreate, create_body(small, item("a") + "," + item("b", "QUERY_EXACT_MATCHES", "0.01")));
  }
  std::vector<std::string> lines;
  std::ifstream file(options.api.create_log);
  for (std::string line; std::getline(file, line);) lines.push_back(std::move(line));
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(boost::json::parse(lines[0]).at("what"), "received");
  EXPECT_EQ(boost::json::parse(lines[1]).at("bid"), "0.01");
  const auto accepted = boost::json::parse(lines[5]);
  EXPECT_EQ(accepted.at("what"), "accepted");
  EXPECT_EQ(accepted.at("target"), "a");
  EXPECT_NE(accepted.at("targetId"), "");
}

TEST_F(ControlTest, RequestsAreCountedLoggedAndCleared) {
  client.post(kCreate, create_body(small, item("a") + "," + item("b")));
  client.post(kGroups, "{");
  const auto requests = json_of(call("GET", "/_sandbox/requests"));
  EXPECT_EQ(requests.at("counts").at("create_targets"), 1);
  const auto& create = requests.at("last").at(1);
  EXPECT_EQ(create.at("operation"), "create_targets");
  EXPECT_EQ(create.at("items"), 2);
  EXPECT_EQ(create.at("status"), 207);
  EXPECT_EQ(requests.at("last").at(2).at("status"), 400);
  EXPECT_EQ(call("DELETE", "/_sandbox/requests").status, 200);
  EXPECT_EQ(server.requests(), 0U);
}

TEST_F(ControlTest, FaultsAreSetAndClearedAtRunTime) {
  EXPECT_EQ(call("POST", "/_sandbox/faults", R"(["list_groups:every:status,code=500"])").status, 200);
  EXPECT_EQ(client.post(kGroups, "{}").status, 500);
  EXPECT_EQ(call("DELETE", "/_sandbox/faults").status, 200);
  EXPECT_EQ(client.post(kGroups, "{}").status, 200);
}

TEST_F(ControlTest, BadFaultsAreRefusedWithTheReason) {
  const auto answer = call("POST", "/_sandbox/faults", R"(["list_groups:every:explode"])");
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(answer.body.find("explode"), std::string::npos);
  EXPECT_EQ(call("POST", "/_sandbox/faults", "no json").status, 400);
  EXPECT_EQ(call("GET", "/_sandbox/nothing").status, 404);
}

TEST_F(ControlTest, AnyFaultSparesTheControlInterface) {
  server.add_fault("any:every:reset");
  EXPECT_EQ(call("GET", "/_sandbox/state").status, 200);
}

}  // namespace
}  // namespace harvestd::sandbox
