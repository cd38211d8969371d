#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/printable.h"
#include "daemon/commands/explain.h"
#include "daemon/commands/explain_words.h"
#include "daemon/commands/table.h"

namespace harvestd {
namespace {

constexpr std::string_view kIndent = "  ";

/// 2026-11-23T22:01:43.120Z as 2026-11-23 22:01.
std::string to_the_minute(const std::string& at) {
  return at.size() < 16 ? at : at.substr(0, 10) + " " + at.substr(11, 5);
}

std::string evidence(std::int64_t clicks, std::int64_t conversions) {
  return fmt::format("{}, {}", counted(clicks, "click"), counted(conversions, "conversion"));
}

std::string sentence(std::string text) {
  if (text.empty()) return text;
  const std::string_view first = std::string_view(text).substr(0, text.find(' '));
  const bool is_key = first.find('_') != std::string_view::npos;  // a key of the configuration stays as it is written
  if (!is_key && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  if (text.back() != '.') text += '.';
  return text;
}

class Story {
 public:
  Story(std::ostream& out, std::size_t columns) : out_(out), columns_(columns) {}

  void line(const std::string& text) { out_ << visible(text) << '\n'; }
  /// `head`, then `text` wrapped beside it, all lines under each other.
  void paragraph(std::string_view head, const std::string& text) {
    std::string lead = fmt::format("{}{:<18}", kIndent, head);
    for (const std::string& part : wrap(visible(text), columns_ - lead.size())) {
      std::string whole = lead + part;
      whole.erase(whole.find_last_not_of(' ') + 1);
      out_ << whole << '\n';
      lead.assign(lead.size(), ' ');
    }
  }

 private:
  std::ostream& out_;
  std::size_t columns_;
};

std::string verdict_in_words(const KeptDecision& d) {
  const ReasonWords* words = words_of_reason(d.reason);
  return fmt::format("{}: {}", d.verdict == "hold" ? "Held back" : "Skipped", words ? words->what : d.reason);
}

void tell_decision(Story& story, const KeptDecision& d, bool name_group) {
  std::string text;
  if (d.reason == "qualified") {
    text = d.rule.empty() ? "Qualified" : fmt::format("Qualified by rule {}", d.rule);
  } else {
    text = verdict_in_words(d);
  }
  if (d.reason != "no_metrics") text += fmt::format(". Seen: {}", evidence(d.clicks, d.conversions));
  if (name_group)
    text += d.group.empty() ? " (ads that no group covers)" : fmt::format(" (promotion group {})", d.group);
  story.paragraph(to_the_minute(d.at), text + ".");
  if (!d.detail.empty()) story.paragraph("", sentence(d.detail));
}

void tell_promotion(Story& story, const KeptPromotion& p) {
  story.paragraph(fmt::format("Promotion {}", p.id),
                  fmt::format("{} match, bid {} {}: {}", p.match, p.bid, p.currency, p.bid_basis));
  story.paragraph("", fmt::format("Decided {} by rule {} on {}, for promotion group {}.", to_the_minute(p.decided_at),
                                  p.rule, evidence(p.clicks, p.conversions), p.group));
  const std::string& when = p.settled_at.empty() ? p.sent_at : p.settled_at;
  constexpr std::string_view kGaveUp = "gave_up: ";
  const bool gave_up = p.error.starts_with(kGaveUp);
  std::string outcome(gave_up ? "Given up" : words_of_state(p.state));
  if (!p.target_id.empty()) outcome += fmt::format(" as {} in ad group {}", p.target_id, p.destination);
  if (!p.error.empty()) outcome += fmt::format(": {}", p.error.substr(gave_up ? kGaveUp.size() : 0));
  outcome = sentence(std::move(outcome));
  if (p.attempts > 1 && !gave_up) outcome += fmt::format(" Sent {} times.", p.attempts);
  story.paragraph(when.empty() ? "" : to_the_minute(when), outcome);
}

/// What holds now, and what would change it.
std::string conclusion(const KeptDecision& latest, bool has_promotion) {
  if (has_promotion) return "It is promoted; nothing more is sent for it, whatever later cycles see.";
  const ReasonWords* words = words_of_reason(latest.reason);
  if (latest.reason != "qualified") return std::string(words ? words->advice : std::string_view());
  if (latest.mode == "observe") {
    return "It qualified, and nothing was sent: the cycle ran in mode observe. Set `mode: auto` to have it promoted.";
  }
  return "It qualified, and nothing was recorded to be sent: sending was paused, or the cycle ended before. The next "
         "cycle looks again.";
}

/// Why a promotion that is recorded has not been sent, as far as the latest decision tells.
std::string why_it_waits(const KeptDecision& latest) {
  if (latest.reason == "qualified")
    return "It waits for the next cycle that may send, and is sent if it qualifies then.";
  const ReasonWords* words = words_of_reason(latest.reason);
  std::string text = fmt::format("It waits while the latest decision ({}) stands. {}", to_the_minute(latest.at),
                                 sentence(verdict_in_words(latest)));
  if (!latest.detail.empty()) text += ' ' + sentence(latest.detail);
  return words ? fmt::format("{} {}", text, words->advice) : text;
}

bool same_place(const KeptDecision& d, const std::string& campaign, const std::string& ad_group) {
  return d.campaign == campaign && d.ad_group == ad_group;
}

void tell_place(Story& story, const std::string& campaign, const std::string& ad_group,
                const std::vector<KeptDecision>& decisions, const std::vector<KeptPromotion>& promotions) {
  story.line("");
  story.line(fmt::format("Campaign {}, ad group {} (times are UTC)", campaign, ad_group));
  const KeptDecision* latest = nullptr;
  std::set<std::string> groups;
  for (const KeptDecision& d : decisions) {
    if (same_place(d, campaign, ad_group)) groups.insert(d.group);
  }
  for (const KeptDecision& d : decisions) {
    if (!same_place(d, campaign, ad_group)) continue;
    tell_decision(story, d, groups.size() > 1);
    latest = &d;
  }
  bool any = false, settled = true, unresolved = false;
  const KeptPromotion* waiting = nullptr;
  for (const KeptPromotion& p : promotions) {
    if (p.campaign != campaign || p.ad_group != ad_group) continue;
    tell_promotion(story, p);
    any = true;
    unresolved = unresolved || p.state == "unresolved";
    if (p.state == "planned") waiting = &p;
    settled = settled && (p.state == "created" || p.state == "already_existed");
  }
  if (unresolved) {
    story.paragraph(
        "Now",
        "Amazon may have it or not. harvestd reads the lists of the promotion group and the ad group: found, it "
        "is created; not found by two looks a settle window apart, it is sent once more.");
  }
  if (waiting != nullptr && latest != nullptr) {
    for (const KeptDecision& d : decisions) {
      if (same_place(d, campaign, ad_group) && d.group == waiting->group) latest = &d;
    }
    story.paragraph("Now", why_it_waits(*latest));
  }
  if (latest == nullptr || (any && !settled)) return;
  if (const std::string text = conclusion(*latest, any); !text.empty()) story.paragraph("Now", text);
}

}  // namespace

void tell(const std::vector<KeptDecision>& decisions, const std::vector<KeptPromotion>& promotions, std::ostream& out,
          std::size_t columns) {
  Story story(out, columns);
  std::set<std::pair<std::string, std::string>> places;
  for (const KeptDecision& d : decisions) places.emplace(d.campaign, d.ad_group);
  for (const KeptPromotion& p : promotions) places.emplace(p.campaign, p.ad_group);
  if (!decisions.empty()) story.line(fmt::format("{} ({})", decisions.back().target, decisions.back().kind));
  for (const auto& [campaign, ad_group] : places) tell_place(story, campaign, ad_group, decisions, promotions);
}

}  // namespace harvestd
