#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <stdexcept>

#include "tests/support/sandbox_client.h"

namespace harvestd::sandbox {
namespace {

struct FormsTest : testing::Test {
  SmallAccount small = with_recommendations();
  Server server{ServerOptions{}, small.account};
  SandboxClient client{server, small.profile_id};

  static SmallAccount with_recommendations() {
    SmallAccount made;
    made.account.add_recommendation(made.profile(), made.campaign.ad_ids[0], Kind::kKeyword, "bottle", Metrics{10, 2});
    made.account.add_recommendation(made.profile(), made.campaign.ad_ids[0], Kind::kProduct, "B0CCCCCCC1", {}, true);
    made.account.add_recommendation(made.profile(), made.campaign.ad_ids[1], Kind::kProduct, "B0CCCCCCC2", {});
    return made;
  }
  void use(std::string_view names) {
    server.with_options([&](ApiOptions& options) { apply_forms(names, options.forms); });
  }
  boost::json::value data() {
    return json_of(client.post(kRecommendations, "{}"))
        .at("targets")
        .at(0)
        .at("recommendationReasons")
        .at(0)
        .at("data");
  }
  boost::json::value created(std::string_view items) {
    return boost::json::parse(client.post(kCreate, create_body(small, items)).body);
  }
};

TEST_F(FormsTest, DataIsAStringAnObjectOrHasNumbersAsStrings) {
  EXPECT_EQ(data(), R"({"CLICKS":10,"CONVERSIONS":2})");
  use("data-object");
  EXPECT_EQ(data(), boost::json::parse(R"({"CLICKS":10,"CONVERSIONS":2})"));
  use("data-number-strings");
  EXPECT_EQ(data(), boost::json::parse(R"({"CLICKS":"10","CONVERSIONS":"2"})"));
}

TEST_F(FormsTest, AProductIsAnAsinOrAProduct) {
  const auto type = [&] {
    return json_of(client.post(kRecommendations, "{}")).at("targets").at(1).at("targetType").as_string();
  };
  EXPECT_EQ(type(), "ASIN");
  use("type-product,lowercase-asins");
  EXPECT_EQ(type(), "PRODUCT");
  EXPECT_EQ(json_of(client.post(kRecommendations, "{}")).at("targets").at(1).at("recommendedTarget"), "b0ccccccc1");
}

TEST_F(FormsTest, ReasonsMayHaveNoDataAndMayBeNone) {
  const auto targets = json_of(client.post(kRecommendations, "{}")).at("targets");
  EXPECT_FALSE(targets.at(1).at("recommendationReasons").at(0).as_object().contains("data"));
  EXPECT_TRUE(targets.at(2).at("recommendationReasons").as_array().empty());
}

TEST_F(FormsTest, GroupsMayBeWrapped) {
  use("groups-wrapped");
  const auto body = json_of(client.post(kGroups, "{}"));
  EXPECT_EQ(body.at("targetPromotionGroups").at(0).at("targetPromotionGroup").at("state"), "ENABLED");
}

TEST_F(FormsTest, CreatedItemsMayLackTheirTypeAndErrorsMayBeAnEmptyObject) {
  EXPECT_TRUE(created(item("a")).at("errors").as_array().empty());
  use("success-without-type,errors-empty-object");
  const auto answer = created(item("b"));
  EXPECT_FALSE(answer.at("success").at(0).as_object().contains("expressionType"));
  EXPECT_EQ(answer.at("errors"), boost::json::parse("[{}]"));
  EXPECT_EQ(created(item("b")).at("errors").as_array().size(), 1U);
}

TEST_F(FormsTest, TargetsAreListedInEitherStyle) {
  created(item("a", "QUERY_BROAD_MATCHES"));
  EXPECT_EQ(json_of(client.post(kTargets, "{}")).at("targets").at(0).at("expressionType"), "QUERY_BROAD_MATCHES");
  use("list-keyword-style,list-bids");
  const auto target = json_of(client.post(kTargets, "{}")).at("targets").at(0);
  EXPECT_EQ(target.at("expressionType"), "KEYWORD_BROAD");
  EXPECT_EQ(target.at("bid"), 0.75);
}

TEST_F(FormsTest, PagesMayCarryAPreviousToken) {
  use("guide");
  const auto first = json_of(client.post(kRecommendations, R"({"maxResults":1})"));
  EXPECT_FALSE(first.contains("previousToken"));
  const std::string token(first.at("nextToken").as_string());
  const auto second = json_of(client.post(kRecommendations, R"({"maxResults":1,"nextToken":")" + token + "\"}"));
  EXPECT_TRUE(second.contains("previousToken"));
}

TEST(Forms, AnUnknownNameIsAnError) {
  Forms forms;
  EXPECT_THROW(apply_forms("guide,nonsense", forms), std::invalid_argument);
  apply_forms("openapi", forms);
  EXPECT_FALSE(forms.data_object);
  for (const auto name : form_names()) EXPECT_NO_THROW(apply_forms(name, forms));
}

}  // namespace
}  // namespace harvestd::sandbox
