# What each planted bug does. Each must be caught by the simulation; see caught.sh.

plant(no-fsync storage/opening.cpp
  [==[database.set_pragma("synchronous", "FULL", "2");]==]
  [==[database.set_pragma("synchronous", planted("no-fsync") ? "OFF" : "FULL", planted("no-fsync") ? "0" : "2");]==])

plant(send-before-commit daemon/harvest/promoter.cpp
  [==[  engine_.ledger().begin_attempt(cycle_, ids, engine_.runtime().now());
  CreateAnswer answer = co_await api_.create_targets(profile_, group, std::move(items));
]==]
  [==[  if (!planted("send-before-commit")) engine_.ledger().begin_attempt(cycle_, ids, engine_.runtime().now());
  CreateAnswer answer = co_await api_.create_targets(profile_, group, std::move(items));
  if (planted("send-before-commit")) engine_.ledger().begin_attempt(cycle_, ids, engine_.runtime().now());
]==])

plant(bid-of-another daemon/harvest/promoter.cpp
  [==[.bid = promotion.bid.amount()});]==]
  [==[.bid = planted("bid-of-another") ? batch.front().bid.amount() : promotion.bid.amount()});]==])

plant(swapped-answers daemon/harvest/promoter.cpp
  [==[    const ItemAnswer& answer = answers[i];]==]
  [==[    const ItemAnswer& answer = answers[planted("swapped-answers") ? answers.size() - 1 - i : i];]==])

plant(ledger-error-swallowed daemon/harvest/promoter.cpp
  [==[  engine_.ledger().settle(settlements, engine_.moment());]==]
  [==[  try {
    engine_.ledger().settle(settlements, engine_.moment());
  } catch (const LedgerError&) {
    if (!planted("ledger-error-swallowed")) throw;
  }]==])
plant(ledger-error-swallowed storage/writer.cpp
  [==[if (writer.failed_) throw]==]
  [==[if (writer.failed_ && !planted("ledger-error-swallowed")) throw]==])

plant(pause-forgotten daemon/harvest/promoter.cpp
  [==[engine_.ledger().reader().is_paused(label_)]==]
  [==[!planted("pause-forgotten") && engine_.ledger().reader().is_paused(label_)]==])
plant(pause-forgotten daemon/harvest/cycle.cpp
  [==[return engine_.ledger().reader().is_paused(campaign_.label) ? "paused" : "";]==]
  [==[return !planted("pause-forgotten") && engine_.ledger().reader().is_paused(campaign_.label) ? "paused" : "";]==])

plant(observe-sends daemon/harvest/cycle.cpp
  [==[if (campaign_.mode == Mode::kObserve)]==]
  [==[if (campaign_.mode == Mode::kObserve && !planted("observe-sends"))]==])

plant(nobody-is-asked daemon/harvest/cycle.cpp
  [==[campaign_.mode == Mode::kApprove ? Consent]==]
  [==[campaign_.mode == Mode::kApprove && !planted("nobody-is-asked") ? Consent]==])

plant(missing-item-is-not-applied daemon/amazon/create_answer.cpp
  [==[answer ? std::move(*answer) : lost("the answer leaves it out"));]==]
  [==[answer ? std::move(*answer) : lost("the answer leaves it out"));
      if (planted("missing-item-is-not-applied") && !answer) result.back().event = PromotionEvent::kNotApplied;]==])

plant(unreadable-is-not-applied daemon/amazon/ads_api_create.cpp
  [==[      const Error error{Errc::kBadAnswer,]==]
  [==[      if (planted("unreadable-is-not-applied")) read.failure = CallOutcome::kThrottled;
      const Error error{Errc::kBadAnswer,]==])
plant(timeout-is-not-applied daemon/amazon/ads_api_create.cpp
  [==[  switch (error.code) {
    case Errc::kConnection:]==]
  [==[  if (planted("timeout-is-not-applied") && error.code == Errc::kTimeout) return CallOutcome::kNothingSent;
  if (planted("reset-is-not-applied") && error.code == Errc::kInterrupted) return CallOutcome::kNothingSent;
  switch (error.code) {
    case Errc::kConnection:]==])
set_property(GLOBAL APPEND PROPERTY PLANTED_BUGS reset-is-not-applied)
plant(client-retries-a-create daemon/amazon/ads_api_create.cpp
  [==[  Result<HttpResponse> response = co_await transport_.send(std::move(request));]==]
  [==[  HttpRequest same = request;
  Result<HttpResponse> response = co_await transport_.send(std::move(request));
  if (!response && planted("client-retries-a-create")) response = co_await transport_.send(std::move(same));]==])

plant(server-error-is-not-applied core/promotion.cpp
  [==[      return CallOutcome::kThrottled;
    default:
      return CallOutcome::kUnknown;]==]
  [==[      return CallOutcome::kThrottled;
    default:
      return planted("server-error-is-not-applied") ? CallOutcome::kThrottled : CallOutcome::kUnknown;]==])
plant(item-in-internal-error-is-not-applied core/promotion.cpp
  [==[    case ItemError::kUnknown:
      return Event::kLoseTrack;]==]
  [==[    case ItemError::kUnknown:
      return planted("item-in-internal-error-is-not-applied") ? Event::kNotApplied : Event::kLoseTrack;]==])

plant(one-look-is-enough core/reconcile.cpp
  [==[if (!second) return std::nullopt;]==]
  [==[if (!second && !planted("one-look-is-enough") &&
      !(planted("ad-group-alone-is-enough") && sighting == Sighting::kInAdGroup))
    return std::nullopt;]==])
set_property(GLOBAL APPEND PROPERTY PLANTED_BUGS ad-group-alone-is-enough)
plant(window-too-short core/reconcile.cpp
  [==[return std::max(settle - certainly_elapsed]==]
  [==[return std::max((planted("window-too-short") ? settle / 8 : settle) - certainly_elapsed]==])
plant(sent-a-third-time core/reconcile.cpp
  [==[question.lost_attempts < kMostLostAttempts]==]
  [==[question.lost_attempts < (planted("sent-a-third-time") ? 99 : kMostLostAttempts)]==])
plant(window-by-the-wall-clock core/elapsed.cpp
  [==[  if (same_boot(then, now)) return]==]
  [==[  if (planted("window-by-the-wall-clock")) return std::max(now.wall - then.wall, Duration(0));
  if (same_boot(then, now)) return]==])
plant(half-a-look daemon/harvest/reconciler.cpp
  [==[if (complete) conclude]==]
  [==[if (complete || planted("half-a-look")) conclude]==])
plant(old-look-counts storage/ledger_settling.cpp
  [==[  database.run("DELETE FROM looks WHERE promotion = ?1", settlement.id);]==]
  [==[  if (!planted("old-look-counts")) database.run("DELETE FROM looks WHERE promotion = ?1", settlement.id);]==])

plant(sending-is-taken-for-planned storage/ledger_open.cpp
  [==[where, PromotionState::kUnresolved, kWhy);]==]
  [==[where,
                 planted("sending-is-taken-for-planned") ? PromotionState::kPlanned : PromotionState::kUnresolved, kWhy);]==])

plant(nothing-read-before-creating daemon/harvest/known_targets.cpp
  [==[  ApiResult<void> groups_read = co_await read_groups(api, profile);]==]
  [==[  if (planted("nothing-read-before-creating")) co_return ApiResult<void>();
  ApiResult<void> groups_read = co_await read_groups(api, profile);]==])
plant(neighbours-unknown daemon/harvest/survey.cpp
  [==[    known_.note_sent(]==]
  [==[    if (!planted("neighbours-unknown")) known_.note_sent(]==])
plant(restored-copy-unnoticed daemon/harvest/engine.cpp
  [==[  if (!restored) return std::nullopt;]==]
  [==[  if (!restored || planted("restored-copy-unnoticed")) return std::nullopt;]==])

plant(first-page-only daemon/amazon/ads_api.cpp
  [==[if (last) break;]==]
  [==[if (last || planted("first-page-only")) break;]==])
plant(last-decisions-dropped daemon/harvest/survey.cpp
  [==[  settle_candidates();
  flush();]==]
  [==[  settle_candidates();
  if (!planted("last-decisions-dropped")) flush();]==])
plant(day-comes-back daemon/harvest/survey.cpp
  [==[std::max(utc_day(in_.now.wall), in_.ledger.latest_day());]==]
  [==[planted("day-comes-back") ? utc_day(in_.now.wall) : std::max(utc_day(in_.now.wall), in_.ledger.latest_day());]==])
plant(cycle-limit-leaks core/limit.cpp
  [==[if (used.cycle + contender.promotions > allowance.cycle_limit)]==]
  [==[if (used.cycle + (planted("cycle-limit-leaks") ? 0 : contender.promotions) > allowance.cycle_limit)]==])
plant(unresolved-costs-nothing storage/ledger_reader.cpp
  [==[          " AND first_sent_day = ?2 AND action = 1"
]==]
  [==[          " AND first_sent_day = ?2 AND action = 1"
          " AND (state <> 7 OR ?3 = 0)"
]==])
plant(unresolved-costs-nothing storage/ledger_reader.cpp
  [==[profile.str(), day.time_since_epoch().count())]==]
  [==[profile.str(), day.time_since_epoch().count(), planted("unresolved-costs-nothing"))]==])

plant(retry-after-ignored daemon/harvest/engine.cpp
  [==[  if (wait > Duration(0)) ledger_.park]==]
  [==[  if (wait > Duration(0) && !planted("retry-after-ignored")) ledger_.park]==])
plant(token-wait-forgotten daemon/harvest/engine.cpp
  [==[  for (const ProfileId& profile : call.shared_by) park]==]
  [==[  if (!planted("token-wait-forgotten"))
    for (const ProfileId& profile : call.shared_by) park]==])
plant(chain-without-a-past storage/event_chain.cpp
  [==[      event_hash(end.hash, Event{.seq = seq,]==]
  [==[      event_hash(planted("chain-without-a-past") ? EventHash{} : end.hash, Event{.seq = seq,]==])
plant(token-in-the-log daemon/amazon/ads_api_call.cpp
  [==[  request.bearer = access.token;]==]
  [==[  request.bearer = access.token;
  if (planted("token-in-the-log")) spdlog::debug("bearer {}", access.token.reveal());]==])
plant(token-in-the-log daemon/amazon/ads_api_call.cpp
  [==[#include <algorithm>
]==]
  [==[#include <spdlog/spdlog.h>

#include <algorithm>
]==])

plant(no-lock storage/ledger_open.cpp
  [==[if (lock.has_error()) return lock.error();]==]
  [==[if (lock.has_error() && !planted("no-lock")) return lock.error();]==])
plant(no-lock storage/ledger_open.cpp
  [==[.lock = std::move(*lock),]==]
  [==[.lock = lock.has_error() ? nullptr : std::move(*lock),]==])
