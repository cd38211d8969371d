#include "daemon/admin/control_message.h"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <optional>

#include "core/printable.h"

namespace harvestd {
namespace {

std::optional<boost::json::object> parse_object(std::string_view line) {
  boost::system::error_code failure;
  boost::json::value value = boost::json::parse({line.data(), line.size()}, failure);
  if (failure || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

const boost::json::string* find_string(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains({name.data(), name.size()});
  return value == nullptr ? nullptr : value->if_string();
}

std::string to_line(const boost::json::object& object) {
  return boost::json::serialize(object) + "\n";
}

boost::json::string_view view(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

std::string encode_request(const ControlRequest& request) {
  boost::json::object object;
  object["ledger"] = request.ledger_id;
  object["command"] = request.command;
  object["campaign"] = request.campaign;
  return to_line(object);
}

Result<ControlRequest> decode_request(std::string_view line) {
  const auto object = parse_object(line);
  if (!object) return Error{Errc::kBadAnswer, "the request is not a JSON object"};
  const auto* ledger = find_string(*object, "ledger");
  const auto* command = find_string(*object, "command");
  const auto* campaign = find_string(*object, "campaign");
  if (ledger == nullptr || command == nullptr || campaign == nullptr) {
    return Error{Errc::kBadAnswer, "the request needs the strings ledger, command and campaign"};
  }
  return ControlRequest{std::string(*ledger), std::string(*command), std::string(*campaign)};
}

std::string encode_answer(const ControlAnswer& answer, std::string_view ledger_id) {
  boost::json::object object;
  object["ledger"] = view(ledger_id);
  object["ok"] = answer.ok;
  object["message"] = visible(answer.message);
  return to_line(object);
}

Result<LabelledAnswer> decode_answer(std::string_view line) {
  const auto object = parse_object(line);
  const auto* ledger = object ? find_string(*object, "ledger") : nullptr;
  const auto* ok = object ? object->if_contains("ok") : nullptr;
  const auto* message = object ? find_string(*object, "message") : nullptr;
  if (ledger == nullptr || ok == nullptr || !ok->is_bool() || message == nullptr) {
    return Error{Errc::kBadAnswer, "the answer is not one of harvestd's"};
  }
  return LabelledAnswer{std::string(*ledger), ControlAnswer{ok->get_bool(), visible(*message)}};
}

std::string paused_message(const std::string& campaign, bool pause, bool changed) {
  const std::string what = campaign.empty() ? "everything" : campaign;
  if (!pause) return changed ? fmt::format("resumed {}", what) : fmt::format("{} was not paused", what);
  if (!changed) return fmt::format("{} was paused already", what);
  return fmt::format("paused {}: nothing more is sent until harvestd resume{}; harvests go on being recorded", what,
                     campaign.empty() ? "" : " --campaign " + campaign);
}

}  // namespace harvestd
