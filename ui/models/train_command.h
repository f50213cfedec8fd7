// SPDX-License-Identifier: GPL-3.0-or-later
// The terminal command that does what the Start button does. Pure.
#pragma once

#include <QString>
#include <QStringList>

#include "core/config/recipe.h"

namespace cloze::ui {

/// Where a recipe on the form came from: a preset's name or a file, and what it held.
struct RecipeOrigin {
  QString name;  ///< What --recipe takes.
  Recipe recipe;
};

/// The preset that differs from a recipe in the fewest fields.
RecipeOrigin nearest_preset(const Recipe& recipe);

/// The words of `cloze train ...`, unquoted: only what differs from the origin is set.
QStringList train_arguments(const Recipe& recipe, const RecipeOrigin& origin, const QString& dataset,
                            const QString& run_name, const QString& device);

/// The words as one line for a POSIX shell.
QString shell_line(const QStringList& words);

}  // namespace cloze::ui
