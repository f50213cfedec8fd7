// SPDX-License-Identifier: GPL-3.0-or-later
// What all tables have in common: whole rows, no grid, comfortable lines, and Ctrl+C that copies what is
// chosen.
#pragma once

class QTableView;

namespace cloze::ui {

void prepare_table(QTableView* table);

/// Copies the chosen rows (all when none is chosen) with their header, separated by tabs.
void copy_rows(QTableView* table);

}  // namespace cloze::ui
