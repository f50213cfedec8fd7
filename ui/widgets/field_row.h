// SPDX-License-Identifier: GPL-3.0-or-later
// One setting of the recipe: label, editor, unit, a button back to the preset's value, and at its side the
// help line or, in its place, what is wrong. Made from the setting's description alone. UI thread only.
#pragma once

#include <QString>
#include <QWidget>

#include "core/config/recipe_fields.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QToolButton;

namespace cloze::ui {

class ElidedLabel;
class NumberEdit;

class FieldRow : public QWidget {
  Q_OBJECT
 public:
  explicit FieldRow(const Field& field, QWidget* parent = nullptr);

  const Field& field() const { return field_; }
  QString path() const;

  /// Shows the recipe's value; text that a person is typing stays when it means the same value.
  void setValues(const Recipe& recipe, const Recipe& reference);
  /// Text of the editor as set_field takes it.
  QString editorText() const;
  /// What is wrong with this setting; empty brings the help back.
  void setProblem(const QString& problem);
  QString problem() const { return problem_; }
  bool differs() const { return differs_; }
  QWidget* editor() const;
  QToolButton* resetButton() const { return reset_; }

 Q_SIGNALS:
  void edited(const QString& path, const QString& text);
  void resetWanted(const QString& path);

 private:
  const Field& field_;
  NumberEdit* number_ = nullptr;
  QComboBox* choice_ = nullptr;
  QCheckBox* check_ = nullptr;
  QToolButton* reset_;
  ElidedLabel* help_;
  QString problem_;
  bool differs_ = false;
};

}  // namespace cloze::ui
