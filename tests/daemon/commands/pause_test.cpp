#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <thread>

#include "daemon/admin/control.h"
#include "tests/daemon/commands/ledger_fixture.h"

namespace harvestd {
namespace {

using testing::HasSubstr;
using testing::Not;

class Pause : public LedgerFixture {
 protected:
  Ran typed_run(std::vector<std::string> words) {
    words.insert(words.end(), {"-c", config()});
    const CommandLine line = typed(words);
    return run([&] { return line.command == "pause" ? run_pause(line) : run_resume(line); });
  }
};

TEST_F(Pause, WithoutAServiceTheCommandDoesItItself) {
  fill();
  const Ran first = typed_run({"pause"});
  EXPECT_EQ(first.code, kExitDone) << first.err;
  EXPECT_EQ(first.out,
            "paused everything: nothing more is sent until harvestd resume; harvests go on being recorded\n");
  EXPECT_TRUE(reader().is_paused("spring-auto"));
  EXPECT_EQ(typed_run({"pause"}).out, "everything was paused already\n");
  EXPECT_EQ(typed_run({"resume"}).out, "resumed everything\n");
  EXPECT_EQ(typed_run({"resume"}).out, "everything was not paused\n");
  EXPECT_FALSE(reader().is_paused("spring-auto"));
}

TEST_F(Pause, OneCampaignLeavesTheOthers) {
  fill();
  EXPECT_THAT(typed_run({"pause", "--campaign", "jp-auto"}).out, HasSubstr("until harvestd resume --campaign jp-auto"));
  EXPECT_TRUE(reader().is_paused("jp-auto"));
  EXPECT_FALSE(reader().is_paused("spring-auto"));
}

TEST_F(Pause, ResumingACampaignWhileEverythingIsPausedSaysSo) {
  fill();
  typed_run({"pause"});
  EXPECT_EQ(typed_run({"resume", "--campaign", "jp-auto"}).out,
            "jp-auto was not paused\neverything is paused still: harvestd resume without --campaign lifts that\n");
}

TEST_F(Pause, ResumeLiftsTheWaitsOfParkedProfiles) {
  fill();
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  for (const char* profile : {"11", "12"}) {
    Ledger::open(path(), now)->park(ProfileId(profile), std::chrono::days(300), "Retry-After", now);
  }
  EXPECT_THAT(typed_run({"pause"}).out, Not(HasSubstr("parked")));
  EXPECT_EQ(typed_run({"resume", "--campaign", "jp-auto"}).out,
            "jp-auto was not paused; profile 12 is not parked any more, though Amazon asked for it\n"
            "everything is paused still: harvestd resume without --campaign lifts that\n");
  EXPECT_FALSE(reader().parked_until(ProfileId("12"), now));
  EXPECT_TRUE(reader().parked_until(ProfileId("11"), now)) << "of another campaign";
  EXPECT_EQ(typed_run({"resume"}).out,
            "resumed everything; profile 11 is not parked any more, though Amazon asked for it\n");
  EXPECT_FALSE(reader().parked_until(ProfileId("11"), now));
}

TEST_F(Pause, BeforeTheFirstHarvestTheLedgerIsCreated) {
  EXPECT_EQ(typed_run({"pause"}).code, kExitDone);
  EXPECT_TRUE(reader().is_paused("spring-auto"));
}

TEST_F(Pause, AnUnknownLabelIsBadUsage) {
  fill();
  const Ran ran = typed_run({"pause", "--campaign", "sprng-auto"});
  EXPECT_EQ(ran.code, kExitUsage);
  EXPECT_EQ(ran.err, "harvestd pause: no campaign has the label sprng-auto; did you mean spring-auto?\n");
}

TEST_F(Pause, AHolderThatDoesNotAnswerIsExitThree) {
  fill();
  const auto holder = Ledger::open(path(), at("2026-11-22T12:00Z"));
  ASSERT_TRUE(holder);
  const Ran ran = typed_run({"pause"});
  EXPECT_EQ(ran.code, kExitLedgerHeld);
  EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
  EXPECT_FALSE(reader().is_paused("spring-auto"));
}

/// A service on its own thread, until it goes.
class Service {
 public:
  Service(const std::filesystem::path& socket, std::string ledger_id, ControlAnswer answer)
      : server_(ControlServer::start(context_, socket, std::move(ledger_id),
                                     [this, answer](const ControlRequest& request) {
                                       asked = request;
                                       return answer;
                                     })
                    .value()),
        thread_([this] { context_.run(); }) {}
  ~Service() {
    boost::asio::post(context_, [this] { server_.reset(); });
    thread_.join();
  }
  ControlRequest asked;

 private:
  boost::asio::io_context context_;
  std::unique_ptr<ControlServer> server_;
  std::thread thread_;
};

TEST_F(Pause, ARunningServiceIsAsked) {
  fill();
  const auto holder = Ledger::open(path(), at("2026-11-22T12:00Z"));
  ASSERT_TRUE(holder);
  Service service(folder_.path() / "control.sock", holder->reader().ledger_id(), {true, "paused by the service"});
  const Ran ran = typed_run({"pause", "--campaign", "jp-auto"});
  EXPECT_EQ(ran.code, kExitDone) << ran.err;
  EXPECT_EQ(ran.out, "paused by the service\n");
}

TEST_F(Pause, AServicesRefusalIsAFailure) {
  fill();
  Service service(folder_.path() / "control.sock", reader().ledger_id(), {false, "not now"});
  const Ran ran = typed_run({"resume"});
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_EQ(ran.err, "harvestd resume: not now\n");
}

TEST_F(Pause, AServiceOfAnotherLedgerIsNotAsked) {
  fill();
  Service service(folder_.path() / "control.sock", "another", {true, "paused the wrong ledger"});
  EXPECT_THAT(typed_run({"pause"}).out, HasSubstr("paused everything"));
  EXPECT_TRUE(reader().is_paused("spring-auto"));
  EXPECT_EQ(service.asked.command, "");
}

}  // namespace
}  // namespace harvestd
