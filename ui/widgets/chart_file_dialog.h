// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for the file that a chart goes to. UI thread only.
#pragma once

#include <QString>
#include <functional>

class QWidget;

namespace cloze::ui {

/// Opens a dialog and returns; the file's ending is one of .png, .svg, .pdf and .csv.
void ask_chart_file(QWidget* parent, const QString& title,
                    const std::function<void(const QString& path)>& chosen);

}  // namespace cloze::ui
