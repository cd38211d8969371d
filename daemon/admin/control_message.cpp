#include "daemon/admin/control_message.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
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

std::optional<std::vector<Choice>> choices_of(const boost::json::object& object) {
  std::vector<Choice> choices;
  const auto* list = object.if_contains("promotions");
  if (list == nullptr) return choices;
  if (!list->is_array()) return std::nullopt;
  for (const boost::json::value& each : list->get_array()) {
    const auto* choice = each.if_object();
    const auto* id = choice == nullptr ? nullptr : choice->if_contains("id");
    const auto* revision = choice == nullptr ? nullptr : choice->if_contains("revision");
    if (id == nullptr || revision == nullptr || !id->is_int64() || !revision->is_int64()) return std::nullopt;
    choices.push_back({PromotionId{id->get_int64()}, revision->get_int64()});
  }
  return choices;
}

std::optional<std::vector<std::string>> details_of(const boost::json::object& object) {
  std::vector<std::string> details;
  const auto* list = object.if_contains("details");
  if (list == nullptr) return details;
  if (!list->is_array()) return std::nullopt;
  for (const boost::json::value& each : list->get_array()) {
    if (!each.is_string()) return std::nullopt;
    details.push_back(visible(std::string(each.get_string())));
  }
  return details;
}

}  // namespace

std::string encode_request(const ControlRequest& request) {
  boost::json::object object;
  object["ledger"] = request.ledger_id;
  object["command"] = request.command;
  object["campaign"] = request.campaign;
  boost::json::array choices;
  for (const Choice& choice : request.choices) {
    choices.push_back(boost::json::object{{"id", to_int(choice.id)}, {"revision", choice.revision}});
  }
  if (!choices.empty()) object["promotions"] = std::move(choices);
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
  std::optional<std::vector<Choice>> choices = choices_of(*object);
  if (!choices) return Error{Errc::kBadAnswer, "promotions wants a list of objects with the numbers id and revision"};
  return ControlRequest{std::string(*ledger), std::string(*command), std::string(*campaign), std::move(*choices)};
}

std::string encode_answer(const ControlAnswer& answer, std::string_view ledger_id) {
  boost::json::object object;
  object["ledger"] = view(ledger_id);
  object["ok"] = answer.ok;
  object["message"] = visible(answer.message);
  boost::json::array details;
  for (const std::string& each : answer.details) details.push_back(boost::json::string(visible(each)));
  if (!details.empty()) object["details"] = std::move(details);
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
  std::optional<std::vector<std::string>> details = details_of(*object);
  if (!details) return Error{Errc::kBadAnswer, "the answer is not one of harvestd's"};
  return LabelledAnswer{std::string(*ledger), ControlAnswer{ok->get_bool(), visible(*message), std::move(*details)}};
}

std::string paused_message(const std::string& campaign, bool pause, bool changed) {
  const std::string what = campaign.empty() ? "everything" : campaign;
  if (!pause) return changed ? fmt::format("resumed {}", what) : fmt::format("{} was not paused", what);
  if (!changed) return fmt::format("{} was paused already", what);
  return fmt::format("paused {}: nothing more is sent until harvestd resume{}; harvests go on being recorded", what,
                     campaign.empty() ? "" : " --campaign " + campaign);
}

}  // namespace harvestd
