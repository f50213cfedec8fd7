// SPDX-License-Identifier: GPL-3.0-or-later
// Everything on the Probe page, without the session behind it: it says what it would like to ask and shows
// answers given as values. A second model may answer beside the first. UI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "core/session/events.h"
#include "ui/models/masked_line.h"
#include "ui/models/probe_log.h"
#include "ui/models/question_queue.h"
#include "ui/widgets/probe_head.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace cloze::ui {

class AttentionView;
class ChipFlow;
class EmptyState;
class EntryList;
class ErrorNote;
class ExampleChips;
class GapColumn;
class LikelihoodView;
class MaskAnswers;
class Segmented;

class ProbeView : public QWidget {
  Q_OBJECT
 public:
  explicit ProbeView(QWidget* parent = nullptr);

  /// In the order given; keeps the chosen ones.
  void setRuns(const std::vector<ProbeRun>& runs);
  void selectRun(const QString& id);
  void setCheckpoints(const QString& run, const std::vector<RunCheckpoint>& checkpoints);
  QString run() const;
  bool runIsLive() const;
  QString runDataset() const;
  /// The second model; empty when there is none.
  QString besideRun() const;
  /// Gaps that an answer is shown for.
  int answersShown() const;
  void setExamples(const QStringList& questions);
  void setHeldOutAvailable(bool available);
  /// Sentences that are pinned, in their order.
  void setPins(const QStringList& pins);

  void setText(const QString& text);
  QString text() const;
  int top() const;
  bool follows() const;
  ProbeKind kind() const;
  /// Shows what this kind of question has, and asks.
  void chooseKind(ProbeKind kind);
  /// Puts a run beside the first one, and asks both; an empty one takes it away.
  void chooseBeside(const QString& run);
  /// Whether the text can be asked about as it is: with a gap to fill, with words to score or look at.
  bool canAsk() const;
  /// What to ask the first model, and the second one.
  Question question(bool on_purpose) const;
  Question besideQuestion() const;

  /// An answer to the text shown or, when the person has gone on since, to an older one, which is only
  /// logged. settled: see ProbeLog.
  void setAnswer(const FillResult& result, qint64 milliseconds, bool settled);
  void setLikelihood(const LikelihoodResult& result, qint64 milliseconds);
  void setAttention(const AttentionMap& map, qint64 milliseconds);
  void setError(const Error& error);
  void setBesideAnswer(const ProbeDone& done);

  QLineEdit* line() const { return line_; }
  ChipFlow* chips() const { return chips_; }
  MaskAnswers* answers() const;
  QLabel* filled() const;
  QLabel* status() const { return head_->status(); }
  ErrorNote* error() const;
  EntryList* log() const { return log_list_; }
  EntryList* pins() const { return pin_list_; }
  QPushButton* pinButton() const { return pin_; }
  ModelPicker* picker() const { return head_->picker(); }
  ModelPicker* beside() const { return head_->beside(); }
  GapColumn* besideColumn() const { return beside_column_; }
  GapColumn* column() const { return column_; }
  LikelihoodView* likelihood() const { return likelihood_; }
  AttentionView* attention() const { return attention_; }
  Segmented* kinds() const { return kinds_; }

 Q_SIGNALS:
  /// on_purpose: not in the middle of typing. Asked are question() and besideQuestion().
  void askWanted(const QString& text, bool on_purpose);
  void runChosen(const QString& id);
  void besideChosen(const QString& id);
  /// A question out of the held-out text of the run's dataset.
  void heldOutWanted();
  /// The sentence, with its gaps filled again, is to be followed through all runs, or no longer.
  void pinWanted(const QString& sentence, bool pinned);
  /// There is no model, and the person wants to make one.
  void trainWanted();

 private:
  QWidget* buildSheet();
  QWidget* buildPanels();
  void connectHead();
  void lineChanged(bool on_purpose);
  void modelChanged();
  void setKind(ProbeKind kind);
  void besideChanged();
  void showResult(const FillResult& result, qint64 milliseconds);
  void cutAs(const std::vector<std::string>& tokens);
  void showHeat();
  void showHint();
  void showPinned();
  void nameColumns();
  void clearAnswer();
  void setStale();

  MaskedLine masked_;
  ProbeLog log_;
  QStringList last_tokens_;
  ProbeHead* head_;
  Segmented *pieces_, *kinds_;
  QLabel* hint_;
  QLineEdit* line_;
  ChipFlow* chips_;
  GapColumn *column_, *beside_column_;
  LikelihoodView* likelihood_;
  AttentionView* attention_;
  std::vector<QWidget*> panels_;  ///< By ProbeKind.
  QWidget* body_;
  EmptyState* empty_;
  ExampleChips* examples_;
  EntryList *pin_list_, *log_list_;
  QPushButton* pin_;
  QStringList pins_;
};

}  // namespace cloze::ui
