// SPDX-License-Identifier: GPL-3.0-or-later
// Asks the session for the batches that the Run page wants to show; the newest question wins. UI thread only.
#pragma once

#include <QObject>

#include "core/session/events.h"

namespace cloze::ui {

class RunPage;
class SessionBridge;

class BatchAsker : public QObject {
  Q_OBJECT
 public:
  BatchAsker(SessionBridge& bridge, RunPage* page);

 private:
  void ask(const QString& run_id, qint64 step);
  void withdraw();

  SessionBridge& bridge_;
  RunPage* page_;
  RequestId under_way_ = 0;
};

}  // namespace cloze::ui
