// SPDX-License-Identifier: GPL-3.0-or-later
// A real training checkpoint, killed in every call of its save and retention: what is found then loads, bit
// for bit, as the training stood before or after.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "core/base/file.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/checkpoint/file_names.h"
#include "core/checkpoint/training_checkpoint.h"
#include "tests/support/disk_faults.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::DiskCall;
using test::DiskCallKind;
using test::FaultyDisk;
using test::KillMoment;

class TrainingSaveCrashTest : public testing::Test {
 protected:
  void SetUp() override {
    CLOZE_NEEDS_FAULTY_DISK();
    torch::set_num_threads(1);
    recipe_.model.layers = 1;
    recipe_.model.hidden = 8;
    recipe_.model.heads = 1;
    recipe_.model.feed_forward = 8;
    recipe_.model.max_positions = 8;
    recipe_.checkpoint.keep = 1;
    model_ = MaskedLanguageModel(recipe_.model, 12, 1);
    optimizer_ = make_optimizer(*model_, recipe_.optimizer, model_->hidden_matrices(), model_->copies());
    for (const char* name : tokenizer_files) test::put_file(temporary_ / "tokenizer" / name, name);
    state_.dataset_hash = "a dataset";
  }

  /// One step with made-up gradients.
  void train() {
    for (const torch::Tensor& parameter : model_->parameters())
      parameter.mutable_grad() = torch::full_like(parameter, 0.01 * static_cast<double>(state_.step + 1));
    optimizer_->step(0.1);
    ++state_.step;
    state_.tokens += 64;
  }
  Result<fs::path> save() {
    return save_training_checkpoint(folder_, {model_, *optimizer_, recipe_, state_, temporary_ / "tokenizer",
                                              5.0 - 0.1 * static_cast<double>(state_.step)});
  }
  /// Weights and optimizer as one row of numbers.
  static torch::Tensor numbers(const MaskedLanguageModel& model, const Optimizer& optimizer) {
    std::vector<torch::Tensor> parts;
    for (const torch::Tensor& parameter : model->parameters())
      parts.push_back(parameter.detach().flatten().to(torch::kFloat64));
    for (const auto& [name, tensor] : optimizer.state())
      parts.push_back(tensor.flatten().to(torch::kFloat64));
    return torch::cat(parts).clone();
  }

  test::TemporaryFolder temporary_;
  fs::path root_ = fs::canonical(temporary_.path());
  fs::path folder_ = root_ / "checkpoints";
  FaultyDisk disk_{root_};
  Recipe recipe_;
  MaskedLanguageModel model_{nullptr};
  std::unique_ptr<Optimizer> optimizer_;
  TrainState state_;
};

TEST_F(TrainingSaveCrashTest, AKillInAnyCallLeavesOneThatLoads) {
  // Steps 1 and 2 are there; 3 is saved, and retention removes 1 and 2.
  std::map<std::int64_t, torch::Tensor> as_saved;
  for (int i = 0; i < 2; ++i) {
    train();
    ASSERT_TRUE(save());
    as_saved[state_.step] = numbers(model_, *optimizer_);
  }
  ASSERT_EQ(list_checkpoints(folder_)->size(), 1u);
  fs::rename(folder_, root_ / "before");
  train();
  as_saved[3] = numbers(model_, *optimizer_);
  const auto prepare = [&] {
    fs::remove_all(folder_);
    fs::copy(root_ / "before", folder_, fs::copy_options::recursive);
    disk_.reset();
  };
  const auto save_in_child = [&] { return disk_.run_child([&] { return save() ? 0 : 1; }); };

  MaskedLanguageModel loaded(recipe_.model, 12, 2);
  const auto loaded_optimizer =
      make_optimizer(*loaded, recipe_.optimizer, loaded->hidden_matrices(), loaded->copies());
  int before = 0, after = 0;
  const auto look = [&] {
    std::vector<Error> skipped;
    const auto newest = newest_intact_checkpoint(folder_, &skipped);
    ASSERT_TRUE(newest) << to_string(newest.error());
    ASSERT_TRUE(skipped.empty()) << to_string(skipped[0]);
    ++(newest->step == 3 ? after : before);
    auto loaded_weights = load_weights(newest->folder, loaded);
    ASSERT_TRUE(loaded_weights) << to_string(loaded_weights.error());
    auto loaded_state = load_optimizer(newest->folder, *loaded_optimizer);
    ASSERT_TRUE(loaded_state) << to_string(loaded_state.error());
    ASSERT_TRUE(torch::equal(numbers(loaded, *loaded_optimizer), as_saved.at(newest->step)));
    const auto json = read_file(newest->folder / state_file);
    ASSERT_TRUE(json);
    EXPECT_EQ(train_state_from_json(*json, "state")->step, newest->step);
  };

  prepare();
  disk_.keep_log();
  ASSERT_EQ(save_in_child(), 0);
  const std::vector<DiskCall> calls = disk_.log();
  ASSERT_GE(calls.size(), 24u) << "seven files made, written and flushed, a rename, two folders flushed";
  int kills = 0;
  for (const DiskCall& call : calls)
    for (const KillMoment moment : {KillMoment::before, KillMoment::middle, KillMoment::after}) {
      if (moment == KillMoment::middle && call.kind != DiskCallKind::write) continue;
      SCOPED_TRACE(fmt::format("killed in call {} of {} ({}), moment {}", call.number, calls.size(),
                               call.path, static_cast<int>(moment)));
      prepare();
      disk_.kill_at(call.number, moment);
      ASSERT_EQ(save_in_child(), 128 + SIGKILL);
      ++kills;
      look();
      // The training goes on and saves the same step again.
      disk_.reset();
      ASSERT_EQ(save_in_child(), 0);
      look();
      for (const auto& entry : fs::directory_iterator(folder_))
        EXPECT_EQ(entry.path().filename(), "step-000000003") << "litter";
      if (HasFailure()) return;
    }
  EXPECT_GT(before, 0);
  EXPECT_GT(after, kills) << "some kills came after the new one was in place";
  RecordProperty("calls", static_cast<int>(calls.size()));
  RecordProperty("kills", kills);
}

}  // namespace
}  // namespace cloze
