// SPDX-License-Identifier: GPL-3.0-or-later
// The training of one run: model, optimizer, data and the loop around them. No torch in this header. A
// Trainer belongs to one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/checkpoint/train_state.h"
#include "core/config/recipe.h"
#include "core/data/batcher.h"
#include "core/data/dataset.h"
#include "core/history/history.h"
#include "core/model/model_handle.h"
#include "core/train/device.h"

namespace cloze {

struct TrainerSetup {
  Recipe recipe;
  Dataset dataset;
  std::filesystem::path tokenizer_folder;  ///< Copied into every checkpoint.
  std::filesystem::path checkpoints_folder;
  DeviceChoice device;
  int threads = 0;         ///< Of matrix products; 0 takes all cores.
  int loader_threads = 1;  ///< Prepare batches ahead.
};

class Trainer;

/// Hears what happens and decides what comes next. Called on the training thread.
class TrainerObserver {
 public:
  enum class Command {
    go_on,
    save,     ///< A checkpoint now, told even when this step has one; then between_steps() once more.
    stop,     ///< A last checkpoint, then end.
    abandon,  ///< End without touching anything any more.
  };
  virtual ~TrainerObserver() = default;
  /// Before a step's first pass, with the rows it will see.
  virtual void step_begins(std::int64_t /*step*/, const std::vector<Batch>& /*batches*/) {}
  virtual void step_done(const StepMetrics& metrics, double progress, double seconds_left) = 0;
  virtual void evaluation_done(const EvaluationMetrics& metrics) = 0;
  /// Before a checkpoint, which may take minutes without a sign of life; false forbids it.
  virtual bool may_save(std::int64_t /*step*/) { return true; }
  virtual void checkpoint_saved(std::int64_t step, const std::filesystem::path& folder) = 0;
  /// Training goes on, but a person should know.
  virtual void warning(std::int64_t step, const std::string& message) = 0;
  /// The guard has kept a step from changing the weights; the message says why, names the rows and what
  /// follows.
  virtual void fault(std::int64_t step, const std::string& message) = 0;
  /// Model, optimizer and data stand at step `to` again; what was told of later steps is void.
  virtual void rolled_back(std::int64_t from, std::int64_t to) = 0;
  /// A checkpoint could not be saved. May block until another try is worth it: go_on tries again, anything
  /// else ends the run without it.
  virtual Command storage_failed(std::int64_t step, const Error& error) = 0;
  /// Asked before the first step and after every step. May block (a pause) and may use trainer.model().
  virtual Command between_steps(Trainer& trainer) = 0;
  /// Asked often: before each pass of a step and between the batches of an evaluation, so it is a sign of
  /// life too. False abandons the step or the evaluation, and between_steps is asked.
  virtual bool goes_on() { return true; }
};

class Trainer {
 public:
  /// Builds model, optimizer and loader. bad_input for a recipe that cannot run on this dataset; unavailable
  /// when the memory does not suffice.
  static Result<std::unique_ptr<Trainer>> make(TrainerSetup setup);
  ~Trainer();

  /// Continues from a verified checkpoint folder of the same recipe and dataset, and removes what a crash
  /// left beside it.
  Result<void> restore(const std::filesystem::path& checkpoint);

  enum class End { finished, stopped };
  /// Steps until the budget is used up or the observer says stop; evaluates and saves as the recipe asks and
  /// at the end, and answers faults as the recipe's guard says. An error leaves the last saved checkpoint as
  /// it is.
  Result<End> run(TrainerObserver& observer);

  const TrainState& state() const;
  const Recipe& recipe() const;
  /// From the next step on another recipe, which differs in what may_change_in_a_run() only. Between steps.
  void change(const Recipe& recipe);
  std::int64_t parameter_count() const;
  std::int64_t total_steps() const;  ///< 0 when only minutes limit the run.
  std::uint64_t rows_per_epoch() const;
  const ModelHandle& model() const;

 private:
  struct State;
  explicit Trainer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Evaluates a model on a dataset's whole held-out split. device as in ModelOnDevice.
Result<EvaluationMetrics> evaluate_held_out(const ModelHandle& model, const Recipe& recipe,
                                            const Dataset& dataset, const ProgressSink& progress = {},
                                            const CancelFlag* cancel = nullptr);

}  // namespace cloze
