// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does to runs of the table to keep order: tags, notes, putting aside and deleting, the last
// two of which can be taken back. Holds the menu and the line that tells of it; the page shows them and the
// window carries it out. UI thread only.
#pragma once

#include <QObject>
#include <QSet>
#include <QStringList>
#include <functional>

#include "core/history/history.h"

class QAction;
class QMenu;
class QTimer;
class QWidget;

namespace cloze::ui {

class NoticeBar;
class RunsModel;

class RunOrganizer : public QObject {
  Q_OBJECT
 public:
  /// The model is told which runs are hidden and whether archived ones are shown; keep is called with each
  /// such change and does it, so that the table can keep what is chosen in it.
  RunOrganizer(RunsModel& model, std::function<void(const std::function<void()>&)> keep, QWidget* parent);

  QMenu* menu() const { return menu_; }
  NoticeBar* notice() const { return notice_; }
  void setSelection(const QStringList& run_ids);
  /// Before the model takes what the history holds.
  void historyRead();
  /// The window has tried to delete these: the next reading tells the truth of them.
  void deletionEnded(const QStringList& run_ids) { ended_ << run_ids; }
  void undo();

 Q_SIGNALS:
  void labelWanted(const QStringList& run_ids, const cloze::RunLabels& change);
  /// Some seconds after the person asked for it and did not take it back.
  void deleteWanted(const QStringList& run_ids);
  /// These have come back.
  void selectionWanted(const QStringList& run_ids);

 private:
  void archive();
  void askForTags();
  void askForNote();
  void remove();
  void finishRemoval();
  /// All of the chosen ones stand in the archive.
  bool allArchived() const;
  QString what(const QString& one, const QString& many) const;

  RunsModel& model_;
  std::function<void(const std::function<void()>&)> keep_;
  QWidget* parent_;
  QMenu* menu_;
  QAction *tags_, *note_, *archive_, *show_archived_, *delete_;
  NoticeBar* notice_;
  QTimer* regret_;
  QStringList selected_;
  QSet<QString> leaving_;  ///< Asked to be deleted: not in the table any more.
  QStringList undoable_;   ///< Of those, the ones that come back when the person takes it back.
  QStringList ended_;
};

}  // namespace cloze::ui
