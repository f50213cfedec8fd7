// SPDX-License-Identifier: GPL-3.0-or-later
// The first minute: two ways to begin, while a workspace holds nothing yet. UI thread only.
#pragma once

#include <QWidget>

#include "core/base/result.h"
#include "ui/models/corpora.h"

class QLabel;
class QPushButton;

namespace cloze::ui {

class ErrorNote;
class JobProgressBar;

class WelcomePanel : public QWidget {
  Q_OBJECT
 public:
  explicit WelcomePanel(QWidget* parent = nullptr);
  /// The sample that quickstart trains on; says how to fetch it when it is not there.
  void setSample(const Corpus& sample);
  void beginJob();
  void reportJob(const QString& what, quint64 done, quint64 total);
  void showError(const Error& error);
  /// Nothing is under way any more.
  void endJob();
  QPushButton* quickstartButton() const { return quick_; }
  QPushButton* openButton() const { return open_; }

 Q_SIGNALS:
  void quickstartWanted();
  void openWanted();
  void browseWanted();
  void cancelled();

 private:
  QPushButton *quick_, *open_, *browse_;
  QLabel* quick_note_;
  ErrorNote* error_;
  JobProgressBar* progress_;
};

}  // namespace cloze::ui
