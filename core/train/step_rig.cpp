// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/step_rig.h"

#include <ATen/DeviceAccelerator.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/clock.h"
#include "core/base/memory.h"
#include "core/base/random.h"
#include "core/kernels/torch.h"
#include "core/tokenizer/tokenizer.h"
#include "core/train/tensor_memory.h"
#include "core/train/torch_device.h"
#include "core/train/train_step.h"

namespace cloze {
namespace {

constexpr const char* no_memory = "the memory is not enough for this step";
constexpr const char* no_memory_hint = "lower optimizer.batch_size and raise optimizer.accumulation";

}  // namespace

Batch synthetic_batch(const ObjectiveConfig& objective, std::int64_t rows, std::int64_t vocabulary,
                      std::uint64_t number) {
  Draws draws(1, 0, number);
  Batch batch;
  batch.rows = rows;
  batch.length = objective.sequence_length;
  const bool pairs = objective.next_sentence;
  const std::int64_t middle = batch.length / 2;  // Where the first segment's [SEP] stands.
  const std::int64_t ordinary = batch.length - (pairs ? 3 : 2);
  const auto predicted =
      std::max<std::int64_t>(1, std::llround(objective.mask_rate * static_cast<double>(ordinary)));
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t begin = row * batch.length;
    batch.row_numbers.push_back(static_cast<std::uint64_t>(row));
    batch.lengths.push_back(static_cast<std::int32_t>(batch.length));
    std::vector<std::int64_t> places;
    for (std::int64_t i = 0; i < batch.length; ++i) {
      const bool separator = i + 1 == batch.length || (pairs && i == middle);
      if (i == 0 || separator) {
        batch.token_ids.push_back(i == 0 ? SpecialTokens::cls : SpecialTokens::sep);
      } else {
        places.push_back(begin + i);
        batch.token_ids.push_back(static_cast<std::int32_t>(
            SpecialTokens::count +
            draws.next_below(static_cast<std::uint64_t>(vocabulary - SpecialTokens::count))));
      }
      if (pairs) batch.token_types.push_back(i > middle ? 1 : 0);
    }
    if (pairs) batch.next_sentence.push_back(row % 2);
    std::vector<std::int64_t> positions;
    const Permutation order(static_cast<std::uint64_t>(ordinary), number, static_cast<std::uint64_t>(row));
    for (std::int64_t i = 0; i < predicted; ++i)
      positions.push_back(places[order(static_cast<std::uint64_t>(i))]);
    std::ranges::sort(positions);
    for (const std::int64_t position : positions) {
      batch.masked_positions.push_back(position);
      batch.labels.push_back(batch.token_ids[static_cast<std::size_t>(position)]);
      batch.token_ids[static_cast<std::size_t>(position)] = SpecialTokens::mask;
    }
  }
  // Rows of pairs are padded as a rule, which takes an attention mask: one position of the last row.
  if (pairs && rows > 0) {
    --batch.lengths.back();
    batch.padded = true;
  }
  return batch;
}

struct StepRig::State {
  State(const Recipe& chosen, std::int64_t size, const torch::Device& where)
      : recipe(chosen), vocabulary(size), device(where), model(chosen.model, size, chosen.seed) {
    model->to(device);
    model->train();
    model->set_precision(recipe.optimizer.precision);
    optimizer = make_optimizer(*model, recipe.optimizer, model->hidden_matrices(), model->copies());
    train_step = std::make_unique<TrainStep>(model, *optimizer, recipe, device);
  }
  Recipe recipe;
  std::int64_t vocabulary;
  torch::Device device;
  MaskedLanguageModel model;
  std::unique_ptr<Optimizer> optimizer;
  std::unique_ptr<TrainStep> train_step;
  std::int64_t steps = 0;
  std::uint64_t batches = 0;
};

StepRig::StepRig(std::unique_ptr<State> state) : state_(std::move(state)) {}
StepRig::~StepRig() {
  state_.reset();
  return_tensor_memory();
}

Result<std::unique_ptr<StepRig>> StepRig::make(const Recipe& recipe, std::int64_t vocabulary,
                                               const DeviceChoice& device, int threads) {
  set_compute_threads(threads);
  keep_tensor_memory();
  try {
    return std::unique_ptr<StepRig>(
        new StepRig(std::make_unique<State>(recipe, vocabulary, torch_device(device))));
  } catch (const c10::OutOfMemoryError&) {
    return fail(ErrorCode::unavailable, "the device has not enough memory for this model");
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::unavailable, "this machine has not enough memory for this model");
  } catch (const c10::Error& error) {
    return fail(ErrorCode::unavailable,
                fmt::format("the model could not be made: {}", error.what_without_backtrace()));
  }
}

Result<StepRig::Step> StepRig::step(std::int64_t rows, int passes, const std::function<bool()>& goes_on) {
  State& state = *state_;
  out_of_memory_ = false;
  Step done;
  try {
    const PhaseSeconds before = state.train_step->phases();
    const Stopwatch time;
    std::vector<Batch> batches;
    for (int pass = 0; pass < passes; ++pass)
      batches.push_back(synthetic_batch(state.recipe.objective, rows, state.vocabulary, state.batches++));
    done.data = time.seconds();
    done.abandoned = state.train_step->run(batches, ++state.steps, 1e-4, {}, goes_on).abandoned;
    if (state.device.is_cuda()) torch::cuda::synchronize(state.device.index());
    done.seconds = time.seconds();
    const PhaseSeconds& after = state.train_step->phases();
    done.forward = after.forward - before.forward;
    done.backward = after.backward - before.backward;
    done.optimizer = after.optimizer - before.optimizer;
    return done;
  } catch (const c10::OutOfMemoryError&) {
    out_of_memory_ = true;
  } catch (const std::bad_alloc&) {
    out_of_memory_ = true;
  } catch (const c10::Error& error) {
    // The CPU's allocator has no class of its own for this.
    out_of_memory_ =
        std::string_view(error.what_without_backtrace()).find("allocate memory") != std::string_view::npos;
    if (!out_of_memory_)
      return fail(ErrorCode::unavailable, fmt::format("the step failed: {}", error.what_without_backtrace()));
  }
  state.optimizer->zero_grad();
  return fail(ErrorCode::unavailable, no_memory, no_memory_hint);
}

std::int64_t StepRig::parameters() const {
  std::int64_t count = 0;
  for (const torch::Tensor& parameter : state_->model->parameters()) count += parameter.numel();
  return count;
}

StepMemory::StepMemory(const DeviceChoice& device) : device_(device) {
  if (device_.cuda) {
    auto* allocator = at::getDeviceAllocator(torch::kCUDA);
    const auto index = static_cast<c10::DeviceIndex>(device_.index);
    torch::zeros({1}, torch_device(device_));  // The context is made now, and is no part of a step.
    allocator->emptyCache();
    available_ = static_cast<double>(allocator->getMemoryInfo(index).first);
    baseline_ = static_cast<double>(allocator->getDeviceStats(index).reserved_bytes[0].current);
  } else {
    return_tensor_memory();
    return_freed_memory();
    available_ = available_memory();
    baseline_ = resident_memory();
  }
}

void StepMemory::begin(bool anew) const {
  if (device_.cuda) {
    auto* allocator = at::getDeviceAllocator(torch::kCUDA);
    if (anew) allocator->emptyCache();
    allocator->resetPeakStats(static_cast<c10::DeviceIndex>(device_.index));
  } else {
    if (anew) {
      return_tensor_memory();
      return_freed_memory();
    }
    forget_peak_memory();
  }
}

double StepMemory::peak() const {
  const double taken =
      device_.cuda ? static_cast<double>(at::getDeviceAllocator(torch::kCUDA)
                                             ->getDeviceStats(static_cast<c10::DeviceIndex>(device_.index))
                                             .reserved_bytes[0]
                                             .peak)
                   : peak_resident_memory();
  return std::max(0.0, taken - baseline_);
}

}  // namespace cloze
