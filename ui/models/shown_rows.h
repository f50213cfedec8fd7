// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a recipe as they are drawn. Pure; any thread.
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "core/session/step_losses_result.h"

namespace cloze::ui {

struct ShownToken {
  int id = 0;
  QString text;  ///< What the model gets; with its leading blank where a word begins.
  SeenKind kind = SeenKind::ordinary;
  int original_id = 0;
  QString original;  ///< What stood there.
  int segment = 0;
  int position = 0;              ///< In the row.
  int count = 1;                 ///< Paddings that are drawn as one.
  std::optional<double> loss{};  ///< What a model lost on it, nats; of what is predicted.
};

struct ShownRow {
  QString title;  ///< "Row 3 of the run's first batch"
  QString note;   ///< "64 tokens · 10 to predict"
  std::vector<ShownToken> tokens;
};

/// passes: the recipe's batches per step.
std::vector<ShownRow> shown_rows(const RowPreview& preview, std::int64_t passes);

/// Of the rows of highest loss: "Loss 7.31 · row 12".
std::vector<ShownRow> shown_rows(const StepLosses& losses, std::int64_t passes);

/// "[MASK] · stands for ▁river (id 33) · position 12", for the token under the mouse.
QString describe(const ShownToken& token);

}  // namespace cloze::ui
