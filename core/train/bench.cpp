// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/bench.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/clock.h"
#include "core/base/memory.h"
#include "core/config/model_size.h"
#include "core/kernels/products.h"
#include "core/kernels/torch.h"
#include "core/train/device.h"
#include "core/train/step_rig.h"
#include "core/train/torch_device.h"

namespace cloze {
namespace {

constexpr int gemm_rounds = 7;
constexpr double gemm_seconds_per_round = 0.05;

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
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
  Recipe recipe;
  recipe.model = request.model;
  recipe.objective.sequence_length = request.length;
  recipe.objective.mask_rate = request.mask_rate;
  recipe.optimizer.kind = request.optimizer;
  recipe.optimizer.batch_size = request.batch;
  recipe.optimizer.precision = request.precision;
  CLOZE_TRY(const auto rig, StepRig::make(recipe, request.vocabulary, choice, request.threads));
  std::vector<double> seconds;
  StepRig::Step total;
  for (int i = 0; i < request.warmup + request.steps; ++i) {
    CLOZE_TRY(const StepRig::Step step, rig->step(request.batch, 1));
    if (i < request.warmup) continue;
    seconds.push_back(step.seconds);
    total.seconds += step.seconds;
    total.data += step.data;
    total.forward += step.forward;
    total.backward += step.backward;
    total.optimizer += step.optimizer;
  }
  BenchResult result;
  result.tokens_per_second =
      static_cast<double>(request.batch * request.length * request.steps) / total.seconds;
  result.median_milliseconds = 1e3 * median(seconds);
  result.data_share = total.data / total.seconds;
  result.forward_share = total.forward / total.seconds;
  result.backward_share = total.backward / total.seconds;
  result.optimizer_share = total.optimizer / total.seconds;
  result.parameters = rig->parameters();
  result.peak_memory_bytes = peak_resident_memory();
  CLOZE_TRY(
      result.gemm_flops_per_second,
      bench_gemm({.precision = request.precision, .device = request.device, .threads = request.threads}));
  result.device = describe(choice);
  result.flops_per_token = flops_per_token(request.model, recipe.objective, request.vocabulary);
  result.flops_per_second = result.flops_per_token * result.tokens_per_second;
  return result;
}

}  // namespace cloze
