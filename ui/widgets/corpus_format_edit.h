// SPDX-License-Identifier: GPL-3.0-or-later
// How files are read as documents: what ends one, which field of records holds the text, and the cleaning
// steps.
#pragma once

#include <QWidget>

#include "core/session/session.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace cloze::ui {

class CorpusFormatEdit : public QWidget {
  Q_OBJECT
 public:
  explicit CorpusFormatEdit(QWidget* parent = nullptr);
  CorpusFormat format() const;
  /// The field is asked for only where there are records.
  void setRecords(bool records);
  void setSteps(const CleaningSteps& steps);
  QPushButton* stepsButton() const { return choose_steps_; }

 Q_SIGNALS:
  void edited();
  /// The person wants to choose the steps.
  void stepsWanted();

 private:
  QComboBox* boundary_;
  QWidget* field_line_;
  QLineEdit* field_;
  CleaningSteps steps_;
  QLabel* shown_steps_;
  QPushButton* choose_steps_;
};

}  // namespace cloze::ui
