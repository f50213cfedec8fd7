// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace cloze::ui {

/// 0.0312 -> "3.1 %"; small ones keep digits that count: 0.00042 -> "0.04 %".
QString probability_text(double probability);

}  // namespace cloze::ui
