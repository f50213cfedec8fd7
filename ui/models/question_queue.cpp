// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/question_queue.h"

namespace cloze::ui {

QuestionQueue::QuestionQueue(int settle_ms, QObject* parent) : QObject(parent) {
  settle_.setSingleShot(true);
  settle_.setInterval(settle_ms);
  connect(&settle_, &QTimer::timeout, this, [this] {
    ripe_ = true;
    sendWaiting();
  });
}

void QuestionQueue::ask(const Question& question, bool at_once) {
  waiting_ = question;
  ripe_ = at_once;
  if (at_once) {
    settle_.stop();
    sendWaiting();
  } else {
    settle_.start();
  }
}

void QuestionQueue::answered() {
  if (!under_way_) return;
  latency_ = clock_.elapsed();
  under_way_.reset();
  sendWaiting();
}

void QuestionQueue::clear() {
  settle_.stop();
  waiting_.reset();
  ripe_ = false;
}

void QuestionQueue::sendWaiting() {
  if (!waiting_ || !ripe_ || under_way_) return;
  under_way_ = *waiting_;
  waiting_.reset();
  ripe_ = false;
  clock_.start();
  Q_EMIT send(*under_way_);
}

}  // namespace cloze::ui
