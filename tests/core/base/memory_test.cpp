// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/memory.h"

#include <gtest/gtest.h>
#include <unistd.h>

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

/// How much changes with every other program; that it lies within the machine does not.
TEST(Memory, SomeIsAvailableAndNoMoreThanTheMachineHas) {
  const double available = available_memory();
  EXPECT_GT(available, 1e7);
  EXPECT_LE(available,
            static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE)));
}

}  // namespace
}  // namespace cloze
