// SPDX-License-Identifier: GPL-3.0-or-later
// One question at a time, the newest wins: while an answer is awaited later questions replace each other, and
// typing is let settle for a moment before anything is asked. UI thread only.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>
#include <optional>

#include "core/session/session.h"

namespace cloze::ui {

struct Question {
  QString model;  ///< Run id.
  QString text;
  int top = 5;
  bool record = true;  ///< Worth keeping in the history.
  ProbeKind kind = ProbeKind::fill;
  qint64 step = 0;              ///< Of a checkpoint; 0: the run as it is.
  bool joint = false;           ///< Also all gaps together.
  qint64 layer = 0, head = -1;  ///< Of attention.
  bool operator==(const Question&) const = default;
};

class QuestionQueue : public QObject {
  Q_OBJECT
 public:
  explicit QuestionQueue(int settle_ms = 180, QObject* parent = nullptr);

  /// Asks after the settling time, or at once.
  void ask(const Question& question, bool at_once = false);
  /// The answer to the question under way has come (or has failed). Sends the one that waits, if any.
  void answered();
  /// Forgets what waits; an answer under way still has to come.
  void clear();
  bool busy() const { return under_way_.has_value(); }
  const std::optional<Question>& underWay() const { return under_way_; }
  /// Milliseconds between the last question sent and its answer.
  qint64 latency() const { return latency_; }

 Q_SIGNALS:
  void send(const cloze::ui::Question& question);

 private:
  void sendWaiting();
  QTimer settle_;
  QElapsedTimer clock_;
  std::optional<Question> waiting_, under_way_;
  bool ripe_ = false;
  qint64 latency_ = 0;
};

}  // namespace cloze::ui
