// The lists: filters, rows, pages.
#include <algorithm>
#include <boost/json/parse.hpp>

#include "core/check.h"
#include "tests/simulation/amazon.h"

namespace harvestd::simulation {
namespace {

namespace json = boost::json;

/// The ids that a filter asks for; empty: no filter.
std::set<std::string> filter(const json::object& body, std::string_view name) {
  std::set<std::string> ids;
  const json::value* found = body.if_contains(name);
  if (found == nullptr) return ids;
  for (const json::value& id : found->at("include").as_array()) ids.emplace(id.as_string());
  return ids;
}

bool passes(const std::set<std::string>& ids, const std::string& id) {
  return ids.empty() || ids.contains(id);
}

std::string row_of(const SimRecommendation& row, const SimForms& forms) {
  std::string reasons = "[]";
  if (row.has_metrics) {
    constexpr std::string_view kObject = R"({{"CLICKS":{},"CONVERSIONS":{}}})";
    constexpr std::string_view kText = R"("{{\"CLICKS\":{},\"CONVERSIONS\":\"{}\"}}")";
    const std::string data =
        fmt::format(fmt::runtime(forms.data_is_text ? kText : kObject), row.clicks, row.conversions);
    reasons = fmt::format(R"([{{"reason":"OTHER"}},{{"reason":"HISTORICAL_PERF","data":{}}}])", data);
  }
  const char* product = forms.product_is_asin ? "ASIN" : "PRODUCT";
  return fmt::format(R"({{"campaignId":"{}","adGroupId":"{}","adId":"{}","adAsin":"{}","recommendedTarget":"{}",)"
                     R"("targetType":"{}","recommendationReasons":{}}})",
                     row.campaign, row.ad_group, row.ad, row.ad_asin, row.target,
                     row.kind == Kind::kKeyword ? "KEYWORD" : product, reasons);
}

std::string row_of(const SimGroup& group, const SimForms& forms) {
  const auto list = [](const std::string& id) { return id.empty() ? std::string() : '"' + id + '"'; };
  std::string ads;
  for (const std::string& ad : group.ads) ads += (ads.empty() ? "" : ",") + list(ad);
  const std::string row =
      fmt::format(R"({{"targetPromotionGroupId":"{}","targetPromotionGroupName":"g","state":"ENABLED",)"
                  R"("autoTargetingCampaignAdGroupId":"{}","autoTargetingCampaignAdIds":[{}],)"
                  R"("keywordCampaignAdGroupIds":[{}],"productCampaignAdGroupIds":[{}]}})",
                  group.id, group.source_ad_group, ads, list(group.keyword_ad_group), list(group.product_ad_group));
  return forms.groups_are_wrapped ? fmt::format(R"({{"targetPromotionGroup":{}}})", row) : row;
}

std::string_view match_name(Kind kind, MatchType match, bool is_short) {
  if (kind == Kind::kProduct) {
    if (match == MatchType::kExact) return is_short ? "PRODUCT_EXACT" : "ASIN_SAME_AS";
    return is_short ? "PRODUCT_SIMILAR" : "ASIN_EXPANDED_FROM";
  }
  switch (match) {
    case MatchType::kExact:
      return is_short ? "KEYWORD_EXACT" : "QUERY_EXACT_MATCHES";
    case MatchType::kPhrase:
      return is_short ? "KEYWORD_PHRASE" : "QUERY_PHRASE_MATCHES";
    default:
      return is_short ? "KEYWORD_BROAD" : "QUERY_BROAD_MATCHES";
  }
}

std::string bid_text(std::int64_t micros) {
  return fmt::format("{}.{:06}", micros / 1'000'000, micros % 1'000'000);
}

std::string row_of(const SimTarget& target, Operation list, const SimForms& forms) {
  const std::string_view match = match_name(target.kind, target.match, forms.match_is_short);
  if (list == Operation::kListTargets) {
    const std::string place = forms.group_list_without_places
                                  ? std::string()
                                  : fmt::format(R"("manualTargetingAdGroupId":"{}",)", target.ad_group);
    return fmt::format(R"({{"targetPromotionGroupId":"{}","targetId":"{}",{}"target":"{}","expressionType":"{}"}})",
                       target.group, target.id, place, target.text, match);
  }
  if (list == Operation::kListKeywords) {
    return fmt::format(R"({{"keywordId":"{}","adGroupId":"{}","campaignId":"0","keywordText":"{}","matchType":"{}",)"
                       R"("state":"ENABLED","bid":{}}})",
                       target.id, target.ad_group, target.text, match, bid_text(target.bid));
  }
  return fmt::format(R"({{"targetId":"{}","adGroupId":"{}","campaignId":"0","state":"ENABLED","bid":{},)"
                     R"("expression":[{{"type":"{}","value":"{}"}}]}})",
                     target.id, target.ad_group, bid_text(target.bid), match, target.text);
}

}  // namespace

bool Amazon::is_shown(const SimTarget& target, Operation list) {
  const Duration from = list == Operation::kListTargets ? target.in_group_list : target.in_ad_group_list;
  return from <= world_.now();
}

std::vector<std::string> Amazon::target_rows(const AmazonRequest& request, SimProfile& profile, Mishap& mishap) {
  const json::value body = json::parse(request.body);
  const bool of_group = request.operation == Operation::kListTargets;
  const auto ids = filter(body.as_object(), of_group ? "targetPromotionGroupIdFilter" : "adGroupIdFilter");
  std::vector<std::string> rows;
  for (const SimTarget& target : profile.targets) {
    if (of_group ? target.group.empty()
                 : (target.kind == Kind::kKeyword) != (request.operation == Operation::kListKeywords)) {
      continue;
    }
    if (!passes(ids, of_group ? target.group : target.ad_group)) continue;
    if (!is_shown(target, request.operation)) {
      ++omitted_;
      continue;
    }
    // What is older than the time in which Amazon promises to show it is never left out: see the README.
    const bool may_be_missing = target.group.empty() || target.in_group_list > world_.now();
    if (mishap.page == Mishap::Page::kMissingRows && may_be_missing && random_.one_in(2)) {
      mishap.took_effect = true;
      continue;
    }
    rows.push_back(row_of(target, request.operation, account_.forms));
  }
  return rows;
}

std::vector<std::string> Amazon::rows_of(const AmazonRequest& request, SimProfile& profile, Mishap& mishap) {
  if (lists_targets(request.operation)) return target_rows(request, profile, mishap);
  const json::value parsed = json::parse(request.body);
  const json::object& body = parsed.as_object();
  std::vector<std::string> rows;
  if (request.operation == Operation::kRecommendations) {
    const auto ad_groups = filter(body, "adGroupIdFilter"), ads = filter(body, "adIdFilter");
    for (const SimRecommendation& row : profile.recommendations) {
      if (passes(ad_groups, row.ad_group) && passes(ads, row.ad)) rows.push_back(row_of(row, account_.forms));
    }
  } else if (request.operation == Operation::kListGroups) {
    const auto ad_groups = filter(body, "adGroupIdFilter");
    for (const SimGroup& group : profile.groups) {
      if (passes(ad_groups, group.source_ad_group)) rows.push_back(row_of(group, account_.forms));
    }
  } else {
    const auto campaigns = filter(body, "campaignIdFilter");
    for (const SimCampaign& campaign : profile.campaigns) {
      if (!passes(campaigns, campaign.id)) continue;
      for (const std::string& ad_group : campaign.ad_groups) {
        rows.push_back(fmt::format(R"({{"adGroupId":"{}","campaignId":"{}","name":"a","state":"ENABLED",)"
                                   R"("defaultBid":0.5}})",
                                   ad_group, campaign.id));
      }
    }
  }
  return rows;
}

HttpResponse Amazon::page(const AmazonRequest& request, std::string_view name, std::vector<std::string> rows,
                          Mishap& mishap) {
  const json::value body = json::parse(request.body);
  const json::value* token = body.as_object().if_contains("nextToken");
  const std::size_t begin = token == nullptr ? 0 : std::stoul(std::string(token->as_string()).substr(5));
  const std::size_t end = std::min(rows.size(), begin + account_.forms.page_rows);
  std::string list;
  for (std::size_t i = begin; i < end; ++i) {
    const bool twice = mishap.page == Mishap::Page::kDuplicateRows && (i == begin || random_.one_in(2));
    for (int n = 0; n < (twice ? 2 : 1); ++n) list.append(list.empty() ? "" : ",").append(rows[i]);
    mishap.took_effect = mishap.took_effect || twice;
  }
  std::string next;
  if (mishap.page == Mishap::Page::kRepeatedToken) {
    mishap.took_effect = true;
    next = fmt::format("page-{}", begin);
  } else if (end < rows.size()) {
    next = fmt::format("page-{}", end);
  }
  const std::string tail = next.empty() ? "" : fmt::format(R"(,"nextToken":"{}")", next);
  return respond(200, fmt::format(R"({{"{}":[{}],"totalResults":{}{}}})", name, list, rows.size(), tail));
}

}  // namespace harvestd::simulation
