// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/probe_asker.h"

#include "ui/bridge/session_bridge.h"

namespace cloze::ui {

ProbeAsker::ProbeAsker(SessionBridge& bridge, QObject* parent) : QObject(parent), bridge_(bridge) {
  connect(&questions_, &QuestionQueue::send, this, [this](const Question& question) {
    ProbeRequest request;
    request.model = question.model.toStdString();
    request.text = question.text.toStdString();
    request.top = question.top;
    request.record = question.record;
    request.kind = question.kind;
    request.step = question.step;
    request.joint = question.joint;
    request.layer = question.layer;
    request.head = question.head;
    under_way_ = bridge_.session().ask(request);
  });
  connect(&bridge_, &SessionBridge::probeDone, this, &ProbeAsker::take);
}

void ProbeAsker::ask(const Question& question, bool at_once) {
  if (questions_.busy() && *questions_.underWay() != question) withdraw();
  questions_.ask(question, at_once);
}

void ProbeAsker::forget() {
  questions_.clear();
  withdraw();
}

/// Questions of one pass are as good as answered.
void ProbeAsker::withdraw() {
  if (!questions_.busy()) return;
  const Question& asked = *questions_.underWay();
  if (asked.kind == ProbeKind::likelihood || asked.joint) bridge_.session().cancel(under_way_);
}

void ProbeAsker::take(const ProbeDone& done) {
  if (done.probe != under_way_ || !questions_.busy()) return;
  const Question asked = *questions_.underWay();
  questions_.answered();
  if (done.error && done.error->code == ErrorCode::cancelled) return;
  Q_EMIT answered(asked, done, questions_.latency());
}

}  // namespace cloze::ui
