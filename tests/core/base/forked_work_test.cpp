// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/forked_work.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "core/base/clock.h"

namespace cloze {
namespace {

using testing::HasSubstr;

TEST(ForkedWork, BringsBackWhatWasMade) {
  const std::string large(3'000'000, 'x');
  int changed = 1;
  const auto result = run_forked(
      [&]() -> Result<std::string> {
        changed = 2;  // In the copy only.
        return large + '\0' + std::to_string(::getpid());
      },
      nullptr);
  ASSERT_TRUE(result) << to_string(result.error());
  EXPECT_EQ(result->substr(0, large.size()), large);
  EXPECT_NE(result->substr(large.size() + 1), std::to_string(::getpid()));
  EXPECT_EQ(changed, 1);
  EXPECT_EQ(run_forked([]() -> Result<std::string> { return std::string(); }, nullptr), "");
}

TEST(ForkedWork, ErrorsAndExceptionsAreErrors) {
  const auto refused = run_forked(
      []() -> Result<std::string> { return fail(ErrorCode::bad_input, "not like this"); }, nullptr);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "not like this");
  const auto thrown =
      run_forked([]() -> Result<std::string> { throw std::runtime_error("thrown"); }, nullptr);
  ASSERT_FALSE(thrown);
  EXPECT_EQ(thrown.error().message, "thrown");
}

TEST(ForkedWork, ALibraryThatEndsTheProcessEndsTheCopyOnly) {
  const auto gone = run_forked(
      []() -> Result<std::string> {
        std::fputs("INTERNAL: a check failed\n", stderr);
        std::exit(255);
      },
      nullptr);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, ErrorCode::internal);
  EXPECT_THAT(gone.error().message, HasSubstr("status 255: INTERNAL: a check failed"));
  const auto killed = run_forked(
      []() -> Result<std::string> {
        ::raise(SIGKILL);
        return std::string();
      },
      nullptr);
  ASSERT_FALSE(killed);
  EXPECT_THAT(killed.error().message, HasSubstr("signal 9"));
}

TEST(ForkedWork, IsCancelledAtOnce) {
  CancelFlag cancel;
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    cancel.cancel();
  });
  const Stopwatch time;
  const auto result = run_forked(
      []() -> Result<std::string> {
        for (;;) ::pause();
      },
      &cancel);
  canceller.join();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::cancelled);
  EXPECT_LT(time.seconds(), 2);
}

}  // namespace
}  // namespace cloze
