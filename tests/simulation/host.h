// A process, as network and referee see it.
#pragma once

#include <memory>

#include "tests/simulation/amazon.h"
#include "tests/simulation/fault.h"
#include "tests/simulation/sim_runtime.h"

namespace harvestd::simulation {

class Host {
 public:
  virtual ~Host() = default;
  virtual ProcessNumber number() const = 0;
  virtual boost::asio::io_context& context() = 0;
  /// What a request, or whatever else happens now, is part of.
  virtual Phase phase_of(Operation operation) const = 0;
  /// The bytes of a token's answer were taken in: what the process does next belongs to that.
  virtual void took_token_answer(bool is_token) = 0;
  /// A point of a request at which the process can be killed, stopped, ... Says whether it is still there.
  virtual bool moment(Phase phase, Place place) = 0;
  virtual bool is_gone() const = 0;

  /// What stands in its ledger for an item that is about to be sent: an attempt under way, committed and synced.
  virtual bool has_durable_attempt(const std::string& profile, const std::string& group, const SentItem& item) = 0;
  virtual bool storage_failed() const = 0;
};

}  // namespace harvestd::simulation
