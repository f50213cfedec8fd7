// SPDX-License-Identifier: GPL-3.0-or-later
// Probe: ask a model to fill gaps, also while it is in training. Connects ProbeView to the session; one
// question is under way at a time and the newest wins. UI thread only.
#pragma once

#include <QElapsedTimer>
#include <memory>

#include "core/session/dataset_browser.h"
#include "core/session/events.h"
#include "ui/models/question_queue.h"
#include "ui/pages/page.h"

namespace cloze::ui {

class ProbeView;
class SessionBridge;

class ProbePage : public Page {
  Q_OBJECT
 public:
  explicit ProbePage(SessionBridge& bridge, QWidget* parent = nullptr);
  QString title() const override;
  void activated() override;
  ProbeView* view() const { return view_; }

 public Q_SLOTS:
  void selectRun(const QString& run_id);

 private:
  void readRuns();
  void openDataset();
  void ask(const QString& text, bool on_purpose);
  void takeAnswer(const ProbeDone& done);
  void follow(const QString& run_id);
  void takeHeldOut();

  SessionBridge& bridge_;
  ProbeView* view_;
  QuestionQueue questions_;
  RequestId under_way_ = 0;
  QString wanted_run_;
  QString dataset_;  ///< Name or hash of the one that is open or being opened.
  std::shared_ptr<const DatasetBrowser> browser_;
  std::uint64_t sentence_ = 0;
  QElapsedTimer since_follow_;
};

}  // namespace cloze::ui
