// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/filter_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <thread>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/spawn.h"
#include "tests/support/places.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

using testing::HasSubstr;

/// What a shell makes of `chunks` chunks of `chunk`.
Result<std::string> shell(const std::string& script, const std::string& chunk = {}, int chunks = 1,
                          const CancelFlag* cancel = nullptr) {
  return run_filter(
      "/bin/sh", {"-c", script},
      [&](std::string& next) {
        if (chunks-- > 0) next = chunk;
      },
      cancel);
}

TEST(FilterProgram, TakesTheInputAndBringsBackTheOutput) {
  const std::string chunk = std::string(99'999, 'x') + '\n';
  const auto copied = shell("cat", chunk, 70);  // Far more than a pipe holds, in both directions at once.
  ASSERT_TRUE(copied) << to_string(copied.error());
  EXPECT_EQ(copied->size(), 7'000'000);
  EXPECT_EQ(copied->substr(6'900'000), chunk);
  const auto bytes = shell("cat", std::string("a\0b", 3));
  ASSERT_TRUE(bytes);
  EXPECT_EQ(*bytes, std::string("a\0b", 3));
  EXPECT_EQ(shell("cat"), "");
}

TEST(FilterProgram, ANoisyProgramDoesNotBlock) {
  const auto result = shell("seq 1 100000 >&2; cat", "text");
  ASSERT_TRUE(result) << to_string(result.error());
  EXPECT_EQ(*result, "text");
}

TEST(FilterProgram, InputThatIsNotReadEndsNothing) {
  const auto result = shell("exec <&-; echo answer", std::string(1'000'000, 'x'), 3);
  ASSERT_TRUE(result) << to_string(result.error());
  EXPECT_EQ(*result, "answer\n");
}

TEST(FilterProgram, AnEndIsAnErrorWithTheLastWords) {
  const auto ended = shell("echo first >&2; echo 'INTERNAL: a check failed' >&2; exit 255", "text");
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, ErrorCode::internal);
  EXPECT_THAT(ended.error().message, HasSubstr("status 255: INTERNAL: a check failed"));
  const auto killed = shell("kill -9 $$");
  ASSERT_FALSE(killed);
  EXPECT_THAT(killed.error().message, HasSubstr("signal 9"));
}

TEST(FilterProgram, AProgramThatIsMissingIsNamed) {
  const auto missing = run_filter(
      "/no/such/program", {}, [](std::string&) {}, nullptr);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::unavailable);
  EXPECT_THAT(missing.error().message, HasSubstr("/no/such/program"));
  const auto beside = program_beside_this("cloze-nothing");
  ASSERT_FALSE(beside);
  EXPECT_EQ(beside.error().code, ErrorCode::unavailable);
  EXPECT_THAT(beside.error().message, HasSubstr("cloze-nothing"));
  EXPECT_EQ(program_beside_this("cloze-sentencepiece"), test::program_path("cloze-sentencepiece"));
}

TEST(FilterProgram, IsCancelledAtOnceAndLeavesNoProcess) {
  const test::TemporaryFolder folder;
  const auto id_file = folder.path() / "id";
  CancelFlag cancel;
  std::thread canceller([&] {
    while (!read_file(id_file) || read_file(id_file)->empty())
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    cancel.cancel();
  });
  const Stopwatch time;
  const auto result = shell("echo $$ >" + id_file.string() + "; exec sleep 60", "", 1, &cancel);
  canceller.join();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::cancelled);
  EXPECT_LT(time.seconds(), 10);
  EXPECT_NE(::kill(std::stoi(*read_file(id_file)), 0), 0);
}

TEST(SentencePieceProgram, EndsWhenItsParentIsGone) {
  const auto orphan = run_filter(
      test::program_path("cloze-sentencepiece"), {"--parent=1"}, [](std::string&) {}, nullptr);
  ASSERT_FALSE(orphan);
  EXPECT_THAT(orphan.error().message, HasSubstr("the parent has ended"));
  const auto misused = run_filter(
      test::program_path("cloze-sentencepiece"), {"model"}, [](std::string&) {}, nullptr);
  ASSERT_FALSE(misused);
  EXPECT_THAT(misused.error().message, HasSubstr("usage"));
}

}  // namespace
}  // namespace cloze
