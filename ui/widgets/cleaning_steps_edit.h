// SPDX-License-Identifier: GPL-3.0-or-later
// The list of cleaning steps: which are done, in which order, with which settings. Made from the steps' own
// description. UI thread only.
#pragma once

#include <QWidget>

#include "core/session/session.h"

class QLabel;
class QListWidget;
class QListWidgetItem;

namespace cloze::ui {

class CleaningStepsEdit : public QWidget {
  Q_OBJECT
 public:
  explicit CleaningStepsEdit(QWidget* parent = nullptr);
  void setSteps(const CleaningSteps& steps);
  /// Those that are ticked, in their order.
  CleaningSteps steps() const;
  /// What is wrong with them; empty when nothing is.
  QString problem() const;
  /// Behind each step's name; an empty list clears them.
  void setReports(const std::vector<StepReport>& reports);
  /// The one whose settings are shown.
  StepKind chosen() const;
  QListWidget* list() const { return list_; }

 Q_SIGNALS:
  void edited();
  void stepChosen();

 private:
  void showSettings();
  void addSetting(QListWidgetItem* item, const StepSetting& setting, std::size_t position);
  void change(QListWidgetItem* item, std::size_t position, const FieldValue& value);
  QListWidget* list_;
  QLabel* help_;
  QWidget* settings_ = nullptr;
};

}  // namespace cloze::ui
