// SPDX-License-Identifier: GPL-3.0-or-later
// Questions to runs: of all kinds, to the run in training and to its checkpoints.
#include <gmock/gmock.h>

#include "core/session/run_checkpoints.h"
#include "tests/core/session/phases.h"
#include "tests/core/session/session_fixture.h"
#include "tests/support/repeated.h"

namespace cloze {
namespace {

using namespace std::chrono_literals;
using test::Heard;
using test::is_end;
using test::listen;
using test::small_recipe;
using testing::HasSubstr;

const std::string sentence = "The farmer paints a red boat";

class ProbeSessionTest : public test::SessionTest {
 protected:
  static ProbeRequest likelihood_of(const std::string& run, std::int64_t step = 0) {
    return {run, sentence, 5, false, ProbeKind::likelihood, step};
  }
  static std::string trained(Session& session) {
    Recipe recipe = small_recipe();
    recipe.budget.steps = 60;
    recipe.optimizer.learning_rate = 1e-2;
    recipe.evaluation.every_steps = 0;
    recipe.checkpoint.every_steps = 20;
    recipe.checkpoint.keep = 3;
    return train(session, request(recipe)).all<RunEnded>().back().run_id;
  }
};

TEST_F(ProbeSessionTest, CheckpointsOfARunAnswerByTheirSteps) {
  auto session = open();
  const std::string id = trained(*session);
  const auto checkpoints = run_checkpoints(session->workspace(), id);
  ASSERT_TRUE(checkpoints) << to_string(checkpoints.error());
  std::vector<std::int64_t> steps;
  for (const RunCheckpoint& each : *checkpoints) steps.push_back(each.step);
  EXPECT_EQ(steps, (std::vector<std::int64_t>{20, 40, 60}));

  std::vector<double> scores;
  for (const std::int64_t step : {0, 20, 60, 40, 20}) {
    const ProbeDone answer = ask(*session, likelihood_of(id, step));
    ASSERT_FALSE(answer.error) << to_string(*answer.error);
    ASSERT_TRUE(answer.likelihood);
    EXPECT_EQ(answer.likelihood->step, step == 0 ? 60 : step);
    EXPECT_FALSE(answer.likelihood->live);
    scores.push_back(answer.likelihood->log_likelihood);
  }
  EXPECT_EQ(scores[0], scores[2]);
  EXPECT_EQ(scores[1], scores[4]);
  EXPECT_NE(scores[1], scores[2]);
  EXPECT_NE(scores[1], scores[3]);

  const ProbeDone missing = ask(*session, likelihood_of(id, 30));
  ASSERT_TRUE(missing.error);
  EXPECT_EQ(missing.error->code, ErrorCode::not_found);
  EXPECT_THAT(missing.error->message, HasSubstr("no checkpoint of step 30"));
  EXPECT_THAT(missing.error->hint, HasSubstr("20, 40, 60"));
}

TEST_F(ProbeSessionTest, AllKindsOfQuestionsAreAnswered) {
  auto session = open();
  const std::string id = trained(*session);
  ProbeRequest joint{id, "The [MASK] paints a red [MASK]", 4, true};
  joint.joint = true;
  const ProbeDone filled = ask(*session, joint);
  ASSERT_FALSE(filled.error) << to_string(*filled.error);
  EXPECT_EQ(filled.result.joint.top.size(), 4u);

  ProbeRequest looked{id, sentence, 5, true, ProbeKind::attention};
  looked.layer = 0;
  looked.head = AttentionQuestion::every_head;
  const ProbeDone map = ask(*session, looked);
  ASSERT_FALSE(map.error) << to_string(*map.error);
  ASSERT_TRUE(map.attention);
  EXPECT_EQ(map.attention->weights.size(), map.attention->tokens.size() * map.attention->tokens.size());
  looked.layer = 99;
  const ProbeDone refused = ask(*session, looked);
  ASSERT_TRUE(refused.error);
  EXPECT_THAT(refused.error->message, HasSubstr("no layer 99"));

  ASSERT_FALSE(ask(*session, {id, sentence, 5, true, ProbeKind::likelihood}).error);
  // The history keeps what was filled in.
  auto history = History::open(session->workspace().database());
  EXPECT_EQ(history->probes(id)->size(), 1u);
}

class LiveProbeTest : public ProbeSessionTest, public testing::WithParamInterface<bool> {
 protected:
  static RunRequest long_run(bool isolated) {
    Recipe recipe = small_recipe();
    recipe.budget.steps = 1000000;
    recipe.evaluation.every_steps = 0;
    recipe.checkpoint.every_steps = 0;
    RunRequest wanted = request(recipe);
    wanted.options.isolated = isolated;
    return wanted;
  }
};

TEST_P(LiveProbeTest, ARunInTrainingAnswersAsItIsAndItsCheckpointsAsTheyWere) {
  auto session = open();
  const auto id = session->start_run(long_run(GetParam()));
  ASSERT_TRUE(id) << to_string(id.error());
  listen(*session, [](const Event& event) { return std::holds_alternative<StepDone>(event); });
  session->checkpoint_now();
  const Heard saved =
      listen(*session, [](const Event& event) { return std::holds_alternative<CheckpointSaved>(event); });
  const std::int64_t step = saved.all<CheckpointSaved>().back().step;
  const ProbeDone live = ask(*session, likelihood_of(*id)), stored = ask(*session, likelihood_of(*id, step));
  ASSERT_FALSE(live.error) << to_string(*live.error);
  ASSERT_FALSE(stored.error) << to_string(*stored.error);
  EXPECT_TRUE(live.likelihood->live);
  EXPECT_GE(live.likelihood->step, step);
  EXPECT_FALSE(stored.likelihood->live);
  EXPECT_EQ(stored.likelihood->step, step);
  ProbeRequest looked{*id, sentence, 5, false, ProbeKind::attention};
  const ProbeDone map = ask(*session, looked);
  ASSERT_FALSE(map.error) << to_string(*map.error);
  EXPECT_TRUE(map.attention->live);
  session->stop();
  EXPECT_EQ(listen(*session, is_end).all<RunEnded>().back().status, RunStatus::stopped);
}

INSTANTIATE_TEST_SUITE_P(Where, LiveProbeTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "InAProcess" : "InAThread"; });

TEST_F(ProbeSessionTest, PinnedSentencesAreScoredBehindEachEvaluation) {
  auto session = open();
  const Heard without = train(*session, request(small_recipe()));
  EXPECT_TRUE(without.all<PinsScored>().empty());
  const std::string endless = test::repeated("and so on and on ", 60);
  ASSERT_TRUE(session->pin(sentence, true));
  ASSERT_TRUE(session->pin(endless, true));
  RunRequest wanted = request(small_recipe());
  for (const bool isolated : {false, true}) {
    SCOPED_TRACE(isolated);
    wanted.options.isolated = isolated;
    const Heard with = train(*session, wanted);
    EXPECT_EQ(with.losses(), without.losses()) << "scoring is no part of the training";
    const std::string id = with.all<RunEnded>().back().run_id;
    const auto scored = with.all<PinsScored>();
    ASSERT_EQ(scored.size(), with.all<EvaluationDone>().size());
    ASSERT_EQ(scored.back().scores.size(), 1u);
    EXPECT_EQ(scored.back().scores[0].text, sentence);
    EXPECT_EQ(scored.back().scores[0].step, 24);
    // The last checkpoint has the weights of the last evaluation.
    const ProbeDone now = ask(*session, likelihood_of(id));
    ASSERT_FALSE(now.error) << to_string(*now.error);
    EXPECT_NEAR(scored.back().scores[0].surprisal,
                -now.likelihood->log_likelihood / static_cast<double>(now.likelihood->scores.size()), 1e-5);
    auto history = History::open(session->workspace().database());
    const auto kept = history->pin_scores(id);
    ASSERT_TRUE(kept) << to_string(kept.error());
    EXPECT_EQ(kept->size(), scored.size());
    EXPECT_EQ(kept->back().surprisal, scored.back().scores[0].surprisal);
    std::size_t told = 0;
    for (const RunNotice& notice : with.all<RunNotice>())
      told += notice.event.message.find("is not scored") != std::string::npos;
    EXPECT_EQ(told, 1u) << "one too long for the model is told once";
  }
  ASSERT_TRUE(session->pin(sentence, false));
  ASSERT_TRUE(session->pin(endless, false));
  wanted.options.isolated = false;
  EXPECT_TRUE(train(*session, wanted).all<PinsScored>().empty());
}

TEST_F(ProbeSessionTest, AWithdrawnQuestionEnds) {
  auto session = open();
  const std::string id = trained(*session);
  // The first one keeps the thread busy for a moment: the second is withdrawn before its turn.
  const RequestId first = session->ask(likelihood_of(id));
  const RequestId second = session->ask(likelihood_of(id));
  session->cancel(second);
  const Heard heard = listen(*session, [&](const Event& event) {
    const auto* done = std::get_if<ProbeDone>(&event);
    return done != nullptr && done->probe == second;
  });
  const auto answers = heard.all<ProbeDone>();
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].probe, first);
  EXPECT_FALSE(answers[0].error);
  ASSERT_TRUE(answers[1].error);
  EXPECT_EQ(answers[1].error->code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace cloze
