// SPDX-License-Identifier: GPL-3.0-or-later
// What a model loses on the rows of a training batch, token by token. No torch in this header.
#pragma once

#include <vector>

#include "core/data/batcher.h"
#include "core/model/model_handle.h"

namespace cloze {

struct BatchLosses {
  /// Cross-entropy of each predicted token over the whole vocabulary, nats; in the order of
  /// Batch::masked_positions.
  std::vector<float> tokens;
  std::vector<float> next_sentence;  ///< Of each row, nats; empty without sentence pairs.
};

/// In evaluation mode: without dropout. All rows in one pass; the model is afterwards as it was. On the
/// thread that owns the model.
BatchLosses batch_losses(const ModelHandle& model, Batch batch);

}  // namespace cloze
