// SPDX-License-Identifier: GPL-3.0-or-later
// What may change in a run that is in training: its settings as rows of the form. UI thread only.
#pragma once

#include <QDialog>
#include <vector>

#include "core/config/recipe_change.h"

class QPushButton;

namespace cloze::ui {

class FieldRow;

class ChangeDialog : public QDialog {
  Q_OBJECT
 public:
  /// recipe: the run's as it is now.
  explicit ChangeDialog(const Recipe& recipe, QWidget* parent = nullptr);

  /// What differs from the run's recipe.
  std::vector<SettingChange> changes() const;
  FieldRow* row(const QString& path) const;
  QPushButton* changeButton() const { return change_; }

 private:
  void edit(const QString& path, const QString& text);
  void check();
  const Recipe before_;
  Recipe recipe_;
  std::vector<FieldRow*> rows_;
  QPushButton* change_;
};

}  // namespace cloze::ui
