// SPDX-License-Identifier: GPL-3.0-or-later
// A token as it is drawn.
#pragma once

#include <QString>

namespace cloze::ui {

struct FlowToken {
  int id = 0;
  QString text;  ///< As read: with its leading blank where a word begins.
  bool starts_word = false;
  bool starts_sentence = false;
  bool unknown = false;
};

}  // namespace cloze::ui
