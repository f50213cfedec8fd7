// SPDX-License-Identifier: GPL-3.0-or-later
// Which parts of a filled sentence came from the model. Pure.
#pragma once

#include <QString>
#include <vector>

namespace cloze::ui {

struct FilledPart {
  QString text;
  bool from_model = false;
  bool operator==(const FilledPart&) const = default;
};

/// Lines up the question with the answer: what stands in place of each [MASK] is the model's. One plain part
/// when they do not line up.
std::vector<FilledPart> filled_parts(const QString& question, const QString& filled);

/// The parts as rich text, the model's words in a colour.
QString filled_html(const std::vector<FilledPart>& parts, const QString& color);

}  // namespace cloze::ui
