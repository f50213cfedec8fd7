// SPDX-License-Identifier: GPL-3.0-or-later
// Asks one model through the session: one question at a time, the newest wins, and one under way that takes
// long is withdrawn for it. UI thread only.
#pragma once

#include <QObject>

#include "ui/models/question_queue.h"

namespace cloze::ui {

class SessionBridge;

class ProbeAsker : public QObject {
  Q_OBJECT
 public:
  explicit ProbeAsker(SessionBridge& bridge, QObject* parent = nullptr);

  /// See QuestionQueue::ask.
  void ask(const Question& question, bool at_once);
  /// What waits or is under way is not wanted any more.
  void forget();
  bool busy() const { return questions_.busy(); }
  /// Milliseconds of the last answer.
  qint64 latency() const { return questions_.latency(); }

 Q_SIGNALS:
  void answered(const cloze::ui::Question& asked, const cloze::ProbeDone& done, qint64 milliseconds);

 private:
  void take(const ProbeDone& done);
  void withdraw();

  SessionBridge& bridge_;
  QuestionQueue questions_;
  RequestId under_way_ = 0;
};

}  // namespace cloze::ui
