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
    "biddingError", "billingError", "entityNotFoundError", "entityQuotaError", "entityStateError",
    "expressionTypeError", "localeError", "malformedValueError", "missingValueError", "parentEntityError", "rangeError",
    "otherError", "invalidInputError", "targetingClauseSetupError",
    // These leave open what happened; more often than the others.
    "throttledError", "internalServerError", "neverHeardOfError", "throttledError", "internalServerError",
    "neverHeardOfError", "internalServerError", "internalServerError"};

/// What a 207 says of an item that was created.
struct Part {
  const SentItem& item;
  const SimGroup& group;
  std::string id;
  bool with_type = true;

  std::string success() const { return success_of(item, id, with_type); }
  std::string success_of(const SentItem& named, const std::string& as, bool typed) const {
    const std::string type = typed ? fmt::format(R"("expressionType":"{}",)", expression_of(named)) : "";
    const bool keyword = item.kind == Kind::kKeyword;
    return fmt::format(R"({{"target":"{}",{}"targetDetails":{{"targetPromotionGroupId":"{}","targetId":"{}",)"
                       R"("manualTargetingAdGroupId":"{}"}}}})",
                       named.text, type, group.id, as, keyword ? group.keyword_ad_group : group.product_ad_group);
  }
};

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

SentItem with_another_match(const SentItem& item) {
  SentItem other = item;
  const bool phrase = item.kind == Kind::kKeyword && item.match == MatchType::kPhrase;
  other.kind = phrase ? Kind::kKeyword : Kind::kProduct;
  other.match = phrase ? MatchType::kBroad : MatchType::kExpanded;
  return other;
}

/// Says of a created item what cannot be right.
void spoil(const Part& part, Random& random, std::string& success, std::string& errors) {
  switch (random.below(6)) {
    case 0:  // left out
      break;
    case 1:  // said twice
      append(success, part.success());
      append(success, part.success());
      break;
    case 2:  // both one and the other
      append(success, part.success());
      append(errors, error_text(part.item, "rangeError"));
      break;
    case 3:  // created, but as what?
      append(success, part.success_of(part.item, "", true));
      break;
    case 4:
      append(success, part.success_of(with_another_match(part.item), part.id, true));
      break;
    default:  // another target
      append(success, part.success_of({.text = "never sent", .key = {}}, "999", true));
  }
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
                       .sent = request.sent,
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
    const bool spoiled = mishap.items != Items::kFine && (&item == &sent.items.front() || random_.one_in(2));
    mishap.took_effect = mishap.took_effect || spoiled;
    if (spoiled && mishap.items == Items::kMixed) {
      const std::string_view error = kErrors[random_.below(kErrors.size())];
      const bool open = error == "internalServerError" || error == "neverHeardOfError";
      if (open && random_.one_in(2)) accept(profile, *group, item, request);
      append(errors, error_text(item, error));
      continue;
    }
    const Part part{.item = item,
                    .group = *group,
                    .id = accept(profile, *group, item, request),
                    .with_type = !forms.success_without_type};
    if (spoiled) {
      spoil(part, random_, success, errors);
    } else {
      append(success, part.success());
    }
  }
  if (errors.empty() && forms.empty_error) errors = "{}";
  return respond(207, fmt::format(R"({{"success":[{}],"errors":[{}]}})", success, errors));
}

}  // namespace harvestd::simulation
