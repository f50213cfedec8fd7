// SPDX-License-Identifier: GPL-3.0-or-later
// A named figure, as shown to a person.
#pragma once

#include <QString>

namespace cloze::ui {

struct Fact {
  QString name, figure, tip;
  bool bad = false;  ///< Drawn as something to look at.
};

}  // namespace cloze::ui
