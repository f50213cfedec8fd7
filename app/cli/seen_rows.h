// SPDX-License-Identifier: GPL-3.0-or-later
// Rows as a model sees them, for the terminal.
#pragma once

#include <span>
#include <string>

#include "app/cli/output.h"
#include "core/session/row_preview.h"

namespace cloze::cli {

Json row_json(const SeenRow& row);

/// The row as running text, what is predicted as {what the model gets|what it is to find}. wordpiece: pieces
/// come without the blanks between words. losses: of the predicted tokens, to stand beside them; or empty.
std::string row_text(const SeenRow& row, bool wordpiece, std::span<const float> losses = {});

/// Whether the tokenizer of this name has pieces of that kind.
Result<bool> has_wordpiece(const Workspace& workspace, const std::string& tokenizer);

}  // namespace cloze::cli
