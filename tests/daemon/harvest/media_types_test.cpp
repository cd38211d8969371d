// The same harvest in both generations of media types.
#include "tests/daemon/harvest/harvest_fixture.h"

namespace harvestd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// One account and ledger for each generation, made alike.
class Harvest : public HarvestTest {
 public:
  void TestBody() override {}

  explicit Harvest(int version) {
    media_type_version_ = version;
    promote_ = "[{match: exact, bid: {fixed: 0.75}}, {match: broad, bid: {fixed: 0.40}}]";
    top_level_ = "duplicates: allow";
    recommend_keyword("insulated  Bottle", 31, 4);
    recommend_keyword("steel bottle", 20, 3);
    recommend(sandbox::Kind::kKeyword, "Steel bottle", 5, 1, 1);
    recommend_keyword("wide mouth bottle", 18, 3);
    recommend_keyword("cheap bottle", 9, 3);
    recommend(sandbox::Kind::kProduct, "b0competit", 12, 2);
    recommend(sandbox::Kind::kProduct, "B0COMPETI2", 14, 3);
  }
  void holds(sandbox::Kind kind, sandbox::Match match, const std::string& text, const std::string& ad_group) {
    sandbox::Target target;
    target.kind = kind;
    target.match = match;
    target.text = text;
    target.bid = "0.50";
    target.ad_group_id = ad_group;
    account_.add_target(*profile_, target);
  }
  const sandbox::AutoCampaign& campaign() const { return campaign_; }
  sandbox::ServerOptions& options() { return server_options_; }

  /// All of audit_promotions but the times.
  std::vector<std::string> promotions() {
    std::string columns;
    for (const std::string& name : query("SELECT name FROM pragma_table_info('audit_promotions')")) {
      if (name.ends_with("_at") || name == "error") continue;
      columns += (columns.empty() ? "" : " || '|' || ") + ("ifnull(" + name + ", '-')");
    }
    return query("SELECT " + columns + " FROM audit_promotions ORDER BY promotion_id");
  }
  using HarvestTest::cycle;
  using HarvestTest::query;
  using HarvestTest::query_one;
  using HarvestTest::run_sql;
  using HarvestTest::server;
};

class BothGenerations : public testing::Test {
 protected:
  void in_both(const std::function<void(Harvest&)>& act) {
    for (Harvest* harvest : {&one_, &two_}) act(*harvest);
  }
  Harvest one_{1}, two_{2};
};

TEST_F(BothGenerations, TheSameHarvestGivesTheSamePromotions) {
  in_both([](Harvest& harvest) {
    harvest.holds(sandbox::Kind::kKeyword, sandbox::Match::kExact, "wide mouth bottle",
                  harvest.campaign().keyword_ad_group_id);
    harvest.holds(sandbox::Kind::kProduct, sandbox::Match::kExpanded, "B0COMPETI2",
                  harvest.campaign().product_ad_group_id);
    const CycleOutcome outcome = harvest.cycle();
    EXPECT_EQ(outcome.status, CycleStatus::kDone) << outcome.error;
    EXPECT_EQ(harvest.cycle().counts.created, 0);
  });
  EXPECT_THAT(one_.promotions(), SizeIs(6));
  EXPECT_EQ(one_.promotions(), two_.promotions());
  const char* decisions = "SELECT target || reason || detail FROM audit_decisions ORDER BY decision_id";
  EXPECT_EQ(one_.query(decisions), two_.query(decisions));
}

TEST_F(BothGenerations, IntoEmptyAdGroupsToo) {
  in_both([](Harvest& harvest) { EXPECT_EQ(harvest.cycle().status, CycleStatus::kDone); });
  EXPECT_THAT(one_.promotions(), SizeIs(8));
  EXPECT_EQ(one_.promotions(), two_.promotions());
}

TEST_F(BothGenerations, InTheGuidesForms) {
  in_both([](Harvest& harvest) {
    sandbox::apply_forms("guide", harvest.options().api.forms);
    harvest.options().api.page_size = 2;
    EXPECT_EQ(harvest.cycle().status, CycleStatus::kDone);
  });
  EXPECT_EQ(one_.promotions(), two_.promotions());
}

TEST_F(BothGenerations, WhenSomeOfItIsRefusedOrLost) {
  in_both([](Harvest& harvest) {
    harvest.options().api.keywords_per_ad_group = 3;
    harvest.server().add_fault("create_targets:1:items_missing,count=2");
    harvest.cycle();
  });
  EXPECT_THAT(one_.query("SELECT DISTINCT state FROM audit_promotions ORDER BY state"),
              ElementsAre("created", "rejected"));
  EXPECT_EQ(one_.promotions(), two_.promotions());
  const char* curable = "SELECT count(*) FROM audit_promotions WHERE error LIKE '%QUOTA_EXCEEDED%'";
  EXPECT_EQ(one_.query_one(curable), two_.query_one(curable));
}

TEST_F(BothGenerations, WhenTheAnswerIsLost) {
  in_both([](Harvest& harvest) {
    harvest.server().add_fault("create_targets:1:reset,applied=true");
    harvest.cycle();
    harvest.server().clear_faults();
    harvest.cycle();
    EXPECT_EQ(harvest.server().most_accepted(), 1U);
  });
  EXPECT_THAT(one_.query("SELECT DISTINCT state FROM audit_promotions"), ElementsAre("created"));
  EXPECT_EQ(one_.promotions(), two_.promotions());
}

TEST(SecondGeneration, AGroupWhoseAdGroupsNothingTellsApartIsPassedOver) {
  Harvest harvest(2);
  harvest.server().add_fault("list_groups:2+:status,code=415");
  EXPECT_EQ(harvest.cycle().status, CycleStatus::kDone);
  EXPECT_THAT(harvest.promotions(), IsEmpty());
  EXPECT_THAT(harvest.query_one("SELECT detail FROM audit_decisions WHERE target = 'insulated Bottle'"),
              HasSubstr("Amazon does not say which ad group of promotion group"));
  EXPECT_EQ(harvest.query_one("SELECT reason FROM audit_decisions WHERE target = 'insulated Bottle'"),
            "no_destination");
}

}  // namespace
}  // namespace harvestd
