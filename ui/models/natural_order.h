// SPDX-License-Identifier: GPL-3.0-or-later
// The order in which people expect names: whatever their case, and 2 before 10. Values; any thread.
#pragma once

#include <QString>
#include <string_view>
#include <vector>

namespace cloze::ui {

/// The place of each text in that order: 0 for the first, equal numbers for equal texts, -1 for empty ones.
/// English and Chinese names in ASCII are compared by keys of our own, some ten times as quickly as by
/// QCollator and in its order; all others by QCollator.
std::vector<int> natural_ranks(const std::vector<QString>& texts);
/// The same of texts in UTF-8.
std::vector<int> natural_ranks(const std::vector<std::string_view>& texts);

}  // namespace cloze::ui
