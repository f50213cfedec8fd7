// SPDX-License-Identifier: GPL-3.0-or-later
// The batch that is shown of a step is the one that made it: with the weights from before the step, its mean
// loss is the one that the run recorded.
#include "core/session/step_losses.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include "core/checkpoint/checkpoint_store.h"
#include "tests/core/session/session_fixture.h"

namespace cloze::test {
namespace {

class StepLossesTest : public SessionTest {
 protected:
  static Recipe recipe_of_few_steps() {
    Recipe recipe = small_recipe();
    recipe.optimizer.learning_rate = 1e-2;
    recipe.budget.steps = 12;
    recipe.evaluation.every_steps = 0;
    recipe.checkpoint.every_steps = 1;
    recipe.checkpoint.keep = 100;
    return recipe;
  }
  static StepLosses losses_of(Session& session, const std::string& run, std::int64_t step,
                              std::int64_t checkpoint = 0) {
    const ProbeDone answer = ask(session, question(run, step, checkpoint));
    EXPECT_FALSE(answer.error) << to_string(*answer.error);
    EXPECT_TRUE(answer.batch);
    return answer.batch.value_or(StepLosses{});
  }
  static Error refused(Session& session, const ProbeRequest& request) {
    const ProbeDone answer = ask(session, request);
    EXPECT_TRUE(answer.error);
    EXPECT_FALSE(answer.batch);
    return answer.error.value_or(Error{});
  }
  static ProbeRequest question(const std::string& run, std::int64_t step, std::int64_t checkpoint = 0) {
    ProbeRequest request;
    request.model = run;
    request.kind = ProbeKind::batch;
    request.step = checkpoint;
    request.batch_step = step;
    return request;
  }
  static void expect_sums(const StepLosses& losses) {
    std::int64_t predicted = 0;
    double sum = 0, above = 1e9;
    for (const StepRow& row : losses.shown) {
      ASSERT_EQ(std::ssize(row.losses), row.row.predicted);
      const double total = std::accumulate(row.losses.begin(), row.losses.end(), 0.0);
      EXPECT_NEAR(row.mean, total / static_cast<double>(row.losses.size()), 1e-6);
      EXPECT_LE(row.mean, above);
      EXPECT_EQ(row.row.step, losses.step);
      above = row.mean;
      sum += total;
      predicted += row.row.predicted;
    }
    EXPECT_EQ(predicted, losses.predicted);
    EXPECT_NEAR(losses.mean, sum / static_cast<double>(predicted), 1e-5);
  }
  /// Every step behind a checkpoint has the loss that was recorded for it.
  static void expect_recorded_losses(const Recipe& recipe, std::int64_t rows) {
    auto session = open();
    const Heard heard = train(*session, request(recipe));
    const std::string run = heard.all<RunEnded>().back().run_id;
    const auto steps = heard.all<StepDone>();
    ASSERT_EQ(std::ssize(steps), recipe.budget.steps);
    for (std::int64_t step = 2; step <= recipe.budget.steps; ++step) {
      const StepLosses losses = losses_of(*session, run, step);
      const double recorded = steps[static_cast<std::size_t>(step - 1)].metrics.mlm_loss;
      EXPECT_EQ(losses.step, step);
      EXPECT_EQ(losses.weights_step, step - 1);
      EXPECT_EQ(losses.rows, rows);
      EXPECT_EQ(losses.recorded_loss, recorded);
      EXPECT_NEAR(losses.mean, recorded, 2e-4) << step;
      expect_sums(losses);
    }
  }
};

TEST_F(StepLossesTest, TheWeightsBeforeAStepHaveItsRecordedLoss) {
  expect_recorded_losses(recipe_of_few_steps(), 8);
}

TEST_F(StepLossesTest, PassesOfAStepAreToldTogetherAndEpochsFollow) {
  Recipe recipe = recipe_of_few_steps();
  recipe.optimizer.accumulation = 3;
  recipe.optimizer.batch_size = 5;
  recipe.seed = 3;
  expect_recorded_losses(recipe, 15);
}

TEST_F(StepLossesTest, PairsTellTheirSecondLossToo) {
  Recipe recipe = recipe_of_few_steps();
  recipe.model.family = Family::classic;
  recipe.objective.next_sentence = true;
  recipe.objective.sequence_length = 32;
  recipe.budget.steps = 4;
  auto session = open();
  const Heard heard = train(*session, request(recipe));
  const std::string run = heard.all<RunEnded>().back().run_id;
  const StepLosses losses = losses_of(*session, run, 3);
  const StepMetrics recorded = heard.all<StepDone>()[2].metrics;
  EXPECT_NEAR(losses.mean, recorded.mlm_loss, 2e-4);
  double sum = 0;
  for (const StepRow& row : losses.shown) {
    ASSERT_TRUE(row.next_sentence_loss);
    sum += *row.next_sentence_loss;
  }
  EXPECT_NEAR(sum / static_cast<double>(losses.rows), recorded.nsp_loss, 2e-4);
}

TEST_F(StepLossesTest, ABatchLeftOutByARollbackIsPassedOver) {
  Recipe recipe = recipe_of_few_steps();
  recipe.budget.steps = 40;
  recipe.checkpoint.every_steps = 1;
  recipe.guard.action = GuardAction::rollback;
  recipe.guard.window = 8;  // With bounds this tight ordinary noise is a fault.
  recipe.guard.spike = 0.01;
  recipe.guard.limit = 4;
  auto session = open();
  const Heard heard = train(*session, request(recipe));
  const std::string run = heard.all<RunEnded>().back().run_id;
  ASSERT_FALSE(heard.all<RunRolledBack>().empty());
  std::map<std::int64_t, double> recorded;  // A step taken again is what counts.
  for (const StepDone& done : heard.all<StepDone>()) recorded[done.metrics.step] = done.metrics.mlm_loss;
  const std::int64_t last = History::open(session->workspace().database())->find_run(run)->step;
  const std::int64_t behind = heard.all<RunRolledBack>().front().to + 1;
  ASSERT_LT(behind, last);
  int told = 0;
  for (std::int64_t step = behind; step <= last; ++step) {
    const StepLosses losses = losses_of(*session, run, step);
    if (losses.weights_step != step - 1) continue;
    ++told;
    EXPECT_NEAR(losses.mean, recorded[step], 1e-3 * std::max(1.0, recorded[step])) << step;
  }
  EXPECT_GT(told, 0);
}

TEST_F(StepLossesTest, TheNearestCheckpointBeforeAnswersUnlessAnotherIsNamed) {
  Recipe recipe = recipe_of_few_steps();
  recipe.checkpoint.every_steps = 4;
  auto session = open();
  const std::string run = train(*session, request(recipe)).all<RunEnded>().back().run_id;
  EXPECT_EQ(losses_of(*session, run, 10).weights_step, 8);
  EXPECT_EQ(losses_of(*session, run, 9).weights_step, 8);
  EXPECT_EQ(losses_of(*session, run, 8).weights_step, 4);
  EXPECT_EQ(losses_of(*session, run, 2).weights_step, 4) << "none is before it";
  EXPECT_EQ(losses_of(*session, run, 2, 12).weights_step, 12);
  // The same rows, whichever weights answer.
  const StepLosses a = losses_of(*session, run, 2), b = losses_of(*session, run, 2, 12);
  EXPECT_NE(a.mean, b.mean);
  const auto numbers = [](const StepLosses& losses) {
    std::vector<std::uint64_t> all;
    for (const StepRow& row : losses.shown) all.push_back(row.row.row_of_split);
    std::ranges::sort(all);
    return all;
  };
  EXPECT_EQ(numbers(a), numbers(b));
}

TEST_F(StepLossesTest, OfManyRowsTheHighestAreShown) {
  Recipe recipe = recipe_of_few_steps();
  recipe.optimizer.batch_size = 100;
  recipe.budget.steps = 2;
  auto session = open();
  const std::string run = train(*session, request(recipe)).all<RunEnded>().back().run_id;
  const StepLosses losses = losses_of(*session, run, 2);
  EXPECT_EQ(losses.rows, 100);
  ASSERT_EQ(losses.shown.size(), 64U);
  EXPECT_GT(losses.shown.back().mean, 0);
  EXPECT_LT(losses.shown.back().mean, losses.mean * 1.1);
  EXPECT_TRUE(std::ranges::is_sorted(losses.shown, std::greater<>{}, &StepRow::mean));
}

TEST_F(StepLossesTest, WhatCannotBeAnsweredIsSaid) {
  Recipe recipe = recipe_of_few_steps();
  recipe.checkpoint.every_steps = 4;
  auto session = open();
  const std::string run = train(*session, request(recipe)).all<RunEnded>().back().run_id;
  for (const std::int64_t step : {0, -1, 13}) {
    const Error error = refused(*session, question(run, step));
    EXPECT_EQ(error.code, ErrorCode::bad_input);
    EXPECT_EQ(error.hint, "it has the steps 1 to 12");
  }
  EXPECT_EQ(refused(*session, question(run, 3, 5)).code, ErrorCode::not_found) << "no such checkpoint";
  const auto checkpoints = list_checkpoints(session->workspace().checkpoints(run));
  const Error folder = refused(*session, question(checkpoints->front().folder.string(), 3));
  EXPECT_EQ(folder.code, ErrorCode::bad_input);
  EXPECT_EQ(folder.hint, "name the run");
  // A checkpoint whose place in the data is not that of its step.
  LoadedCheckpoint moved = load_checkpoint(checkpoints->front().folder, "cpu").value();
  ++moved.state.cursor.epoch;
  const auto rows = RowPreviewer::open(session->workspace(), "people").value();
  EXPECT_EQ(step_losses(moved, *rows, {}, 3).error().code, ErrorCode::unavailable);
  --moved.state.cursor.epoch;
  EXPECT_TRUE(step_losses(moved, *rows, {}, 3));
  int asked = 0;
  const auto withdrawn = step_losses(moved, *rows, {}, 3, [&] { return ++asked < 1; });
  EXPECT_EQ(withdrawn.error().code, ErrorCode::cancelled);
  for (const Checkpoint& one : *checkpoints) std::filesystem::remove_all(one.folder);
  EXPECT_EQ(refused(*session, question(run, 3)).code, ErrorCode::not_found);
}

TEST(BatchInOrder, LeftOutOnesDoNotCount) {
  // Ten rows an epoch in batches of four: two of an epoch, and two rows are left over.
  const std::vector<DataCursor> left_out{{1, 4}, {0, 4}, {2, 0}};
  std::vector<std::uint64_t> order;
  for (std::uint64_t n = 0; n < 5; ++n) order.push_back(batch_in_order(n, left_out, 10, 4));
  EXPECT_EQ(order, (std::vector<std::uint64_t>{0, 2, 5, 6, 7}));
  EXPECT_EQ(batch_in_order(7, {}, 10, 4), 7U);
  const std::vector<DataCursor> second{{1, 0}};
  EXPECT_EQ(batch_in_order(0, second, 3, 4), 0U) << "one short batch an epoch";
  EXPECT_EQ(batch_in_order(1, second, 3, 4), 2U);
}

TEST_F(StepLossesTest, RowsMakeTheBatchTheyWereMadeOf) {
  auto session = open();
  const auto rows = RowPreviewer::open(session->workspace(), "people").value();
  Recipe recipe = small_recipe();
  for (const bool pairs : {false, true}) {
    if (pairs) recipe.model.family = Family::classic;
    recipe.objective.next_sentence = pairs;
    const auto maker = RowMaker::make(rows->dataset(), Split::train, recipe.objective, recipe.seed).value();
    const Batch made = maker->make_batch(0, 0, 8);
    const Batch again = as_batch(rows->rows({recipe, 0, 8})->rows);
    EXPECT_EQ(again.rows, made.rows);
    EXPECT_EQ(again.length, made.length);
    EXPECT_EQ(again.token_ids, made.token_ids);
    EXPECT_EQ(again.token_types, made.token_types);
    EXPECT_EQ(again.lengths, made.lengths);
    EXPECT_EQ(again.masked_positions, made.masked_positions);
    EXPECT_EQ(again.labels, made.labels);
    EXPECT_EQ(again.next_sentence, made.next_sentence);
    EXPECT_EQ(again.row_numbers, made.row_numbers);
    EXPECT_EQ(again.padded, made.padded);
  }
}

}  // namespace
}  // namespace cloze::test
