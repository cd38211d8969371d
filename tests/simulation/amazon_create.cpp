// Creating targets: what is accepted, and the forms of a 207.
#include <array>
#include <boost/json/parse.hpp>
#include <cmath>

#include "core/check.h"
#include "tests/simulation/amazon.h"

namespace harvestd::simulation {
namespace {

namespace json = boost::json;

struct Expression {
  std::string_view name;
  Kind kind;
  MatchType match;
};

constexpr std::array kExpressions{Expression{"QUERY_EXACT_MATCHES", Kind::kKeyword, MatchType::kExact},
                                  Expression{"QUERY_PHRASE_MATCHES", Kind::kKeyword, MatchType::kPhrase},
                                  Expression{"QUERY_BROAD_MATCHES", Kind::kKeyword, MatchType::kBroad},
                                  Expression{"ASIN_SAME_AS", Kind::kProduct, MatchType::kExact},
                                  Expression{"ASIN_EXPANDED_FROM", Kind::kProduct, MatchType::kExpanded}};

std::string_view expression_of(const SentItem& item) {
  for (const Expression& each : kExpressions) {
    if (each.kind == item.kind && each.match == item.match) return each.name;
  }
  return "NONE";
}

// Every type of Amazon's schema but those that the loop below gives a meaning of its own.
constexpr std::array<std::string_view, 22> kErrors{
    "biddingError",        "billingError",        "entityNotFoundError", "entityQuotaError",
    "entityStateError",    "expressionTypeError", "localeError",         "malformedValueError",
    "missingValueError",   "parentEntityError",   "rangeError",          "otherError",
    "invalidInputError",   "targetingClauseSetupError",
    // These leave open what happened; more often than the others.
    "throttledError",      "internalServerError", "neverHeardOfError",   "throttledError",
    "internalServerError", "neverHeardOfError",   "internalServerError", "internalServerError"};

/// One item's part of the answer.
struct Part {
  std::string success, error;
};

std::string success_text(const SentItem& item, const std::string& group, const std::string& id,
                         const std::string& ad_group, bool with_type) {
  const std::string type = with_type ? fmt::format(R"("expressionType":"{}",)", expression_of(item)) : "";
  return fmt::format(R"({{"target":"{}",{}"targetDetails":{{"targetPromotionGroupId":"{}","targetId":"{}",)"
                     R"("manualTargetingAdGroupId":"{}"}}}})",
                     item.text, type, group, id, ad_group);
}

std::string error_text(const SentItem& item, std::string_view type) {
  return fmt::format(R"({{"target":"{}","expressionType":"{}","errors":[{{"errorType":"{}",)"
                     R"("errorValue":{{"{}":{{"reason":"SIMULATED","message":"simulated"}}}}}}]}})",
                     item.text, expression_of(item), type, type);
}

void append(std::string& list, const std::string& item) {
  if (item.empty()) return;
  if (!list.empty()) list += ',';
  list += item;
}

}  // namespace

SentCreate read_create(const std::string& body) {
  const json::value parsed = json::parse(body);
  SentCreate create{.group = std::string(parsed.at("targetPromotionGroupId").as_string()), .items = {}};
  for (const json::value& row : parsed.at("targets").as_array()) {
    SentItem item;
    item.text = std::string(row.at("target").as_string());
    const std::string_view name = row.at("expressionType").as_string();
    for (const Expression& each : kExpressions) {
      if (each.name != name) continue;
      item.kind = each.kind;
      item.match = each.match;
    }
    item.key = plain_key(item.kind, item.text);
    item.bid = std::llround(row.at("bid").to_number<double>() * 1e6);
    create.items.push_back(std::move(item));
  }
  return create;
}

std::string Amazon::accept(SimProfile& profile, const SimGroup& group, const SentItem& item,
                           const AmazonRequest& request) {
  const std::string id = fmt::format("1{:08}", ++targets_);
  const std::string& place = item.kind == Kind::kKeyword ? group.keyword_ad_group : group.product_ad_group;
  profile.targets.push_back({.id = id,
                             .ad_group = place,
                             .group = group.id,
                             .kind = item.kind,
                             .text = item.text,
                             .key = item.key,
                             .match = item.match,
                             .bid = item.bid,
                             .in_group_list = shown_from(request),
                             .in_ad_group_list = shown_from(request)});
  accepted_.push_back({.at = world_.now(),
                       .profile = profile.id,
                       .group = group.id,
                       .key = item.key,
                       .id = id,
                       .kind = item.kind,
                       .match = item.match,
                       .bid = item.bid,
                       .process = request.process});
  const SimTarget& target = profile.targets.back();
  story_.tell("  amazon: created {} as {} bid {}, listed in {} ms and {} ms", accepted_.back().identity(), id, item.bid,
              (target.in_group_list - world_.now()).count(), (target.in_ad_group_list - world_.now()).count());
  return id;
}

HttpResponse Amazon::create(const AmazonRequest& request, Mishap& mishap) {
  using Items = Mishap::Items;
  const SentCreate sent = read_create(request.body);
  SimProfile& profile = *account_.find(request.profile);
  const SimGroup* group = nullptr;
  for (const SimGroup& each : profile.groups) {
    if (each.id == sent.group) group = &each;
  }
  HARVESTD_CHECK(group != nullptr);
  const SimForms& forms = account_.forms;
  std::string success, errors;
  for (const SentItem& item : sent.items) {
    const std::string place = item.kind == Kind::kKeyword ? group->keyword_ad_group : group->product_ad_group;
    const bool spoiled = mishap.items != Items::kFine && (&item == &sent.items.front() || random_.one_in(2));
    mishap.took_effect = mishap.took_effect || spoiled;
    if (spoiled && mishap.items == Items::kMixed) {
      const std::string_view error = kErrors[random_.below(kErrors.size())];
      const bool open = error == "internalServerError" || error == "neverHeardOfError";
      if (open && random_.one_in(2)) accept(profile, *group, item, request);
      append(errors, error_text(item, error));
      continue;
    }
    const std::string id = accept(profile, *group, item, request);
    const std::string fine = success_text(item, group->id, id, place, !forms.success_without_type);
    if (!spoiled) {
      append(success, fine);
      continue;
    }
    switch (random_.below(6)) {
      case 0:  // left out
        break;
      case 1:  // said twice
        append(success, fine);
        append(success, fine);
        break;
      case 2:  // both one and the other
        append(success, fine);
        append(errors, error_text(item, "rangeError"));
        break;
      case 3:  // created, but as what?
        append(success, success_text(item, group->id, "", place, true));
        break;
      case 4: {  // another match type
        SentItem other = item;
        other.match =
            item.kind == Kind::kProduct || item.match != MatchType::kPhrase ? MatchType::kExpanded : MatchType::kBroad;
        other.kind = other.match == MatchType::kExpanded ? Kind::kProduct : Kind::kKeyword;
        append(success, success_text(other, group->id, id, place, true));
        break;
      }
      default:  // another target
        append(success, success_text({.text = "never sent", .key = {}}, group->id, "999", place, true));
    }
  }
  if (errors.empty() && forms.empty_error) errors = "{}";
  return respond(207, fmt::format(R"({{"success":[{}],"errors":[{}]}})", success, errors));
}

}  // namespace harvestd::simulation
