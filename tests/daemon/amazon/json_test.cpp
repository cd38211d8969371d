#include "daemon/amazon/json.h"

#include <gtest/gtest.h>

#include "daemon/amazon/json_writer.h"

namespace harvestd {
namespace {

std::string problem(std::string_view text) {
  const Result<JsonDocument> document = JsonDocument::parse(text);
  return document ? "" : document.error().message;
}

TEST(Json, NumbersStayAsTheyWereWritten) {
  const Result<JsonDocument> document = JsonDocument::parse(R"([18446744073709551617, 0.10, 1e400, -7])");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().at(0).text(), "18446744073709551617");
  EXPECT_EQ(document->root().at(1).text(), "0.10");
  EXPECT_EQ(document->root().at(2).text(), "1e400");
  EXPECT_EQ(document->root().at(3).text(), "-7");
}

TEST(Json, TheLastOfTwoMembersOfOneNameCounts) {
  const Result<JsonDocument> document = JsonDocument::parse(R"({"a":1,"b":{},"a":2})");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root()["a"].text(), "2");
  EXPECT_TRUE(document->root()["missing"].is_null());
  EXPECT_TRUE(document->root()["b"]["deeper"]["still"].is_null());
}

TEST(Json, StringsAreDecoded) {
  const Result<JsonDocument> document = JsonDocument::parse(R"({"k\u0065y":"\u00e9\n\ud83d\ude00\"", "e":""})");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root()["key"].text(), "\u00e9\n\U0001F600\"");
  EXPECT_TRUE(document->root()["e"].is_string());
  EXPECT_EQ(document->root()["e"].text(), "");
}

TEST(Json, WhatIsNotJsonIsAnErrorThatSaysWhere) {
  for (const char* text :
       {"", " ", "<html>", "{", "[1,]", "{\"a\":1} x", "nul", "\"\xff\"", "[\"a\x01\"]", "{\"a\"}"}) {
    EXPECT_NE(problem(text).find("not JSON"), std::string::npos) << text;
  }
}

TEST(Json, DepthAndTheNumberOfValuesAreBounded) {
  EXPECT_EQ(problem(std::string(32, '[') + std::string(32, ']')), "");
  EXPECT_NE(problem(std::string(33, '[') + std::string(33, ']')), "");
  EXPECT_NE(problem(std::string(1'000'000, '[')), "");
  std::string zeros = "[0";
  for (int i = 0; i < 2'000'001; ++i) zeros += ",0";
  EXPECT_NE(problem(zeros + "]"), "");
}

TEST(Json, DecimalsAreTheNearestMillionth) {
  const auto micros = [](std::string_view text) { return nearest_decimal(text)->micros(); };
  EXPECT_EQ(micros("0.75"), 750'000);
  EXPECT_EQ(micros("-0.75"), -750'000);
  EXPECT_EQ(micros("0.7500000000000000001"), 750'000);
  EXPECT_EQ(micros("0.0000005"), 1);
  EXPECT_EQ(micros("0.00000049"), 0);
  EXPECT_EQ(micros("7.5E-1"), 750'000);
  EXPECT_EQ(micros("1e3"), 1'000'000'000);
  EXPECT_EQ(micros("0"), 0);
  EXPECT_EQ(micros("0e999"), 0);
  EXPECT_EQ(micros("9e-999"), 0);
}

TEST(Json, WhatIsNoSensibleNumberIsNone) {
  for (const char* text : {"", "-", ".5", "5.", "1e", "1e400", "1e99999999999", "nan", "0x10", "1 ", "1,5", "--1",
                           "99999999999999999999"}) {
    EXPECT_FALSE(nearest_decimal(text)) << text;
  }
}

TEST(Json, WholeNumbersMayBeStringsOrHaveAnEmptyFraction) {
  const Result<JsonDocument> document = JsonDocument::parse(R"(["10", 10.0, 1e1, 10, -1, 1.5, "x", null, true, []])");
  ASSERT_TRUE(document);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(document->root().at(i).whole(), 10U) << i;
  for (std::size_t i = 4; i < 10; ++i) EXPECT_FALSE(document->root().at(i).whole()) << i;
}

TEST(JsonWriter, EscapesAndWritesMoneyExactly) {
  JsonWriter out;
  out.begin_object().key("a\"").string("\\ \n é").key("b").begin_array();
  out.number(Decimal::from_micros(750'000)).number(Decimal::from_micros(1)).number(std::size_t{7});
  out.begin_object().end_object().end_array().end_object();
  EXPECT_EQ(out.text(), "{\"a\\\"\":\"\\\\ \\u000a é\",\"b\":[0.75,0.000001,7,{}]}");
}

}  // namespace
}  // namespace harvestd
