// SPDX-License-Identifier: GPL-3.0-or-later
// What step_losses() says, as plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/session/row_preview.h"

namespace cloze {

struct StepRow {
  SeenRow row;
  std::vector<float> losses;                   ///< Of the predicted tokens from left to right, nats.
  double mean = 0;                             ///< Of them.
  std::optional<double> next_sentence_loss{};  ///< Pairs; nats.
};

struct StepLosses {
  std::int64_t step = 0;                  ///< Whose batch it is.
  std::int64_t weights_step = 0;          ///< Of the checkpoint whose losses these are.
  std::int64_t rows = 0, predicted = 0;   ///< All of the step.
  double mean = 0;                        ///< Over all predicted tokens, nats.
  std::optional<double> recorded_loss{};  ///< The masked-language loss of the step, as the run recorded it.
  std::vector<StepRow> shown;             ///< The rows of the largest means, the largest first.
};

}  // namespace cloze
