// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/configure_page.h"

#include <QVBoxLayout>

#include "core/session/run_queue.h"
#include "ui/bridge/background.h"
#include "ui/bridge/session_bridge.h"
#include "ui/models/core_text.h"
#include "ui/models/data_entries.h"
#include "ui/theme.h"
#include "ui/widgets/configure_view.h"
#include "ui/widgets/preflight_panel.h"
#include "ui/widgets/recipe_inspector.h"
#include "ui/widgets/row_preview_pane.h"

namespace cloze::ui {

ConfigurePage::ConfigurePage(SessionBridge& bridge, QWidget* parent) : Page(parent), bridge_(bridge) {
  view_ = new ConfigureView;
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(grid::page, grid::large, grid::page, grid::large);
  all->addWidget(view_);
  connect(view_, &ConfigureView::startWanted, this, &ConfigurePage::start);
  connect(view_, &ConfigureView::queueWanted, this, &ConfigurePage::enqueue);
  connect(view_, &ConfigureView::datasetWanted, this, [this] { Q_EMIT pageWanted(QStringLiteral("data")); });
  connect(view_->rows(), &RowPreviewPane::rowsWanted, this, &ConfigurePage::readRows);
  PreflightPanel* preflight = view_->inspector()->preflight();
  connect(preflight, &PreflightPanel::measureWanted, this, &ConfigurePage::measure);
  connect(preflight, &PreflightPanel::cancelWanted, this,
          [this] { bridge_.session().cancel(preflight_job_); });
  connect(&bridge_, &SessionBridge::jobProgress, this, [this, preflight](const JobProgress& progress) {
    if (progress.job == preflight_job_)
      preflight->report(core_text(progress.what), progress.done, progress.total);
  });
  connect(&bridge_, &SessionBridge::jobDone, this, [this, preflight](const JobDone& done) {
    if (done.job == preflight_job_ && done.error) preflight->setError(*done.error);
    if (done.job == preflight_job_ && done.preflight) preflight->setReport(*done.preflight);
    if (done.dataset) selectDataset(QString::fromStdString(done.dataset->name));
  });
  connect(&bridge_, &SessionBridge::runStarted, this, &ConfigurePage::tellBusy);
  connect(&bridge_, &SessionBridge::runEnded, this, &ConfigurePage::tellBusy);
}

QString ConfigurePage::title() const {
  return tr("Configure");
}

void ConfigurePage::activated() {
  readDatasets();
  tellBusy();
  if (std::exchange(devices_asked_, true)) return;
  run_in_background(
      this, [] { return list_devices(); },
      [this](std::vector<std::string> devices) {
        QStringList names;
        for (const std::string& device : devices) names << QString::fromStdString(device);
        view_->setDevices(names);
      });
}

void ConfigurePage::selectDataset(const QString& name) {
  view_->selectDataset(name);
  readDatasets();
}

void ConfigurePage::loadRecipe(const QString& json) {
  view_->loadJson(json.toUtf8());
}

void ConfigurePage::readDatasets() {
  run_in_background(
      this, [workspace = bridge_.workspace()] { return workspace.list_datasets(); },
      [this](const std::vector<DatasetInfo>& datasets) {
        std::vector<DatasetFacts> facts;
        for (const DatasetInfo& info : datasets) facts.push_back(facts_of(info));
        view_->setDatasets(facts);
      });
}

void ConfigurePage::readRows(const QString& dataset, const RowPreviewRequest& request) {
  struct Read {
    Result<RowPreview> rows;
    std::shared_ptr<const RowPreviewer> previewer;
  };
  run_in_background(
      this,
      [workspace = bridge_.workspace(), dataset = dataset.toStdString(), request,
       previewer = previewer_]() mutable -> Read {
        // The name may have gone over to another dataset since.
        const auto folder = workspace.find_dataset(dataset);
        if (!folder) return {std::unexpected(folder.error()), nullptr};
        if (!previewer || previewer->dataset().folder() != *folder) {
          auto opened = RowPreviewer::open(workspace, dataset);
          if (!opened) return {std::unexpected(opened.error()), nullptr};
          previewer = *opened;
        }
        return {previewer->rows(request), previewer};
      },
      [this](Read read) {
        previewer_ = std::move(read.previewer);
        view_->rows()->setRows(read.rows);
      });
}

void ConfigurePage::tellBusy() {
  view_->setBusy(bridge_.session().active_run().empty()
                     ? QString()
                     : tr("Another run is training; this one can wait for its turn."));
}

void ConfigurePage::measure() {
  PreflightRequest request;
  request.recipe = view_->recipe();
  request.dataset = view_->dataset().toStdString();
  request.options = bridge_.runOptions();
  request.options.device = view_->device().toStdString();
  view_->inspector()->preflight()->begin();
  preflight_job_ = bridge_.session().preflight(request);
}

RunRequest ConfigurePage::request() const {
  RunRequest request;
  request.recipe = view_->recipe();
  request.dataset = view_->dataset().toStdString();
  request.name = view_->runName().toStdString();
  request.options = bridge_.runOptions();
  request.options.device = view_->device().toStdString();
  return request;
}

void ConfigurePage::start() {
  if (view_->inspector()->preflight()->working()) bridge_.session().cancel(preflight_job_);
  const auto run = bridge_.session().start_run(request());
  if (!run) return view_->showStartError(run.error());
  tellBusy();
  Q_EMIT runStarted(QString::fromStdString(*run));
  Q_EMIT pageWanted(QStringLiteral("run"));
}

void ConfigurePage::enqueue() {
  view_->setAdding(true);
  const bool behind_a_run = !bridge_.session().active_run().empty();
  run_in_background(
      this,
      [&session = bridge_.session(), request = request(), behind_a_run]() -> Result<std::string> {
        CLOZE_TRY(const auto waiting, session.queue().list());
        CLOZE_TRY(std::string id, session.queue().add(request));
        // The first to wait behind a run starts without another word. Those that wait already may be held.
        if (behind_a_run && waiting.empty()) session.queue().go_on();
        return id;
      },
      [this](const Result<std::string>& added) {
        view_->setAdding(false);
        if (!added) return view_->showStartError(added.error());
        Q_EMIT runQueued();
      });
}

}  // namespace cloze::ui
