// SPDX-License-Identifier: GPL-3.0-or-later
// Which of the chosen runs are drawn as one curve. UI thread only (names are translated).
#pragma once

#include <QString>
#include <cstddef>
#include <vector>

#include "ui/models/runs_model.h"

namespace cloze::ui {

enum class RunGrouping {
  none,     ///< Each run by itself.
  repeats,  ///< Runs of the same dataset and settings, the seed left out.
  dataset,
  tags,  ///< All of a run's tags together.
};

struct RunGroup {
  QString name;  ///< For a legend; tells it from the other groups.
  std::vector<std::size_t> members;
};

/// In the order of their first members. A run whose recipe is not known repeats no other.
std::vector<RunGroup> group_runs(const std::vector<RunsModel::Row>& runs, RunGrouping grouping);

}  // namespace cloze::ui
