// SPDX-License-Identifier: GPL-3.0-or-later
// Colours of runs that are drawn together. UI thread only.
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>
#include <vector>

namespace cloze::ui {

/// A round mark of this colour for tables, also on a chosen row.
QIcon color_icon(const QColor& color);

/// A colour for each run, none twice: its own while that is free, else a free one, beyond six runs a darker
/// shade.
std::vector<QColor> distinct_colors(const std::vector<QString>& run_ids);

}  // namespace cloze::ui
