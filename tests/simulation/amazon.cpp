#include "tests/simulation/amazon.h"

#include <array>

namespace harvestd::simulation {
namespace {

struct Path {
  std::string_view suffix;
  Operation operation;
  std::string_view name;
};

// The longest first: one ends like another.
constexpr std::array kPaths{
    Path{"/auth/o2/token", Operation::kToken, "token"},
    Path{"/sp/targetPromotionGroups/recommendations", Operation::kRecommendations, "recommendations"},
    Path{"/sp/targetPromotionGroups/targets/list", Operation::kListTargets, "list_targets"},
    Path{"/sp/targetPromotionGroups/targets", Operation::kCreate, "create_targets"},
    Path{"/sp/targetPromotionGroups/list", Operation::kListGroups, "list_groups"},
    Path{"/sp/keywords/list", Operation::kListKeywords, "list_keywords"},
    Path{"/sp/targets/list", Operation::kListProductTargets, "list_product_targets"},
    Path{"/sp/adGroups/list", Operation::kListAdGroups, "list_ad_groups"},
};

}  // namespace

std::string_view to_string(Operation operation) {
  for (const Path& path : kPaths) {
    if (path.operation == operation) return path.name;
  }
  return "unknown";
}

std::optional<Operation> operation_of(std::string_view url) {
  for (const Path& path : kPaths) {
    if (url.ends_with(path.suffix)) return path.operation;
  }
  return std::nullopt;
}

std::string identity_words(const std::string& profile, const std::string& group, Kind kind, const std::string& key,
                           MatchType match) {
  return fmt::format("{}/{}/{}/{}/{}", profile, group, harvestd::to_string(kind), harvestd::to_string(match), key);
}

std::string Accepted::identity() const {
  return identity_words(profile, group, kind, key, match);
}

HttpResponse Amazon::respond(int status, std::string body) {
  return {.status = status,
          .body = std::move(body),
          .retry_after = {},
          .request_id = fmt::format("request-{}", ++requests_)};
}

HttpResponse Amazon::answer(const AmazonRequest& request, Mishap& mishap) {
  if (request.operation == Operation::kToken) return token(request, mishap);
  const auto valid = valid_until_.find(request.bearer);
  if (valid == valid_until_.end() || valid->second <= world_.now()) {
    return respond(401, R"({"code":"UNAUTHORIZED","details":"the access token has expired"})");
  }
  SimProfile* profile = account_.find(request.profile);
  if (profile == nullptr) {
    return respond(401, R"({"code":"UNAUTHORIZED","details":"No matching advertiser found for scope"})");
  }
  if (request.operation == Operation::kCreate) return create(request, mishap);
  constexpr auto name = [](Operation operation) -> std::string_view {
    switch (operation) {
      case Operation::kListGroups:
        return "targetPromotionGroups";
      case Operation::kListKeywords:
        return "keywords";
      case Operation::kListProductTargets:
        return "targetingClauses";
      case Operation::kListAdGroups:
        return "adGroups";
      default:
        return "targets";
    }
  };
  return page(request, name(request.operation), rows_of(request, *profile, mishap), mishap);
}

HttpResponse Amazon::token(const AmazonRequest&, Mishap& mishap) {
  const std::string access = fmt::format("Atza|simulated-canary-access-{}", ++tokens_);
  valid_until_[access] = world_.now() + token_life_;
  std::string refresh = kRefreshToken;
  if (mishap.rotate_refresh_token) {
    mishap.took_effect = true;
    refresh = fmt::format("Atzr|simulated-canary-rotated-{}", tokens_);
  }
  return respond(
      200, fmt::format(R"({{"access_token":"{}","token_type":"bearer","expires_in":{},"refresh_token":"{}"}})", access,
                       token_life_ / std::chrono::seconds(1), refresh));
}

Duration Amazon::shown_from(const AmazonRequest& request) {
  const Duration most = std::max(request.shown_by - world_.now(), Duration(0));
  if (slow_) return world_.now() + most * 9 / 10;
  if (random_.one_in(2)) return world_.now();
  return world_.now() + Duration(static_cast<std::int64_t>(random_.unit() * static_cast<double>(most.count())));
}

}  // namespace harvestd::simulation
