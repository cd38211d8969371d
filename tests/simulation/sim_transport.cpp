#include "core/check.h"
#include "tests/simulation/network.h"

namespace harvestd::simulation {

Task<Result<HttpResponse>> SimTransport::send(HttpRequest request) {
  const std::shared_ptr<Host> host = host_.lock();
  HARVESTD_CHECK(host != nullptr);
  if (stopping_) {
    const Error stopped{Errc::kStopped, "abandoned: the process is stopping"};
    co_return stopped;
  }
  const auto exchange = std::make_shared<Exchange>();
  const std::optional<Operation> operation = operation_of(request.url);
  HARVESTD_CHECK(operation.has_value());
  exchange->host = host;
  exchange->request.operation = *operation;
  exchange->request.bearer = std::string(request.bearer.reveal());
  exchange->request.body = std::string(request.body.reveal());
  exchange->request.process = host->number();
  for (const auto& [name, value] : request.headers) {
    if (name == "Amazon-Advertising-API-Scope") exchange->request.profile = value;
  }
  exchange->timeout = request.timeout;
  exchange->is_write = request.is_write;
  exchange->wait = std::make_shared<Wait>(host->context());
  current_.push_back(exchange);
  if (!host->is_gone()) network_.begin(exchange);
  const std::shared_ptr<Wait> wait = exchange->wait;
  co_await wait->wait();
  exchange->wait.reset();
  std::erase(current_, exchange);
  co_return std::move(exchange->result);
}

void SimTransport::stop(Duration grace) {
  const bool first = !std::exchange(stopping_, true);
  const bool at_once = grace <= Duration(0);
  cut(at_once);
  if (!first || at_once) return;
  const std::shared_ptr<Host> host = host_.lock();
  network_.world().timer(grace, host->number(), [this, host] { cut(true); });
}

void SimTransport::cut(bool writes_too) {
  const std::vector<std::shared_ptr<Exchange>> under_way = current_;
  for (const auto& exchange : under_way) {
    if (exchange->is_write && !writes_too) continue;
    const bool may_be_applied = exchange->is_write && exchange->handed_over;
    network_.give_up(exchange, may_be_applied ? Errc::kInterrupted : Errc::kStopped, "the process is stopping");
  }
}

void SimTransport::abandon() {
  for (const auto& exchange : current_) {
    if (!exchange->ended) network_.apply_late(exchange);
    exchange->ended = true;
    exchange->wait.reset();
    network_.world().cancel(exchange->deadline);
  }
  current_.clear();
}

}  // namespace harvestd::simulation
