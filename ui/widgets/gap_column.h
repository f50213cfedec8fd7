// SPDX-License-Identifier: GPL-3.0-or-later
// What one model makes of the gaps of a sentence: the sentence completed, the words for each gap, and with
// several gaps what fits into all of them together. UI thread only.
#pragma once

#include <QWidget>

#include "core/session/events.h"
#include "ui/models/masked_line.h"

class QFrame;
class QLabel;

namespace cloze::ui {

class ErrorNote;
class MaskAnswers;
class TopBars;

class GapColumn : public QWidget {
  Q_OBJECT
 public:
  explicit GapColumn(QWidget* parent = nullptr);

  /// Names the model; empty when it stands alone.
  void setTitle(const QString& title);
  /// See MaskAnswers::setAnswers.
  void show(const FillResult& result, const MaskedLine& line, int top,
            const std::vector<FilledMask>& against = {});
  void showError(const Error& error);
  void clear();
  /// Faded while an answer to something newer is awaited.
  void setStale(bool stale);

  const FillResult& result() const { return result_; }
  MaskAnswers* answers() const { return answers_; }
  TopBars* joint() const { return joint_; }
  QLabel* filled() const { return filled_; }
  ErrorNote* error() const { return error_; }

 Q_SIGNALS:
  /// A word for one gap, counted from 0.
  void chosen(int mask, const QString& word);
  /// Words for all gaps.
  void allChosen(const QStringList& words);

 private:
  void showJoint(const JointFillings& joint);
  FillResult result_;
  QLabel *title_, *filled_, *joint_title_;
  MaskAnswers* answers_;
  QFrame* joint_card_;
  TopBars* joint_;
  ErrorNote* error_;
};

}  // namespace cloze::ui
