#include "tests/sandbox/seed.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "tests/sandbox/marketplace.h"
#include "tests/sandbox/random.h"
#include "tests/sandbox/vocabulary.h"

namespace harvestd::sandbox {
namespace {

/// Recommendations that every source ad group has one of each (as far as its size allows).
struct Oddity {
  std::string_view target;
  Kind kind;
  bool has_metrics;
  bool other_reason;
  Metrics metrics;
};

constexpr std::array kOddities = {
    Oddity{"more orders than clicks", Kind::kKeyword, true, false, {12, 25}},
    Oddity{"no metrics at all", Kind::kKeyword, false, false, {}},
    Oddity{"only another reason", Kind::kKeyword, false, true, {}},
    Oddity{"two reasons at once", Kind::kKeyword, true, true, {31, 6}},
    Oddity{"insulated stainless steel drinking bottle extraordinarily lightweight unbreakable replacement accessories",
           Kind::kKeyword,
           true,
           false,
           {44, 9}},
    Oddity{"best thing to buy for my dad on his next birthday", Kind::kKeyword, true, false, {41, 8}},
    Oddity{"bottle 100% leakproof!", Kind::kKeyword, true, false, {38, 7}},
    Oddity{"gift for mom \xF0\x9F\x8E\x81", Kind::kKeyword, true, false, {27, 5}},
    Oddity{"cafe\xCC\x81 thermos", Kind::kKeyword, true, false, {22, 4}},
    Oddity{"caf\xC3\xA9 thermos", Kind::kKeyword, true, false, {9, 2}},
    Oddity{"travel  mug", Kind::kKeyword, true, false, {18, 3}},
    Oddity{"Travel Mug", Kind::kKeyword, true, false, {8, 2}},
    Oddity{"acme corp bottle", Kind::kKeyword, true, false, {90, 30}},
    Oddity{"free shipping bottle", Kind::kKeyword, true, false, {35, 5}},
    Oddity{"-bottle", Kind::kKeyword, true, false, {16, 4}},
    Oddity{"ASIN3", Kind::kProduct, true, false, {12, 4}},
    Oddity{"b0c7lower1", Kind::kProduct, true, false, {33, 7}},
    Oddity{"B0C7LOWER1", Kind::kProduct, true, false, {5, 1}},
    Oddity{"030640615X", Kind::kProduct, true, false, {21, 4}},
};

std::string random_asin(Random& random) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  std::string asin = "B0";
  for (int i = 0; i < 8; ++i) asin += kLetters[random.below(kLetters.size())];
  return asin;
}

std::string_view any_of(std::span<const std::string_view> words, Random& random) {
  return words[random.below(words.size())];
}

std::string search_term(const Vocabulary& words, const Category& category, Random& random) {
  const std::size_t shape = random.below(10);
  std::string term(any_of(category.nouns, random));
  const auto with = [&](std::string_view word, bool after) {
    term =
        after ? fmt::format("{}{}{}", term, words.separator, word) : fmt::format("{}{}{}", word, words.separator, term);
  };
  if (shape >= 1) with(any_of(category.qualities, random), words.quality_after_noun);
  if (shape >= 3) with(any_of(category.uses, random), true);
  if (shape >= 5) with(any_of(variants_of(words.language), random), shape % 2 == 0 || words.quality_after_noun);
  if (shape >= 8) with(fmt::format("{}", 2 + random.below(98)), true);
  if (random.one_in(25)) term[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(term[0])));
  return term;
}

/// Clicks with a Pareto tail (half below 4, one in fifty above 50), and the orders that came of them.
Metrics metrics_of(Random& random) {
  const double tail = 1.8 / std::pow(1.0 - random.unit(), 0.85);
  Metrics metrics;
  metrics.clicks = static_cast<std::uint32_t>(std::min(tail, 4000.0));
  const double rate = random.one_in(3) ? 0.0 : 0.02 + 0.22 * random.unit() * random.unit();
  for (std::uint32_t i = 0; i < metrics.clicks; ++i) metrics.conversions += random.unit() < rate ? 1 : 0;
  return metrics;
}

class AdGroupSeed {
 public:
  AdGroupSeed(const SeedOptions& options, Account& account, Profile& profile, Random& random)
      : options_(options), account_(account), profile_(profile), random_(random) {}

  void add(const std::string& campaign_id, const Category& category, std::size_t number) {
    const std::string name = fmt::format("{} {}", category.name, number);
    ad_group_id_ = account_.add_ad_group(profile_, campaign_id, name);
    ads_.clear();
    for (int i = 0; i < 4; ++i) ads_.push_back(account_.add_ad(profile_, ad_group_id_, random_asin(random_)));
    add_group(name);
    add_recommendations(category);
  }

 private:
  void add_group(const std::string& name) {
    const std::string keywords = account_.add_campaign(profile_, name + " | keywords", "MANUAL");
    const std::string products = account_.add_campaign(profile_, name + " | products", "MANUAL");
    Group group;
    group.name = name + " promotion";
    group.source_ad_group_id = ad_group_id_;
    group.ad_ids.assign(ads_.begin(), ads_.end() - 1);
    group.keyword_ad_group_id = account_.add_ad_group(profile_, keywords, name + " keywords");
    group.product_ad_group_id = account_.add_ad_group(profile_, products, name + " products");
    keyword_ad_group_id_ = group.keyword_ad_group_id;
    account_.add_group(profile_, std::move(group));
  }

  void recommend(Kind kind, const std::string& target, std::optional<Metrics> metrics, bool other = false) {
    account_.add_recommendation(profile_, ads_[first_ad_ % ads_.size()], kind, target, metrics, other);
    ++first_ad_;
    ++made_;
  }

  void add_recommendations(const Category& category) {
    const Vocabulary& words = vocabulary_of(find_marketplace(profile_.marketplace)->language);
    made_ = 0;
    for (const Oddity& odd : kOddities) {
      if (made_ + 1 >= options_.recommendations) break;
      recommend(odd.kind, std::string(odd.target), odd.has_metrics ? std::optional(odd.metrics) : std::nullopt,
                odd.other_reason);
    }
    std::size_t by_hand = 3;
    while (made_ < options_.recommendations) {
      const bool product = random_.below(100) < 22;
      const std::string target = product ? shopper_asin() : search_term(words, category, random_);
      const std::size_t ads = random_.below(10) < 6 ? 1 : 2 + random_.below(2);
      for (std::size_t i = 0; i < ads && made_ < options_.recommendations; ++i) {
        recommend(product ? Kind::kProduct : Kind::kKeyword, target, metrics_of(random_));
      }
      const Metrics& last = *profile_.recommendations.back().metrics;
      const bool strong = !product && last.clicks >= 10 && last.conversions >= 2;
      if (strong && by_hand > 0 && !target.starts_with("acme")) {
        add_by_hand(target);
        --by_hand;
      }
    }
  }

  void add_by_hand(const std::string& text) {
    Target target;
    target.ad_group_id = keyword_ad_group_id_;
    target.match = Match::kExact;
    target.text = text;
    account_.add_target(profile_, std::move(target));
  }

  std::string shopper_asin() {
    std::string asin = random_asin(random_);
    if (random_.below(10) < 3) {
      std::ranges::transform(asin, asin.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    }
    return asin;
  }

  const SeedOptions& options_;
  Account& account_;
  Profile& profile_;
  Random& random_;
  std::string ad_group_id_;
  std::string keyword_ad_group_id_;
  std::vector<std::string> ads_;
  std::size_t first_ad_ = 0;
  std::size_t made_ = 0;
};

}  // namespace

Account seed_account(const SeedOptions& options) {
  Account account(options.seed);
  Random random(options.seed);
  for (std::size_t p = 0; p < options.profiles; ++p) {
    const std::string& marketplace = options.marketplaces[p % options.marketplaces.size()];
    Profile& profile = account.add_profile({}, marketplace, fmt::format("Northwind Goods {}", marketplace));
    const Vocabulary& words = vocabulary_of(find_marketplace(marketplace)->language);
    AdGroupSeed ad_groups(options, account, profile, random);
    for (std::size_t c = 0; c < options.campaigns; ++c) {
      const Category& category = words.categories[c % words.categories.size()];
      const std::string campaign =
          account.add_campaign(profile, fmt::format("{} {} auto", category.name, c + 1), "AUTO");
      for (std::size_t g = 0; g < options.ad_groups; ++g) ad_groups.add(campaign, category, g + 1);
    }
  }
  return account;
}

std::vector<std::string> own_asins(const Account& account) {
  std::vector<std::string> asins;
  for (const Profile& profile : account.profiles()) {
    for (const Ad& ad : profile.ads) asins.push_back(ad.asin);
  }
  return asins;
}

}  // namespace harvestd::sandbox
