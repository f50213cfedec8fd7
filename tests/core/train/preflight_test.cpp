// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/preflight.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "core/base/clock.h"
#include "core/base/memory.h"
#include "core/config/model_size.h"
#include "core/train/bench.h"
#include "core/train/step_rig.h"
#include "tests/support/sanitized.h"

namespace cloze::test {
namespace {

PreflightSetup small_setup() {
  PreflightSetup setup;
  setup.recipe.model.layers = 2;
  setup.recipe.model.hidden = 64;
  setup.recipe.model.feed_forward = 256;
  setup.recipe.model.max_positions = 64;
  setup.recipe.objective.sequence_length = 64;
  setup.recipe.optimizer.batch_size = 16;
  setup.recipe.optimizer.precision = Precision::fp32;
  setup.recipe.budget.steps = 10;
  setup.vocabulary = 1000;
  setup.device = choose_device("cpu").value();
  setup.threads = 1;
  return setup;
}

/// Beside tensors a process takes buffers of threads, which are there from the first step that needs them.
constexpr double luck = 1.2;

PreflightReport measured(const PreflightSetup& setup) {
  const auto report = preflight(setup);
  EXPECT_TRUE(report) << to_string(report.error());
  return report.value_or(PreflightReport{});
}

TEST(Preflight, MeasuresARecipeThatFits) {
  PreflightSetup setup = small_setup();
  std::uint64_t last = 0, total = 0;
  const auto report = preflight(setup, [&](std::string_view what, std::uint64_t done, std::uint64_t all) {
    EXPECT_EQ(what, "measuring");
    EXPECT_GE(done, last);
    EXPECT_LE(done, all);
    last = done;
    total = all;
  });
  ASSERT_TRUE(report) << to_string(report.error());
  EXPECT_EQ(last, total);
  EXPECT_TRUE(report->fits);
  EXPECT_FALSE(report->extrapolated);
  EXPECT_GT(report->seconds_per_step, 1e-4);
  EXPECT_LT(report->seconds_per_step, 5);
  EXPECT_NEAR(report->tokens_per_second, 16 * 64 / report->seconds_per_step, 1);
  EXPECT_GE(report->largest_batch, 16);
  EXPECT_GT(report->available_bytes, 1e7);
  EXPECT_LT(report->available_bytes, available_memory() * 1.2);
  EXPECT_EQ(report->batch_size, 16) << "all rows of the step in one pass already";
  EXPECT_EQ(report->accumulation, 1);
  EXPECT_EQ(report->device.substr(0, 3), "cpu");
}

TEST(Preflight, TimeIsThatOfTheBench) {
  PreflightSetup setup = small_setup();
  setup.recipe.optimizer.batch_size = 64;
  BenchRequest bench;
  bench.model = setup.recipe.model;
  bench.vocabulary = setup.vocabulary;
  bench.batch = bench.length = 64;
  bench.precision = Precision::fp32;
  bench.device = "cpu";
  bench.threads = 1;
  const auto step = bench_step(bench);
  ASSERT_TRUE(step);
  const double seconds = measured(setup).seconds_per_step;
  EXPECT_GT(seconds, 0.3e-3 * step->median_milliseconds);
  EXPECT_LT(seconds, 3e-3 * step->median_milliseconds) << "a busy machine may double it";
}

TEST(Preflight, AccumulationIsCountedInFull) {
  PreflightSetup setup = small_setup();
  setup.recipe.optimizer.batch_size = 4;
  setup.recipe.optimizer.accumulation = 12;
  const PreflightReport report = measured(setup);
  EXPECT_NEAR(report.tokens_per_second, 48 * 64 / report.seconds_per_step, 1);
  EXPECT_EQ(report.batch_size, 48) << "everything fits into one pass";
  EXPECT_EQ(report.accumulation, 1);
  setup.recipe.optimizer.accumulation = 1;
  EXPECT_GT(report.seconds_per_step, 4 * measured(setup).seconds_per_step);
}

TEST(Preflight, MeasuresPairsOfSegments) {
  PreflightSetup setup = small_setup();
  setup.recipe.model.family = Family::classic;
  setup.recipe.objective.next_sentence = true;
  EXPECT_TRUE(measured(setup).fits);
}

TEST(Preflight, ABatchThatIsTooLargeIsAnsweredWithOneThatFits) {
  PreflightSetup setup = small_setup();
  setup.recipe.optimizer.batch_size = 6000;
  const double whole = estimate_memory(setup.recipe, setup.vocabulary).total();
  ASSERT_GT(whole, 6e8);
  setup.available_bytes = whole / 4;
  return_freed_memory();
  forget_peak_memory();
  const double before = resident_memory();
  const PreflightReport report = measured(setup);
  if (!sanitized) {
    EXPECT_LT(peak_resident_memory() - before, setup.available_bytes) << "more was taken than there was";
  }
  EXPECT_FALSE(report.fits);
  EXPECT_TRUE(report.extrapolated);
  EXPECT_GT(report.peak_bytes, report.available_bytes);
  EXPECT_GT(report.largest_batch, 100);
  EXPECT_LT(report.largest_batch, 6000);
  EXPECT_EQ(report.batch_size * report.accumulation, 6000) << "the same rows a step";
  EXPECT_LE(report.batch_size, report.largest_batch);
  EXPECT_GT(report.seconds_per_step, 0);
  // And what is proposed does fit.
  setup.recipe.optimizer.batch_size = report.batch_size;
  setup.recipe.optimizer.accumulation = report.accumulation;
  EXPECT_TRUE(measured(setup).fits);
}

TEST(Preflight, WhatIsExtrapolatedIsCloseToWhatIsTrue) {
  if (sanitized) GTEST_SKIP() << "memory is that of the sanitizer";
  PreflightSetup setup = small_setup();
  setup.recipe.optimizer.batch_size = 1024;
  const PreflightReport real = measured(setup);
  ASSERT_TRUE(real.fits);
  setup.available_bytes = real.peak_bytes * 0.7;
  const PreflightReport guessed = measured(setup);
  EXPECT_FALSE(guessed.fits);
  EXPECT_LT(guessed.peak_bytes / real.peak_bytes, luck);
  EXPECT_GT(guessed.peak_bytes / real.peak_bytes, 1 / luck);
}

TEST(Preflight, AModelMayTakeMostOfTheMemory) {
  if (sanitized) GTEST_SKIP() << "memory is that of the sanitizer";
  PreflightSetup setup = small_setup();
  setup.vocabulary = 200'000;  // 200 MB of tables and their optimizer; rows are small beside it.
  const PreflightReport real = measured(setup);
  setup.available_bytes = real.peak_bytes * 1.7;
  EXPECT_TRUE(measured(setup).fits);
}

TEST(Preflight, AModelThatDoesNotFitIsRefusedWithoutBeingMade) {
  PreflightSetup setup = small_setup();
  setup.recipe.model.layers = 48;
  setup.recipe.model.hidden = 4096;
  setup.recipe.model.heads = 32;
  setup.recipe.model.feed_forward = 16384;
  setup.available_bytes = 4e9;
  const Stopwatch time;
  const auto report = preflight(setup);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::unavailable);
  EXPECT_NE(report.error().message.find("3.4 GB are free"), std::string::npos) << report.error().message;
  EXPECT_FALSE(report.error().hint.empty());
  EXPECT_LT(time.seconds(), 1);
}

TEST(Preflight, CanBeCancelled) {
  PreflightSetup setup = small_setup();
  int asked = 0;
  const auto report = preflight(setup, {}, [&] { return ++asked < 3; });
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::cancelled);
  EXPECT_EQ(asked, 3);
}

TEST(Preflight, ARecipeWithProblemsIsRefused) {
  PreflightSetup setup = small_setup();
  setup.recipe.model.heads = 3;
  EXPECT_EQ(preflight(setup).error().code, ErrorCode::bad_input);
}

TEST(Preflight, ALineThroughTwoMeasurements) {
  const MemoryLine line = memory_line(10, 300, 20, 500, 1);
  EXPECT_DOUBLE_EQ(line.per_row, 20);
  EXPECT_DOUBLE_EQ(line.fixed, 100);
  EXPECT_DOUBLE_EQ(line.at(100), 2100);
  EXPECT_EQ(line.rows_in(2100), 100);
  EXPECT_EQ(line.rows_in(2099), 99);
  EXPECT_EQ(line.rows_in(119), 0);
  EXPECT_DOUBLE_EQ(memory_line(10, 500, 20, 500, 8).per_row, 4) << "memory that did not grow was luck";
  EXPECT_EQ(largest_divisor(64, 40), 32);
  EXPECT_EQ(largest_divisor(60, 64), 60);
  EXPECT_EQ(largest_divisor(7, 6), 1);
  EXPECT_EQ(largest_divisor(7, 0), 0);
}

TEST(SyntheticBatch, HasFullRowsOfTheObjectivesShape) {
  ObjectiveConfig objective{.sequence_length = 20, .mask_rate = 0.25, .next_sentence = true};
  const Batch batch = synthetic_batch(objective, 3, 100, 0);
  EXPECT_EQ(batch.token_ids.size(), 60U);
  EXPECT_EQ(batch.token_types.size(), 60U);
  EXPECT_EQ(batch.labels.size(), 12U);  // A quarter of 17 in each row.
  EXPECT_EQ(batch.next_sentence, (std::vector<std::int64_t>{0, 1, 0}));
  EXPECT_EQ(batch.token_ids[10], SpecialTokens::sep);
  EXPECT_EQ(batch.token_types[10], 0);
  EXPECT_EQ(batch.token_types[11], 1);
  EXPECT_TRUE(batch.padded);
  objective.next_sentence = false;
  EXPECT_EQ(synthetic_batch(objective, 3, 100, 0).token_count(), 60);
}

}  // namespace
}  // namespace cloze::test
