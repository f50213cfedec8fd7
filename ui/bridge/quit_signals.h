// SPDX-License-Identifier: GPL-3.0-or-later
// SIGTERM, SIGINT and SIGHUP end the application's event loop, so that a run is saved as when the window is
// closed, but without a question: whoever sends a signal does not see the window.
#pragma once

#include <QObject>
#include <memory>

class QSocketNotifier;

namespace cloze::ui {

/// One per program, while the application lives. UI thread only.
class QuitSignals : public QObject {
 public:
  explicit QuitSignals(QObject* parent = nullptr);
  ~QuitSignals() override;

 private:
  std::unique_ptr<QSocketNotifier> notifier_;
};

}  // namespace cloze::ui
