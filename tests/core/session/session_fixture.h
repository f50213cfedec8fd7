// SPDX-License-Identifier: GPL-3.0-or-later
// A workspace with a tokenizer and a dataset, small runs on it, and ears for what a session says.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "core/session/session.h"
#include "tests/support/sample_text.h"

namespace cloze::test {

using namespace std::chrono_literals;

/// Everything a session said, until it said what was waited for.
struct Heard {
  std::vector<Event> events;

  template <class T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const Event& event : events)
      if (const T* typed = std::get_if<T>(&event)) found.push_back(*typed);
    return found;
  }
  std::vector<double> losses() const {
    std::vector<double> values;
    for (const StepDone& step : all<StepDone>()) values.push_back(step.metrics.loss);
    return values;
  }
};

/// Drains until until(event) holds for one; fails the test after a minute.
inline Heard listen(Session& session, const std::function<bool(const Event&)>& until) {
  Heard heard;
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (std::chrono::steady_clock::now() < end) {
    session.wait(50ms);
    bool found = false;
    for (Event& event : session.drain()) {
      found = found || until(event);
      heard.events.push_back(std::move(event));
    }
    if (found) return heard;
  }
  ADD_FAILURE() << "the session did not answer within a minute";
  return heard;
}

inline bool is_end(const Event& event) {
  return std::holds_alternative<RunEnded>(event);
}

inline Recipe small_recipe() {
  Recipe recipe;
  recipe.model.layers = 1;
  recipe.model.hidden = 32;
  recipe.model.heads = 2;
  recipe.model.feed_forward = 64;
  recipe.model.max_positions = 32;
  recipe.objective.sequence_length = 16;
  recipe.objective.mask_rate = 0.2;
  recipe.optimizer.batch_size = 8;
  recipe.optimizer.precision = Precision::fp32;
  recipe.schedule.warmup_steps = 4;
  recipe.budget.steps = 24;
  recipe.checkpoint.every_steps = 8;
  recipe.evaluation.every_steps = 12;
  return recipe;
}

/// One workspace with a tokenizer and a dataset, made once; runs of the tests are added to it.
class SessionTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    write_sample_corpus(*folder_ / "corpus", 12, 40);
    auto session = open();
    TokenizerRequest tokenizer;
    tokenizer.name = "small";
    tokenizer.corpus = {*folder_ / "corpus"};
    tokenizer.settings.vocabulary_size = 80;
    const RequestId trained = session->train_tokenizer(tokenizer);
    expect_job(*session, trained);
    DatasetRequest dataset;
    dataset.name = "people";
    dataset.tokenizer = "small";
    dataset.settings.corpus = {*folder_ / "corpus"};
    dataset.settings.held_out_share = 0.35;
    expect_job(*session, session->build_dataset(dataset));
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static std::unique_ptr<Session> open() {
    auto workspace = Workspace::open(*folder_ / "workspace");
    EXPECT_TRUE(workspace) << to_string(workspace.error());
    auto session = Session::open(*workspace);
    EXPECT_TRUE(session) << to_string(session.error());
    return std::move(*session);
  }
  static void expect_job(Session& session, RequestId job) {
    const Heard heard = listen(session, [&](const Event& event) {
      const auto* done = std::get_if<JobDone>(&event);
      return done != nullptr && done->job == job;
    });
    for (const JobDone& done : heard.all<JobDone>()) ASSERT_FALSE(done.error) << to_string(*done.error);
  }
  static RunRequest request(const Recipe& recipe, int loader_threads = 1) {
    RunRequest made{recipe, "people", "", {}};
    made.options.device = "cpu";
    made.options.threads = 1;  // Models this small are slower on more.
    made.options.loader_threads = loader_threads;
    return made;
  }
  static Heard train(Session& session, const RunRequest& wanted) {
    const auto id = session.start_run(wanted);
    EXPECT_TRUE(id) << to_string(id.error());
    return listen(session, is_end);
  }
  static ProbeDone ask(Session& session, const ProbeRequest& question) {
    const RequestId id = session.ask(question);
    const Heard heard = listen(session, [&](const Event& event) {
      const auto* done = std::get_if<ProbeDone>(&event);
      return done != nullptr && done->probe == id;
    });
    const auto answers = heard.all<ProbeDone>();
    return answers.empty() ? ProbeDone{} : answers.back();
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
};

}  // namespace cloze::test
