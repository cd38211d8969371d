// An HttpsTransport and the loop it runs on.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <optional>

#include "daemon/amazon/https.h"

namespace harvestd::test {

class HttpsTest : public testing::Test {
 protected:
  static HttpRequest post(const std::string& url) {
    HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.body = Secret("body");
    request.timeout = std::chrono::seconds(20);
    return request;
  }
  HttpsTransport& transport() {
    if (!transport_) transport_.emplace(context_, options_);
    return *transport_;
  }
  void start(HttpRequest request) {
    result_.reset();
    boost::asio::co_spawn(context_, transport().send(std::move(request)),
                          [this](std::exception_ptr, Result<HttpResponse> result) { result_ = std::move(result); });
  }
  Result<HttpResponse> finish() {
    context_.restart();
    while (!result_) context_.run_one();
    return std::move(*result_);
  }
  Result<HttpResponse> send(HttpRequest request) {
    start(std::move(request));
    return finish();
  }
  Result<HttpResponse> get_answer(const std::string& url) { return send(post(url)); }
  Error failure(const std::string& url) {
    const Result<HttpResponse> result = get_answer(url);
    if (result) return {Errc::kInvalidValue, "no failure but HTTP " + std::to_string(result->status)};
    return result.error();
  }

  HttpsTransport::Options options_;
  boost::asio::io_context context_;
  std::optional<HttpsTransport> transport_;
  std::optional<Result<HttpResponse>> result_;
};

}  // namespace harvestd::test
