#include <gtest/gtest.h>

#include <boost/json/array.hpp>

#include "tests/support/sandbox_client.h"

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
