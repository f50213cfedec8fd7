// SPDX-License-Identifier: GPL-3.0-or-later
// Short card at the end of a run: what came out, and what to do next.
#pragma once

#include <QFrame>
#include <vector>

#include "ui/models/run_progress.h"

class QLabel;
class QPushButton;

namespace cloze::ui {

/// A sentence that the model had never seen, with its answer for a hidden word.
struct FilledSentence {
  QString question;  ///< With one [MASK].
  QString hidden;    ///< What stood there.
  QString answer;
};

class EndCard : public QFrame {
  Q_OBJECT
 public:
  explicit EndCard(QWidget* parent = nullptr);
  /// Without the sentences of the run before.
  void setRun(const RunProgress& run);
  void addSentence(const FilledSentence& sentence);
  const std::vector<FilledSentence>& sentences() const { return sentences_; }
  QLabel* sentencesLabel() const { return filled_; }

 Q_SIGNALS:
  void probeWanted();
  void compareWanted();
  void configureWanted();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void writeSentences();
  QLabel* headline_;
  QLabel* text_;
  QPushButton* probe_;
  QLabel* filled_;
  std::vector<FilledSentence> sentences_;
};

}  // namespace cloze::ui
