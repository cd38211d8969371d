#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/amazon/codec_create.h"
#include "daemon/amazon/item_code.h"
#include "tests/daemon/amazon/sample.h"

namespace harvestd {
namespace {

using test::sample;
using testing::ElementsAre;
using testing::HasSubstr;
using v2::decode_create;
using v2::encode_create;
using Event = PromotionEvent;

CreateItem keyword(std::string text, MatchType match = MatchType::kBroad) {
  return {.kind = Kind::kKeyword, .target = std::move(text), .match = match, .bid = Decimal::from_micros(750'000)};
}
CreateItem product(std::string asin, MatchType match = MatchType::kExact) {
  return {.kind = Kind::kProduct, .target = std::move(asin), .match = match, .bid = Decimal::from_micros(990'000)};
}

const std::vector<CreateItem> kTwo{keyword("a"), keyword("b", MatchType::kExact)};

std::vector<PromotionEvent> events(const std::string& body, const std::vector<CreateItem>& items = kTwo) {
  std::vector<PromotionEvent> result;
  const Result<std::vector<ItemAnswer>> answers = decode_create(body, items);
  if (!answers) return result;
  for (const ItemAnswer& answer : *answers) result.push_back(answer.event);
  return result;
}

std::string success(const std::string& index, const std::string& more = "") {
  return R"({"index":)" + index + R"(,"targetDetails":{"keywordTargetDetailsV2":{"keywordId":"9")" + more + "}}}";
}
std::string refused(const std::string& index, const std::string& code = "TOO_LONG") {
  return R"({"index":)" + index + R"(,"subErrors":[{"errorCode":")" + code + R"("}]})";
}
std::string body(const std::string& successes, const std::string& errors = "") {
  return R"({"success":[)" + successes + R"(],"error":[)" + errors + "]}";
}

TEST(CreateCodecV2, SendsKeywordsAndProductsApart) {
  const std::vector<CreateItem> items{keyword("keyword \"1\""), keyword("b", MatchType::kPhrase),
                                      keyword("c", MatchType::kExact), product("B332432M0X", MatchType::kExpanded),
                                      product("B332432M0Y")};
  EXPECT_EQ(encode_create(GroupId("243564645645645"), items),
            R"({"targetPromotionGroupId":"243564645645645","targets":[)"
            R"({"keywordTarget":{"keyword":"keyword \"1\"","matchType":"BROAD","bid":0.75}},)"
            R"({"keywordTarget":{"keyword":"b","matchType":"PHRASE","bid":0.75}},)"
            R"({"keywordTarget":{"keyword":"c","matchType":"EXACT","bid":0.75}},)"
            R"({"productTarget":{"target":"B332432M0X","matchType":"PRODUCT_SIMILAR","bid":0.99}},)"
            R"({"productTarget":{"target":"B332432M0Y","matchType":"PRODUCT_EXACT","bid":0.99}}]})");
}

TEST(CreateCodecV2DeathTest, TwoItemsOfOneTextDoNotTravelInOneCall) {
  const std::vector<CreateItem> items{keyword("hose", MatchType::kExact), keyword("HOSE ", MatchType::kBroad)};
  EXPECT_DEATH(encode_create(GroupId("1"), items), "inserted");
}

TEST(CreateCodecV2, EachItemGetsWhatItsOwnErrorMeans) {
  const std::vector<CreateItem> items{keyword("garden hose", MatchType::kExact),   product("B0TEST0001"),
                                      keyword("hose reel", MatchType::kPhrase),    keyword("slow hose"),
                                      product("B0TEST0002", MatchType::kExpanded), keyword("new hose")};
  const auto answers = decode_create(sample("openapi_v2_create_answer.json"), items);
  ASSERT_TRUE(answers);
  EXPECT_EQ((*answers)[0].event, Event::kCreated) << (*answers)[0].error;
  EXPECT_EQ((*answers)[0].target.str(), "900");
  EXPECT_EQ((*answers)[0].ad_group.str(), "51");
  EXPECT_EQ((*answers)[1].event, Event::kExists);
  EXPECT_EQ((*answers)[1].error, "DUPLICATE_VALUE, errorMessage is there");
  EXPECT_EQ((*answers)[2].event, Event::kRefuse);
  EXPECT_TRUE((*answers)[2].curable);
  EXPECT_EQ((*answers)[3].event, Event::kLoseTrack);
  EXPECT_EQ((*answers)[4].event, Event::kCreated) << (*answers)[4].error;
  EXPECT_EQ((*answers)[4].target.str(), "901");
  EXPECT_EQ((*answers)[5].error, "the answer leaves it out");
}

TEST(CreateCodecV2, AnEmptyObjectAmongTheErrorsIsNone) {
  EXPECT_THAT(events(body(success(R"("0")") + "," + success(R"("1")"), "{}")),
              ElementsAre(Event::kCreated, Event::kCreated));
}

TEST(CreateCodecV2, NumbersMayBeNumbersAndTheListMayBeCalledErrors) {
  EXPECT_THAT(events(R"({"success":[)" + success("1") + R"(],"errors":[)" + refused("0") + "]}"),
              ElementsAre(Event::kRefuse, Event::kCreated));
}

TEST(CreateCodecV2, AnItemNamedTwiceIsLost) {
  EXPECT_THAT(events(body(success("0") + "," + success("0") + "," + success("1"))),
              ElementsAre(Event::kLoseTrack, Event::kCreated));
  EXPECT_THAT(events(body(success("0") + "," + success("1"), refused("0"))),
              ElementsAre(Event::kLoseTrack, Event::kCreated));
}

TEST(CreateCodecV2, ANumberThatIsGivenToAnotherTargetIsLost) {
  for (const char* details : {R"(,"keywordText":"c")", R"(,"matchType":"PHRASE")", R"(,"matchType":"NEW")"}) {
    EXPECT_THAT(events(body(success("0", details) + "," + success("1"))),
                ElementsAre(Event::kLoseTrack, Event::kCreated))
        << details;
  }
  const std::string products = R"({"index":"0","targetDetails":{"productTargetDetailsV2":{"targetId":"9"}}})";
  EXPECT_THAT(events(body(products)), ElementsAre(Event::kLoseTrack, Event::kLoseTrack));
  EXPECT_THAT(events(body(products), {product("B0TEST0001")}), ElementsAre(Event::kCreated));
}

TEST(CreateCodecV2, OnceANumberIsNoneOfTheRequestsOnlyRepeatedTextIsBelieved) {
  const std::string text = R"(,"keywordText":"A","matchType":"BROAD")";
  for (const char* stranger : {"2", R"("-1")", R"("one")", R"("1.0")", R"("")", R"("99999999999999999999")", "{}"}) {
    EXPECT_THAT(events(body(success("0", text) + "," + success(stranger), refused("1"))),
                ElementsAre(Event::kCreated, Event::kLoseTrack))
        << stranger;
    EXPECT_THAT(events(body(success("0") + "," + success(stranger))), ElementsAre(Event::kLoseTrack, Event::kLoseTrack))
        << stranger;
  }
}

TEST(CreateCodecV2, CountingFromOneRefusesNobodyWronglyForGood) {
  EXPECT_THAT(events(body(success("2"), refused("1"))), ElementsAre(Event::kLoseTrack, Event::kLoseTrack));
}

TEST(CreateCodecV2, ASuccessWithoutAnIdIsLost) {
  EXPECT_THAT(events(body(R"({"index":"0"},{"index":"1","targetDetails":{"keywordTargetDetailsV2":{}}})")),
              ElementsAre(Event::kLoseTrack, Event::kLoseTrack));
}

TEST(CreateCodecV2, ErrorsOfOneItemCountOnlyWhenTheyAgree) {
  const auto event = [&](const std::string& errors) {
    return events(body("", R"({"index":"0","subErrors":)" + errors + "}")).at(0);
  };
  EXPECT_EQ(event(R"([{"errorCode":"TOO_LONG"},{"errorCode":"FORBIDDEN_CHARS"}])"), Event::kRefuse);
  EXPECT_EQ(event(R"([{"errorCode":"TOO_LONG"},{"errorCode":"DUPLICATE_VALUE"}])"), Event::kLoseTrack);
  EXPECT_EQ(event(R"([{"errorCode":"NEVER_HEARD_OF"}])"), Event::kLoseTrack);
  EXPECT_EQ(event("[]"), Event::kLoseTrack);
  EXPECT_EQ(event("[{}]"), Event::kLoseTrack);
  EXPECT_EQ(event("null"), Event::kLoseTrack);
}

TEST(CreateCodecV2, TheFormOfVersionOneSaysNothingCertain) {
  EXPECT_THAT(events(R"({"success":[{"target":"a","targetDetails":{"targetId":"9"}}],"errors":[]})"),
              ElementsAre(Event::kLoseTrack, Event::kLoseTrack));
}

TEST(CreateCodecV2, ABodyThatCannotBeUnderstoodIsAnError) {
  for (const char* text : {"", "{}", "[]", "<html>", R"({"success":7,"error":[]})", R"({"success":null})",
                           R"({"success":[],"error":{}})", R"({"code":"x"})", R"({"success":[)"}) {
    EXPECT_FALSE(decode_create(text, kTwo)) << text;
  }
}

TEST(CreateCodecV2, WordsFromTheWireAreMadeVisibleAndBounded) {
  const std::string message = "\\u001b[31m" + std::string(5000, 'x');
  const std::string errors =
      R"({"index":"0","subErrors":[{"errorCode":"TOO_LONG","errorMessage":")" + message + "\"}]}";
  const auto answers = decode_create(body("", errors), kTwo);
  ASSERT_TRUE(answers);
  EXPECT_EQ((*answers)[0].error.find('\x1b'), std::string::npos);
  EXPECT_LE((*answers)[0].error.size(), 210U);
  EXPECT_THAT((*answers)[0].error, HasSubstr("TOO_LONG"));
}

TEST(ItemCode, ReasonsAndTypesOfVersionOneAreKnownInAnySpelling) {
  for (const char* code : {"DUPLICATE_VALUE", "duplicateValueError", "DUPLICATE_VALUE_ERROR", "DuplicateValue"}) {
    EXPECT_EQ(item_error_of_code(code), ItemError::kDuplicateValue) << code;
  }
  EXPECT_EQ(item_error_of_code("BID_OUT_OF_MARKET_PLACE_RANGE"), ItemError::kBidding);
  EXPECT_EQ(item_error_of_code("QUOTA_EXCEEDED"), ItemError::kEntityQuota);
  EXPECT_EQ(item_error_of_code("INTERNAL_ERROR"), ItemError::kInternalServer);
  for (int i = 1; i < static_cast<int>(ItemError::kUnknown); ++i) {
    const auto type = static_cast<ItemError>(i);
    EXPECT_EQ(item_error_of_code(to_string(type)), type) << to_string(type);
  }
}

TEST(ItemCode, AllElseIsUnknown) {
  for (const char* code : {"", "ERROR", "UNKNOWN", "unknownError", "NAME_NOT_UNIQUE", "DUPLICATE", "ACCESS_DENIED"}) {
    EXPECT_EQ(item_error_of_code(code), ItemError::kUnknown) << code;
  }
}

}  // namespace
}  // namespace harvestd
