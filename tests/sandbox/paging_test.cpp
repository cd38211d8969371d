#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <vector>

#include "tests/support/sandbox_client.h"

namespace harvestd::sandbox {
namespace {

struct Pages {
  std::vector<std::size_t> sizes;
  std::vector<std::string> targets;
  std::vector<std::int64_t> totals;
};

struct PagingTest : testing::Test {
  SmallAccount small = with_recommendations(25);
  Server server{ServerOptions{}, small.account};
  SandboxClient client{server, small.profile_id};

  static SmallAccount with_recommendations(int count) {
    SmallAccount made;
    for (int i = 0; i < count; ++i) {
      made.account.add_recommendation(made.profile(), made.campaign.ad_ids[static_cast<std::size_t>(i % 2)],
                                      Kind::kKeyword, fmt::format("term {}", i), Metrics{10, 2});
    }
    return made;
  }

  /// Follows the tokens for at most 20 pages.
  Pages read(const std::string& filters = "") {
    Pages pages;
    std::string token;
    for (int i = 0; i < 20; ++i) {
      const std::string next = token.empty() ? "" : fmt::format(R"(,"nextToken":"{}")", token);
      const auto body =
          json_of(client.post(kRecommendations, fmt::format(R"({{"maxResults":10{}{}}})", filters, next)));
      pages.sizes.push_back(body.at("targets").as_array().size());
      for (const auto& row : body.at("targets").as_array()) {
        pages.targets.emplace_back(row.at("recommendedTarget").as_string());
      }
      pages.totals.push_back(body.at("totalResults").as_int64());
      const auto* more = body.if_contains("nextToken");
      token = more != nullptr && more->is_string() ? std::string(more->as_string()) : "";
      if (token.empty()) break;
    }
    return pages;
  }
};

TEST_F(PagingTest, EveryRowComesOnceInOrder) {
  const Pages pages = read();
  EXPECT_EQ(pages.sizes, (std::vector<std::size_t>{10, 10, 5}));
  EXPECT_EQ(pages.totals, (std::vector<std::int64_t>{25, 25, 25}));
  EXPECT_EQ(std::set<std::string>(pages.targets.begin(), pages.targets.end()).size(), 25U);
  EXPECT_EQ(pages.targets[24], "term 24");
}

TEST_F(PagingTest, FiltersHoldOnEveryPage) {
  const Pages pages = read(fmt::format(R"(,"adIdFilter":{{"include":["{}"]}})", small.campaign.ad_ids[1]));
  EXPECT_EQ(pages.sizes, (std::vector<std::size_t>{10, 2}));
  EXPECT_EQ(pages.totals[0], 12);
}

TEST_F(PagingTest, ATokenIsGoodForItsOwnFiltersOnly) {
  const auto first = json_of(client.post(kRecommendations, R"({"maxResults":10})"));
  const std::string token(first.at("nextToken").as_string());
  EXPECT_EQ(client.post(kRecommendations, fmt::format(R"({{"nextToken":"{}"}})", token)).status, 200);
  EXPECT_EQ(
      client.post(kRecommendations, fmt::format(R"({{"nextToken":"{}","adIdFilter":{{"include":["1"]}}}})", token))
          .status,
      400);
  EXPECT_EQ(client.post(kTargets, fmt::format(R"({{"nextToken":"{}"}})", token)).status, 400);
}

TEST_F(PagingTest, ThePageSizeCapMakesShortPages) {
  server.with_options([](ApiOptions& options) { options.page_size = 9; });
  EXPECT_EQ(read().sizes, (std::vector<std::size_t>{9, 9, 7}));
}

TEST_F(PagingTest, AnEmptyPageWithATokenComesInTheMiddle) {
  server.with_options([](ApiOptions& options) { options.forms.empty_page = true; });
  const Pages pages = read();
  EXPECT_EQ(pages.sizes, (std::vector<std::size_t>{10, 0, 10, 5}));
  EXPECT_EQ(pages.targets.size(), 25U);
}

TEST_F(PagingTest, AnEmptyPageEndsAlsoAListOfOnePage) {
  server.with_options([](ApiOptions& options) { options.forms.empty_page = true; });
  const auto first = json_of(client.post(kRecommendations, "{}"));
  EXPECT_EQ(first.at("targets").as_array().size(), 25U);
  const std::string token(first.at("nextToken").as_string());
  const auto second = json_of(client.post(kRecommendations, fmt::format(R"({{"nextToken":"{}"}})", token)));
  EXPECT_TRUE(second.at("targets").as_array().empty());
  EXPECT_FALSE(second.contains("nextToken"));
}

TEST_F(PagingTest, TotalsMayChangeBetweenPages) {
  server.with_options([](ApiOptions& options) { options.forms.changing_totals = true; });
  EXPECT_EQ(read().totals, (std::vector<std::int64_t>{25, 26, 27}));
}

TEST_F(PagingTest, TheEndMayBeNullOrEmpty) {
  server.with_options([](ApiOptions& options) { options.forms.null_end_token = true; });
  EXPECT_TRUE(json_of(client.post(kRecommendations, "{}")).at("nextToken").is_null());
  server.with_options([](ApiOptions& options) { options.forms = Forms{.empty_end_token = true}; });
  EXPECT_EQ(json_of(client.post(kRecommendations, "{}")).at("nextToken"), "");
}

TEST_F(PagingTest, ARepeatingTokenNeverEnds) {
  server.add_fault("recommendations:2+:repeat_token");
  EXPECT_EQ(read().sizes.size(), 20U);
}

TEST_F(PagingTest, RowsCanBeMissingOrRepeated) {
  server.add_fault("recommendations:1:rows_missing,count=3");
  server.add_fault("recommendations:2:rows_repeated,count=2");
  EXPECT_EQ(read().sizes, (std::vector<std::size_t>{7, 12, 5}));
}

}  // namespace
}  // namespace harvestd::sandbox
