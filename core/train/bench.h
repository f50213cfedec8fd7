// SPDX-License-Identifier: GPL-3.0-or-later
// How fast this machine trains: training steps on synthetic rows, beside a plain matrix product measured in
// the same process. No torch in this header.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/config/recipe.h"

namespace cloze {

struct BenchRequest {
  ModelConfig model;
  std::int64_t vocabulary = 8192;
  std::int64_t batch = 64, length = 64;
  OptimizerKind optimizer = OptimizerKind::adamw;
  Precision precision = Precision::bf16;
  double mask_rate = 0.15;
  int steps = 20, warmup = 3;
  std::string device = "auto";
  int threads = 0;
};

/// The shapes of the comparison: tiny 2x128 (vocabulary 8192, 64 rows of 64), mini 4x256 (30522, 32 of 128),
/// base 12x768 (30522, 16 of 128).
std::optional<BenchRequest> bench_preset(const std::string& name);

struct BenchResult {
  std::string device;
  double tokens_per_second = 0;    ///< Over the counted steps.
  double median_milliseconds = 0;  ///< Of one step.
  double flops_per_token = 0;
  double flops_per_second = 0;  ///< tokens_per_second * flops_per_token
  double gemm_flops_per_second = 0;
  double data_share = 0, forward_share = 0, backward_share = 0,
         optimizer_share = 0;  ///< Of the counted time.
  std::int64_t parameters = 0;
  double peak_memory_bytes = 0;  ///< Resident, of this process.
};

Result<BenchResult> bench_step(const BenchRequest& request);

struct GemmRequest {
  std::int64_t size = 2048;  ///< Square.
  Precision precision = Precision::bf16;
  std::string device = "auto";
  int threads = 0;
};

/// Median floating-point operations per second of size x size products.
Result<double> bench_gemm(const GemmRequest& request);

}  // namespace cloze
