// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/model_size.h"

#include <cmath>

namespace cloze {

ParameterCount count_parameters(const ModelConfig& m, std::int64_t vocabulary) {
  const std::int64_t h = m.hidden, f = m.feed_forward;
  ParameterCount count;
  if (m.family == Family::classic) {
    count.embeddings = (vocabulary + m.max_positions + 2) * h + 2 * h;
    const std::int64_t attention = 4 * (h * h + h) + 2 * h;
    const std::int64_t feed_forward = h * f + f + f * h + h + 2 * h;
    count.encoder = m.layers * (attention + feed_forward);
    const std::int64_t transform = h * h + h + 2 * h;
    const std::int64_t pooler = h * h + h, next_sentence = 2 * h + 2;
    count.heads = transform + vocabulary + pooler + next_sentence;
  } else {
    count.embeddings = vocabulary * h + h;
    const std::int64_t attention = 4 * h * h;
    const std::int64_t feed_forward = (m.gated ? 3 : 2) * h * f;
    // Two norms a block, but the first block reads the normed embeddings as they are; one norm at the end.
    count.encoder = m.layers * (attention + feed_forward) + (2 * m.layers - 1) * h + h;
    count.heads = h * h + h + vocabulary;
  }
  return count;
}

double flops_per_token(const ModelConfig& m, const ObjectiveConfig& objective, std::int64_t vocabulary) {
  const double h = static_cast<double>(m.hidden), f = static_cast<double>(m.feed_forward);
  const double feed_forward = (m.gated ? 3 : 2) * h * f;
  const double scores = 2 * static_cast<double>(objective.sequence_length) * h;
  const double keys_and_values = 2 * h * h, rest = 2 * h * h + scores + feed_forward;
  const double predicted = objective.mask_rate;
  // The last block computes keys and values of all tokens, everything else of the predicted ones.
  const double blocks = static_cast<double>(m.layers) * keys_and_values +
                        (static_cast<double>(m.layers - 1) + predicted) * rest;
  const double head = predicted * (h * h + h * static_cast<double>(vocabulary));
  return 3 * 2 * (blocks + head);
}

MemoryEstimate estimate_memory(const Recipe& recipe, std::int64_t vocabulary) {
  const ModelConfig& m = recipe.model;
  const double parameters = static_cast<double>(count_parameters(m, vocabulary).total());
  const double element = recipe.optimizer.precision == Precision::bf16 ? 2 : 4;
  const double tokens = static_cast<double>(recipe.optimizer.batch_size * recipe.objective.sequence_length);
  MemoryEstimate memory;
  memory.weights = parameters * (recipe.optimizer.precision == Precision::bf16 ? 6 : 4);
  memory.gradients = parameters * element;
  memory.optimizer = parameters * 8;
  // Kept for backward per block and token: norm inputs, q, k, v, attention output, two or three feed-forward
  // widths.
  const double h = static_cast<double>(m.hidden), f = static_cast<double>(m.feed_forward);
  const double per_token = 8 * h + (m.gated ? 4 : 2) * f;
  // Logits become their own gradient in place.
  const double logits = tokens * recipe.objective.mask_rate * static_cast<double>(vocabulary);
  memory.activations = (static_cast<double>(m.layers) * tokens * per_token + logits) * element;
  return memory;
}

}  // namespace cloze
