// SPDX-License-Identifier: GPL-3.0-or-later
// How much memory a piece of work takes, measured from outside: it runs in a child process, whose peak the
// kernel counts.
#pragma once

#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <functional>

#include "tests/support/sanitized.h"

namespace cloze::test {

/// What the promise allows over the idle program.
inline constexpr std::int64_t allowed_bytes = std::int64_t{512} << 20;

/// Sanitizers and their shadow take memory of their own.
inline constexpr bool memory_is_measurable = !sanitized;

struct ChildEnd {
  int status = 0;         ///< Exit status; 128 + n when a signal ended it.
  std::int64_t peak = 0;  ///< Bytes of its largest resident set.
  double seconds = 0;     ///< Processor time.
};

inline ChildEnd wait_for(pid_t process) {
  int status = 0;
  rusage usage{};
  ::wait4(process, &status, 0, &usage);
  const auto seconds = [](const timeval& time) { return double(time.tv_sec) + 1e-6 * double(time.tv_usec); };
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), usage.ru_maxrss * 1024,
          seconds(usage.ru_utime) + seconds(usage.ru_stime)};
}

/// Runs work in a child; it returns an exit status.
inline ChildEnd in_child(const std::function<int()>& work) {
  ::malloc_trim(0);  // What the parent has freed must not serve the child unseen.
  const pid_t process = ::fork();
  if (process == 0) ::_exit(work());
  return wait_for(process);
}

/// Expects that work returns true in a child and takes no more memory than promised over a child that does
/// nothing. Records the figure as a property of the test. Call before the test program starts threads.
inline void expect_bounded_memory(const std::function<bool()>& work, std::int64_t allowed = allowed_bytes) {
  const ChildEnd idle = in_child([] { return 0; });
  const ChildEnd end = in_child([&] { return work() ? 0 : 1; });
  EXPECT_EQ(end.status, 0) << "the work failed, or ended its process";
  const std::int64_t grown = end.peak - idle.peak;
  // The largest of a test's pieces of work.
  static const testing::TestInfo* test = nullptr;
  static std::int64_t largest = 0;
  largest = test == testing::UnitTest::GetInstance()->current_test_info() ? std::max(largest, grown) : grown;
  test = testing::UnitTest::GetInstance()->current_test_info();
  testing::Test::RecordProperty("peak_megabytes", static_cast<int>(largest >> 20));
  if (memory_is_measurable) {
    EXPECT_LE(grown, allowed) << "bytes over the idle program";
  }
}

}  // namespace cloze::test
