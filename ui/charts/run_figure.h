// SPDX-License-Identifier: GPL-3.0-or-later
// The loss curve of a run from the history as a figure, for export without a window.
#pragma once

#include <filesystem>

#include "ui/bridge/run_history.h"
#include "ui/charts/chart_export.h"

namespace cloze::ui {

/// Training loss (smoothed, over its raw shadow, when there are many steps) and held-out loss.
ChartFigure loss_figure(const RunHistory& run);

/// Reads the run and writes its loss curve; the ending of path says the format. not_found names the run.
Result<void> write_run_chart(const std::filesystem::path& database, const std::string& run,
                             const QString& path, const QSize& size);

}  // namespace cloze::ui
