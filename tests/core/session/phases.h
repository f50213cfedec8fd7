// SPDX-License-Identifier: GPL-3.0-or-later
// A session brought into the middle of each thing it can be doing, for tests that then end it.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tests/core/session/session_fixture.h"
#include "tests/support/save_in_work.h"

namespace cloze::test {

/// A workspace where everything takes long: many made-up words, a model whose step has many passes.
class Phases {
 public:
  explicit Phases(const std::filesystem::path& folder) : folder_(folder) {
    write_sample_corpus(folder_ / "corpus", 300, 60);
    write_many_words(folder_ / "words", 60, 20000);
  }

  std::filesystem::path corpus() const { return folder_ / "corpus"; }
  std::filesystem::path many_words() const { return folder_ / "words"; }
  std::filesystem::path workspace() const { return folder_ / "workspace"; }

  /// Tokenizer "small" and dataset "people".
  void prepare(Session& session) const {
    TokenizerRequest tokenizer;
    tokenizer.name = "small";
    tokenizer.corpus = {corpus()};
    tokenizer.settings.vocabulary_size = 80;
    end_of_job(session, session.train_tokenizer(tokenizer));
    DatasetRequest dataset;
    dataset.name = "people";
    dataset.tokenizer = "small";
    dataset.settings.corpus = {corpus()};
    dataset.settings.held_out_share = 0.35;
    end_of_job(session, session.build_dataset(dataset));
  }

  static TokenizerRequest large_tokenizer(const std::filesystem::path& words) {
    TokenizerRequest request;
    request.name = "large";
    request.corpus = {words};
    request.settings.vocabulary_size = 16000;
    return request;
  }
  static DatasetRequest large_dataset(const std::filesystem::path& words) {
    DatasetRequest request;
    request.name = "large";
    request.tokenizer = "small";
    request.settings.corpus = {words};
    request.settings.held_out_share = 0.2;
    request.settings.threads = 1;
    return request;
  }
  /// A pass takes a few tenths of a second.
  static Recipe slow_recipe(std::int64_t accumulation) {
    Recipe recipe = small_recipe();
    recipe.model.layers = 4;
    recipe.model.hidden = 256;
    recipe.model.heads = 4;
    recipe.model.feed_forward = 1024;
    recipe.model.max_positions = 64;
    recipe.objective.sequence_length = 64;
    recipe.optimizer.batch_size = 32;
    recipe.optimizer.accumulation = accumulation;
    recipe.budget.steps = 100000;
    recipe.checkpoint.every_steps = 0;
    recipe.evaluation.every_steps = 0;
    return recipe;
  }
  static RunRequest run(const Recipe& recipe) {
    RunRequest request{recipe, "people", "", {}};
    request.options.device = "cpu";
    request.options.threads = 1;
    return request;
  }

  static void end_of_job(Session& session, RequestId job) {
    const Heard heard = listen(session, [&](const Event& event) {
      const auto* done = std::get_if<JobDone>(&event);
      return done != nullptr && done->job == job;
    });
    for (const JobDone& done : heard.all<JobDone>()) ASSERT_FALSE(done.error) << to_string(*done.error);
  }

 private:
  std::filesystem::path folder_;
};

/// Waits for the session's news in the way of whoever owns the session; false when it does not come in a
/// minute.
using WaitForEvent = std::function<bool(const std::function<bool(const Event&)>&)>;

struct Phase {
  std::string name;
  bool has_run = true;  ///< Else it is a job.
  /// Starts the work and returns once the session is in the middle of it.
  std::function<void(Session&, const Phases&, const WaitForEvent&)> enter;
};

inline bool tells_progress(const Event& event, std::string_view what) {
  const auto* progress = std::get_if<JobProgress>(&event);
  return progress != nullptr && (what.empty() || progress->what.find(what) != std::string::npos);
}

inline std::vector<Phase> all_phases() {
  const auto started = [](Session& session, const RunRequest& request) {
    const auto id = session.start_run(request);
    EXPECT_TRUE(id) << to_string(id.error());
    return id.value_or("");
  };
  const auto step_event = [](const Event& event) { return std::holds_alternative<StepDone>(event); };
  return {
      {"tokenizing", false,
       [](Session& session, const Phases& phases, const WaitForEvent& wait) {
         session.train_tokenizer(Phases::large_tokenizer(phases.many_words()));
         EXPECT_TRUE(wait([](const Event& event) { return tells_progress(event, "training"); }));
         std::this_thread::sleep_for(300ms);
       }},
      {"building", false,
       [](Session& session, const Phases& phases, const WaitForEvent& wait) {
         session.build_dataset(Phases::large_dataset(phases.many_words()));
         EXPECT_TRUE(wait([](const Event& event) { return tells_progress(event, ""); }));
         std::this_thread::sleep_for(100ms);
       }},
      {"warming_up", true,
       [=](Session& session, const Phases&, const WaitForEvent&) {
         started(session, Phases::run(Phases::slow_recipe(1)));
         std::this_thread::sleep_for(20ms);
       }},
      {"mid_step", true,
       [=](Session& session, const Phases&, const WaitForEvent& wait) {
         started(session, Phases::run(Phases::slow_recipe(200)));
         EXPECT_TRUE(wait([](const Event& event) { return std::holds_alternative<RunStarted>(event); }));
         std::this_thread::sleep_for(1s);
       }},
      {"evaluating", true,
       [=](Session& session, const Phases&, const WaitForEvent& wait) {
         Recipe recipe = Phases::slow_recipe(1);
         recipe.evaluation.every_steps = 1;
         recipe.evaluation.max_rows = 0;
         started(session, Phases::run(recipe));
         EXPECT_TRUE(wait(step_event));
         std::this_thread::sleep_for(100ms);
       }},
      {"saving", true,
       [=](Session& session, const Phases&, const WaitForEvent& wait) {
         Recipe recipe = Phases::slow_recipe(1);
         recipe.checkpoint.every_steps = 1;
         const std::string id = started(session, Phases::run(recipe));
         EXPECT_TRUE(wait(step_event));
         const auto end = std::chrono::steady_clock::now() + 20s;
         while (!holds_save_in_work(session.workspace().checkpoints(id)) &&
                std::chrono::steady_clock::now() < end)
           std::this_thread::sleep_for(100us);
         EXPECT_LT(std::chrono::steady_clock::now(), end);
       }},
      {"paused", true,
       [=](Session& session, const Phases&, const WaitForEvent& wait) {
         started(session, Phases::run(Phases::slow_recipe(1)));
         EXPECT_TRUE(wait(step_event));
         session.pause();
         EXPECT_TRUE(wait([](const Event& event) { return std::holds_alternative<RunStateChanged>(event); }));
       }},
      {"probing", true,
       [=](Session& session, const Phases&, const WaitForEvent& wait) {
         const std::string id = started(session, Phases::run(Phases::slow_recipe(1)));
         EXPECT_TRUE(wait(step_event));
         for (int i = 0; i < 20; ++i) session.ask({id, "The farmer [MASK] a red boat", 5, true});
       }},
  };
}

}  // namespace cloze::test
