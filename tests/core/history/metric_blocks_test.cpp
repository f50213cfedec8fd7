// SPDX-License-Identifier: GPL-3.0-or-later
// Long runs: the oldest steps are packed, and nobody who reads or writes sees a difference.
#include "core/history/metric_blocks.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <bit>
#include <limits>

#include "core/base/random.h"
#include "tests/core/history/support.h"
#include "tests/reliability/soak.h"
#include "tests/support/disk_faults.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::a_run;
using test::DiskCall;
using test::FaultyDisk;
using test::open_history;

/// Every value of its own, some of them no numbers.
std::vector<StepMetrics> rows(std::int64_t first, std::int64_t last, std::int64_t by = 1, double offset = 0) {
  std::vector<StepMetrics> all;
  for (std::int64_t step = first; step <= last; step += by) {
    Draws draws(11, 5, static_cast<std::uint64_t>(step));
    StepMetrics row;
    row.step = step;
    for (double* value : {&row.loss, &row.mlm_loss, &row.nsp_loss, &row.learning_rate, &row.gradient_norm,
                          &row.seconds, &row.tokens, &row.tokens_per_second, &row.epoch})
      *value = offset + draws.next_unit();
    if (step % 97 == 0) row.loss = not_a_number;
    if (step % 1009 == 0) row.gradient_norm = std::numeric_limits<double>::infinity();
    if (step % 5 == 0) row.nsp_loss = not_a_number;
    all.push_back(row);
  }
  return all;
}

bool same_bits(const StepMetrics& a, const StepMetrics& b) {
  const auto same = [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y) || (x != x && y != y);
  };
  return a.step == b.step && same(a.loss, b.loss) && same(a.mlm_loss, b.mlm_loss) &&
         same(a.nsp_loss, b.nsp_loss) && same(a.learning_rate, b.learning_rate) &&
         same(a.gradient_norm, b.gradient_norm) && same(a.seconds, b.seconds) && same(a.tokens, b.tokens) &&
         same(a.tokens_per_second, b.tokens_per_second) && same(a.epoch, b.epoch);
}

class MetricBlocksTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(history_.add_run(a_run("a"))); }

  void add(const std::vector<StepMetrics>& all, std::size_t at_once = 1000) {
    for (std::size_t i = 0; i < all.size(); i += at_once) {
      const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), i + at_once));
      ASSERT_OK(history_.add_metrics("a", {all.begin() + static_cast<std::ptrdiff_t>(i), end}));
    }
  }
  void expect_same(const std::vector<StepMetrics>& wanted, std::int64_t after = 0) {
    const auto found = history_.metrics("a", after);
    ASSERT_TRUE(found) << to_string(found.error());
    ASSERT_EQ(found->size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i)
      ASSERT_TRUE(same_bits((*found)[i], wanted[i])) << "row " << i << ", step " << wanted[i].step;
  }
  int number(const std::string& sql) const {
    return SQLite::Database(path_.string(), SQLite::OPEN_READONLY).execAndGet(sql).getInt();
  }
  int blocks() const { return number("SELECT count(*) FROM metric_block WHERE name = 'loss'"); }
  int single_rows() const { return number("SELECT count(*) FROM metric"); }
  void change(const std::string& sql) const {
    SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec(sql);
  }

  test::TemporaryFolder folder_;
  fs::path path_ = folder_ / "cloze.db";
  History history_ = open_history(path_);
};

TEST_F(MetricBlocksTest, ManyStepsArePackedAndReadAsTheyWereWritten) {
  const auto all = rows(1, 20000);
  add(all);
  EXPECT_EQ(blocks(), 3);
  EXPECT_EQ(single_rows(), 20000 - 3 * block_steps);
  expect_same(all);
  expect_same({all.begin() + 5000, all.end()}, 5000);
  expect_same({all.begin() + 19000, all.end()}, 19000);
  expect_same({}, 20000);
  EXPECT_EQ(history_.find_run("a")->step, 20000);
}

TEST_F(MetricBlocksTest, FewStepsAreNot) {
  add(rows(1, 2 * block_steps - 1));
  EXPECT_EQ(blocks(), 0);
  add(rows(2 * block_steps, 2 * block_steps));
  EXPECT_EQ(blocks(), 1);
  EXPECT_EQ(single_rows(), block_steps);
}

TEST_F(MetricBlocksTest, OneTransactionOfManyPacksAll) {
  const auto all = rows(1, 50000);
  add(all, all.size());
  EXPECT_EQ(single_rows(), 50000 - blocks() * block_steps);
  EXPECT_LT(single_rows(), 2 * block_steps);
  expect_same(all);
}

TEST_F(MetricBlocksTest, StepsWithGapsKeepTheirNumbers) {
  const auto all = rows(10, 130000, 10);
  add(all);
  EXPECT_EQ(blocks(), 2);
  EXPECT_EQ(number("SELECT count(*) FROM metric_block WHERE name = 'step'"), 2);
  expect_same(all);
  ASSERT_OK(history_.forget_after("a", 25005));
  expect_same({all.begin(), all.begin() + 2500});
}

TEST_F(MetricBlocksTest, ColumnsComeByThemselves) {
  const auto all = rows(1, 13000);
  add(all);
  const std::array wanted{StepColumn::gradient_norm, StepColumn::epoch, StepColumn::loss};
  const auto columns = history_.metric_columns("a", wanted);
  ASSERT_TRUE(columns) << to_string(columns.error());
  ASSERT_EQ(columns->steps.size(), all.size());
  ASSERT_EQ(columns->values.size(), 3u);
  for (std::size_t i = 0; i < all.size(); ++i) {
    StepMetrics found = all[i];
    found.step = columns->steps[i];
    found.gradient_norm = columns->values[0][i];
    found.epoch = columns->values[1][i];
    found.loss = columns->values[2][i];
    ASSERT_TRUE(same_bits(found, all[i])) << i;
  }
  EXPECT_EQ(history_.metric_columns("a", {})->steps.size(), all.size());
  EXPECT_EQ(history_.metric_columns("b", wanted).error().code, ErrorCode::not_found);
}

TEST_F(MetricBlocksTest, OneStepIsReadPackedOrNot) {
  const auto all = rows(3, 20'000, 1);
  add(all);
  add(rows(20'010, 50'000, 10));
  const std::vector<std::string> run{"a"};
  for (const std::int64_t step : {3, 4, 97, 4098, 4099, 12'345, 20'000, 20'010, 31'110, 50'000}) {
    const auto at = history_.at_step(step, run);
    ASSERT_OK(at);
    ASSERT_TRUE(at->front().metrics) << step;
    EXPECT_TRUE(same_bits(*at->front().metrics, rows(step, step).front())) << step;
  }
  for (const std::int64_t step : {1, 2, 20'005, 31'115, 50'001})
    EXPECT_FALSE(history_.at_step(step, run)->front().metrics) << step;
}

TEST_F(MetricBlocksTest, APackedStepCanBeWrittenAgain) {
  auto all = rows(1, 20000);
  add(all);
  all[4999] = rows(5000, 5000, 1, 7).front();
  ASSERT_OK(history_.add_metrics("a", {all[4999]}));
  expect_same(all);
  EXPECT_EQ(single_rows() + blocks() * block_steps, 20000);
}

TEST_F(MetricBlocksTest, ForgettingWithinABlockLeavesWhatCameBefore) {
  const auto all = rows(1, 20000);
  for (const std::int64_t keep : {std::int64_t{19999}, 2 * block_steps + 1, 2 * block_steps,
                                  2 * block_steps - 1, block_steps, std::int64_t{5}, std::int64_t{0}}) {
    SCOPED_TRACE(keep);
    ASSERT_OK(history_.forget_after("a", 0));
    add(all);
    ASSERT_OK(history_.forget_after("a", keep));
    expect_same({all.begin(), all.begin() + keep});
    EXPECT_EQ(history_.find_run("a")->step, keep) << "the last step is known whatever was packed";
    add({all.begin() + keep, all.end()});
    expect_same(all);
  }
}

TEST_F(MetricBlocksTest, ADeletedRunLeavesNoBlocks) {
  ASSERT_OK(history_.add_run(a_run("b")));
  add(rows(1, 20000));
  ASSERT_OK(history_.add_metrics("b", rows(1, 9000)));
  EXPECT_EQ(blocks(), 4);
  ASSERT_OK(history_.delete_run("a"));
  EXPECT_EQ(blocks(), 1);
  EXPECT_EQ(history_.metrics("b")->size(), 9000u);
}

TEST_F(MetricBlocksTest, ADamagedBlockIsToldAndNothingIsWritten) {
  add(rows(1, 20000));
  const std::string one = " WHERE name = 'epoch' AND first_step = 4097";
  for (const char* damage :
       {"UPDATE metric_block SET data = substr(data, 2)", "UPDATE metric_block SET data = x''",
        "UPDATE metric_block SET data = substr(data, 9)", "UPDATE metric_block SET steps = 7",
        "DELETE FROM metric_block"}) {
    SCOPED_TRACE(damage);
    fs::copy_file(path_, folder_ / "whole.db", fs::copy_options::overwrite_existing);
    change(damage + one);
    EXPECT_EQ(history_.metrics("a").error().code, ErrorCode::damaged);
    EXPECT_EQ(history_.metrics("a", 3000).error().code, ErrorCode::damaged);
    EXPECT_TRUE(history_.metrics("a", 15000)) << "what does not need it is read";
    EXPECT_EQ(history_.metric_columns("a", std::array{StepColumn::epoch}).error().code, ErrorCode::damaged);
    EXPECT_TRUE(history_.metric_columns("a", std::array{StepColumn::loss}));
    EXPECT_EQ(history_.forget_after("a", 4500).error().code, ErrorCode::damaged);
    EXPECT_EQ(blocks(), 3);
    ASSERT_OK(history_.add_metrics("a", rows(20001, 20010))) << "a run goes on";
    history_ = open_history(folder_ / "elsewhere.db");
    fs::copy_file(folder_ / "whole.db", path_, fs::copy_options::overwrite_existing);
    history_ = open_history(path_);
  }
}

TEST_F(MetricBlocksTest, AKillWhileStepsArePackedLosesNothing) {
  CLOZE_NEEDS_FAULTY_DISK();
  const auto all = rows(1, 2 * block_steps);
  add({all.begin(), all.end() - 1});
  history_ = open_history(folder_ / "elsewhere.db");
  const test::TemporaryFolder place;
  const fs::path root = fs::canonical(place.path()), path = root / "cloze.db";
  FaultyDisk disk(root);
  disk.keep_log();
  const auto add_the_last = [&] {
    return disk.run_child([&] {
      auto history = History::open(path);
      return history && history->add_metrics("a", {all.back()}) ? 0 : 1;
    });
  };
  const auto start_anew = [&] {
    fs::remove(path.string() + "-journal");
    fs::copy_file(path_, path, fs::copy_options::overwrite_existing);
    disk.reset();
  };
  start_anew();
  ASSERT_EQ(add_the_last(), 0);
  const auto calls = static_cast<std::int64_t>(disk.log().size());
  ASSERT_GT(calls, 100);
  const int kills = test::times(25, 400);
  int before = 0, after = 0;
  for (int kill = 0; kill < kills; ++kill) {
    const auto number = 1 + calls * kill / kills;
    SCOPED_TRACE(fmt::format("killed in call {} of {}", number, calls));
    start_anew();
    disk.kill_at(static_cast<std::uint64_t>(number), test::KillMoment::before);
    ASSERT_EQ(add_the_last(), 128 + SIGKILL);
    disk.reset();
    history_ = open_history(path);
    const auto found = history_.metrics("a");
    ASSERT_TRUE(found) << to_string(found.error());
    ++(found->size() == all.size() ? after : before);
    expect_same({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(found->size())});
    ASSERT_TRUE(same_bits(history_.find_run("a")->last.value(), found->back()));
    ASSERT_GE(found->size() + 1, all.size());
    history_ = open_history(folder_ / "elsewhere.db");
  }
  EXPECT_GT(before, 0);
  RecordProperty("before", before);
  RecordProperty("after", after);
}

}  // namespace
}  // namespace cloze
