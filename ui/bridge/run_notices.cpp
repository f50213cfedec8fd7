// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/run_notices.h"

#include <QApplication>
#include <utility>

#include "ui/bridge/session_bridge.h"
#include "ui/models/core_text.h"
#include "ui/models/run_progress.h"
#include "ui/qt_text.h"
#include "ui/theme.h"

namespace cloze::ui {

RunNotices::RunNotices(SessionBridge& bridge, QWidget& window, Notify notify)
    : QObject(&window), window_(window), notify_(std::move(notify)) {
  connect(&bridge, &SessionBridge::runStarted, this, [this](const RunStarted& started) {
    name_ = text_of(started.name);
    last_evaluation_.reset();
    last_step_.reset();
  });
  connect(&bridge, &SessionBridge::stepsDone, this,
          [this](const QString&, const std::vector<StepDone>& steps) { last_step_ = steps.back().metrics; });
  connect(&bridge, &SessionBridge::evaluationDone, this,
          [this](const EvaluationDone& done) { last_evaluation_ = done.metrics; });
  connect(&bridge, &SessionBridge::runNotice, this, [this](const RunNotice& notice) {
    if (notice.event.kind == "waiting")
      tell(tr("\u201c%1\u201d waits for room on the disk").arg(name_), text_of(notice.event.message));
  });
  connect(&bridge, &SessionBridge::runEnded, this, &RunNotices::runEnded);
  connect(&bridge, &SessionBridge::runNotStarted, this, [this](const RunNotStarted& run) {
    tell(tr("\u201c%1\u201d could not start").arg(text_of(run.name)), core_message(run.error.message));
  });
}

void RunNotices::runEnded(const RunEnded& ended) {
  if (ended.status == RunStatus::failed) {
    tell(tr("\u201c%1\u201d failed").arg(name_),
         ended.error ? core_message(ended.error->message) : QString());
    return;
  }
  if (ended.status != RunStatus::finished) return;  // A person has stopped it.
  QStringList parts;
  if (last_evaluation_) {
    parts << tr("held-out loss %1").arg(loss_text(last_evaluation_->loss))
          << tr("accuracy %1").arg(percent_text(last_evaluation_->accuracy));
  }
  if (last_step_) parts << tr("after %1 of training").arg(duration(last_step_->seconds));
  tell(tr("\u201c%1\u201d is finished").arg(name_), parts.join(QStringLiteral(", ")));
}

void RunNotices::tell(const QString& title, const QString& text) {
  if (window_.isActiveWindow()) return;
  QApplication::alert(&window_);
  if (notify_) notify_(title, text);
}

}  // namespace cloze::ui
