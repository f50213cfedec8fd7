// SPDX-License-Identifier: GPL-3.0-or-later
// Configure: a recipe, a dataset, a device, and the button that starts a run. Connects ConfigureView to the
// session. UI thread only.
#pragma once

#include <memory>

#include "core/session/events.h"
#include "core/session/row_preview.h"
#include "ui/pages/page.h"

namespace cloze {
struct RunRequest;
}

namespace cloze::ui {

class ConfigureView;
class SessionBridge;

class ConfigurePage : public Page {
  Q_OBJECT
 public:
  explicit ConfigurePage(SessionBridge& bridge, QWidget* parent = nullptr);
  QString title() const override;
  void activated() override;
  ConfigureView* view() const { return view_; }

 public Q_SLOTS:
  void selectDataset(const QString& name);
  /// A recipe from elsewhere (a run of the history); its problems are shown here.
  void loadRecipe(const QString& json);

 Q_SIGNALS:
  void runStarted(const QString& run_id);
  /// Added to the session's queue.
  void runQueued();

 private:
  void readDatasets();
  RunRequest request() const;
  void readRows(const QString& dataset, const RowPreviewRequest& request);
  void measure();
  void start();
  void enqueue();
  void tellBusy();
  SessionBridge& bridge_;
  ConfigureView* view_;
  std::shared_ptr<const RowPreviewer> previewer_;  ///< Of the dataset whose rows were shown last.
  RequestId preflight_job_ = 0;
  bool devices_asked_ = false;
};

}  // namespace cloze::ui
