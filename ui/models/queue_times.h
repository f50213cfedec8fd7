// SPDX-License-Identifier: GPL-3.0-or-later
// How long waiting runs will probably train, judged by how fast earlier runs of the workspace were. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/history/history.h"

namespace cloze::ui {

/// Seconds for each of the waiting ones, in their order; NaN when nothing is known. The newest of the trained
/// runs with the same model, rows and batch tells, else the one whose work of a token is nearest, unless that
/// is another order of magnitude. A budget of minutes is the most. vocabularies: sizes by dataset hash.
std::vector<double> expected_seconds(const std::vector<RunRecord>& waiting,
                                     const std::vector<RunRecord>& newest_first,
                                     const std::map<std::string, std::int64_t>& vocabularies);

}  // namespace cloze::ui
