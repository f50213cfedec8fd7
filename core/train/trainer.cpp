// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "core/base/clock.h"
#include "core/checkpoint/checkpoint_manifest.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/checkpoint/loaded_checkpoint.h"
#include "core/checkpoint/training_checkpoint.h"
#include "core/config/recipe_fields.h"
#include "core/config/recipe_json.h"
#include "core/kernels/torch.h"
#include "core/model/model_on_device.h"
#include "core/optim/schedules.h"
#include "core/train/budget.h"
#include "core/train/evaluator.h"
#include "core/train/loss_guard.h"
#include "core/train/tensor_memory.h"
#include "core/train/torch_device.h"
#include "core/train/train_step.h"

namespace cloze {

struct Trainer::State {
  TrainerSetup setup;
  ModelHandle model;
  std::unique_ptr<Optimizer> optimizer;
  std::unique_ptr<TrainStep> train_step;
  std::shared_ptr<const RowMaker> rows, held_out_rows;
  std::unique_ptr<BatchLoader> loader;
  BudgetScale scale;
  TrainState progress;
  std::int64_t parameters = 0;
  std::int64_t evaluated_at = -1, saved_at = -1;
  std::filesystem::path saved_folder;   ///< The checkpoint of saved_at.
  double held_out_loss = not_a_number;  ///< Of the last evaluation, valid at step evaluated_at.
  LossGuard guard;

  explicit State(TrainerSetup chosen) : setup(std::move(chosen)), guard(setup.recipe.guard) {}

  const Recipe& recipe() const { return setup.recipe; }
  double share_used() const {
    return cloze::progress(recipe().budget, scale, progress.step, progress.tokens, progress.seconds);
  }
  void start_loader() {
    loader.reset();
    loader = std::make_unique<BatchLoader>(rows, recipe().optimizer.batch_size, progress.cursor,
                                           setup.loader_threads);
  }
  std::vector<Batch> next_batches();
  /// Weights, optimizer and place from a checkpoint folder; the guard's state is left to the caller.
  Result<void> load(const std::filesystem::path& checkpoint);
  /// False when the observer does not want to go on: the step was abandoned.
  Result<bool> take_step(TrainerObserver& observer);
  Result<void> answer_fault(TrainerObserver& observer, const std::string& reason,
                            const std::vector<Batch>& batches);
  Result<void> roll_back(TrainerObserver& observer, std::int64_t from, const std::vector<Batch>& batches);
  Result<void> evaluate(TrainerObserver& observer);
  Result<void> save(TrainerObserver& observer);
  /// Tries until it is saved or the observer has enough of it, which is false.
  Result<bool> save_surely(TrainerObserver& observer);
  /// A checkpoint that the recipe asks for on the way.
  Result<bool> save_on_the_way(TrainerObserver& observer);
};

namespace {

bool due(std::int64_t every, std::int64_t step) {
  return every > 0 && step > 0 && step % every == 0;
}

bool is_about_storage(const Error& error) {
  return error.code == ErrorCode::disk_full || error.code == ErrorCode::io;
}

/// "epoch 0, rows 12, 7, 3; epoch 1, rows 4": as the loader numbers them.
std::string rows_text(const std::vector<Batch>& batches) {
  std::string text;
  const Batch* before = nullptr;
  for (const Batch& batch : batches) {
    if (before == nullptr || before->epoch != batch.epoch)
      text += fmt::format("{}epoch {}, rows ", before == nullptr ? "" : "; ", batch.epoch);
    else
      text += ", ";
    text += fmt::format("{}", fmt::join(batch.row_numbers, ", "));
    before = &batch;
  }
  return text;
}

bool before(const DataCursor& a, const DataCursor& b) {
  return std::pair(a.epoch, a.row) < std::pair(b.epoch, b.row);
}

/// Exceptions of LibTorch as errors: out of memory is the person's matter, anything else a defect.
template <class F>
auto guarded(F&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const c10::OutOfMemoryError& error) {
    return fail(ErrorCode::unavailable, "the device has not enough memory for this recipe",
                "lower optimizer.batch_size and raise optimizer.accumulation");
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::unavailable, "this machine has not enough memory for this recipe",
                "lower optimizer.batch_size and raise optimizer.accumulation");
  } catch (const c10::Error& error) {
    return fail(ErrorCode::internal, fmt::format("LibTorch: {}", error.what_without_backtrace()));
  } catch (const std::exception& error) {
    return fail(ErrorCode::internal, error.what());
  }
}

}  // namespace

Trainer::Trainer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Trainer::~Trainer() {
  state_.reset();
  return_tensor_memory();
}

Result<std::unique_ptr<Trainer>> Trainer::make(TrainerSetup setup) {
  return guarded([&]() -> Result<std::unique_ptr<Trainer>> {
    CLOZE_CHECK(validate(setup.recipe));
    set_compute_threads(setup.threads);
    keep_tensor_memory();
    auto state = std::make_unique<State>(std::move(setup));
    const Recipe& recipe = state->recipe();
    const std::int64_t vocabulary = state->setup.dataset.info().vocabulary_size;
    CLOZE_TRY(state->rows, RowMaker::make(state->setup.dataset, Split::train, recipe.objective, recipe.seed));
    CLOZE_TRY(state->held_out_rows,
              RowMaker::make(state->setup.dataset, Split::held_out, recipe.objective, recipe.seed));

    const torch::Device device = torch_device(state->setup.device);
    auto model = std::make_shared<ModelOnDevice>();
    model->model = MaskedLanguageModel(recipe.model, vocabulary, recipe.seed);
    model->model->to(device);
    model->model->set_precision(recipe.optimizer.precision);
    model->device = device;
    state->model = ModelHandle(model);
    for (const torch::Tensor& parameter : model->model->parameters()) state->parameters += parameter.numel();
    state->optimizer = make_optimizer(*model->model, recipe.optimizer, model->model->hidden_matrices(),
                                      model->model->copies());
    state->train_step = std::make_unique<TrainStep>(model->model, *state->optimizer, recipe, device);
    state->scale = {state->rows->rows_per_epoch(),
                    recipe.optimizer.batch_size * recipe.optimizer.accumulation,
                    static_cast<double>(recipe.objective.sequence_length)};
    state->progress.dataset_hash = state->setup.dataset.info().hash;
    state->start_loader();
    return std::unique_ptr<Trainer>(new Trainer(std::move(state)));
  });
}

Result<void> Trainer::restore(const std::filesystem::path& checkpoint) {
  return guarded([&]() -> Result<void> {
    CLOZE_CHECK(state_->load(checkpoint));
    state_->guard.restore(state_->progress.guard);
    // A crash may have left what a save had still to remove. It takes room only: trouble can wait for the
    // next.
    (void)retain_checkpoints(state_->setup.checkpoints_folder, state_->recipe().checkpoint.keep);
    return {};
  });
}

Result<void> Trainer::State::load(const std::filesystem::path& checkpoint) {
  CLOZE_TRY(TrainState stored, read_checkpoint_state(checkpoint));
  if (stored.dataset_hash != progress.dataset_hash)
    return fail(ErrorCode::bad_input,
                fmt::format("'{}' was trained on dataset {}, not on {}", checkpoint.string(),
                            stored.dataset_hash.substr(0, 16), progress.dataset_hash.substr(0, 16)));
  CLOZE_TRY(const CheckpointManifest manifest, read_checkpoint_manifest(checkpoint));
  CLOZE_CHECK(load_weights(checkpoint, model->model));
  model->model->refresh_copies();
  CLOZE_CHECK(load_optimizer(checkpoint, *optimizer));
  progress = std::move(stored);
  saved_at = progress.step;
  saved_folder = checkpoint;
  evaluated_at = manifest.held_out_loss ? progress.step : -1;
  held_out_loss = manifest.held_out_loss.value_or(not_a_number);
  start_loader();
  return {};
}

std::vector<Batch> Trainer::State::next_batches() {
  std::vector<Batch> batches;
  while (static_cast<std::int64_t>(batches.size()) < recipe().optimizer.accumulation) {
    Batch batch = loader->next();
    if (!std::ranges::binary_search(progress.left_out, DataCursor{batch.epoch, batch.first}, before))
      batches.push_back(std::move(batch));
  }
  return batches;
}

Result<bool> Trainer::State::take_step(TrainerObserver& observer) {
  const Stopwatch time;
  std::vector<Batch> batches = next_batches();
  const std::int64_t step = progress.step + 1;
  const double rate = learning_rate(recipe().schedule, recipe().optimizer.learning_rate, step, share_used());
  observer.step_begins(step, batches);
  std::optional<std::string> reason;
  const StepResult result = train_step->run(
      batches, step, rate,
      [&](const StepResult& seen) {
        reason = guard.fault(seen.loss, seen.gradient_norm);
        return !reason;
      },
      [&] { return observer.goes_on(); });
  if (result.abandoned) {
    start_loader();  // The same batches come again, should the observer go on after all.
    return false;
  }

  const double seconds = time.seconds();
  progress.step = step;
  progress.seconds += seconds;
  progress.tokens += result.tokens;
  progress.cursor = loader->after(batches.back());
  StepMetrics metrics;
  metrics.step = step;
  metrics.loss = result.loss;
  metrics.mlm_loss = result.mlm_loss;
  metrics.nsp_loss = result.nsp_loss;
  metrics.learning_rate = rate;
  metrics.gradient_norm = result.gradient_norm;
  metrics.seconds = progress.seconds;
  metrics.tokens = progress.tokens;
  metrics.tokens_per_second = result.tokens / seconds;
  metrics.epoch = static_cast<double>(progress.cursor.epoch) +
                  static_cast<double>(progress.cursor.row) / static_cast<double>(scale.rows_per_epoch);
  if (reason)
    guard.remember_fault(step);
  else
    guard.remember_good(step, result.loss);
  progress.guard = guard.state();
  const double share = share_used();
  observer.step_done(metrics, std::min(1.0, share),
                     share > 0 ? std::max(0.0, progress.seconds * (1 - share) / share) : 0);
  if (reason) CLOZE_CHECK(answer_fault(observer, *reason, batches));
  return true;
}

Result<void> Trainer::State::answer_fault(TrainerObserver& observer, const std::string& reason,
                                          const std::vector<Batch>& batches) {
  const std::int64_t step = progress.step;
  const GuardAction action = recipe().guard.action;
  const bool ends = action == GuardAction::stop || guard.gives_up();
  observer.fault(step, fmt::format("{} ({}): {}", reason, rows_text(batches),
                                   ends                          ? "the run ends here"
                                   : action == GuardAction::skip ? "this step did not change the weights"
                                                                 : "going back to the last checkpoint"));
  if (ends) {
    // The weights are good still, and worth keeping: they are those of the step before.
    if (saved_at != step) CLOZE_CHECK(save_surely(observer));
    return fail(ErrorCode::bad_input,
                action == GuardAction::stop
                    ? fmt::format("the guard stopped the run at step {}: {}", step, reason)
                    : fmt::format("{} faults without progress, the last at step {}: {}", guard.state().faults,
                                  step, reason),
                "lower optimizer.learning_rate, or raise schedule.warmup_steps");
  }
  if (action == GuardAction::rollback) return roll_back(observer, step, batches);
  return {};
}

Result<void> Trainer::State::roll_back(TrainerObserver& observer, std::int64_t from,
                                       const std::vector<Batch>& batches) {
  std::vector<Error> damaged;
  CLOZE_TRY(const Checkpoint good, newest_intact_checkpoint(setup.checkpoints_folder, &damaged));
  for (const Error& error : damaged)
    observer.warning(from, "a damaged checkpoint was passed over: " + to_string(error));
  std::vector<DataCursor> left_out = progress.left_out;
  for (const Batch& batch : batches) left_out.push_back({batch.epoch, batch.first});
  std::ranges::sort(left_out, before);
  const GuardState now = guard.state();
  const double seconds = progress.seconds;  // Time does not come back.
  CLOZE_CHECK(load(good.folder));
  progress.left_out = std::move(left_out);
  progress.seconds = seconds;
  progress.guard.faults = now.faults;
  progress.guard.furthest = now.furthest;
  guard.restore(progress.guard);
  observer.rolled_back(from, progress.step);
  // What is left out from here on must survive as well, or a resumed run would meet the fault again.
  CLOZE_TRY([[maybe_unused]] const bool saved, save_surely(observer));
  return {};
}

Result<void> Trainer::State::evaluate(TrainerObserver& observer) {
  CancelFlag ended;
  const ProgressSink look = [&](std::string_view, std::uint64_t, std::uint64_t) {
    if (!observer.goes_on()) ended.cancel();
  };
  auto metrics = evaluate_model(model->model, *held_out_rows, recipe(), model->device,
                                recipe().evaluation.max_rows, look, &ended);
  if (!metrics) {
    if (metrics.error().code == ErrorCode::cancelled) return {};
    return std::unexpected(std::move(metrics).error());
  }
  metrics->step = progress.step;
  evaluated_at = progress.step;
  held_out_loss = metrics->loss;
  observer.evaluation_done(*metrics);
  return {};
}

Result<void> Trainer::State::save(TrainerObserver& observer) {
  if (!observer.may_save(progress.step))
    return fail(ErrorCode::cancelled, "no checkpoint is wanted any more");
  const CheckpointSource source{model->model,
                                *optimizer,
                                recipe(),
                                progress,
                                setup.tokenizer_folder,
                                evaluated_at == progress.step ? held_out_loss : not_a_number};
  CLOZE_TRY(const std::filesystem::path folder, save_training_checkpoint(setup.checkpoints_folder, source));
  saved_at = progress.step;
  saved_folder = folder;
  observer.checkpoint_saved(progress.step, folder);
  return {};
}

Result<bool> Trainer::State::save_surely(TrainerObserver& observer) {
  for (;;) {
    auto saved = save(observer);
    if (saved) return true;
    if (saved.error().code == ErrorCode::cancelled) return false;
    if (!is_about_storage(saved.error())) return std::unexpected(std::move(saved).error());
    if (observer.storage_failed(progress.step, saved.error()) != TrainerObserver::Command::go_on)
      return false;
  }
}

Result<bool> Trainer::State::save_on_the_way(TrainerObserver& observer) {
  auto saved = save(observer);
  if (saved) return true;
  const Error& error = saved.error();
  if (error.code == ErrorCode::cancelled) return false;
  // A full disk is waited for. Other trouble may last, and there will be more checkpoints.
  if (error.code == ErrorCode::disk_full)
    return observer.storage_failed(progress.step, error) == TrainerObserver::Command::go_on
               ? save_surely(observer)
               : Result<bool>(false);
  if (!is_about_storage(error)) return std::unexpected(error);
  observer.warning(progress.step, fmt::format("no checkpoint was saved: {}", to_string(error)));
  return true;
}

Result<Trainer::End> Trainer::run(TrainerObserver& observer) {
  using Command = TrainerObserver::Command;
  State& state = *state_;
  return guarded([&]() -> Result<End> {
    state.model->model->train();
    // A rollback needs somewhere to go.
    if (state.recipe().guard.action == GuardAction::rollback && state.saved_at < 0)
      CLOZE_CHECK(state.save_surely(observer));
    // Stopped within an evaluation: it is still owed.
    if (due(state.recipe().evaluation.every_steps, state.progress.step) && state.share_used() < 1 &&
        state.evaluated_at != state.progress.step)
      CLOZE_CHECK(state.evaluate(observer));
    bool stopped = false;
    while (state.share_used() < 1) {
      const Command command = observer.between_steps(*this);
      if (command == Command::abandon) return End::stopped;
      if (command == Command::stop) {
        stopped = true;
        break;
      }
      if (command == Command::save) {
        // Who asked is answered, also when there is nothing to do; and is asked again, because a run that
        // was paused is paused still.
        if (state.saved_at == state.progress.step)
          observer.checkpoint_saved(state.saved_at, state.saved_folder);
        else
          CLOZE_CHECK(state.save_on_the_way(observer));
        continue;
      }
      CLOZE_TRY(const bool taken, state.take_step(observer));
      if (!taken) continue;
      const bool last = state.share_used() >= 1;
      if (due(state.recipe().evaluation.every_steps, state.progress.step) && !last &&
          state.evaluated_at != state.progress.step)
        CLOZE_CHECK(state.evaluate(observer));
      if (due(state.recipe().checkpoint.every_steps, state.progress.step) && !last &&
          state.saved_at != state.progress.step)
        CLOZE_CHECK(state.save_on_the_way(observer));
    }
    if (!stopped && state.evaluated_at != state.progress.step) CLOZE_CHECK(state.evaluate(observer));
    if (state.saved_at != state.progress.step) {
      CLOZE_TRY(const bool saved, state.save_surely(observer));
      stopped = stopped || !saved;  // Its end is not kept, so it has not finished.
    }
    return stopped ? End::stopped : End::finished;
  });
}

const TrainState& Trainer::state() const {
  return state_->progress;
}
const Recipe& Trainer::recipe() const {
  return state_->recipe();
}
void Trainer::change(const Recipe& recipe) {
  state_->setup.recipe = recipe;
  state_->train_step->set_clip_norm(recipe.optimizer.clip_norm);
}
std::int64_t Trainer::parameter_count() const {
  return state_->parameters;
}
std::int64_t Trainer::total_steps() const {
  return cloze::total_steps(state_->recipe().budget, state_->scale);
}
std::uint64_t Trainer::rows_per_epoch() const {
  return state_->rows->rows_per_epoch();
}
const ModelHandle& Trainer::model() const {
  return state_->model;
}

Result<EvaluationMetrics> evaluate_held_out(const ModelHandle& model, const Recipe& recipe,
                                            const Dataset& dataset, const ProgressSink& progress,
                                            const CancelFlag* cancel) {
  return guarded([&]() -> Result<EvaluationMetrics> {
    CLOZE_TRY(const auto rows, RowMaker::make(dataset, Split::held_out, recipe.objective, recipe.seed));
    return evaluate_model(model->model, *rows, recipe, model->device, 0, progress, cancel);
  });
}

}  // namespace cloze
