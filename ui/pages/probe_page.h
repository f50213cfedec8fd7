// SPDX-License-Identifier: GPL-3.0-or-later
// Probe: question a model, also while it is in training, and a second one beside it. Connects ProbeView to
// the session. UI thread only.
#pragma once

#include <QElapsedTimer>
#include <memory>

#include "core/session/dataset_browser.h"
#include "core/session/events.h"
#include "ui/pages/page.h"
#include "ui/pages/probe_asker.h"

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
  void readCheckpoints(const QString& run_id);
  void readPins();
  /// Both models, what the view would like to know.
  void ask(bool on_purpose);
  void takeAnswer(const Question& asked, const ProbeDone& done, qint64 milliseconds);
  void follow(const QString& run_id);
  void takeHeldOut();

  SessionBridge& bridge_;
  ProbeView* view_;
  ProbeAsker asker_, beside_asker_;
  QString wanted_run_;
  QString dataset_;  ///< Name or hash of the one that is open or being opened.
  std::shared_ptr<const DatasetBrowser> browser_;
  std::uint64_t sentence_ = 0;
  QElapsedTimer since_follow_;
};

}  // namespace cloze::ui
