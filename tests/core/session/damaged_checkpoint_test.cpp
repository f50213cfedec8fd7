// SPDX-License-Identifier: GPL-3.0-or-later
// A run whose newest checkpoint is damaged, in whichever of its files, goes on from the one before, and the
// person is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>

#include "core/base/random.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/session/run_plan.h"
#include "core/session/session.h"
#include "tests/reliability/soak.h"
#include "tests/support/sample_text.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::file_bytes;
using test::put_file;
using testing::HasSubstr;
using testing::SizeIs;

/// Drains until an event of this type comes; ends the test after a minute.
template <class T>
std::vector<Event> listen_for(Session& session) {
  std::vector<Event> heard;
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (std::chrono::steady_clock::now() < end) {
    session.wait(50ms);
    bool found = false;
    for (Event& event : session.drain()) {
      found = found || std::holds_alternative<T>(event);
      heard.push_back(std::move(event));
    }
    if (found) return heard;
  }
  throw std::runtime_error("the session did not answer within a minute");
}

RunOptions plain_options() {
  RunOptions options;
  options.device = "cpu";
  options.threads = 1;
  options.loader_threads = 1;
  return options;
}

/// A run with checkpoints at steps 4 and 8, stopped before its budget.
class DamagedCheckpointTest : public testing::Test {
 protected:
  void SetUp() override {
    test::write_sample_corpus(folder_ / "corpus", 12, 40);
    auto opened = Workspace::open(folder_ / "workspace");
    ASSERT_TRUE(opened) << to_string(opened.error());
    workspace_ = *opened;
    session_ = std::move(*Session::open(workspace_));
    TokenizerRequest tokenizer;
    tokenizer.name = "small";
    tokenizer.corpus = {folder_ / "corpus"};
    tokenizer.settings.vocabulary_size = 80;
    session_->train_tokenizer(tokenizer);
    listen_for<JobDone>(*session_);
    DatasetRequest dataset;
    dataset.name = "people";
    dataset.tokenizer = "small";
    dataset.settings.corpus = {folder_ / "corpus"};
    dataset.settings.held_out_share = 0.35;
    session_->build_dataset(dataset);
    listen_for<JobDone>(*session_);

    RunRequest request;
    request.dataset = "people";
    request.options = plain_options();
    Recipe& recipe = request.recipe;
    recipe.model.layers = 1;
    recipe.model.hidden = 32;
    recipe.model.heads = 2;
    recipe.model.feed_forward = 64;
    recipe.model.max_positions = 32;
    recipe.objective.sequence_length = 16;
    recipe.optimizer.batch_size = 8;
    recipe.optimizer.precision = Precision::fp32;
    recipe.budget.steps = 8;
    recipe.checkpoint.every_steps = 4;
    recipe.evaluation.every_steps = 0;
    const auto id = session_->start_run(request);
    ASSERT_TRUE(id) << to_string(id.error());
    id_ = *id;
    listen_for<RunEnded>(*session_);
    stopped();
    newest_ = workspace_.checkpoints(id_) / "step-000000008";
    ASSERT_TRUE(verify_checkpoint(newest_));
    ASSERT_TRUE(verify_checkpoint(workspace_.checkpoints(id_) / "step-000000004"));
  }

  /// As if it had been stopped: so that it may be resumed.
  void stopped() { ASSERT_TRUE(History::open(workspace_.database())->set_status(id_, RunStatus::stopped)); }

  test::TemporaryFolder folder_;
  Workspace workspace_;
  std::unique_ptr<Session> session_;
  std::string id_;
  fs::path newest_;
};

TEST_F(DamagedCheckpointTest, WhicheverFileIsHitTheOneBeforeIsTakenAndItIsTold) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(newest_))
    files[entry.path().filename().string()] = file_bytes(entry.path());
  ASSERT_GE(files.size(), 7u) << "weights, optimizer, state, recipe, two of the tokenizer, manifest";
  Draws draws(8, 1, 0);
  for (const auto& [name, whole] : files)
    for (int round = 0; round < test::times(4, 100); ++round) {
      SCOPED_TRACE(name + ", round " + std::to_string(round));
      std::string bytes = whole;
      if (round == 0)
        bytes.resize(draws.next_below(whole.size()));
      else
        bytes[draws.next_below(whole.size())] ^= static_cast<char>(1 << draws.next_below(8));
      if (round == 1)
        fs::remove(newest_ / name);
      else
        put_file(newest_ / name, bytes);
      stopped();
      const auto plan = plan_resumed_run(workspace_, id_, plain_options());
      ASSERT_TRUE(plan) << to_string(plan.error());
      ASSERT_TRUE(plan->checkpoint);
      EXPECT_EQ(plan->checkpoint->filename(), "step-000000004");
      ASSERT_THAT(plan->skipped_checkpoints, SizeIs(1));
      EXPECT_THAT(plan->skipped_checkpoints[0].message, HasSubstr((newest_ / name).string()));
      put_file(newest_ / name, whole);
    }
  stopped();
  EXPECT_EQ(plan_resumed_run(workspace_, id_, plain_options())->checkpoint->filename(), "step-000000008");

  // And a session says so, and trains on from there.
  fs::resize_file(newest_ / "optimizer.safetensors", 100);
  stopped();
  ASSERT_TRUE(session_->resume_run(id_, plain_options()));
  bool told = false;
  std::int64_t first_step = -1;
  for (const Event& event : listen_for<RunEnded>(*session_)) {
    if (const auto* notice = std::get_if<RunNotice>(&event))
      told = told || (notice->event.kind == "warning" &&
                      notice->event.message.find("optimizer.safetensors") != std::string::npos);
    if (const auto* started = std::get_if<RunStarted>(&event)) first_step = started->first_step;
    if (const auto* ended = std::get_if<RunEnded>(&event)) {
      EXPECT_EQ(ended->status, RunStatus::finished);
    }
  }
  EXPECT_TRUE(told);
  EXPECT_EQ(first_step, 4);
  EXPECT_TRUE(verify_checkpoint(newest_)) << "the step was taken again and saved whole";
}

}  // namespace
}  // namespace cloze
