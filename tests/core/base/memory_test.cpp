// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/memory.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>

#include "tests/support/sanitized.h"

namespace cloze {
namespace {

constexpr std::size_t much = std::size_t{200} << 20;

void touch(char* bytes) {
  std::memset(bytes, 1, much);
  asm volatile("" : : "r"(bytes) : "memory");
}

TEST(Memory, APeakIsForgotten) {
  if (test::sanitized) GTEST_SKIP() << "freed memory is kept by the sanitizer";
  touch(std::make_unique<char[]>(much).get());
  const double before = peak_resident_memory();
  EXPECT_GT(before, double(much));
  return_freed_memory();
  forget_peak_memory();
  const double idle = peak_resident_memory();
  EXPECT_LT(idle, before - 0.9 * double(much));
  EXPECT_NEAR(idle, resident_memory(), 8e6);
  touch(std::make_unique<char[]>(much).get());
  EXPECT_NEAR(peak_resident_memory() - idle, double(much), 8e6);
}

TEST(Memory, SomeIsAvailableAndTakingItLeavesLess) {
  bool less = false;
  // Other programs take and give back as well.
  for (int attempt = 0; attempt < 20 && !less; ++attempt) {
    const double before = available_memory();
    EXPECT_GT(before, 1e7);
    EXPECT_LT(before, 1e15);
    const auto taken = std::make_unique<char[]>(much);
    touch(taken.get());
    less = available_memory() < before - 0.3 * double(much);
  }
  EXPECT_TRUE(less);
}

}  // namespace
}  // namespace cloze
