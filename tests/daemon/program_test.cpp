// The shipped program as its users run it: exit codes, signals, systemd, two processes at one ledger.
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <map>

#include "tests/daemon/harvest/harvest_fixture.h"
#include "tests/support/child_process.h"
#include "tests/support/notify_socket.h"

namespace harvestd {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Program : public HarvestTest {
 protected:
  Program() { recommend_keyword("insulated bottle", 31, 4); }

  struct Ran {
    int exit_code;
    std::string out, err;
  };
  Ran run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), HARVESTD_PROGRAM);
    ChildProcess child(arguments, folder());
    const int exit_code = child.wait().value_or(-1);
    return {exit_code, child.standard_output(), child.standard_error()};
  }
  Ran run_with_configuration(std::string command) {
    return run({std::move(command), "-c", write_configuration().string()});
  }
  /// The service, started and ready.
  std::unique_ptr<ChildProcess> service() {
    notify_ = std::make_unique<NotifySocket>(folder() / "notify");
    auto child = std::make_unique<ChildProcess>(
        std::vector<std::string>{HARVESTD_PROGRAM, "run", "-c", write_configuration().string()}, folder(),
        std::map<std::string, std::string>{{"NOTIFY_SOCKET", (folder() / "notify").string()}});
    EXPECT_TRUE(notify_->hear("READY=1")) << child->standard_error();
    return child;
  }
  std::unique_ptr<NotifySocket> notify_;
};

TEST_F(Program, OnceHarvestsSaysWhatItDidAndASecondRunSendsNothing) {
  const Ran first = run_with_configuration("once");
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out, AllOf(HasSubstr("bottles"), HasSubstr("1 created"), HasSubstr("API calls")));
  server().clear_requests();
  EXPECT_EQ(run_with_configuration("once").exit_code, 0);
  EXPECT_EQ(server().requests("create_targets"), 0u);
}

TEST_F(Program, PlanSaysWhatWouldBeSentAndChangesNothingAnywhere) {
  const Ran planned = run_with_configuration("plan");
  EXPECT_EQ(planned.exit_code, 0) << planned.err;
  EXPECT_THAT(planned.out,
              AllOf(HasSubstr("would send 1 promotion\n"), HasSubstr("insulated bottle"), HasSubstr("0.75")));
  EXPECT_EQ(server().requests("create_targets"), 0u);
  EXPECT_FALSE(std::filesystem::exists(ledger_path())) << "a missing ledger is read as an empty one";
}

TEST_F(Program, PlanNamesAGroupThatIsLeftAlone) {
  server().add_fault("create_targets:1:status,code=404");
  EXPECT_EQ(run_with_configuration("once").exit_code, 1);
  EXPECT_THAT(
      run_with_configuration("plan").out,
      AllOf(HasSubstr("Nothing is sent into promotion group " + campaign_.group_id), HasSubstr("harvestd resume")));
  EXPECT_THAT(run_with_configuration("resume").out, HasSubstr(campaign_.group_id + " is not parked any more"));
  EXPECT_THAT(run_with_configuration("plan").out, Not(HasSubstr("Nothing is sent")));
  EXPECT_EQ(run_with_configuration("once").exit_code, 0);
}

TEST_F(Program, ALedgerThatHasSeenALaterDaySaysSoUntilAPersonResumes) {
  EXPECT_EQ(run_with_configuration("once").exit_code, 0);
  run_sql("UPDATE ledger SET latest_day = latest_day + 3650");
  EXPECT_THAT(run_with_configuration("once").err, HasSubstr("a later day than today"));
  EXPECT_THAT(run_with_configuration("resume").out, HasSubstr("limits count from today again"));
  EXPECT_THAT(run_with_configuration("once").err, Not(HasSubstr("a later day")));
}

TEST_F(Program, ABadConfigurationExits2AndNamesThePlace) {
  top_level_ = "limits: {promotions_per_cylce: 5}";
  const Ran ran = run_with_configuration("once");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("harvestd.yaml:"), HasSubstr("promotions_per_cycle")));
  EXPECT_FALSE(std::filesystem::exists(ledger_path()));
}

TEST_F(Program, RefusedCredentialsExit4) {
  server().with_options([](sandbox::ApiOptions& options) { options.client_secret = "another"; });
  EXPECT_EQ(run_with_configuration("once").exit_code, 4);
  EXPECT_EQ(run_with_configuration("run").exit_code, 4);
}

TEST_F(Program, RunHarvestsAtStartAndStopsOnSigterm) {
  auto child = service();
  ASSERT_TRUE(notify_->hear("STATUS=Harvesting bottles"));
  while (server().created().empty() && !child->wait(std::chrono::milliseconds(20))) continue;
  child->signal(SIGTERM);
  EXPECT_EQ(child->wait(), 0) << child->standard_error();
  EXPECT_TRUE(notify_->hear("STOPPING=1", std::chrono::milliseconds(100)));
  EXPECT_EQ(query_one("SELECT state FROM audit_promotions"), "created");
}

TEST_F(Program, ASecondProcessAtTheSameLedgerExits3WithoutACall) {
  auto child = service();
  server().clear_requests();
  const std::filesystem::path configuration = folder() / "harvestd.yaml";
  const Ran second = run({"once", "-c", configuration.string()});
  EXPECT_EQ(second.exit_code, 3);
  EXPECT_THAT(second.err, HasSubstr("is held by another harvestd process (pid "));
  child->signal(SIGTERM);
  EXPECT_EQ(child->wait(), 0);
}

TEST_F(Program, SighupTakesOverAGoodConfigurationAndRefusesABadOne) {
  auto child = service();
  mode_ = "nonsense";
  write_configuration();
  child->signal(SIGHUP);
  ASSERT_TRUE(notify_->hear("READY=1")) << child->standard_error();
  EXPECT_THAT(child->standard_error(), HasSubstr("the old one stays"));
  mode_ = "observe";
  write_configuration();
  child->signal(SIGHUP);
  ASSERT_TRUE(notify_->hear("READY=1"));
  child->signal(SIGTERM);
  EXPECT_EQ(child->wait(), 0);
  EXPECT_EQ(query_one("SELECT count(*) FROM audit_events WHERE kind = 'configuration_loaded'"), "1");
}

TEST_F(Program, PauseAndResumeReachTheRunningService) {
  auto child = service();
  const std::string configuration = (folder() / "harvestd.yaml").string();
  const Ran paused = run({"pause", "-c", configuration});
  EXPECT_EQ(paused.exit_code, 0) << paused.err;
  EXPECT_EQ(run({"resume", "-c", configuration}).exit_code, 0);
  child->signal(SIGTERM);
  EXPECT_EQ(child->wait(), 0);
  const Ran beside_no_service = run({"pause", "-c", configuration});
  EXPECT_EQ(beside_no_service.exit_code, 0) << beside_no_service.err;
  EXPECT_EQ(run({"verify", "-c", configuration}).exit_code, 0);
}

TEST_F(Program, AnApprovalIsSentByTheRunningServiceAtOnceAndADeclineNever) {
  mode_ = "approve";
  recommend_keyword("steel bottle", 30, 3);
  auto child = service();
  const auto waiting = [&] { return query_one("SELECT count(*) FROM audit_promotions WHERE state <> 'planned'"); };
  while (waiting() != "2" && !child->wait(std::chrono::milliseconds(20))) continue;
  const std::string configuration = (folder() / "harvestd.yaml").string();
  const std::string id = query_one("SELECT promotion_id FROM audit_promotions WHERE target = 'steel bottle'");
  const Ran approved = run({"approve", id, "-c", configuration});
  EXPECT_EQ(approved.exit_code, 0) << approved.err;
  EXPECT_THAT(approved.out, HasSubstr("1 promotion approved; a cycle of bottles starts now"));
  while (server().created().empty() && !child->wait(std::chrono::milliseconds(20))) continue;
  EXPECT_EQ(run({"decline", "--all", "--yes", "-c", configuration}).exit_code, 0);
  child->signal(SIGTERM);
  EXPECT_EQ(child->wait(), 0);
  EXPECT_THAT(query("SELECT state FROM audit_promotions ORDER BY target = 'steel bottle'"),
              testing::ElementsAre("declined", "created"));
  EXPECT_EQ(query_one("SELECT trigger FROM audit_cycles ORDER BY cycle_id DESC LIMIT 1"), "approve");
}

TEST_F(Program, ADeclineOfWhatWaitsToBeSentIsHeeded) {
  mode_ = "auto";
  recommend_keyword("steel bottle", 30, 3);
  server().add_fault("create_targets:1:status,code=429,retry_after=2");
  auto child = service();
  while (server().requests("create_targets") == 0 && !child->wait(std::chrono::milliseconds(20))) continue;
  const std::string planned = "SELECT count(*) FROM audit_promotions WHERE state = 'planned'";
  while (query_one(planned) != "2" && !child->wait(std::chrono::milliseconds(20))) continue;
  const std::string id = query_one("SELECT promotion_id FROM audit_promotions WHERE target = 'steel bottle'");
  EXPECT_EQ(run({"decline", id, "-c", (folder() / "harvestd.yaml").string()}).exit_code, 0);
  while (server().created().empty() && !child->wait(std::chrono::milliseconds(20))) continue;
  child->signal(SIGTERM);
  EXPECT_EQ(child->wait(), 0) << child->standard_error();
  EXPECT_THAT(query("SELECT state FROM audit_promotions ORDER BY target = 'steel bottle'"),
              testing::ElementsAre("created", "declined"));
}

TEST_F(Program, SigtermInACreateSettlesItBeforeTheEnd) {
  server().add_fault("create_targets:1:stall,applied=true");
  timeout_ = "30s";
  auto child = service();
  while (server().created().empty() && !child->wait(std::chrono::milliseconds(20))) continue;
  child->signal(SIGTERM);
  EXPECT_EQ(child->wait(std::chrono::seconds(12)), 0) << child->standard_error();
  EXPECT_EQ(query_one("SELECT state FROM audit_promotions"), "unresolved");
}

TEST_F(Program, AReloadDuringTheStartIsNotForgotten) {
  timeout_ = "1s";
  server().add_fault("token:1:stall");
  auto child = service();
  while (server().requests("token") == 0 && !child->wait(std::chrono::milliseconds(20))) continue;
  mode_ = "observe";
  write_configuration();
  child->signal(SIGHUP);
  ASSERT_TRUE(notify_->hear("STATUS=Harvesting bottles")) << child->standard_error();
  while (server().requests("list_keywords") == 0 && !child->wait(std::chrono::milliseconds(20))) continue;
  child->signal(SIGTERM);
  EXPECT_EQ(child->wait(), 0) << child->standard_error();
  EXPECT_EQ(query_one("SELECT mode FROM audit_cycles"), "observe");
  EXPECT_EQ(server().requests("create_targets"), 0u);
}

TEST_F(Program, ACreateUnderWayHoldsNoOtherProfileFromAReload) {
  server().add_fault("create_targets:1:stall,applied=true");
  timeout_ = "30s";
  second_profile_ = "before";
  auto child = service();
  while (server().created().empty() && !child->wait(std::chrono::milliseconds(20))) continue;
  second_profile_ = "after";
  write_configuration();
  child->signal(SIGHUP);
  ASSERT_TRUE(notify_->hear("STATUS=Harvesting after")) << child->standard_error();
  EXPECT_THAT(child->standard_error(), HasSubstr("profile " + std::string(kProfile) + " still works by the old"));
  EXPECT_THAT(child->standard_error(), Not(HasSubstr("reload complete")));
  child->signal(SIGTERM);
  EXPECT_EQ(child->wait(std::chrono::seconds(12)), 0) << child->standard_error();
  EXPECT_EQ(query_one("SELECT state FROM audit_promotions"), "unresolved");
  EXPECT_EQ(server().requests("create_targets"), 1u);
}

TEST_F(Program, AKilledCreateIsReadForAtTheNextStart) {
  server_options_.api.deduplicate = false;
  server().add_fault("create_targets:1:stall,applied=true");
  timeout_ = "30s";
  auto child = service();
  while (server().created().empty() && !child->wait(std::chrono::milliseconds(20))) continue;
  child->signal(SIGKILL);
  child->wait();
  const Ran after = run_with_configuration("once");
  EXPECT_EQ(after.exit_code, 0) << after.err;
  EXPECT_THAT(after.err, HasSubstr("1 promotion was being sent"));
  EXPECT_THAT(after.out, HasSubstr("1 settled by reading"));
  EXPECT_EQ(query_one("SELECT state FROM audit_promotions"), "created");
  EXPECT_EQ(server().requests("create_targets"), 1u);
}

TEST_F(Program, AnUnresolvedOneIsReportedWithTheTimeOfTheNextLook) {
  server().add_fault("create_targets:1:reset");
  for (int i = 0; i < 2; ++i) {
    const Ran ran = run_with_configuration("once");
    EXPECT_EQ(ran.exit_code, 1) << "something is unresolved";
    EXPECT_THAT(ran.out, AllOf(HasSubstr("1 promotion is unresolved"), HasSubstr("The next look")));
  }
  EXPECT_EQ(server().requests("create_targets"), 1u);
}

TEST_F(Program, UnresolvedOnesThatTheConfigurationForgotAreNamed) {
  server().add_fault("create_targets:1:reset");
  const Ran known = run_with_configuration("once");
  EXPECT_THAT(known.err, Not(HasSubstr("that the configuration does not have")));
  run_sql("UPDATE campaigns SET campaign_id = '1'");
  const Ran without_campaign = run_with_configuration("once");
  EXPECT_THAT(without_campaign.err, AllOf(HasSubstr("profile 3312345678901234 has 1 unresolved promotions"),
                                          HasSubstr("harvestd audit promotions --state unresolved")));
  run_sql("UPDATE profiles SET profile_id = '2' WHERE profile_id = '3312345678901234'");
  auto child = service();
  child->signal(SIGTERM);
  EXPECT_EQ(child->wait(), 0);
  EXPECT_THAT(child->standard_error(),
              AllOf(HasSubstr("profile 2 has 1 unresolved promotions"), HasSubstr("lists are not read for them")));
}

TEST_F(Program, ALedgerThatFailsEndsTheProgramWithOneLineAndNothingSent) {
  mode_ = "observe";
  EXPECT_EQ(run_with_configuration("once").exit_code, 0);
  mode_ = "auto";
  std::filesystem::create_directory(ledger_path().string() + ".head.tmp");  // the head can no longer be replaced
  const Ran ran = run_with_configuration("once");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("harvestd: the ledger failed, nothing more was sent: "), HasSubstr("head")));
  EXPECT_EQ(run_with_configuration("run").exit_code, 1);
  EXPECT_EQ(server().requests("create_targets"), 0u);
}

TEST_F(Program, AFileSizeLimitIsALedgerThatFails) {
  mode_ = "observe";
  EXPECT_EQ(run_with_configuration("once").exit_code, 0);
  mode_ = "auto";
  const std::string configuration = write_configuration().string();
  for (const char* limit : {"--fsize=20000", "--fsize=60000"}) {
    ChildProcess child({"/usr/bin/prlimit", limit, HARVESTD_PROGRAM, "once", "-c", configuration}, folder());
    EXPECT_EQ(child.wait(), 1) << limit;
    EXPECT_THAT(child.standard_error(), HasSubstr("harvestd: ")) << limit;
  }
  EXPECT_EQ(query_one("SELECT count(*) FROM attempts"), std::to_string(server().requests("create_targets")));
}

TEST_F(Program, PlanChangesNoByteOfALedger) {
  run_with_configuration("once");
  const auto contents = [this] {
    std::map<std::string, std::string> files;
    for (const char* suffix : {"", ".head", ".lock"}) {
      std::ifstream in(ledger_path().string() + suffix, std::ios::binary);
      files[suffix].assign(std::istreambuf_iterator<char>(in), {});
    }
    return files;
  };
  const auto before = contents();
  EXPECT_EQ(run_with_configuration("plan").exit_code, 0);
  EXPECT_EQ(contents() == before, true);
}

TEST_F(Program, NoSecretStandsInWhatItLeavesBehind) {
  run_with_configuration("once");
  auto child = service();
  child->signal(SIGTERM);
  child->wait();
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || name == "client-secret" || name == "refresh-token") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    EXPECT_THAT(content, AllOf(Not(HasSubstr(server_options_.api.client_secret)),
                               Not(HasSubstr(server_options_.api.refresh_token))))
        << name;
  }
}

}  // namespace
}  // namespace harvestd
