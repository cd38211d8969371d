#include <gtest/gtest.h>

#include "daemon/amazon/codec_create.h"
#include "tests/daemon/amazon/sample.h"

namespace harvestd {
namespace {

using test::sample;
using v1::decode_create;
using v1::encode_create;

CreateItem keyword(std::string text, MatchType match = MatchType::kBroad) {
  return {.kind = Kind::kKeyword, .target = std::move(text), .match = match, .bid = Decimal::from_micros(750'000)};
}
CreateItem product(std::string asin, MatchType match = MatchType::kExact) {
  return {.kind = Kind::kProduct, .target = std::move(asin), .match = match, .bid = Decimal::from_micros(990'000)};
}

std::vector<PromotionEvent> events(const std::string& body, const std::vector<CreateItem>& items) {
  std::vector<PromotionEvent> result;
  const Result<std::vector<ItemAnswer>> answers = decode_create(body, items);
  if (!answers) return result;
  for (const ItemAnswer& answer : *answers) result.push_back(answer.event);
  return result;
}

using Event = PromotionEvent;
using Events = std::vector<PromotionEvent>;

std::string success(const std::string& target, const std::string& more = "") {
  return R"({"target":")" + target + R"(","targetDetails":{"targetId":"9","manualTargetingAdGroupId":"5"})" + more +
         "}";
}
std::string refused(const std::string& target, const std::string& errors) {
  return R"({"target":")" + target + R"(","expressionType":"QUERY_BROAD_MATCHES","errors":)" + errors + "}";
}
std::string body(const std::string& successes, const std::string& errors = "") {
  return R"({"success":[)" + successes + R"(],"errors":[)" + errors + "]}";
}

TEST(CreateCodec, SendsTheFormOfMediaTypeVersionOne) {
  const std::vector<CreateItem> items{keyword("keyword \"1\""), product("B332432M0X", MatchType::kExpanded)};
  EXPECT_EQ(encode_create(GroupId("243564645645645"), items),
            R"({"targetPromotionGroupId":"243564645645645","targets":[)"
            R"({"target":"keyword \"1\"","expressionType":"QUERY_BROAD_MATCHES","bid":0.75},)"
            R"({"target":"B332432M0X","expressionType":"ASIN_EXPANDED_FROM","bid":0.99}]})");
}

TEST(CreateCodecDeathTest, TwoItemsOfOneTextDoNotTravelInOneCall) {
  const std::vector<CreateItem> items{keyword("hose", MatchType::kExact), keyword("HOSE ", MatchType::kBroad)};
  EXPECT_DEATH(encode_create(GroupId("1"), items), "inserted");
}

TEST(CreateCodec, AnEmptyObjectAmongTheErrorsIsNone) {
  const std::vector<CreateItem> items{keyword("keyword1"), product("B332432M0X")};
  const auto answers = decode_create(sample("guide_create_answer.json"), items);
  ASSERT_TRUE(answers);
  EXPECT_EQ((*answers)[0].event, Event::kCreated);
  EXPECT_EQ((*answers)[0].target.str(), "2454365654567658");
  EXPECT_EQ((*answers)[0].ad_group.str(), "34234324242411221");
  EXPECT_EQ((*answers)[1].event, Event::kLoseTrack);
  EXPECT_EQ((*answers)[1].error, "the answer leaves it out");
}

TEST(CreateCodec, EachItemGetsWhatItsOwnErrorMeans) {
  const std::vector<CreateItem> items{keyword("garden hose", MatchType::kExact), product("B0TEST0001"),
                                      keyword("hose reel", MatchType::kPhrase), keyword("slow hose"),
                                      keyword("new hose")};
  const auto answers = decode_create(sample("openapi_create_answer.json"), items);
  ASSERT_TRUE(answers);
  EXPECT_EQ((*answers)[0].event, Event::kCreated);
  EXPECT_EQ((*answers)[1].event, Event::kExists);
  EXPECT_EQ((*answers)[2].event, Event::kRefuse);
  EXPECT_EQ((*answers)[2].error,
            "biddingError, reason BID_OUT_OF_MARKET_PLACE_RANGE, message too low, lowerLimit 0.02, upperLimit 1000");
  EXPECT_EQ((*answers)[3].event, Event::kLoseTrack);
  EXPECT_EQ((*answers)[4].event, Event::kLoseTrack);
}

TEST(CreateCodec, EchoedTextIsMatchedAfterNormalisation) {
  const std::vector<CreateItem> items{keyword("Stra\u00dfe  Rot"), product("B0TEST0001")};
  EXPECT_EQ(events(body(success("STRASSE rot") + "," + success(" b0test0001")), items),
            (Events{Event::kCreated, Event::kCreated}));
}

TEST(CreateCodec, AnItemNamedTwiceIsLost) {
  const std::vector<CreateItem> items{keyword("a"), keyword("b")};
  EXPECT_EQ(events(body(success("a") + "," + success("a") + "," + success("b")), items),
            (Events{Event::kLoseTrack, Event::kCreated}));
  const std::string both = body(success("a") + "," + success("b"), refused("a", R"([{"errorType":"rangeError"}])"));
  EXPECT_EQ(events(both, items), (Events{Event::kLoseTrack, Event::kCreated}));
}

TEST(CreateCodec, AnItemNamedThreeTimesStaysLost) {
  EXPECT_EQ(events(body(success("a") + "," + success("a") + "," + success("a")), {keyword("a")}),
            Events{Event::kLoseTrack});
}

TEST(CreateCodec, WhatNobodySentIsPassedOver) {
  EXPECT_EQ(events(body(success("b") + "," + success("a") + ",{},7,null"), {keyword("a")}), Events{Event::kCreated});
}

TEST(CreateCodec, AnotherMatchTypeThanTheOneSentIsAContradiction) {
  const std::vector<CreateItem> items{keyword("a", MatchType::kExact)};
  EXPECT_EQ(events(body(success("a", R"(,"expressionType":"QUERY_BROAD_MATCHES")")), items), Events{Event::kLoseTrack});
  EXPECT_EQ(events(body(success("a", R"(,"expressionType":"NEW_MATCHES")")), items), Events{Event::kLoseTrack});
  EXPECT_EQ(events(body(success("a", R"(,"expressionType":"KEYWORD_EXACT")")), items), Events{Event::kCreated});
}

TEST(CreateCodec, AKeywordThatLooksLikeAnAsinIsToldApartByItsTypeOnly) {
  const std::vector<CreateItem> items{keyword("b0test0001", MatchType::kExact), product("B0TEST0001")};
  EXPECT_EQ(events(body(success("b0test0001")), items), (Events{Event::kLoseTrack, Event::kLoseTrack}));
  EXPECT_EQ(events(body(success("b0test0001", R"(,"expressionType":"ASIN_SAME_AS")")), items),
            (Events{Event::kLoseTrack, Event::kCreated}));
}

TEST(CreateCodec, ASuccessWithoutAnIdIsLost) {
  EXPECT_EQ(events(body(R"({"target":"a"})"), {keyword("a")}), Events{Event::kLoseTrack});
}

TEST(CreateCodec, ASuccessWhoseIdIsNoneIsLost) {
  for (const char* id : {R"("9\u001b[2J")", R"("9 9")", R"("")", "1e400", "-9", "9.5", "true", "{}", R"("\u202e9")"}) {
    const std::string entry = R"({"target":"hose","targetDetails":{"targetId":)" + std::string(id) + "}}";
    EXPECT_EQ(events(body(entry), {keyword("hose")}), Events{Event::kLoseTrack}) << id;
  }
  const std::string entry = R"({"target":"hose","targetDetails":{"targetId":9,"manualTargetingAdGroupId":"5\r\n"}})";
  const auto answers = decode_create(body(entry), {keyword("hose")});
  ASSERT_TRUE(answers);
  EXPECT_EQ((*answers)[0].target.str(), "9");
  EXPECT_EQ((*answers)[0].ad_group.str(), "");
}

TEST(CreateCodec, ErrorsOfOneItemCountOnlyWhenTheyAgree) {
  const std::vector<CreateItem> items{keyword("a")};
  const auto event = [&](const std::string& errors) { return events(body("", refused("a", errors)), items).at(0); };
  EXPECT_EQ(event(R"([{"errorType":"malformedValueError"},{"errorType":"rangeError"}])"), Event::kRefuse);
  EXPECT_EQ(event(R"([{"errorType":"malformedValueError"},{"errorType":"duplicateValueError"}])"), Event::kLoseTrack);
  EXPECT_EQ(event(R"([{"errorType":"rangeError","errorValue":{"throttledError":{}}}])"), Event::kLoseTrack);
  EXPECT_EQ(event(R"([{"errorValue":{"rangeError":{}}}])"), Event::kRefuse);
  EXPECT_EQ(event("[]"), Event::kLoseTrack);
  EXPECT_EQ(event("[{}]"), Event::kLoseTrack);
  EXPECT_EQ(event("null"), Event::kLoseTrack);
}

TEST(CreateCodec, ABodyThatCannotBeUnderstoodIsAnError) {
  for (const char* text : {"", "{}", "[]", "<html>", R"({"success":7,"errors":[]})", R"({"success":null})",
                           R"({"code":"x"})", R"({"success":[)"}) {
    EXPECT_FALSE(decode_create(text, {keyword("a")})) << text;
  }
}

TEST(CreateCodec, WordsFromTheWireAreMadeVisibleAndBounded) {
  const std::string long_text(5000, 'x');
  const std::string errors =
      R"([{"errorType":"rangeError","errorValue":{"rangeError":{"message":"\u001b[31m)" + long_text + R"("}}}])";
  const auto answers = decode_create(body("", refused("a", errors)), {keyword("a")});
  ASSERT_TRUE(answers);
  EXPECT_EQ((*answers)[0].error.find('\x1b'), std::string::npos);
  EXPECT_LE((*answers)[0].error.size(), 210U);
}

}  // namespace
}  // namespace harvestd
