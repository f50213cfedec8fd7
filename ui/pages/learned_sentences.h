// SPDX-License-Identifier: GPL-3.0-or-later
// What a run has learned, for the card at its end: some held-out sentences, each with a word that its model
// fills in. They come one after another; a run that begins meanwhile ends it. UI thread only.
#pragma once

#include <QObject>
#include <vector>

#include "core/session/events.h"
#include "ui/models/browsed_tokens.h"

namespace cloze::ui {

class RunPage;
class SessionBridge;

class LearnedSentences : public QObject {
  Q_OBJECT
 public:
  static constexpr std::size_t wanted = 5;
  LearnedSentences(SessionBridge& bridge, RunPage* page);

 private:
  void find(const QString& run_id);
  void askNext();
  void take(const ProbeDone& done);

  SessionBridge& bridge_;
  RunPage* page_;
  QString run_;
  std::vector<HeldOutQuestion> questions_;  ///< The last one is asked next.
  HeldOutQuestion asked_;
  RequestId under_way_ = 0;
};

}  // namespace cloze::ui
