#include "daemon/harvest/known_targets.h"

#include <algorithm>

#include "core/text.h"

namespace harvestd {

std::string KnownTargets::index(Kind kind, const std::string& key) {
  return (kind == Kind::kKeyword ? "k" : "p") + key;
}

void KnownTargets::expect(Kind kind, const std::string& key, const GroupId& group, const AdGroupId& destination) {
  expected_.try_emplace(index(kind, key));
  groups_[group][kind].insert(destination);
  destinations_[kind].insert(destination);
  if (kind == Kind::kKeyword) keywords_held_.try_emplace(destination, 0);
}

Task<ApiResult<void>> KnownTargets::read(AdsApi& api, ProfileId profile) {
  ApiResult<void> groups_read = co_await read_groups(api, profile);
  if (!groups_read) co_return groups_read;

  const bool whole_profile = duplicates_ != Duplicates::kAllow;
  for (const auto& [kind, destinations] : destinations_) {
    std::vector<AdGroupId> ad_groups;
    if (!whole_profile) ad_groups.assign(destinations.begin(), destinations.end());
    ApiResult<void> read;
    if (kind == Kind::kKeyword) {
      AdsApi::Visitor<ExistingTarget> visit = [this](const std::vector<ExistingTarget>& page) {
        for (const ExistingTarget& target : page) note_keyword(target);
      };
      read = co_await api.list_keywords(profile, std::move(ad_groups), std::move(visit));
    } else {
      AdsApi::Visitor<ExistingTarget> visit = [this](const std::vector<ExistingTarget>& page) {
        for (const ExistingTarget& target : page) note(target, target.ad_group);
      };
      read = co_await api.list_product_targets(profile, std::move(ad_groups), std::move(visit));
    }
    if (!read) co_return read;
  }
  co_return ApiResult<void>();
}

Task<ApiResult<void>> KnownTargets::read_groups(AdsApi& api, ProfileId profile) {
  for (const auto& [group, destinations] : groups_) {
    const std::map<Kind, std::set<AdGroupId>>* into = &destinations;
    AdsApi::Visitor<ExistingTarget> visit = [this, into](const std::vector<ExistingTarget>& page) {
      for (const ExistingTarget& target : page) {
        // A list that does not say where a target lives counts for every destination of its kind.
        const auto possible = into->find(target.kind);
        if (!target.ad_group.empty()) {
          note(target, target.ad_group);
        } else if (possible != into->end()) {
          for (const AdGroupId& ad_group : possible->second) note(target, ad_group);
        }
      }
    };
    ApiResult<void> read = co_await api.list_group_targets(profile, group, std::move(visit));
    if (!read) co_return read;
  }
  co_return ApiResult<void>();
}

void KnownTargets::note(const ExistingTarget& target, const AdGroupId& ad_group) {
  const std::string key = target.kind == Kind::kKeyword ? keyword_key(target.text) : asin_key(target.text);
  add(target.kind, key, {.match = target.match, .ad_group = ad_group, .listed = true});
}

void KnownTargets::add(Kind kind, const std::string& key, const Place& place) {
  const auto expected = expected_.find(index(kind, key));
  if (expected != expected_.end()) expected->second.push_back(place);
}

void KnownTargets::note_keyword(const ExistingTarget& target) {
  const auto held = keywords_held_.find(target.ad_group);
  if (held != keywords_held_.end()) ++held->second;
  note(target, target.ad_group);
}

void KnownTargets::note_planned(const std::vector<NewPromotion>& promotions) {
  for (const NewPromotion& promotion : promotions) {
    const Identity& identity = promotion.identity;
    add(identity.kind, identity.key, {.match = identity.match, .ad_group = promotion.destination_ad_group});
  }
}

void KnownTargets::note_sent(const std::vector<SentTarget>& targets) {
  for (const SentTarget& target : targets) {
    add(target.kind, target.key, {.match = target.match, .ad_group = target.ad_group});
  }
}

void KnownTargets::claim(Kind kind, const std::string& key, MatchType match, const AdGroupId& destination) {
  add(kind, key, {.match = match, .ad_group = destination});
}

bool KnownTargets::in_destination(Kind kind, const std::string& key, MatchType match,
                                  const AdGroupId& destination) const {
  const std::vector<Place>& places = expected_.at(index(kind, key));
  return std::any_of(places.begin(), places.end(),
                     [&](const Place& place) { return place.match == match && place.ad_group == destination; });
}

bool KnownTargets::listed_in_destination(Kind kind, const std::string& key, MatchType match,
                                         const AdGroupId& destination) const {
  const std::vector<Place>& places = expected_.at(index(kind, key));
  return std::any_of(places.begin(), places.end(), [&](const Place& place) {
    return place.listed && place.match == match && place.ad_group == destination;
  });
}

bool KnownTargets::elsewhere(Kind kind, const std::string& key, MatchType match, const AdGroupId& destination) const {
  if (duplicates_ == Duplicates::kAllow) return false;
  const std::vector<Place>& places = expected_.at(index(kind, key));
  return std::any_of(places.begin(), places.end(), [&](const Place& place) {
    return place.ad_group != destination && (duplicates_ == Duplicates::kAny || place.match == match);
  });
}

}  // namespace harvestd
