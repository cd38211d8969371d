// Writes the 207 of a create, in the form of either generation.
#include <fmt/format.h>

#include "tests/sandbox/create_item.h"
#include "tests/sandbox/expression.h"

namespace harvestd::sandbox {
namespace {

struct Entry {
  const Group& group;
  const Item& item;
  const Outcome& outcome;
  const Forms& forms;
  bool malformed = false;
};

void write_success_v1(const Entry& entry, JsonWriter& out) {
  out.begin_object().field("target", entry.item.target);
  if (!entry.forms.success_without_type) out.field("expressionType", entry.item.expression_type);
  if (entry.malformed) {
    out.end_object();
    return;
  }
  out.key("targetDetails").begin_object().field("targetPromotionGroupId", entry.group.id);
  out.field("targetId", entry.outcome.target_id).field("manualTargetingAdGroupId", entry.outcome.ad_group_id);
  out.end_object().end_object();
}

void write_error_v1(const Entry& entry, JsonWriter& out) {
  out.begin_object().field("target", entry.item.target).field("expressionType", entry.item.expression_type);
  out.key("errors").begin_array().begin_object().field("errorType", entry.outcome.error_type);
  out.key("errorValue").raw(entry.outcome.error_value).end_object().end_array().end_object();
}

void write_success_v2(const Entry& entry, JsonWriter& out) {
  out.begin_object().field("index", std::to_string(entry.item.index));
  const auto expression = expression_of(entry.item.expression_type);
  if (entry.malformed || !expression) {
    out.end_object();
    return;
  }
  const bool keyword = expression->kind == Kind::kKeyword;
  out.key("targetDetails").begin_object().key(keyword ? "keywordTargetDetailsV2" : "productTargetDetailsV2");
  out.begin_object().field("targetPromotionGroupId", entry.group.id);
  out.field("destinationAdGroupId", entry.outcome.ad_group_id);
  out.field(keyword ? "keywordId" : "targetId", entry.outcome.target_id);
  out.field(keyword ? "keywordText" : "target", entry.item.target);
  if (!entry.forms.success_without_type) {
    out.field(keyword ? "matchType" : "expressionType", match_name_v2(expression->kind, expression->match));
  }
  out.end_object().end_object().end_object();
}

void write_error_v2(const Entry& entry, JsonWriter& out) {
  out.begin_object().field("index", std::to_string(entry.item.index));
  out.key("subErrors").begin_array().begin_object();
  out.field("errorCode", entry.forms.error_type_codes ? entry.outcome.error_type : entry.outcome.reason);
  out.field("errorMessage", entry.outcome.message).end_object().end_array().end_object();
}

/// How often the answer names an item: once, unless a fault says otherwise.
int mentions(const Call& call, std::size_t index) {
  if (!call.fault || index >= call.fault->count) return 1;
  if (call.fault->kind == FaultKind::kItemsMissing) return 0;
  return call.fault->kind == FaultKind::kItemsRepeated ? 2 : 1;
}

/// Created items that nobody sent.
void write_strangers(const Call& call, const Group& group, std::size_t sent, JsonWriter& out) {
  const Outcome outcome{"999999999999999999", group.keyword_ad_group_id, {}, {}, {}, {}};
  for (std::size_t i = 0; i < call.fault->count; ++i) {
    const Item stranger{fmt::format("never sent {}", i), "QUERY_EXACT_MATCHES", "", sent + i};
    (call.version == 2 ? write_success_v2 : write_success_v1)({group, stranger, outcome, call.options.forms}, out);
  }
}

}  // namespace

std::string create_answer(const Call& call, const Group& group, const std::vector<Item>& items,
                          const std::vector<Outcome>& outcomes) {
  const bool second = call.version == 2;
  JsonWriter success;
  JsonWriter errors;
  bool failures = false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool created = outcomes[i].error_type.empty();
    const bool malformed = call.fault_is(FaultKind::kItemsMalformed) && i < call.fault->count;
    const Entry entry{group, items[i], outcomes[i], call.options.forms, malformed};
    for (int mention = mentions(call, i); mention > 0; --mention) {
      if (created) {
        (second ? write_success_v2 : write_success_v1)(entry, success);
      } else {
        (second ? write_error_v2 : write_error_v1)(entry, errors);
        failures = true;
      }
    }
  }
  if (call.fault_is(FaultKind::kItemsUnknown)) write_strangers(call, group, items.size(), success);
  if (!failures && call.options.forms.errors_empty_object) errors.begin_object().end_object();
  return fmt::format("{{\"success\":[{}],\"{}\":[{}]}}", success.take(), second ? "error" : "errors", errors.take());
}

}  // namespace harvestd::sandbox
