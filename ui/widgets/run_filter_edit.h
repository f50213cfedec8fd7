// SPDX-License-Identifier: GPL-3.0-or-later
// The line in which a filter of runs is typed (core/history/run_filter.h). Offers names of columns and values
// of settings while one types. UI thread only.
#pragma once

#include <QLineEdit>
#include <QStringList>

#include "core/history/run_filter.h"

class QCompleter;
class QStringListModel;
class QTimer;

namespace cloze::ui {

/// What could stand at the end of a text: the words that begin as its last one, and where that begins.
struct FilterCompletion {
  qsizetype from = 0;
  QStringList words;
};
FilterCompletion complete_filter(const QString& text);

class RunFilterEdit : public QLineEdit {
  Q_OBJECT
 public:
  explicit RunFilterEdit(QWidget* parent = nullptr);

 Q_SIGNALS:
  /// What is typed is a filter; the last one stays while it is none.
  void filterChanged(const cloze::RunFilter& filter);
  /// What is typed is no filter, and nobody has typed on for a moment.
  void refused(const cloze::Error& error);

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void take();
  void refuse();
  void offer();
  void insert(const QString& word);

  QTimer* patience_;
  QCompleter* completer_;
  QStringListModel* words_;
  Error error_;
};

}  // namespace cloze::ui
