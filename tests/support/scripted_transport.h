// A Transport that answers what a test wrote down, in order, and keeps what it was sent.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "daemon/amazon/transport.h"
#include "tests/support/fake_runtime.h"

namespace harvestd::test {

struct SentRequest {
  std::string method;
  std::string url;
  std::map<std::string, std::string> headers;
  std::string bearer;
  std::string body;
  Duration timeout{0};
  bool is_write = false;
  TimePoint at;
};

class ScriptedTransport : public Transport {
 public:
  using Answer = Result<HttpResponse>;
  explicit ScriptedTransport(FakeRuntime& runtime) : runtime_(runtime) {}

  ScriptedTransport& answer(int status, std::string body, std::string retry_after = "") {
    HttpResponse response;
    response.status = status;
    response.body = std::move(body);
    response.retry_after = std::move(retry_after);
    response.request_id = "request-" + std::to_string(script_.size() + sent.size() + 1);
    script_.emplace_back(std::move(response));
    return *this;
  }
  ScriptedTransport& fail(Errc code, std::string message = "scripted") {
    script_.emplace_back(Error{code, std::move(message)});
    return *this;
  }
  /// Answers everything the script does not.
  void otherwise(std::function<Answer(const SentRequest&)> responder) { responder_ = std::move(responder); }
  bool used_up() const { return script_.empty(); }

  /// Takes `latency` of virtual time. A request that nothing was written for is answered 599.
  Task<Result<HttpResponse>> send(HttpRequest request) override {
    SentRequest seen{.method = request.method,
                     .url = request.url,
                     .headers = {request.headers.begin(), request.headers.end()},
                     .bearer = std::string(request.bearer.reveal()),
                     .body = std::string(request.body.reveal()),
                     .timeout = request.timeout,
                     .is_write = request.is_write,
                     .at = runtime_.now()};
    sent.push_back(seen);
    const std::size_t sleeps = runtime_.sleeps.size();
    co_await runtime_.sleep_for(latency);
    if (runtime_.sleeps.size() > sleeps) runtime_.sleeps.erase(runtime_.sleeps.begin() + static_cast<long>(sleeps));
    Answer answer =
        HttpResponse{.status = 599, .body = "no answer was written for this", .retry_after = {}, .request_id = {}};
    if (!script_.empty()) {
      answer = std::move(script_.front());
      script_.pop_front();
    } else if (responder_) {
      answer = responder_(seen);
    }
    co_return answer;
  }
  void stop(Duration) override {}

  Duration latency{10};
  std::vector<SentRequest> sent;

 private:
  FakeRuntime& runtime_;
  std::deque<Answer> script_;
  std::function<Answer(const SentRequest&)> responder_;
};

}  // namespace harvestd::test
