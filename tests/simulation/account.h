// An advertiser's account at Amazon, small and odd, drawn from a seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/recommendation.h"
#include "tests/simulation/random.h"
#include "tests/simulation/world.h"

namespace harvestd::simulation {

struct SimRecommendation {
  std::string campaign, ad_group, ad, ad_asin;
  Kind kind = Kind::kKeyword;
  std::string target;  // as Amazon writes it: upper case, double spaces, ...
  std::string key;     // what it is
  std::uint64_t clicks = 0, conversions = 0;
  bool has_metrics = true;
};

struct SimGroup {
  std::string id, campaign, source_ad_group, keyword_ad_group, product_ad_group;
  std::vector<std::string> ads;  // empty: all
};

/// A keyword or product target that is there. Lists show it from a time on, each from its own.
struct SimTarget {
  std::string id, ad_group;
  std::string group;  // empty: made by hand
  Kind kind = Kind::kKeyword;
  std::string text, key;
  MatchType match = MatchType::kExact;
  std::int64_t bid = 0;  // micros
  Duration in_group_list{0};
  Duration in_ad_group_list{0};
};

struct SimCampaign {
  std::string id, label;
  std::vector<std::string> ad_groups;
};

struct SimProfile {
  std::string id;
  std::vector<SimCampaign> campaigns;
  std::vector<SimGroup> groups;
  std::vector<SimRecommendation> recommendations;
  std::vector<SimTarget> targets;
};

/// What the forms of Amazon's answers look like; its documents disagree.
struct SimForms {
  bool data_is_text = false;
  bool product_is_asin = false;
  bool groups_are_wrapped = false;
  bool match_is_short = false;             // KEYWORD_BROAD instead of QUERY_BROAD_MATCHES, in lists
  bool success_without_type = false;       // expressionType left out
  bool empty_error = false;                // "errors": [{}] beside a success
  bool group_list_without_places = false;  // no manualTargetingAdGroupId
  std::size_t page_rows = 1000;
};

struct Account {
  std::vector<SimProfile> profiles;
  SimForms forms;
  SimProfile* find(const std::string& profile);
};

Account make_account(Random random);

/// The identity of a text, worked out without the code under test: accounts hold ASCII only.
std::string plain_key(Kind kind, const std::string& text);

}  // namespace harvestd::simulation
