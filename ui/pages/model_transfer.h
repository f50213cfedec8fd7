// SPDX-License-Identifier: GPL-3.0-or-later
// Between the Compare page and the session: models, metrics and embeddings that go out, and models that come
// in, one at a time. UI thread only.
#pragma once

#include <QObject>

#include "core/session/events.h"

namespace cloze::ui {

class ComparePage;
class SessionBridge;
class StatusLine;

class ModelTransfer : public QObject {
  Q_OBJECT
 public:
  /// All three outlive it.
  ModelTransfer(SessionBridge& bridge, ComparePage& page, StatusLine& line, QObject* parent = nullptr);

 private:
  void done(const JobDone& done);

  SessionBridge& bridge_;
  ComparePage& page_;
  StatusLine& line_;
  RequestId job_ = 0;  // 0: none under way.
};

}  // namespace cloze::ui
