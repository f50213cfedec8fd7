// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ordered_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>

namespace cloze::test {
namespace {

using Pool = OrderedPool<int, int>;

std::vector<Pool::Work> workers(int count, std::function<Result<int>(int)> work) {
  std::vector<Pool::Work> made;
  for (int i = 0; i < count; ++i) made.emplace_back([work](int&& item) { return work(item); });
  return made;
}

Result<int> uneven(int item) {
  std::this_thread::sleep_for(std::chrono::microseconds(item * 7919 % 300));
  return 10 * item;
}

TEST(OrderedPool, ResultsComeInTheOrderOfTheItems) {
  for (const int threads : {1, 2, 8}) {
    std::vector<int> got, expected;
    Pool pool(
        workers(threads, uneven),
        [&](int&& value) -> Result<void> {
          got.push_back(value);
          return {};
        },
        16, 1000);
    for (int i = 0; i < 300; ++i) {
      expected.push_back(10 * i);
      ASSERT_TRUE(pool.push(i, 1));
    }
    ASSERT_TRUE(pool.finish());
    EXPECT_EQ(got, expected);
  }
}

TEST(OrderedPool, HoldsNoMoreThanItMay) {
  std::atomic<int> held = 0, most = 0;
  const auto sink = [&](int&&) -> Result<void> {
    --held;
    return {};
  };
  const auto push_all = [&](std::size_t most_items, std::uint64_t most_weight, std::uint64_t weight) {
    held = most = 0;
    Pool pool(workers(3, uneven), sink, most_items, most_weight);
    for (int i = 0; i < 100; ++i) {
      EXPECT_TRUE(pool.push(i, weight));
      most = std::max(most.load(), ++held);
    }
    EXPECT_TRUE(pool.finish());
    EXPECT_EQ(held, 0);
    return most.load();
  };
  EXPECT_LE(push_all(5, 1000, 1), 5);
  EXPECT_LE(push_all(50, 40, 10), 4);
  EXPECT_EQ(push_all(50, 40, 100), 1);  // Larger than the bound: alone.
}

TEST(OrderedPool, TheFirstErrorInTheOrderOfTheItemsIsTold) {
  int written = 0;
  Pool pool(
      workers(4,
              [](int item) -> Result<int> {
                if (item == 20) std::this_thread::sleep_for(std::chrono::milliseconds(20));
                if (item == 20 || item == 22) return fail(ErrorCode::bad_input, std::to_string(item));
                if (item == 21) throw std::runtime_error("21");
                return item;
              }),
      [&](int&&) -> Result<void> {
        ++written;
        return {};
      },
      8, 1000);
  Result<void> done;
  for (int i = 0; i < 100 && done; ++i) done = pool.push(i, 1);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "20");
  EXPECT_EQ(written, 20);
}

TEST(OrderedPool, AnExceptionBecomesAnError) {
  Pool pool(
      workers(2, [](int) -> Result<int> { throw std::runtime_error("no more"); }),
      [](int&&) -> Result<void> { return {}; }, 8, 1000);
  ASSERT_TRUE(pool.push(1, 1));
  const auto done = pool.finish();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::internal);
  EXPECT_NE(done.error().message.find("no more"), std::string::npos);
}

TEST(OrderedPool, AnErrorOfTheSinkEndsIt) {
  Pool pool(
      workers(2, uneven),
      [](int&& value) -> Result<void> {
        if (value == 50) return fail(ErrorCode::disk_full, "full");
        return {};
      },
      8, 1000);
  Result<void> done;
  for (int i = 0; i < 100 && done; ++i) done = pool.push(i, 1);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::disk_full);
}

TEST(OrderedPool, CanBeDroppedWithItemsInside) {
  std::atomic<int> written = 0;
  {
    Pool pool(
        workers(2, uneven),
        [&](int&&) -> Result<void> {
          ++written;
          return {};
        },
        100, 1000);
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(pool.push(i, 1));
  }
  EXPECT_LE(written, 50);
}

}  // namespace
}  // namespace cloze::test
