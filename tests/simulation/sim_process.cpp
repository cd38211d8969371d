#include "tests/simulation/sim_process.h"

#include <boost/asio/co_spawn.hpp>

#include "daemon/harvest/cycle.h"
#include "daemon/harvest/survey.h"
#include "storage/sqlite.h"

namespace harvestd::simulation {

namespace asio = boost::asio;

namespace {
constexpr Duration kGrace = std::chrono::seconds(8);  // as daemon/process.cpp gives it
}

SimProcess::SimProcess(const Setting& setting, ProcessNumber number, std::filesystem::path ledger, Random random)
    : set_(setting),
      number_(number),
      path_(std::move(ledger)),
      random_(random),
      runtime_(setting.world, *context_, number, Random(random_.next())) {}

void SimProcess::close() {
  runtime_.abandon();
  if (transport_) transport_->abandon();
  set_.world.forget(number_);
  loops_.reset();
  clients_.reset();  // their timers need the context
  context_.reset();  // and with it every coroutine
  snapshot_.reset();
  engine_.reset();
  ledger_.reset();
  tasks_ = 0;
  transport_.reset();
  set_.disk.on_operation({});
  set_.referee.process_ended(number_);
}

Result<void> SimProcess::open() {
  set_.disk.on_operation([this](const Io& io) { return at_disk(io); });
  Result<Ledger> opened = Ledger::open(path_, {runtime_.now(), runtime_.boot_clock()}, set_.disk);
  if (!opened) {
    words_.push_back(opened.error().message);
    set_.story.tell("{}: {}", number_, opened.error().message);
    return opened.error();
  }
  ledger_.emplace(std::move(*opened));
  engine_.emplace(*ledger_, runtime_);
  transport_ = std::make_unique<SimTransport>(set_.network, weak_from_this());
  return {};
}

void SimProcess::start_service() {
  loops_ = std::make_unique<Loops>(*engine_, *transport_, configuration(),
                                   [this](Task<void> task) { spawn(std::move(task)); });
  spawn(serve());
}

void SimProcess::start_once() {
  clients_ = std::make_unique<ApiClients>(set_.config, *transport_, runtime_,
                                          [this](const ApiCall& call) { engine_->observe(call); });
  for (const ProfileConfig& profile : set_.config.profiles) spawn(once(profile, *clients_));
}

Result<void> SimProcess::start_plan() {
  set_.disk.on_operation([this](const Io& io) { return at_disk(io); });
  Result<LedgerReader> opened = LedgerReader::open(path_, set_.disk);
  if (!opened) return opened.error();
  snapshot_.emplace(std::move(*opened));
  transport_ = std::make_unique<SimTransport>(set_.network, weak_from_this());
  clients_ = std::make_unique<ApiClients>(set_.config, *transport_, runtime_, [](const ApiCall&) {});
  for (const ProfileConfig& profile : set_.config.profiles) spawn(plan(profile, *clients_));
  return {};
}

Task<void> SimProcess::plan(const ProfileConfig& profile, ApiClients& clients) {
  for (const CampaignConfig& campaign : profile.campaigns) {
    const Moment now(runtime_.now(), runtime_.boot_clock());
    if (snapshot_->parked_until(profile.id, now)) continue;
    SurveyInput input{.config = set_.config,
                      .profile = profile,
                      .campaign = campaign,
                      .api = clients.of(profile.credentials),
                      .ledger = *snapshot_,
                      .now = now};
    DecisionSink sink = [](const std::vector<DecisionRow>&) {};
    const ApiResult<SurveyResult> result = co_await survey(input, std::move(sink));
    set_.story.tell("{}: {}: {}", number_, campaign.label, result ? "planned" : result.error().message);
    if (!result) words_.push_back(result.error().message);
  }
}

void SimProcess::poll() {
  context_->restart();
  context_->poll();
}

void SimProcess::spawn(Task<void> task) {
  ++tasks_;
  asio::co_spawn(*context_, guarded(std::move(task)), [this](std::exception_ptr) { --tasks_; });
}

Task<void> SimProcess::guarded(Task<void> task) {
  try {
    co_await std::move(task);
  } catch (const LedgerError& error) {
    set_.story.tell("{}: {}", number_, error.what());
    words_.emplace_back(error.what());
    storage_failed_ = true;
    stop_within(Duration(0));
  }
}

Task<void> SimProcess::serve() {
  const bool refused = co_await loops_->all_refused();
  if (refused) {
    stop();
  } else {
    loops_->start();
  }
}

Task<void> SimProcess::once(const ProfileConfig& profile, ApiClients& clients) {
  for (const CampaignConfig& campaign : profile.campaigns) {
    if (runtime_.stopping()) co_return;
    const CycleOutcome outcome = co_await run_cycle(*engine_, clients, set_.config, profile, campaign, Trigger::kOnce);
    set_.story.tell("{}: {}: {}", number_, campaign.label, in_words(outcome));
    words_.push_back(outcome.error);
    if (outcome.status == CycleStatus::kDone) ++cycles_done_;
  }
}

void SimProcess::stop() {
  if (!runtime_.stopping()) stop_within(kGrace);
}

void SimProcess::stop_within(Duration grace) {
  set_.story.tell("{}: stopping", number_);
  runtime_.stop();
  transport_->stop(grace);
}

void SimProcess::reload() {
  has_fewer_ = !has_fewer_;
  if (loops_) loops_->use(configuration());
  runtime_.wake();
}

void SimProcess::pause(const std::string& label, bool paused) {
  in_command_ = true;
  try {
    ledger_->set_paused(label, paused, runtime_.now());
    set_.story.tell("{}: a person {} {}", number_, paused ? "pauses" : "resumes", label.empty() ? "everything" : label);
    set_.referee.paused(label, paused);
  } catch (const LedgerError& error) {
    set_.story.tell("{}: {}", number_, error.what());
    storage_failed_ = true;
    if (!paused) set_.referee.paused(label, false);         // it may have been recorded
    if (!is_gone()) die(Ending::kKilled, Phase::kCommand);  // nobody catches it: the process ends
  }
  in_command_ = false;
}

namespace {

std::pair<std::string, std::int64_t> identity_and_bid(Ledger& ledger, PromotionId id) {
  sqlite::Statement row = ledger.reader().database().statement(
      "SELECT p.profile_id, g.group_id, t.kind, t.key, m.match_type, m.bid FROM promotions m"
      " JOIN profiles p ON p.id = m.profile JOIN promotion_groups g ON g.id = m.promotion_group"
      " JOIN targets t ON t.id = m.target WHERE m.id = ?1",
      id);
  row.step();
  return {identity_words(row.text(0), row.text(1), static_cast<Kind>(row.integer(2)), row.text(3),
                         static_cast<MatchType>(row.integer(4))),
          row.integer(5)};
}

}  // namespace

void SimProcess::decide() {
  in_command_ = true;
  try {
    for (const Waiting& each : ledger_->reader().waiting()) {
      const PromotionEvent word = random_.one_in(5) ? PromotionEvent::kDecline : PromotionEvent::kApprove;
      const bool approve = word == PromotionEvent::kApprove;
      const auto [identity, bid] = identity_and_bid(*ledger_, each.choice.id);
      if (approve) set_.referee.approved(identity, bid);  // whether or not it can be recorded
      const Chosen chosen = ledger_->decide(word, {each.choice}, runtime_.now()).at(0);
      if (!approve) set_.referee.declined(identity);
      set_.story.tell("{}: a person: {}", number_, chosen.message);
      if (engine_ && approve) engine_->want_cycle(chosen.profile, chosen.campaign);
    }
    if (engine_) runtime_.wake();
  } catch (const LedgerError& error) {
    set_.story.tell("{}: {}", number_, error.what());
    storage_failed_ = true;
    if (!is_gone()) die(Ending::kKilled, Phase::kCommand);
  }
  in_command_ = false;
}

void SimProcess::die(Ending how, Phase phase) {
  if (is_gone()) return;
  set_.story.tell("{}: dies ({})", number_, to_string(phase));
  ending_ = how;
  died_in_ = phase;
  if (!set_.disk.is_dead()) set_.disk.die();
}

namespace {

bool stands_in(sqlite::Database& database, const std::string& profile, const std::string& group, const SentItem& item) {
  const auto found = database.integer(
      "SELECT 1 FROM promotions m JOIN profiles p ON p.id = m.profile"
      " JOIN promotion_groups g ON g.id = m.promotion_group JOIN targets t ON t.id = m.target"
      " JOIN attempts a ON a.promotion = m.id WHERE p.profile_id = ?1 AND g.group_id = ?2"
      " AND t.kind = ?3 AND t.key = ?4 AND m.match_type = ?5 AND m.state = 3"
      " AND a.settled_at IS NULL AND a.bid = ?6 AND m.bid = ?6",
      profile, group, item.kind, item.key, item.match, item.bid);
  return found.has_value();
}

}  // namespace

bool SimProcess::has_durable_attempt(const std::string& profile, const std::string& group, const SentItem& item) {
  if (wal_is_dirty_ || !ledger_) return false;
  looking_on_ = true;
  bool found = false;
  try {
    sqlite::Database& database = ledger_->reader().database();
    found = !database.in_transaction() && stands_in(database, profile, group, item);
    if (found && set_.is_thorough) found = survives_a_power_loss(profile, group, item);
  } catch (const LedgerError&) {
    found = false;
  }
  looking_on_ = false;
  return found;
}

bool SimProcess::survives_a_power_loss(const std::string& profile, const std::string& group, const SentItem& item) {
  SimDisk other(1);
  for (auto& [path, content] : set_.disk.durable_files()) other.put(path, std::move(content));
  const Result<LedgerReader> reader = LedgerReader::open(path_, other);
  return reader && stands_in(reader->database(), profile, group, item);
}

}  // namespace harvestd::simulation
