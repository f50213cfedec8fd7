// SPDX-License-Identifier: GPL-3.0-or-later
// Measuring a recipe through a session.
#include <cmath>

#include "session_fixture.h"

namespace cloze::test {
namespace {

class PreflightJob : public SessionTest {
 protected:
  static PreflightRequest wanted(const Recipe& recipe = small_recipe()) {
    PreflightRequest made{.recipe = recipe, .dataset = "people"};
    made.options.device = "cpu";
    made.options.threads = 1;
    return made;
  }
  static JobDone done(Session& session, RequestId job) {
    const Heard heard = listen(session, [&](const Event& event) {
      const auto* end = std::get_if<JobDone>(&event);
      return end != nullptr && end->job == job;
    });
    const auto all = heard.all<JobDone>();
    return all.empty() ? JobDone{} : all.back();
  }
};

TEST_F(PreflightJob, TellsTimeMemoryAndTheLengthOfTheRun) {
  const auto session = open();
  const JobDone end = done(*session, session->preflight(wanted()));
  ASSERT_FALSE(end.error) << to_string(*end.error);
  ASSERT_TRUE(end.preflight);
  EXPECT_TRUE(end.preflight->fits);
  EXPECT_EQ(end.preflight->total_steps, 24);
  EXPECT_DOUBLE_EQ(end.preflight->run_seconds, 24 * end.preflight->seconds_per_step);
  EXPECT_TRUE(end.run_id.empty());
  // The history knows nothing of it, and a run can begin.
  EXPECT_TRUE(History::open(session->workspace().database())->runs()->empty());
  Recipe recipe = small_recipe();
  recipe.budget = {.minutes = 2};
  const JobDone timed = done(*session, session->preflight(wanted(recipe)));
  EXPECT_EQ(timed.preflight->total_steps, 0);
  EXPECT_DOUBLE_EQ(timed.preflight->run_seconds, 120);
}

TEST_F(PreflightJob, ATooLargeRecipeIsAnErrorOrAProposal) {
  const auto session = open();
  PreflightRequest request = wanted();
  request.available_bytes = 1e5;
  const JobDone refused = done(*session, session->preflight(request));
  ASSERT_TRUE(refused.error);
  EXPECT_EQ(refused.error->code, ErrorCode::unavailable);
  request.available_bytes = 2e8;
  request.recipe.optimizer.batch_size = 60000;
  const JobDone end = done(*session, session->preflight(request));
  ASSERT_TRUE(end.preflight) << to_string(end.error.value_or(Error{}));
  EXPECT_FALSE(end.preflight->fits);
  EXPECT_GT(end.preflight->batch_size, 0);
  request.dataset = "nothing";
  EXPECT_EQ(done(*session, session->preflight(request)).error->code, ErrorCode::not_found);
}

TEST_F(PreflightJob, CanBeCancelled) {
  const auto session = open();
  Recipe recipe = small_recipe();
  recipe.optimizer.batch_size = 4096;
  recipe.model.layers = 12;
  const RequestId job = session->preflight(wanted(recipe));
  listen(*session, [](const Event& event) { return std::holds_alternative<JobProgress>(event); });
  session->cancel(job);
  const JobDone end = done(*session, job);
  ASSERT_TRUE(end.error);
  EXPECT_EQ(end.error->code, ErrorCode::cancelled);
}

TEST_F(PreflightJob, IsRefusedWhileARunIsInTraining) {
  const auto session = open();
  Recipe recipe = small_recipe();
  recipe.budget.steps = 1'000'000;
  ASSERT_TRUE(session->start_run(request(recipe)));
  const JobDone end = done(*session, session->preflight(wanted()));
  ASSERT_TRUE(end.error);
  EXPECT_EQ(end.error->code, ErrorCode::bad_input);
  EXPECT_NE(end.error->message.find("a run is in training"), std::string::npos);
  session->stop();
  listen(*session, is_end);
}

TEST_F(PreflightJob, ARunThatBeginsEndsIt) {
  const auto session = open();
  Recipe large = small_recipe();
  large.optimizer.batch_size = 4096;
  large.model.layers = 12;
  const RequestId job = session->preflight(wanted(large));
  listen(*session, [](const Event& event) { return std::holds_alternative<JobProgress>(event); });
  Recipe recipe = small_recipe();
  recipe.budget.steps = 1'000'000;
  ASSERT_TRUE(session->start_run(request(recipe)));
  const JobDone end = done(*session, job);
  ASSERT_TRUE(end.error);
  EXPECT_NE(end.error->message.find("a run is in training"), std::string::npos) << end.error->message;
  session->stop();
  listen(*session, is_end);
}

}  // namespace
}  // namespace cloze::test
