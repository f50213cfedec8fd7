// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/bench.h"

#include <sys/resource.h>
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/config/model_size.h"
#include "core/kernels/products.h"
#include "core/kernels/torch.h"
#include "core/tokenizer/tokenizer.h"
#include "core/train/device.h"
#include "core/train/train_step.h"

namespace cloze {
namespace {

constexpr int gemm_rounds = 7;
constexpr double gemm_seconds_per_round = 0.05;

torch::Device torch_device(const DeviceChoice& choice) {
  return choice.cuda ? torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(choice.index))
                     : torch::Device(torch::kCPU);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// A full row of ordinary tokens between [CLS] and [SEP], some of them masked: the shape training sees.
Batch synthetic_batch(const BenchRequest& request, std::uint64_t number) {
  Draws draws(1, 0, number);
  Batch batch;
  batch.rows = request.batch;
  batch.length = request.length;
  batch.lengths.assign(static_cast<std::size_t>(request.batch), static_cast<std::int32_t>(request.length));
  const std::int64_t ordinary = request.length - 2;
  const auto predicted =
      std::max<std::int64_t>(1, std::llround(request.mask_rate * static_cast<double>(ordinary)));
  for (std::int64_t row = 0; row < request.batch; ++row) {
    const std::int64_t begin = row * request.length;
    batch.row_numbers.push_back(static_cast<std::uint64_t>(row));
    batch.token_ids.push_back(SpecialTokens::cls);
    for (std::int64_t i = 0; i < ordinary; ++i)
      batch.token_ids.push_back(static_cast<std::int32_t>(
          SpecialTokens::count +
          draws.next_below(static_cast<std::uint64_t>(request.vocabulary - SpecialTokens::count))));
    batch.token_ids.push_back(SpecialTokens::sep);
    std::vector<std::int64_t> positions;
    const Permutation order(static_cast<std::uint64_t>(ordinary), number, static_cast<std::uint64_t>(row));
    for (std::int64_t i = 0; i < predicted; ++i)
      positions.push_back(begin + 1 + static_cast<std::int64_t>(order(static_cast<std::uint64_t>(i))));
    std::ranges::sort(positions);
    for (const std::int64_t position : positions) {
      batch.masked_positions.push_back(position);
      batch.labels.push_back(batch.token_ids[static_cast<std::size_t>(position)]);
      batch.token_ids[static_cast<std::size_t>(position)] = SpecialTokens::mask;
    }
  }
  return batch;
}

double peak_resident_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

}  // namespace

std::optional<BenchRequest> bench_preset(const std::string& name) {
  BenchRequest request;
  const auto shape = [&](std::int64_t layers, std::int64_t hidden, std::int64_t heads) {
    request.model.layers = layers;
    request.model.hidden = hidden;
    request.model.heads = heads;
    request.model.feed_forward = 4 * hidden;
  };
  if (name == "tiny") {
    shape(2, 128, 2);
  } else if (name == "mini") {
    shape(4, 256, 4);
    request.vocabulary = 30522;
    request.batch = 32;
    request.length = 128;
  } else if (name == "base") {
    shape(12, 768, 12);
    request.vocabulary = 30522;
    request.batch = 16;
    request.length = 128;
  } else {
    return std::nullopt;
  }
  return request;
}

Result<double> bench_gemm(const GemmRequest& request) {
  CLOZE_TRY(const DeviceChoice choice, choose_device(request.device));
  set_compute_threads(request.threads);
  const torch::NoGradGuard no_grad;
  const auto options = torch::TensorOptions()
                           .dtype(request.precision == Precision::bf16 ? torch::kBFloat16 : torch::kFloat32)
                           .device(torch_device(choice));
  try {
    const torch::Tensor a = torch::rand({request.size, request.size}, options),
                        b = torch::rand({request.size, request.size}, options);
    torch::Tensor c = product(a, b);
    const auto wait = [&] { c.index({0, 0}).item<float>(); };
    const double flops = 2.0 * std::pow(static_cast<double>(request.size), 3);
    std::vector<double> rates;
    for (int round = 0; round < gemm_rounds; ++round) {
      wait();
      const Stopwatch time;
      int products = 0;
      do {
        // Into memory that is there already, as far as the library allows: the rate is to be the machine's.
        if (request.precision == Precision::bf16)
          product_into(c, a, b);
        else
          c = product(a, b);
        ++products;
        if (!choice.cuda || products % 16 == 0) wait();
      } while (time.seconds() < gemm_seconds_per_round);
      wait();
      rates.push_back(flops * products / time.seconds());
    }
    return median(rates);
  } catch (const c10::Error& error) {
    return fail(ErrorCode::unavailable,
                std::string("the matrix product failed: ") + error.what_without_backtrace());
  }
}

Result<BenchResult> bench_step(const BenchRequest& request) {
  CLOZE_TRY(const DeviceChoice choice, choose_device(request.device));
  set_compute_threads(request.threads);
  keep_freed_memory();
  Recipe recipe;
  recipe.model = request.model;
  recipe.objective.sequence_length = request.length;
  recipe.objective.mask_rate = request.mask_rate;
  recipe.optimizer.batch_size = request.batch;
  recipe.optimizer.precision = request.precision;
  BenchResult result;
  try {
    MaskedLanguageModel model(request.model, request.vocabulary, 1);
    const torch::Device device = torch_device(choice);
    model->to(device);
    model->train();
    model->set_precision(request.precision);
    recipe.optimizer.kind = request.optimizer;
    const auto optimizer =
        make_optimizer(*model, recipe.optimizer, model->hidden_matrices(), model->copies());
    TrainStep step(model, *optimizer, recipe, device);
    std::vector<double> seconds;
    double data_seconds = 0;
    PhaseSeconds before;
    for (int i = 0; i < request.warmup + request.steps; ++i) {
      if (i == request.warmup) {
        before = step.phases();
        data_seconds = 0;
      }
      const Stopwatch time;
      std::vector<Batch> batches{synthetic_batch(request, static_cast<std::uint64_t>(i))};
      data_seconds += time.seconds();
      step.run(batches, i + 1, 1e-4);
      if (i >= request.warmup) seconds.push_back(time.seconds());
    }
    double total = 0;
    for (const double one : seconds) total += one;
    const PhaseSeconds& phases = step.phases();
    result.tokens_per_second = static_cast<double>(request.batch * request.length * request.steps) / total;
    result.median_milliseconds = 1e3 * median(seconds);
    result.data_share = data_seconds / total;
    result.forward_share = (phases.forward - before.forward) / total;
    result.backward_share = (phases.backward - before.backward) / total;
    result.optimizer_share = (phases.optimizer - before.optimizer) / total;
    for (const torch::Tensor& parameter : model->parameters()) result.parameters += parameter.numel();
  } catch (const c10::Error& error) {
    return fail(ErrorCode::unavailable, std::string("the step failed: ") + error.what_without_backtrace());
  }
  result.peak_memory_bytes = peak_resident_bytes();
  CLOZE_TRY(
      result.gemm_flops_per_second,
      bench_gemm({.precision = request.precision, .device = request.device, .threads = request.threads}));
  result.device = describe(choice);
  result.flops_per_token = flops_per_token(request.model, recipe.objective, request.vocabulary);
  result.flops_per_second = result.flops_per_token * result.tokens_per_second;
  return result;
}

}  // namespace cloze
