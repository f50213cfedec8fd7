// SPDX-License-Identifier: GPL-3.0-or-later
// A disk that fills up at any point of a run: the training waits, says so, goes on when there is room, and
// what it ends with is what it would have been.
#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "core/base/clock.h"
#include "tests/cli/journey.h"
#include "tests/reliability/soak.h"
#include "tests/support/disk_faults.h"

namespace cloze::test {
namespace {

using testing::HasSubstr;

class DiskFull : public Journey {
 protected:
  static std::vector<std::string> run_of(const std::string& name) {
    return train({"--set", "budget.steps=40", "--set", "checkpoint.every_steps=10", "--set",
                  "evaluation.every_steps=20", "--name", name});
  }
  static std::string metrics_of(const std::string& name) {
    Json rows = cloze()({"runs", "metrics", name, "--json"}).json();
    for (Json& row : rows) {  // Times are nobody's to repeat.
      row.erase("seconds");
      row.erase("tokens_per_second");
    }
    return rows.dump();
  }
  static std::string weights_of(const Json& outcome) {
    return file_bytes(std::filesystem::path(outcome["checkpoint"].get<std::string>()) / "model.safetensors");
  }
  static bool waits_for_room(const ProgramOnFaultyDisk& program) {
    return program.errors().find("paused until it can be saved") != std::string::npos;
  }
};

TEST_F(DiskFull, AtAnyPointOfARunNothingIsLost) {
  CLOZE_NEEDS_FAULTY_DISK();
  FaultyDisk disk(cloze().workspace());
  CliOnFaultyDisk whole(disk, cloze().workspace(), run_of("whole"));
  ASSERT_EQ(whole.wait(60), 0) << whole.errors();
  const std::uint64_t calls = disk.calls();
  const std::string expected_metrics = metrics_of("whole"),
                    expected_weights = weights_of(Json::parse(whole.output()));
  ASSERT_GT(calls, 100u);
  const int points = times(10, 50);
  int paused = 0, refused = 0, unharmed = 0;
  for (int i = 0; i < points; ++i) {
    const std::uint64_t at = 1 + calls * static_cast<std::uint64_t>(i) / static_cast<std::uint64_t>(points);
    SCOPED_TRACE(fmt::format("full from call {} of {}", at, calls));
    const std::string name = fmt::format("full-{}", i);
    disk.reset();
    disk.full_from(at);
    CliOnFaultyDisk program(disk, cloze().workspace(), run_of(name));
    if (program.wait_for([&] { return waits_for_room(program); }, 60)) {
      ++paused;
      EXPECT_EQ(Json::parse(cloze()({"runs", "show", name, "--json"}).output)["status"], "running")
          << "the status cannot be written either";
    } else if (const auto status = program.wait(0.01); status && *status != 0) {
      // Before the run is on the list there is nothing to lose: it is refused, and says why.
      ++refused;
      EXPECT_THAT(program.errors(), HasSubstr("space"));
      disk.make_room();
      EXPECT_NE(cloze()({"runs", "show", name}).status, 0);
      continue;
    } else {
      ++unharmed;  // The last calls of a run may need no space.
    }
    disk.make_room();
    ASSERT_EQ(program.wait(60), 0) << program.errors();
    const Json outcome = Json::parse(program.output());
    EXPECT_EQ(outcome["status"], "finished");
    EXPECT_EQ(metrics_of(name), expected_metrics);
    EXPECT_EQ(weights_of(outcome), expected_weights);
  }
  EXPECT_GT(paused, points / 2);
  fmt::print(
      "of {} runs {} waited for room and ended as if there had always been some, {} were refused before "
      "they began, {} needed no more space\n",
      points, paused, refused, unharmed);
}

TEST_F(DiskFull, ARunThatWaitsForRoomCanBeStoppedAndContinued) {
  CLOZE_NEEDS_FAULTY_DISK();
  FaultyDisk disk(cloze().workspace());
  disk.only("/checkpoints/");
  disk.full_from(40);  // The second checkpoint.
  CliOnFaultyDisk program(disk, cloze().workspace(), run_of("stopped"));
  ASSERT_TRUE(program.wait_for([&] { return waits_for_room(program); }, 60)) << program.errors();
  const Stopwatch time;
  program.signal(SIGTERM);
  const auto status = program.wait(30);
  EXPECT_LT(time.seconds(), 10);
  ASSERT_TRUE(status);
  EXPECT_EQ(*status, 0) << program.errors();
  EXPECT_THAT(program.errors(), HasSubstr("stopped without saving"));
  disk.make_room();
  CliOnFaultyDisk whole(disk, cloze().workspace(), run_of("undisturbed"));
  ASSERT_EQ(whole.wait(60), 0) << whole.errors();
  const auto resumed = cloze()({"resume", "stopped", "--device", "cpu", "--threads", "1", "--json"});
  ASSERT_EQ(resumed.status, 0) << resumed.errors;
  EXPECT_EQ(metrics_of("stopped"), metrics_of("undisturbed"));
  EXPECT_EQ(weights_of(resumed.json()), weights_of(Json::parse(whole.output())));
}

}  // namespace
}  // namespace cloze::test
