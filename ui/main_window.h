// SPDX-License-Identifier: GPL-3.0-or-later
// The studio's window: makes the pages and connects them with the session's bridge and with each other.
// Wiring only. UI thread only.
#pragma once

#include <functional>

#include "core/session/events.h"
#include "core/session/session.h"
#include "ui/widgets/frame.h"
#include "ui/widgets/window_menus.h"

namespace cloze::ui {

class ComparePage;
class ConfigurePage;
class DataPage;
class ProbePage;
class TourGuide;
class RunPage;
class RunQueueKeeper;
class SessionBridge;

class MainWindow : public Frame {
  Q_OBJECT
 public:
  /// The bridge outlives the window. settings_file keeps size, page, theme and language; an empty name keeps
  /// nothing.
  MainWindow(SessionBridge& bridge, const QString& settings_file, QWidget* parent = nullptr);
  /// After the window has been shown: loads the engine and the newest run in the background.
  void warmUp();
  void applySavedTheme();
  RunPage* runPage() const { return run_; }
  ComparePage* comparePage() const { return compare_; }
  ProbePage* probePage() const { return probe_; }
  TourGuide* tour() const { return tour_; }
  RunQueueKeeper* queueKeeper() const { return queue_; }
  QAction* isolatedAction() const { return isolated_; }

 public Q_SLOTS:
  void chooseTheme(cloze::ui::ThemeChoice choice);
  /// Kept for the next start.
  void chooseLanguage(cloze::ui::Language choice);

 protected:
  void closeEvent(QCloseEvent* event) override;

 private:
  void wireRun();
  void wireStatus();
  void wirePages();
  void wireTour();
  void makeMenus();
  void showNewestRun();
  /// Says so when this run was found interrupted, and offers to continue it.
  void offerInterrupted(const RunRecord& run);
  void readPast(const QString& run_id);
  void continueRun(const QString& run_id);
  void labelRuns(const QStringList& run_ids, const RunLabels& change);
  void deleteRuns(const QStringList& run_ids);
  /// On a pool thread, one after another; errors are told.
  void forEachRun(const QStringList& run_ids, std::function<Result<void>(Session&, const std::string&)> work,
                  std::function<void()> done);
  void probe(const QString& run_id);
  void restore();
  void save() const;

  SessionBridge& bridge_;
  QString settings_file_;
  ThemeChoice theme_ = ThemeChoice::system;
  RequestId quickstart_ = 0;
  bool may_close_ = false;
  QAction* isolated_;
  DataPage* data_;
  ConfigurePage* configure_;
  RunPage* run_;
  ComparePage* compare_;
  ProbePage* probe_;
  TourGuide* tour_;
  bool tour_seen_ = false;
  RunQueueKeeper* queue_;
};

}  // namespace cloze::ui
