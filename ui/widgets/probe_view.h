// SPDX-License-Identifier: GPL-3.0-or-later
// Everything on the Probe page, without the session behind it: it says what it would like to ask and shows
// answers given as values. UI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "core/session/events.h"
#include "ui/models/masked_line.h"
#include "ui/models/probe_log.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace cloze::ui {

class ChipFlow;
class EntryList;
class ErrorNote;
class MaskAnswers;
class Segmented;

/// A run that can be asked.
struct ProbeRun {
  QString id, name, dataset, detail;
  bool live = false;
  bool operator==(const ProbeRun&) const = default;
};

class ProbeView : public QWidget {
  Q_OBJECT
 public:
  explicit ProbeView(QWidget* parent = nullptr);

  /// In the order given; keeps the chosen one.
  void setRuns(const std::vector<ProbeRun>& runs);
  void selectRun(const QString& id);
  QString run() const;
  bool runIsLive() const;
  QString runDataset() const;
  /// Gaps that an answer is shown for.
  int answersShown() const;
  void setExamples(const QStringList& questions);
  void setHeldOutAvailable(bool available);

  void setText(const QString& text);
  QString text() const;
  int top() const;
  bool follows() const;

  /// An answer to the text shown or, when the person has gone on since, to an older one, which is only
  /// logged. settled: see ProbeLog.
  void setAnswer(const FillResult& result, qint64 milliseconds, bool settled);
  void setError(const Error& error);

  QLineEdit* line() const { return line_; }
  ChipFlow* chips() const { return chips_; }
  MaskAnswers* answers() const { return answers_; }
  QLabel* filled() const { return filled_; }
  QLabel* status() const { return status_; }
  ErrorNote* error() const { return error_; }
  EntryList* log() const { return log_list_; }

 Q_SIGNALS:
  /// on_purpose: not in the middle of typing.
  void askWanted(const QString& text, bool on_purpose);
  void runChosen(const QString& id);
  /// A question out of the held-out text of the run's dataset.
  void heldOutWanted();
  /// There is no model, and the person wants to make one.
  void trainWanted();

 private:
  QWidget* buildTop();
  QWidget* buildEmpty();
  void lineChanged(bool on_purpose);
  void showResult(const FillResult& result, qint64 milliseconds);
  void clearAnswer();
  const ProbeRun* current() const;

  std::vector<ProbeRun> runs_;
  MaskedLine masked_;
  ProbeLog log_;
  QStringList last_tokens_;
  QComboBox *run_, *top_;
  QCheckBox* follow_;
  Segmented* pieces_;
  QLabel *status_, *hint_, *filled_;
  QLineEdit* line_;
  ChipFlow* chips_;
  MaskAnswers* answers_;
  ErrorNote* error_;
  QWidget *head_, *examples_, *body_, *empty_;
  QPushButton* held_out_;
  EntryList* log_list_;
};

}  // namespace cloze::ui
