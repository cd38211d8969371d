#include "tests/simulation/network.h"

#include <array>

namespace harvestd::simulation {
namespace {

/// A fault of the network or of Amazon that this request can meet.
bool fits(FaultKind kind, Operation operation) {
  if (kind == FaultKind::kStaleList) return false;  // Amazon's own doing
  if (is_auth(kind)) return operation == Operation::kToken;
  if (kind == FaultKind::kBadPage) return is_list(operation);
  return is_api(kind);
}

bool is_answered(FaultKind kind) {
  return kind != FaultKind::kResetApplied && kind != FaultKind::kTimeoutApplied && kind != FaultKind::kAppliedLate &&
         kind != FaultKind::kShortBody;
}

}  // namespace

Duration Network::latency() {
  const auto usual = static_cast<std::int64_t>(5 + random_.below(150));
  return Duration(random_.one_in(50) ? usual * 20 : usual);
}

void Network::count(const Exchange& exchange) {
  const FaultKind kind = *exchange.fault;
  const bool inside_amazon = kind == FaultKind::kBadPage || kind == FaultKind::kMixedAnswer ||
                             kind == FaultKind::kBadItems || kind == FaultKind::kRotatedRefreshToken;
  if (inside_amazon && !exchange.mishap.took_effect) {
    faults_.plan({.cell = {kind, exchange.phase}, .skip = 0});  // nothing here that it could befall
  } else {
    faults_.hit(kind, exchange.phase);
  }
}

void Network::begin(const std::shared_ptr<Exchange>& exchange) {
  Exchange& mine = *exchange;
  Host& host = *mine.host;
  mine.phase = host.phase_of(mine.request.operation);
  host.took_token_answer(false);
  referee_.sending(mine.request, host);
  if (!host.moment(mine.phase, Place::kRequestBegins) || mine.ended) return;
  mine.fault = faults_.due(mine.phase, [&](FaultKind kind) { return fits(kind, mine.request.operation); });
  const bool may_be_lost = !mine.fault && mine.is_write && options_.loss_one_in > 0;
  if (may_be_lost && random_.one_in(options_.loss_one_in)) mine.fault = any_loss(random_);
  story_.tell("{}> {} {}", host.number(), to_string(mine.request.operation),
              mine.request.operation == Operation::kCreate ? mine.request.body : mine.request.profile);
  const bool answer_wins = random_.one_in(2);  // when both have come by the time that the process looks
  if (answer_wins) connect(exchange);
  mine.deadline = world_.timer(mine.timeout, host.number(), [this, exchange] {
    const Errc code = exchange->handed_over ? Errc::kTimeout : Errc::kConnection;
    give_up(exchange, code, "no whole answer within the timeout");
  });
  if (!answer_wins) connect(exchange);
}

void Network::connect(const Shared& exchange) {
  switch (exchange->fault.value_or(FaultKind::kBadPage)) {
    case FaultKind::kNameUnknown:
      return fail_in(Duration(2), exchange, "the name does not resolve");
    case FaultKind::kConnectionRefused:
      return fail_in(Duration(1), exchange, "connection refused");
    case FaultKind::kConnectTimeout:
      return count(*exchange);
    case FaultKind::kTlsFails:
      return fail_in(latency(), exchange, "TLS failed");
    case FaultKind::kResetBeforeBytes:
      return fail_in(latency(), exchange, "connection reset");
    default:
      world_.in(Duration(static_cast<std::int64_t>(random_.below(40))), exchange->host->number(),
                [this, exchange] { hand_over(exchange); });
  }
}

void Network::fail_in(Duration delay, const Shared& exchange, const char* words) {
  world_.in(delay, exchange->host->number(), [this, exchange, words] {
    if (exchange->ended) return;
    if (exchange->fault != FaultKind::kAppliedLate) count(*exchange);
    give_up(exchange, exchange->handed_over ? Errc::kInterrupted : Errc::kConnection, words);
  });
}

void Network::hand_over(const Shared& exchange) {
  Exchange& mine = *exchange;
  if (mine.ended) return;
  mine.handed_over = true;
  mine.request.sent = world_.now();
  mine.request.shown_by = world_.now() + share_of_settle(0.9);
  referee_.handed_over(mine.request, *mine.host);
  if (!mine.host->moment(mine.phase, Place::kRequestLeaves)) {
    // What was handed over by one that died is on its way nevertheless, and may take its time.
    mine.fault.reset();
    const Duration travel = random_.one_in(2) ? latency() : share_of_settle(0.8 * random_.unit());
    world_.in(travel, kNobody, [this, exchange] { arrive(exchange); });
    return;
  }
  if (mine.ended) return;
  const FaultKind fault = mine.fault.value_or(FaultKind::kBadPage);
  if (fault == FaultKind::kResetNotApplied) {
    fail_in(latency(), exchange, "connection reset");
  } else if (fault == FaultKind::kTimeoutNotApplied) {
    count(mine);
  } else if (fault == FaultKind::kAppliedLate) {
    if (random_.one_in(2)) fail_in(latency(), exchange, "connection reset");
  } else {
    world_.in(latency(), kNobody, [this, exchange] { arrive(exchange); });
  }
}

void Network::apply_late(const Shared& exchange) {
  Exchange& mine = *exchange;
  if (mine.fault != FaultKind::kAppliedLate || !mine.handed_over || mine.applied_late) return;
  mine.applied_late = true;
  mine.request.shown_by = world_.now() + share_of_settle(0.9);
  world_.in(share_of_settle(0.05 + 0.6 * random_.unit()), kNobody, [this, exchange] { arrive(exchange); });
}

Duration Network::share_of_settle(double part) const {
  const double whole = options_.beyond_settle * static_cast<double>(options_.settle.count());
  return Duration(static_cast<std::int64_t>(part * whole));
}

void Network::arrive(const Shared& exchange) {
  Exchange& mine = *exchange;
  std::optional<HttpResponse> answer = mine.fault ? refusal(mine) : objection(mine);
  if (!answer) {
    const std::uint64_t omitted = amazon_.omitted();
    if (mine.fault) mine.mishap = mishap_of(*mine.fault);
    answer = amazon_.answer(mine.request, mine.mishap);
    if (amazon_.omitted() > omitted) faults_.hit(FaultKind::kStaleList, mine.phase);
    answer = spoil(mine, std::move(*answer));
  }
  if (mine.host->is_gone()) return;
  if (mine.fault && !is_answered(*mine.fault)) {
    if (*mine.fault == FaultKind::kResetApplied || *mine.fault == FaultKind::kShortBody) {
      fail_in(latency(), exchange, "the answer did not arrive whole");
    } else {
      count(mine);
    }
    return;
  }
  world_.in(latency(), mine.host->number(),
            [this, exchange, answer = std::move(*answer)] { deliver(exchange, answer); });
}

void Network::deliver(const Shared& exchange, HttpResponse response) {
  Exchange& mine = *exchange;
  if (mine.ended || !mine.host->moment(mine.phase, Place::kAnswerArrives) || mine.ended) return;
  if (mine.fault) count(mine);
  story_.note("answer", response.body);
  const bool is_news = response.status >= 300 || mine.request.operation == Operation::kCreate || mine.fault;
  story_.tell("<{} {} {} {}{}", mine.host->number(), to_string(mine.request.operation), response.status,
              is_news ? response.body : "",
              response.retry_after.empty() ? "" : " Retry-After: " + response.retry_after);
  referee_.answered(mine.request, response, *mine.host);
  end(exchange, std::move(response));
}

void Network::give_up(const Shared& exchange, Errc code, const char* words) {
  if (exchange->ended) return;
  story_.tell("<{} {} {}", exchange->host->number(), to_string(exchange->request.operation), words);
  end(exchange, Error{code, words});
  apply_late(exchange);
}

void Network::end(const Shared& exchange, Result<HttpResponse> result) {
  Exchange& mine = *exchange;
  world_.cancel(mine.deadline);
  mine.ended = true;
  mine.result = std::move(result);
  mine.host->took_token_answer(mine.request.operation == Operation::kToken);
  referee_.ended(mine.request, mine.handed_over, *mine.host);
  if (mine.wait) mine.wait->wake();
}

}  // namespace harvestd::simulation
