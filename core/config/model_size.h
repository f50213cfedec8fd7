// SPDX-License-Identifier: GPL-3.0-or-later
// Arithmetic on a model's shape: parameters, work per token and memory, without building it.
#pragma once

#include <cstdint>

#include "core/config/recipe.h"

namespace cloze {

struct ParameterCount {
  std::int64_t embeddings = 0;  ///< Token, position and type tables and their norm.
  std::int64_t encoder = 0;     ///< All blocks and, in the modern family, the final norm.
  std::int64_t heads = 0;  ///< Prediction head (its decoder is the token table), pooler, next-sentence head.
  std::int64_t total() const { return embeddings + encoder + heads; }
};

ParameterCount count_parameters(const ModelConfig& model, std::int64_t vocabulary);

/// Floating-point operations of one training step per token, forward and backward (3 times forward), matrix
/// products only: 2 per multiply-add, attention scores included, the vocabulary product for predicted tokens
/// only.
double flops_per_token(const ModelConfig& model, const ObjectiveConfig& objective, std::int64_t vocabulary);

struct MemoryEstimate {
  double weights = 0, gradients = 0, optimizer = 0, activations = 0;  ///< Bytes.
  double total() const { return weights + gradients + optimizer + activations; }
};

/// What a training step holds at its peak, estimated; a measured step is the authority.
MemoryEstimate estimate_memory(const Recipe& recipe, std::int64_t vocabulary);

}  // namespace cloze
