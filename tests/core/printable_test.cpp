#include "core/printable.h"

#include <gtest/gtest.h>

namespace harvestd {
namespace {

TEST(Printable, OrdinaryTextOfAnyScriptStays) {
  for (const char* text : {"", "running shoes", "ランニングシューズ 軽量", "Größe 42", "قميص", "👟"}) {
    EXPECT_EQ(visible(text), text);
  }
}

TEST(Printable, WhatATerminalWouldObeyIsWrittenOut) {
  EXPECT_EQ(visible("a\nb\tc\r"), "a\\nb\\tc\\r");
  EXPECT_EQ(visible("\x1b[31mred\x7f"), "\\x1b[31mred\\x7f");
  EXPECT_EQ(visible("\xC2\x9B"), "\\u009b");
  EXPECT_EQ(visible(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(visible("abc\u202Egpj.exe"), "abc\\u202egpj.exe");
  EXPECT_EQ(visible("\u2028"), "\\u2028");
}

TEST(Printable, WhatAnEyeCannotSeeIsWrittenOut) {
  EXPECT_EQ(visible("run\u200Bning"), "run\\u200bning");
  EXPECT_EQ(visible("soft\u00ADhyphen \u2060 \uFEFF \u061C \uFFF9"),
            "soft\\u00adhyphen \\u2060 \\ufeff \\u061c \\ufff9");
  EXPECT_EQ(visible("\U000E0041"), "\\ue0041");
  EXPECT_EQ(visible("\u2066a\u2069"), "\\u2066a\\u2069");
}

TEST(Printable, WhatShapesItsNeighbourStays) {
  for (const char* text : {"👩\u200D👧", "❤\uFE0F", "نمی\u200Cخواهم", "क्\u200Dष", "e\u0301", "\u0600"}) {
    EXPECT_EQ(visible(text), text);
  }
}

TEST(Printable, BytesThatAreNotUtf8AreWrittenOut) {
  EXPECT_EQ(visible("a\xff"
                    "b"),
            "a\\xff"
            "b");
  EXPECT_EQ(visible("\xe3\x81"), "\\xe3\\x81");
}

TEST(Printable, WidthCountsTerminalColumns) {
  EXPECT_EQ(display_width("shoes"), 5u);
  EXPECT_EQ(display_width("靴"), 2u);
  EXPECT_EQ(display_width("ﾊﾝｶｸ"), 4u);
  EXPECT_EQ(display_width("e\u0301"), 1u);
}

TEST(Printable, CuttingNeverSplitsACharacter) {
  EXPECT_EQ(take_columns("靴靴靴", 5), "靴靴");
  EXPECT_EQ(take_columns("靴", 1), "");
  EXPECT_EQ(take_columns("e\u0301x", 1), "e\u0301");
  EXPECT_EQ(take_columns("abc", 9), "abc");
}

TEST(Printable, OneIsCountedWithoutAnS) {
  EXPECT_EQ(counted(0, "promotion"), "0 promotions");
  EXPECT_EQ(counted(1, "promotion"), "1 promotion");
  EXPECT_EQ(counted(12, "API call"), "12 API calls");
}

}  // namespace
}  // namespace harvestd
