#include "config/url.h"

#include <gtest/gtest.h>

namespace harvestd {
namespace {

TEST(Url, TakesApartWhatAConfigurationMayName) {
  const Url url = *parse_url("https://sandbox.example:8443/auth/o2/token");
  EXPECT_TRUE(url.https);
  EXPECT_EQ(url.host, "sandbox.example");
  EXPECT_EQ(url.path, "/auth/o2/token");
  EXPECT_EQ(url.origin, "https://sandbox.example:8443");
  EXPECT_EQ(parse_url("http://[::1]:8080")->host, "::1");
}

TEST(Url, RefusesEverythingElse) {
  for (const char* text : {"",
                           "sandbox.example",
                           "ftp://a",
                           "https://",
                           "https:///path",
                           "https://:80",
                           "https://a:0",
                           "https://a:65536",
                           "https://a:",
                           "https://a:8o",
                           "https://a b",
                           "https://a/\r\nX: y",
                           "https://me@a",
                           "https://me:pw@a/",
                           "https://a?x",
                           "https://a/#x",
                           "https://[::1",
                           "https://[::1]x",
                           "https://[zz]",
                           "https://-a",
                           "https://.a",
                           "https://a_b",
                           "https://a\\b",
                           "https://\xc3\xa9"}) {
    EXPECT_TRUE(parse_url(text).has_error()) << text;
  }
}

TEST(Url, LoopbackIsAnAddressNotALookalike) {
  for (const char* host : {"127.0.0.1", "127.9.9.9", "::1", "localhost"}) EXPECT_TRUE(is_loopback(host)) << host;
  for (const char* host : {"128.0.0.1", "127.evil.example", "127.1", "::2", "localhost.example", "0.0.0.0", "::", ""}) {
    EXPECT_FALSE(is_loopback(host)) << host;
  }
}

TEST(Url, AListenAddressIsAnAddressAndAPort) {
  EXPECT_EQ(*parse_listen_address("127.0.0.1:9464"), "127.0.0.1");
  EXPECT_EQ(*parse_listen_address("[::1]:9464"), "::1");
  EXPECT_EQ(*parse_listen_address("localhost:1"), "localhost");
  for (const char* text : {"127.0.0.1", "9464", ":9464", "example.com:80", "::1:9464", "127.0.0.1:0", "127.0.0.1:x"}) {
    EXPECT_TRUE(parse_listen_address(text).has_error()) << text;
  }
}

}  // namespace
}  // namespace harvestd
