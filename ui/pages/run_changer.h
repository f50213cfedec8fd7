// SPDX-License-Identifier: GPL-3.0-or-later
// Lets a person change what may change in the run that is in training. UI thread only.
#pragma once

#include <QObject>

namespace cloze::ui {

class RunPage;
class SessionBridge;

class RunChanger : public QObject {
  Q_OBJECT
 public:
  RunChanger(SessionBridge& bridge, RunPage* page);

 private:
  void open(const QString& run_id);
  SessionBridge& bridge_;
  RunPage* page_;
};

}  // namespace cloze::ui
