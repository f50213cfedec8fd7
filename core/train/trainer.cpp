// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/clock.h"
#include "core/checkpoint/loaded_checkpoint.h"
#include "core/checkpoint/training_checkpoint.h"
#include "core/config/recipe_fields.h"
#include "core/config/recipe_json.h"
#include "core/kernels/torch.h"
#include "core/model/model_on_device.h"
#include "core/optim/schedules.h"
#include "core/train/budget.h"
#include "core/train/evaluator.h"
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
  double held_out_loss = not_a_number;  ///< Of the last evaluation, valid at step evaluated_at.
  int steps_not_finite = 0;             ///< In a row.

  const Recipe& recipe() const { return setup.recipe; }
  double share_used() const {
    return cloze::progress(recipe().budget, scale, progress.step, progress.tokens, progress.seconds);
  }
  void start_loader() {
    loader.reset();
    loader = std::make_unique<BatchLoader>(rows, recipe().optimizer.batch_size, progress.cursor,
                                           setup.loader_threads);
  }
  Result<void> take_step(TrainerObserver& observer);
  Result<void> evaluate(TrainerObserver& observer, const CancelFlag& stop_soon);
  Result<void> save(TrainerObserver& observer);
};

namespace {

/// Losses that stay non-finite so long will not come back.
constexpr int most_steps_not_finite = 20;

bool due(std::int64_t every, std::int64_t step) {
  return every > 0 && step > 0 && step % every == 0;
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
Trainer::~Trainer() = default;

Result<std::unique_ptr<Trainer>> Trainer::make(TrainerSetup setup) {
  return guarded([&]() -> Result<std::unique_ptr<Trainer>> {
    CLOZE_CHECK(validate(setup.recipe));
    set_compute_threads(setup.threads);
    keep_freed_memory();
    auto state = std::make_unique<State>();
    state->setup = std::move(setup);
    const Recipe& recipe = state->recipe();
    const std::int64_t vocabulary = state->setup.dataset.info().vocabulary_size;
    CLOZE_TRY(state->rows, RowMaker::make(state->setup.dataset, Split::train, recipe.objective, recipe.seed));
    CLOZE_TRY(state->held_out_rows,
              RowMaker::make(state->setup.dataset, Split::held_out, recipe.objective, recipe.seed));

    const torch::Device device =
        state->setup.device.cuda
            ? torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(state->setup.device.index))
            : torch::Device(torch::kCPU);
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
    CLOZE_TRY(const TrainState stored, read_checkpoint_state(checkpoint));
    if (stored.dataset_hash != state_->progress.dataset_hash)
      return fail(ErrorCode::bad_input, fmt::format("'{}' was trained on dataset {}, not on {}",
                                                    checkpoint.string(), stored.dataset_hash.substr(0, 16),
                                                    state_->progress.dataset_hash.substr(0, 16)));
    CLOZE_CHECK(load_weights(checkpoint, state_->model->model));
    state_->model->model->refresh_copies();
    CLOZE_CHECK(load_optimizer(checkpoint, *state_->optimizer));
    state_->progress = stored;
    state_->saved_at = stored.step;
    state_->start_loader();
    return {};
  });
}

Result<void> Trainer::State::take_step(TrainerObserver& observer) {
  const Stopwatch time;
  std::vector<Batch> batches;
  for (std::int64_t i = 0; i < recipe().optimizer.accumulation; ++i) batches.push_back(loader->next());
  const std::int64_t step = progress.step + 1;
  const double rate = learning_rate(recipe().schedule, recipe().optimizer.learning_rate, step, share_used());
  const StepResult result = train_step->run(batches, step, rate);

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
  const double share = share_used();
  observer.step_done(metrics, std::min(1.0, share),
                     share > 0 ? std::max(0.0, progress.seconds * (1 - share) / share) : 0);

  steps_not_finite = result.updated ? 0 : steps_not_finite + 1;
  if (steps_not_finite == 1)
    observer.warning(step, fmt::format("loss {} with gradient norm {}: this step did not change the weights",
                                       result.loss, result.gradient_norm));
  if (steps_not_finite >= most_steps_not_finite)
    return fail(ErrorCode::bad_input,
                fmt::format("loss or gradient was not finite for {} steps in a row", steps_not_finite),
                "lower optimizer.learning_rate, or raise schedule.warmup_steps");
  return {};
}

Result<void> Trainer::State::evaluate(TrainerObserver& observer, const CancelFlag& stop_soon) {
  auto metrics = evaluate_model(model->model, *held_out_rows, recipe(), model->device,
                                recipe().evaluation.max_rows, {}, &stop_soon);
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
  const CheckpointSource source{model->model,
                                *optimizer,
                                recipe(),
                                progress,
                                setup.tokenizer_folder,
                                evaluated_at == progress.step ? held_out_loss : not_a_number};
  CLOZE_TRY(const std::filesystem::path folder, save_training_checkpoint(setup.checkpoints_folder, source));
  saved_at = progress.step;
  observer.checkpoint_saved(progress.step, folder);
  return {};
}

Result<Trainer::End> Trainer::run(TrainerObserver& observer, const CancelFlag& stop_soon) {
  using Command = TrainerObserver::Command;
  State& state = *state_;
  return guarded([&]() -> Result<End> {
    state.model->model->train();
    bool stopped = false;
    while (state.share_used() < 1) {
      const Command command = observer.between_steps(*this);
      if (command == Command::stop) {
        stopped = true;
        break;
      }
      if (command == Command::save && state.saved_at != state.progress.step)
        CLOZE_CHECK(state.save(observer));
      CLOZE_CHECK(state.take_step(observer));
      const bool last = state.share_used() >= 1;
      if (due(state.recipe().evaluation.every_steps, state.progress.step) && !last)
        CLOZE_CHECK(state.evaluate(observer, stop_soon));
      if (due(state.recipe().checkpoint.every_steps, state.progress.step) && !last) {
        // A full disk must not end a run: what is in memory is worth more than the checkpoint.
        if (auto saved = state.save(observer); !saved) {
          if (saved.error().code != ErrorCode::disk_full && saved.error().code != ErrorCode::io)
            return std::unexpected(std::move(saved).error());
          observer.warning(state.progress.step,
                           fmt::format("no checkpoint was saved: {}", to_string(saved.error())));
        }
      }
    }
    if (!stopped && state.evaluated_at != state.progress.step)
      CLOZE_CHECK(state.evaluate(observer, stop_soon));
    if (state.saved_at != state.progress.step) CLOZE_CHECK(state.save(observer));
    return stopped ? End::stopped : End::finished;
  });
}

const TrainState& Trainer::state() const {
  return state_->progress;
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
