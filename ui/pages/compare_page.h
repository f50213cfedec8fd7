// SPDX-License-Identifier: GPL-3.0-or-later
// The Compare page: all runs in a table; the chosen ones over each other in charts, and in what they differ.
// Reads the history through a RunSource on pool threads; needs no session. UI thread only.
#pragma once

#include <QHash>
#include <functional>
#include <memory>
#include <vector>

#include "core/session/session.h"
#include "ui/bridge/run_history.h"
#include "ui/models/runs_model.h"
#include "ui/pages/page.h"

class QAction;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace cloze::ui {

class CompareBoard;
class DifferencesModel;
class ElidedLabel;
class JobProgressBar;
class RunColumnsMenu;
class RunDetailsReader;
class RunFilterEdit;
class RunOrganizer;

class ComparePage : public Page {
  Q_OBJECT
 public:
  explicit ComparePage(RunSource source, QWidget* parent = nullptr);
  QString title() const override { return tr("Compare"); }
  void activated() override { refresh(); }
  QStringList selectedRuns() const;
  void selectRuns(const QStringList& run_ids);

  /// Something on its way out or in: shown above the table, and no second one is offered meanwhile.
  void beginTransfer(const QString& what);
  void reportTransfer(const JobProgress& progress);
  void endTransfer();

  /// The window has tried to delete these: what is still in the history is shown again.
  void deletionEnded(const QStringList& run_ids);

 public Q_SLOTS:
  /// Reads the history again; calls that come while it is being read become one more reading.
  void refresh();
  /// As refresh(), when the page is visible.
  void refreshIfVisible();

 Q_SIGNALS:
  void probeWanted(const QString& run_id);
  void recipeWanted(const QString& recipe_json);
  void exportWanted(const QString& run_id, const QString& folder);
  void metricsExportWanted(const QStringList& run_ids, const QString& folder);
  void embedWanted(const cloze::EmbedRequest& request);
  void importWanted(const QString& folder);
  void transferCancelled();
  void labelWanted(const QStringList& run_ids, const cloze::RunLabels& change);
  void deleteWanted(const QStringList& run_ids);
  void problem(const cloze::Error& error);
  void said(const QString& message);
  /// Table and charts show what the history held at the last refresh.
  void refreshed();

 private:
  QWidget* makeToolRow();
  QWidget* makeDifferences();
  void takeRuns(Result<std::vector<RunRecord>> runs);
  /// The first in the table that has something to draw.
  void selectNewest();
  /// Reads what the shown columns need beyond the records.
  void readDetails();
  /// Chosen runs that a change leaves in the table stay chosen.
  void keepingSelection(const std::function<void()>& change);
  void showCount();
  void selectionChanged();
  void draw();
  /// The runs of the table, for the views that show them all.
  void drawRelations(const QHash<QString, QColor>& colors);
  QPushButton* makeExportButton();
  void chooseExportFolder();
  void chooseMetricsFolder();
  void askForTexts();
  void chooseImportFolder();

  RunSource source_;
  RunsModel* runs_;
  DifferencesModel* differences_;
  RunOrganizer* organizer_;
  RunDetailsReader* details_;
  bool reading_ = false, again_ = false, restoring_ = false;

  QStackedWidget* stack_;
  QTableView* table_;
  QTableView* difference_table_;
  QLabel* difference_note_;
  ElidedLabel* count_;
  RunFilterEdit* filter_;
  RunColumnsMenu* columns_;
  QPushButton *import_, *export_, *recipe_, *probe_;
  QAction *export_model_, *export_metrics_, *embed_;
  JobProgressBar* transfer_;
  CompareBoard* board_;
};

}  // namespace cloze::ui
