// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

namespace cloze::test {

/// Runs the tests that were asked for. 77 where each of them skipped itself, so that ctest can say so.
inline int run_all_tests() {
  const int status = RUN_ALL_TESTS();
  const testing::UnitTest& all = *testing::UnitTest::GetInstance();
  const bool skipped = all.skipped_test_count() > 0 && all.skipped_test_count() == all.test_to_run_count();
  return status == 0 && skipped ? 77 : status;
}

}  // namespace cloze::test
