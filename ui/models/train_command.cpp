// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/train_command.h"

#include <QRegularExpression>

#include "core/config/recipe_fields.h"
#include "core/config/recipe_json.h"

namespace cloze::ui {

RecipeOrigin nearest_preset(const Recipe& recipe) {
  RecipeOrigin nearest;
  std::size_t fewest = recipe_fields().size() + 1;
  for (const Preset& preset : presets()) {
    const std::size_t differing = differing_fields(preset.recipe, recipe).size();
    if (differing >= fewest) continue;
    fewest = differing;
    nearest = {QString::fromStdString(preset.name), preset.recipe};
  }
  return nearest;
}

QStringList train_arguments(const Recipe& recipe, const RecipeOrigin& origin, const QString& dataset,
                            const QString& run_name, const QString& device) {
  QStringList words{QStringLiteral("cloze"), QStringLiteral("train"), QStringLiteral("--recipe"),
                    origin.name};
  if (!dataset.isEmpty()) words << QStringLiteral("--dataset") << dataset;
  for (const std::string& path : differing_fields(origin.recipe, recipe)) {
    const Field* field = find_field(path);
    words << QStringLiteral("--set") << QString::fromStdString(path + "=" + to_string(field->get(recipe)));
  }
  if (!run_name.isEmpty()) words << QStringLiteral("--name") << run_name;
  if (!device.isEmpty() && device != QLatin1String("auto")) words << QStringLiteral("--device") << device;
  return words;
}

QString shell_line(const QStringList& words) {
  static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_@%+=:,./-]+$"));
  QStringList quoted;
  for (QString word : words)
    quoted << (plain.match(word).hasMatch()
                   ? word
                   : QStringLiteral("'%1'").arg(word.replace(QLatin1String("'"), QLatin1String("'\\''"))));
  return quoted.join(QLatin1Char(' '));
}

}  // namespace cloze::ui
