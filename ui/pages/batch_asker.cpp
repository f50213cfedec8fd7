// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/batch_asker.h"

#include "ui/bridge/session_bridge.h"
#include "ui/pages/run_page.h"

namespace cloze::ui {

BatchAsker::BatchAsker(SessionBridge& bridge, RunPage* page) : QObject(page), bridge_(bridge), page_(page) {
  connect(page, &RunPage::batchWanted, this, &BatchAsker::ask);
  connect(page, &RunPage::batchClosed, this, &BatchAsker::withdraw);
  connect(&bridge, &SessionBridge::probeDone, this, [this](const ProbeDone& done) {
    if (done.probe != under_way_) return;
    under_way_ = 0;
    if (done.error)
      page_->showBatch(std::unexpected(*done.error));
    else
      page_->showBatch(*done.batch);
  });
}

void BatchAsker::ask(const QString& run_id, qint64 step) {
  withdraw();
  ProbeRequest request;
  request.model = run_id.toStdString();
  request.kind = ProbeKind::batch;
  request.batch_step = step;
  under_way_ = bridge_.session().ask(request);
}

void BatchAsker::withdraw() {
  if (under_way_ != 0) bridge_.session().cancel(under_way_);
  under_way_ = 0;
}

}  // namespace cloze::ui
