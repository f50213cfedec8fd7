// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstring>
#include <map>

#include "core/config/recipe_json.h"
#include "tests/core/session/session_fixture.h"

namespace cloze {
namespace {

using namespace test;

TEST_F(SessionTest, RunTellsEverythingAndLearns) {
  auto session = open();
  Recipe recipe = small_recipe();
  recipe.budget.steps = 60;
  recipe.optimizer.learning_rate = 1e-2;
  const Heard heard = train(*session, request(recipe));
  const auto started = heard.all<RunStarted>();
  ASSERT_EQ(started.size(), 1u);
  EXPECT_EQ(started[0].total_steps, 60);
  EXPECT_GT(started[0].parameters, 1000);
  const auto steps = heard.all<StepDone>();
  ASSERT_EQ(steps.size(), 60u);
  for (std::size_t i = 0; i < steps.size(); ++i)
    EXPECT_EQ(steps[i].metrics.step, static_cast<std::int64_t>(i) + 1);
  EXPECT_EQ(steps.back().progress, 1);
  EXPECT_LT(steps.back().metrics.loss, steps.front().metrics.loss - 0.5);
  EXPECT_EQ(heard.all<EvaluationDone>().size(), 5u);  // 12, 24, 36, 48 and the end
  EXPECT_GT(heard.all<EvaluationDone>().back().unigram_entropy, 1);
  EXPECT_EQ(heard.all<CheckpointSaved>().back().step, 60);
  EXPECT_EQ(heard.all<RunEnded>().back().status, RunStatus::finished);
}

TEST_F(SessionTest, HistoryHoldsWhatWasSaid) {
  auto session = open();
  const Heard heard = train(*session, request(small_recipe()));
  const std::string id = heard.all<RunEnded>().back().run_id;
  auto history = History::open(session->workspace().database());
  ASSERT_TRUE(history);
  const auto run = history->find_run(id);
  ASSERT_TRUE(run) << to_string(run.error());
  EXPECT_EQ(run->status, RunStatus::finished);
  EXPECT_EQ(run->step, 24);
  EXPECT_EQ(run->recipe_json, recipe_to_json(small_recipe()));
  const auto metrics = history->metrics(id);
  ASSERT_TRUE(metrics);
  std::vector<double> stored;
  for (const StepMetrics& step : *metrics) stored.push_back(step.loss);
  EXPECT_EQ(stored, heard.losses());
}

TEST_F(SessionTest, LossIsTheSameForAnyNumberOfLoaderThreads) {
  auto session = open();
  const auto reference = train(*session, request(small_recipe(), 0)).losses();
  ASSERT_EQ(reference.size(), 24u);
  for (const int threads : {1, 2, 4})
    EXPECT_EQ(train(*session, request(small_recipe(), threads)).losses(), reference) << threads;
}

TEST_F(SessionTest, AnotherSeedGivesAnotherLoss) {
  auto session = open();
  Recipe other = small_recipe();
  other.seed = 2;
  EXPECT_NE(train(*session, request(small_recipe())).losses(), train(*session, request(other)).losses());
}

/// Stop after some steps, resume, and compare with the run that was not disturbed, bit by bit.
void expect_exact_resume(Session& session, const RunRequest& wanted, std::int64_t stop_behind) {
  const auto reference = [&] {
    EXPECT_TRUE(session.start_run(wanted));
    return listen(session, is_end).losses();
  }();
  const auto id = session.start_run(wanted);
  ASSERT_TRUE(id) << to_string(id.error());
  std::map<std::int64_t, double> losses;
  const auto keep = [&](const Heard& heard) {
    for (const StepDone& step : heard.all<StepDone>()) losses[step.metrics.step] = step.metrics.loss;
    return heard;
  };
  keep(listen(session, [&](const Event& event) {
    const auto* step = std::get_if<StepDone>(&event);
    if (step != nullptr && step->metrics.step >= stop_behind) session.stop();
    return is_end(event);
  }));
  ASSERT_LT(losses.size(), reference.size()) << "the run had ended before it was stopped";
  const auto resumed = session.resume_run(*id, wanted.options);
  ASSERT_TRUE(resumed) << to_string(resumed.error());
  const Heard rest = keep(listen(session, is_end));
  EXPECT_EQ(rest.all<RunEnded>().back().status, RunStatus::finished);
  ASSERT_EQ(losses.size(), reference.size());
  for (std::size_t i = 0; i < reference.size(); ++i)
    EXPECT_EQ(losses[static_cast<std::int64_t>(i) + 1], reference[i]) << "step " << i + 1;
}

TEST_F(SessionTest, ResumedRunIsTheUndisturbedRun) {
  auto session = open();
  Recipe recipe = small_recipe();
  recipe.budget.steps = 300;
  recipe.checkpoint.every_steps = 0;
  recipe.evaluation.every_steps = 0;
  recipe.model.dropout = 0.1;
  expect_exact_resume(*session, request(recipe), 5);
}

TEST_F(SessionTest, ResumeIsExactWithAccumulationAndBf16) {
  auto session = open();
  Recipe recipe = small_recipe();
  recipe.budget.steps = 200;
  recipe.checkpoint.every_steps = 0;
  recipe.evaluation.every_steps = 0;
  recipe.optimizer.accumulation = 3;
  recipe.optimizer.precision = Precision::bf16;
  expect_exact_resume(*session, request(recipe, 2), 3);
}

TEST_F(SessionTest, PausedRunAnswersQuestionsAndGoesOn) {
  auto session = open();
  Recipe recipe = small_recipe();
  recipe.budget.steps = 2000;
  recipe.evaluation.every_steps = 0;
  recipe.checkpoint.every_steps = 0;
  const auto id = session->start_run(request(recipe));
  ASSERT_TRUE(id);
  listen(*session, [](const Event& event) { return std::holds_alternative<StepDone>(event); });
  session->pause();
  listen(*session, [](const Event& event) {
    const auto* changed = std::get_if<RunStateChanged>(&event);
    return changed != nullptr && changed->status == RunStatus::paused;
  });
  const ProbeDone answer = ask(*session, {*id, "The farmer [MASK] a red boat", 3, true});
  ASSERT_FALSE(answer.error) << to_string(*answer.error);
  EXPECT_TRUE(answer.result.live);
  ASSERT_EQ(answer.result.masks.size(), 1u);
  EXPECT_EQ(answer.result.masks[0].top.size(), 3u);
  // Nothing trains while paused.
  EXPECT_FALSE(session->wait(200ms));
  // Twice: who asks is answered when this step has its checkpoint as well.
  for (int time = 0; time < 2; ++time) {
    session->checkpoint_now();
    const Heard heard =
        listen(*session, [](const Event& event) { return std::holds_alternative<CheckpointSaved>(event); });
    EXPECT_TRUE(heard.all<StepDone>().empty());
  }
  EXPECT_FALSE(session->wait(200ms)) << "a checkpoint while paused took a step";
  session->resume();
  listen(*session, [](const Event& event) { return std::holds_alternative<StepDone>(event); });
  session->stop();
  EXPECT_EQ(listen(*session, is_end).all<RunEnded>().back().status, RunStatus::stopped);
  EXPECT_EQ(session->active_run(), "");
}

TEST_F(SessionTest, FinishedRunAnswersFromItsCheckpoint) {
  auto session = open();
  Recipe recipe = small_recipe();
  recipe.budget.steps = 300;
  recipe.optimizer.learning_rate = 1e-2;
  recipe.evaluation.every_steps = 0;
  const Heard heard = train(*session, request(recipe));
  const std::string id = heard.all<RunEnded>().back().run_id;
  const ProbeDone answer =
      ask(*session, {id, "The old teacher sees a silver [MASK] near the river.", 5, true});
  ASSERT_FALSE(answer.error) << to_string(*answer.error);
  EXPECT_FALSE(answer.result.live);
  EXPECT_EQ(answer.result.step, 300);
  double sum = 0;
  for (const TokenProbability& token : answer.result.masks[0].top) sum += token.probability;
  EXPECT_GT(sum, 0.2);
  EXPECT_LE(sum, 1.0001);
  // The checkpoint folder alone answers the same.
  const std::string folder = heard.all<CheckpointSaved>().back().folder;
  const ProbeDone from_folder =
      ask(*session, {folder, "The old teacher sees a silver [MASK] near the river.", 5, true});
  ASSERT_FALSE(from_folder.error) << to_string(*from_folder.error);
  EXPECT_EQ(from_folder.result.masks[0].top[0].id, answer.result.masks[0].top[0].id);
  const auto report = session->evaluate(id, {.device = "cpu"});
  ASSERT_TRUE(report) << to_string(report.error());
  EXPECT_GT(report->metrics.predicted_tokens, 10);
  EXPECT_LT(report->metrics.loss, report->unigram_entropy);
}

TEST_F(SessionTest, NextSentenceRunsReportTheirAccuracy) {
  auto session = open();
  Recipe recipe = small_recipe();
  recipe.model.family = Family::classic;
  recipe.objective.next_sentence = true;
  recipe.objective.sequence_length = 32;
  const Heard heard = train(*session, request(recipe));
  const RunEnded end = heard.all<RunEnded>().back();
  ASSERT_EQ(end.status, RunStatus::finished) << to_string(end.error.value_or(Error{}));
  const auto steps = heard.all<StepDone>();
  EXPECT_NEAR(steps[0].metrics.loss, steps[0].metrics.mlm_loss + steps[0].metrics.nsp_loss, 1e-5);
  EXPECT_TRUE(std::isfinite(heard.all<EvaluationDone>().back().metrics.nsp_accuracy));
}

TEST_F(SessionTest, EndingTheSessionStopsTheRunAndSaves) {
  Recipe recipe = small_recipe();
  recipe.budget.steps = 100000;
  std::string id;
  {
    auto session = open();
    id = *session->start_run(request(recipe));
    listen(*session, [](const Event& event) { return std::holds_alternative<StepDone>(event); });
  }
  auto session = open();
  auto history = History::open(session->workspace().database());
  const auto run = history->find_run(id);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->status, RunStatus::stopped);
  EXPECT_FALSE(std::filesystem::is_empty(session->workspace().checkpoints(id)));
}

TEST_F(SessionTest, OneRunAtATime) {
  auto session = open();
  Recipe recipe = small_recipe();
  recipe.budget.steps = 100000;
  ASSERT_TRUE(session->start_run(request(recipe)));
  const auto second = session->start_run(request(recipe));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::bad_input);
  session->stop();
  listen(*session, is_end);
}

TEST_F(SessionTest, WrongRequestsAreRefusedBeforeAnythingStarts) {
  auto session = open();
  Recipe recipe = small_recipe();
  recipe.model.heads = 3;
  auto started = session->start_run(request(recipe));
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, testing::HasSubstr("not divisible"));
  recipe = small_recipe();
  recipe.objective.sequence_length = 64;
  started = session->start_run(request(recipe));
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, testing::HasSubstr("positions"));
  RunRequest wrong_dataset = request(small_recipe());
  wrong_dataset.dataset = "peopel";
  started = session->start_run(wrong_dataset);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::not_found);
  EXPECT_THAT(started.error().hint, testing::HasSubstr("people"));
  RunRequest wrong_device = request(small_recipe());
  wrong_device.options.device = "gpu";
  EXPECT_FALSE(session->start_run(wrong_device));
  EXPECT_EQ(session->active_run(), "");
}

TEST_F(SessionTest, DamagedNewestCheckpointIsPassedOver) {
  auto session = open();
  Recipe recipe = small_recipe();
  recipe.budget.steps = 100000;
  const auto id = session->start_run(request(recipe));
  ASSERT_TRUE(id);
  const auto saved_at_16 = [](const Event& event) {
    const auto* saved = std::get_if<CheckpointSaved>(&event);
    return saved != nullptr && saved->step >= 16;
  };
  auto saved = listen(*session, saved_at_16).all<CheckpointSaved>();
  session->stop();
  for (const CheckpointSaved& more : listen(*session, is_end).all<CheckpointSaved>()) saved.push_back(more);
  const std::filesystem::path weights = std::filesystem::path(saved.back().folder) / "model.safetensors";
  std::filesystem::resize_file(weights, std::filesystem::file_size(weights) - 1);
  ASSERT_TRUE(session->resume_run(*id, request(recipe).options));
  const Heard resumed =
      listen(*session, [](const Event& event) { return std::holds_alternative<StepDone>(event); });
  EXPECT_LT(resumed.all<RunStarted>().back().first_step, saved.back().step);
  bool told = false;
  for (const RunNotice& notice : resumed.all<RunNotice>())
    told = told || notice.event.message.find("damaged") != std::string::npos;
  EXPECT_TRUE(told);
  session->stop();
  listen(*session, is_end);
}

TEST_F(SessionTest, DeletedRunIsGone) {
  auto session = open();
  const Heard heard = train(*session, request(small_recipe()));
  const std::string id = heard.all<RunEnded>().back().run_id;
  ASSERT_TRUE(session->delete_run(id));
  EXPECT_FALSE(std::filesystem::exists(session->workspace().run_folder(id)));
  EXPECT_FALSE(session->delete_run(id));
}

TEST_F(SessionTest, CancelledJobLeavesNothing) {
  auto session = open();
  DatasetRequest dataset;
  dataset.name = "cancelled";
  dataset.tokenizer = "small";
  dataset.settings.corpus = {*folder_ / "corpus"};
  dataset.settings.held_out_share = 0.25;
  const RequestId job = session->build_dataset(dataset);
  session->cancel(job);
  const Heard heard =
      listen(*session, [](const Event& event) { return std::holds_alternative<JobDone>(event); });
  const auto done = heard.all<JobDone>().back();
  // The cancel may come too late; then the dataset is whole.
  if (done.error) {
    EXPECT_EQ(done.error->code, ErrorCode::cancelled);
    EXPECT_FALSE(session->workspace().find_dataset("cancelled"));
  }
}

TEST_F(SessionTest, CancelledEmbeddingLeavesNoFile) {
  auto session = open();
  const Heard heard = train(*session, request(small_recipe()));
  EmbedRequest wanted;
  wanted.model = heard.all<RunEnded>().back().run_id;
  wanted.texts = {*folder_ / "corpus"};
  wanted.output = *folder_ / "vectors" / "all.npy";
  wanted.device = "cpu";
  const RequestId job = session->embed(wanted);
  session->cancel(job);
  const auto done =
      listen(*session, [](const Event& event) { return std::holds_alternative<JobDone>(event); })
          .all<JobDone>()
          .back();
  // The cancel may come too late; then the file is whole.
  if (done.error) {
    EXPECT_EQ(done.error->code, ErrorCode::cancelled);
    EXPECT_FALSE(std::filesystem::exists(*folder_ / "vectors") &&
                 !std::filesystem::is_empty(*folder_ / "vectors"));
  } else {
    EXPECT_GT(std::filesystem::file_size(wanted.output), 128u);
  }
}

TEST_F(SessionTest, UnknownModelAndMissingMaskAreToldApart) {
  auto session = open();
  EXPECT_EQ(ask(*session, {"nobody", "a [MASK]", 5, false}).error->code, ErrorCode::not_found);
  const Heard heard = train(*session, request(small_recipe()));
  const std::string id = heard.all<RunEnded>().back().run_id;
  EXPECT_EQ(ask(*session, {id, "no mask here", 5, false}).error->code, ErrorCode::bad_input);
  std::string long_text = "[MASK]";
  for (int i = 0; i < 40; ++i) long_text += " farmer";
  const ProbeDone too_long = ask(*session, {id, long_text, 5, false});
  ASSERT_TRUE(too_long.error);
  EXPECT_THAT(too_long.error->message, testing::HasSubstr("the model takes 32"));
}

}  // namespace
}  // namespace cloze
