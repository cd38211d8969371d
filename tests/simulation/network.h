// The way to Amazon and back, in virtual time: what is lost, late, cut short, and what a client sees of it.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "daemon/amazon/transport.h"
#include "tests/simulation/faults.h"
#include "tests/simulation/host.h"
#include "tests/simulation/referee.h"

namespace harvestd::simulation {

/// One request on its way. Outlives the process that sent it.
struct Exchange {
  std::shared_ptr<Host> host;
  AmazonRequest request;
  Phase phase{};
  Duration timeout{0};
  bool is_write = false;
  std::optional<FaultKind> fault;
  Mishap mishap;
  std::shared_ptr<Wait> wait;
  World::EventId deadline = 0;
  bool handed_over = false;
  bool ended = false;  // for the client
  bool applied_late = false;
  Result<HttpResponse> result = Error{Errc::kConnection, "nothing came of it"};
};

struct NetworkOptions {
  Duration settle = std::chrono::seconds(60);
  /// By how much Amazon takes longer than `settle` to apply or to show a create; 1: it keeps the bound.
  double beyond_settle = 1.0;
  std::string guilty_key;               // a create that names it is refused as a whole
  std::size_t refusal_one_in = 0;       // of requests: 400, 403, ...; 0: never
  std::size_t loss_one_in = 0;          // of creates: no answer; 0: never
  std::size_t trouble_one_in = 0;       // of creates: some of its items refused or lost; 0: never
  std::size_t look_trouble_one_in = 0;  // of lists that look for what is unresolved: refused; 0: never
  std::size_t requests_a_minute = 0;    // by profile, then 429; 0: any number
};

class Network {
 public:
  Network(World& world, Amazon& amazon, Faults& faults, Referee& referee, Story& story, Random random,
          NetworkOptions options)
      : world_(world),
        amazon_(amazon),
        faults_(faults),
        referee_(referee),
        story_(story),
        random_(random),
        options_(std::move(options)) {}

  /// From the call of send() on. The exchange's `wait` is woken when it has ended.
  void begin(const std::shared_ptr<Exchange>& exchange);
  /// The client gives it up.
  void give_up(const std::shared_ptr<Exchange>& exchange, Errc code, const char* words);
  /// A create that nobody waits for any more takes effect after all, if that is its fault.
  void apply_late(const std::shared_ptr<Exchange>& exchange);
  /// No more refusals and losses without a fault.
  void calm() {
    options_.refusal_one_in = options_.loss_one_in = options_.trouble_one_in = 0;
    options_.look_trouble_one_in = options_.requests_a_minute = 0;
    options_.guilty_key.clear();
  }
  const NetworkOptions& options() const { return options_; }
  World& world() { return world_; }

 private:
  using Shared = std::shared_ptr<Exchange>;
  void connect(const Shared& exchange);
  void hand_over(const Shared& exchange);
  void arrive(const Shared& exchange);
  void deliver(const Shared& exchange, HttpResponse response);
  void end(const Shared& exchange, Result<HttpResponse> result);
  Duration share_of_settle(double part) const;
  void fail_in(Duration delay, const Shared& exchange, const char* words);
  std::optional<HttpResponse> objection(Exchange& exchange);
  std::optional<HttpResponse> refusal(Exchange& exchange);
  Mishap mishap_of(FaultKind fault);
  HttpResponse spoil(Exchange& exchange, HttpResponse response);
  bool is_too_many(const std::string& profile);
  HttpResponse error_answer(int status);
  std::string retry_after();
  Duration latency();
  void count(const Exchange& exchange);

  World& world_;
  Amazon& amazon_;
  Faults& faults_;
  Referee& referee_;
  Story& story_;
  Random random_;
  NetworkOptions options_;
  struct Bucket {
    double tokens = 3;
    Duration filled{0};
  };
  std::map<std::string, Bucket> buckets_;  // by profile
};

/// What a process sends through.
class SimTransport : public Transport {
 public:
  /// The network must outlive it, and the host every call.
  SimTransport(Network& network, std::weak_ptr<Host> host) : network_(network), host_(std::move(host)) {}
  Task<Result<HttpResponse>> send(HttpRequest request) override;
  void stop(Duration grace) override;
  /// The process is gone: nobody waits for an answer any more. Before its io_context goes.
  void abandon();

 private:
  void cut(bool writes_too);

  Network& network_;
  std::weak_ptr<Host> host_;
  std::vector<std::shared_ptr<Exchange>> current_;  // in the order of their beginning
  bool stopping_ = false;
};

}  // namespace harvestd::simulation
