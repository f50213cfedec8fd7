// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCloseEvent>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <cmath>

#include "ui/bridge/background.h"
#include "ui/bridge/run_history.h"
#include "ui/bridge/run_notices.h"
#include "ui/bridge/session_bridge.h"
#include "ui/pages/batch_asker.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/configure_page.h"
#include "ui/pages/data_page.h"
#include "ui/pages/learned_sentences.h"
#include "ui/pages/model_transfer.h"
#include "ui/pages/probe_page.h"
#include "ui/pages/run_changer.h"
#include "ui/pages/run_page.h"
#include "ui/pages/run_queue_keeper.h"
#include "ui/pages/tour_guide.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/rail.h"
#include "ui/widgets/run_ticker.h"
#include "ui/widgets/status_line.h"

namespace cloze::ui {
namespace {

/// From this held-out accuracy on, asking the model is worth a look.
constexpr double worth_probing = 0.3;

}  // namespace

MainWindow::MainWindow(SessionBridge& bridge, const QString& settings_file, QWidget* parent)
    : Frame(parent),
      bridge_(bridge),
      settings_file_(settings_file),
      data_(new DataPage(bridge)),
      configure_(new ConfigurePage(bridge)),
      run_(new RunPage),
      compare_(new ComparePage(history_source(bridge.workspace().database()))),
      probe_(new ProbePage(bridge)),
      tour_(new TourGuide(bridge, this)),
      queue_(new RunQueueKeeper(bridge, *this)) {
  setWindowTitle(tr("Cloze Studio"));
  const QString root = QString::fromStdString(bridge.workspace().root().string());
  setWorkspaceName(QString::fromStdString(bridge.workspace().root().filename().string()), root);
  addPage("data", Icon::data, tr("Data"), data_);
  addPage("configure", Icon::configure, tr("Configure"), configure_);
  addPage("run", Icon::run, tr("Run"), run_);
  addPage("compare", Icon::compare, tr("Compare"), compare_);
  addPage("probe", Icon::probe, tr("Probe"), probe_);
  wireRun();
  wireStatus();
  wirePages();
  wireTour();
  restore();
  makeMenus();
}

void MainWindow::wireRun() {
  connect(&bridge_, &SessionBridge::runStarted, run_, &RunPage::runStarted);
  connect(&bridge_, &SessionBridge::stepsDone, run_, &RunPage::stepsDone);
  connect(&bridge_, &SessionBridge::evaluationDone, run_, &RunPage::evaluationDone);
  connect(&bridge_, &SessionBridge::pinsScored, run_, &RunPage::pinsScored);
  connect(&bridge_, &SessionBridge::checkpointSaved, run_, &RunPage::checkpointSaved);
  connect(&bridge_, &SessionBridge::runStateChanged, run_, &RunPage::runStateChanged);
  connect(&bridge_, &SessionBridge::runRolledBack, run_, &RunPage::runRolledBack);
  connect(&bridge_, &SessionBridge::runNotice, run_, &RunPage::runNotice);
  connect(&bridge_, &SessionBridge::runEnded, run_, &RunPage::runEnded);
  connect(&bridge_, &SessionBridge::runStarted, ticker(), &RunTicker::runStarted);
  connect(&bridge_, &SessionBridge::stepsDone, ticker(), &RunTicker::stepsDone);
  connect(&bridge_, &SessionBridge::runStateChanged, ticker(), &RunTicker::runStateChanged);
  connect(&bridge_, &SessionBridge::runEnded, ticker(), &RunTicker::runEnded);
  connect(ticker(), &RunTicker::runWanted, this, [this] { showPage("run"); });

  const auto pause = [this] { bridge_.session().pause(); };
  const auto resume = [this] { bridge_.session().resume(); };
  const auto stop = [this] { bridge_.session().stop(); };
  connect(run_, &RunPage::pauseWanted, this, pause);
  connect(run_, &RunPage::resumeWanted, this, resume);
  connect(run_, &RunPage::stopWanted, this, stop);
  connect(ticker(), &RunTicker::pauseWanted, this, pause);
  connect(ticker(), &RunTicker::resumeWanted, this, resume);
  connect(ticker(), &RunTicker::stopWanted, this, stop);
  connect(run_, &RunPage::checkpointWanted, this, [this] { bridge_.session().checkpoint_now(); });
  connect(run_, &RunPage::continueWanted, this, &MainWindow::continueRun);
  connect(run_, &RunPage::pastWanted, this, &MainWindow::readPast);
  new BatchAsker(bridge_, run_);  // The page's, as the next one.
  new LearnedSentences(bridge_, run_);
  new RunChanger(bridge_, run_);
  connect(&bridge_, &SessionBridge::jobProgress, run_, [this](const JobProgress& progress) {
    if (progress.job == quickstart_ && quickstart_ != 0) run_->showPreparing(progress);
  });
  connect(&bridge_, &SessionBridge::jobDone, run_, [this](const JobDone& done) {
    if (done.job != quickstart_ || quickstart_ == 0) return;
    quickstart_ = 0;
    if (!done.error) return;
    run_->endPreparing();
    tour_->quickstartFailed();
  });
}

void MainWindow::wireStatus() {
  StatusLine* line = statusLine();
  connect(&bridge_, &SessionBridge::problem, line, &StatusLine::addProblem);
  connect(&bridge_, &SessionBridge::runStarted, this, [this](const RunStarted& started) {
    statusLine()->setDevice(QString::fromStdString(started.device));
    statusLine()->say(tr("Started %1").arg(QString::fromStdString(started.name)));
    setActive("run", true);
  });
  connect(&bridge_, &SessionBridge::stepsDone, this,
          [this] { statusLine()->setSpeed(ticker()->run().tokens_per_second()); });
  connect(&bridge_, &SessionBridge::checkpointSaved, this, [this](const CheckpointSaved& saved) {
    statusLine()->say(tr("Saved a checkpoint at step %1").arg(step_text(saved.step)));
  });
  connect(&bridge_, &SessionBridge::evaluationDone, this, [this](const EvaluationDone& done) {
    statusLine()->say(tr("Step %1: held-out loss %2, accuracy %3")
                          .arg(step_text(done.metrics.step), loss_text(done.metrics.loss),
                               percent_text(done.metrics.accuracy)));
    if (done.metrics.accuracy >= worth_probing && currentName() != "probe") setActive("probe", true);
  });
  new RunNotices(bridge_, *this);
  connect(&bridge_, &SessionBridge::runNotice, this, [this](const RunNotice& notice) {
    const QString message = QString::fromStdString(notice.event.message);
    if (notice.event.kind == "waiting")
      notices()->tell("room", message, tr("Try now"), [this] { bridge_.session().resume(); });
    if (notice.event.kind == "fault") statusLine()->addProblem(tr("A step went wrong"), message);
  });
  connect(&bridge_, &SessionBridge::runStateChanged, this, [this](const RunStateChanged& changed) {
    if (changed.status == RunStatus::running) notices()->dismiss("room");
  });
  connect(&bridge_, &SessionBridge::runStarted, this, [this] { notices()->dismiss("interrupted"); });
  connect(&bridge_, &SessionBridge::runEnded, this, [this](const RunEnded& ended) {
    notices()->dismiss("room");
    statusLine()->say(tr("Run %1: %2").arg(ticker()->run().name, status_text(ended.status).toLower()));
    statusLine()->setSpeed(not_a_number);
    setActive("run", false);
  });
  connect(this, &Frame::pageShown, this, [this](const QString& name) {
    if (name == "probe") setActive("probe", false);
  });
}

void MainWindow::wirePages() {
  connect(data_, &DataPage::datasetReady, this, [this](const QString& name) {
    configure_->selectDataset(name);
    showPage("configure");
  });
  connect(data_, &DataPage::quickstartStarted, this, [this](RequestId job) {
    quickstart_ = job;
    run_->showPreparing({job, tr("Preparing the text").toStdString(), 0, 0});
    showPage("run");
  });
  connect(configure_, &ConfigurePage::runStarted, this, [this] { showPage("run"); });
  connect(configure_, &ConfigurePage::runQueued, this, [this] {
    statusLine()->say(tr("Added to the queue"));
    queue_->refresh();
  });
  connect(queue_, &RunQueueKeeper::changed, compare_, &ComparePage::refreshIfVisible);
  connect(run_, &RunPage::probeWanted, this, &MainWindow::probe);
  connect(compare_, &ComparePage::probeWanted, this, &MainWindow::probe);
  connect(compare_, &ComparePage::recipeWanted, this, [this](const QString& json) {
    configure_->loadRecipe(json);
    showPage("configure");
  });
  connect(compare_, &ComparePage::labelWanted, this, &MainWindow::labelRuns);
  connect(compare_, &ComparePage::deleteWanted, this, &MainWindow::deleteRuns);
  new ModelTransfer(bridge_, *compare_, *statusLine(), this);
  connect(run_, &RunPage::problem, &bridge_, &SessionBridge::report);
  connect(compare_, &ComparePage::problem, &bridge_, &SessionBridge::report);
  connect(run_, &RunPage::said, statusLine(), &StatusLine::say);
  connect(compare_, &ComparePage::said, statusLine(), &StatusLine::say);
  connect(&bridge_, &SessionBridge::runStarted, compare_, &ComparePage::refreshIfVisible);
  connect(&bridge_, &SessionBridge::evaluationDone, compare_, &ComparePage::refreshIfVisible);
  connect(&bridge_, &SessionBridge::runEnded, compare_, &ComparePage::refreshIfVisible);
}

void MainWindow::wireTour() {
  connect(tour_, &TourGuide::pageWanted, this, &MainWindow::showPage);
  connect(tour_, &TourGuide::quickstartWanted, data_, &DataPage::quickstart);
  connect(tour_, &TourGuide::ended, this, [this] {
    tour_seen_ = true;
    save();
  });
  connect(data_, &DataPage::quickstartStarted, tour_, &TourGuide::quickstartStarted);
}

void MainWindow::makeMenus() {
  QMenu* themes = make_theme_menu(this, theme_, [this](ThemeChoice choice) { chooseTheme(choice); });
  add_language_actions(themes, saved_language(settings_file_),
                       [this](Language choice) { chooseLanguage(choice); });
  isolated_ = add_isolated_action(themes, bridge_.runOptions().isolated, [this](bool isolated) {
    bridge_.setIsolated(isolated);
    save();
  });
  connect(rail()->settingsButton(), &QAbstractButton::clicked, this, [this, themes] {
    themes->popup(rail()->settingsButton()->mapToGlobal(QPoint(rail()->width(), 0)));
  });
  add_tour_action(themes, [this] { tour_->begin(); });
  workspaceButton()->setMenu(
      make_workspace_menu(this, QString::fromStdString(bridge_.workspace().root().string())));
}

void MainWindow::warmUp() {
  showNewestRun();
  queue_->greet();
  run_in_background(
      this,
      [] {
        preload_engine();
        return list_devices();
      },
      [this](const std::vector<std::string>& devices) {
        if (ticker()->run().exists()) return;
        statusLine()->setDevice(
            QString::fromStdString(devices.empty() ? std::string("cpu") : devices.back()));
      });
}

void MainWindow::showNewestRun() {
  run_in_background(
      this,
      [database = bridge_.workspace().database(),
       interrupted = bridge_.session().interrupted_runs()]() -> Result<std::optional<PastRun>> {
        if (!interrupted.empty()) return read_past(database, interrupted.front());
        CLOZE_TRY(const std::string newest, newest_run(database));
        if (newest.empty()) return std::nullopt;
        return read_past(database, newest);
      },
      [this](Result<std::optional<PastRun>> newest) {
        if (!newest) {
          bridge_.report(newest.error());
        } else if (*newest && !run_->run().exists() && quickstart_ == 0) {
          const RunRecord record = (*newest)->record;
          run_->showPast(std::move(**newest));
          offerInterrupted(record);
        } else if (!*newest && !tour_seen_ && quickstart_ == 0 && !run_->run().exists()) {
          tour_->begin();
        }
      });
}

void MainWindow::offerInterrupted(const RunRecord& run) {
  const auto& interrupted = bridge_.session().interrupted_runs();
  if (run.status != RunStatus::interrupted || interrupted.empty() || run.id != interrupted.front()) return;
  const QString name = QString::fromStdString(run.name), id = QString::fromStdString(run.id);
  const QString others = interrupted.size() > 1
                             ? tr(" %n more are on the Compare page.", nullptr, int(interrupted.size()) - 1)
                             : QString();
  notices()->tell(
      "interrupted",
      tr("The run %1 was interrupted at step %2: its program ended without a word. Nothing up to its "
         "last checkpoint is lost.")
              .arg(name, step_text(run.step)) +
          others,
      tr("Continue it"), [this, id] {
        continueRun(id);
        showPage("run");
      });
}

void MainWindow::readPast(const QString& run_id) {
  run_in_background(
      this,
      [database = bridge_.workspace().database(), id = run_id.toStdString()] {
        return read_past(database, id);
      },
      [this](Result<PastRun> past) {
        if (past) {
          run_->showPast(std::move(*past));
        } else {
          bridge_.report(past.error());
        }
      });
}

void MainWindow::continueRun(const QString& run_id) {
  if (const auto started = bridge_.session().resume_run(run_id.toStdString(), bridge_.runOptions());
      !started) {
    bridge_.report(started.error());
  }
}

void MainWindow::labelRuns(const QStringList& run_ids, const RunLabels& change) {
  forEachRun(
      run_ids, [change](Session& session, const std::string& id) { return session.label_run(id, change); },
      [this] { compare_->refresh(); });
}

void MainWindow::deleteRuns(const QStringList& run_ids) {
  forEachRun(
      run_ids, [](Session& session, const std::string& id) { return session.delete_run(id); },
      [this, run_ids] { compare_->deletionEnded(run_ids); });
}

void MainWindow::forEachRun(const QStringList& run_ids,
                            std::function<Result<void>(Session&, const std::string&)> work,
                            std::function<void()> done) {
  run_in_background(
      this,
      [&session = bridge_.session(), run_ids, work = std::move(work)] {
        std::vector<Error> errors;
        for (const QString& id : run_ids) {
          if (const auto worked = work(session, id.toStdString()); !worked) errors.push_back(worked.error());
        }
        return errors;
      },
      [this, done = std::move(done)](const std::vector<Error>& errors) {
        for (const Error& error : errors) bridge_.report(error);
        done();
      });
}

void MainWindow::probe(const QString& run_id) {
  probe_->selectRun(run_id);
  showPage("probe");
}

void MainWindow::chooseTheme(ThemeChoice choice) {
  theme_ = choice;
  apply_theme(*qApp, scheme_of(choice));
  save();
}

void MainWindow::chooseLanguage(Language choice) {
  save_language(settings_file_, choice);
  notices()->tell("language", tr("The language changes with the next start of the studio."));
}

void MainWindow::applySavedTheme() {
  apply_theme(*qApp, scheme_of(theme_));
}

void MainWindow::restore() {
  if (settings_file_.isEmpty()) {
    tour_seen_ = true;  // What is not remembered is not offered.
    showPage("data");
    return;
  }
  const QSettings settings(settings_file_, QSettings::IniFormat);
  theme_ = theme_choice(settings.value("theme").toString());
  bridge_.setIsolated(settings.value("isolated").toBool());
  tour_seen_ = settings.value("tour-seen").toBool();
  restoreGeometry(settings.value("geometry").toByteArray());
  showPage(settings.value("page", "data").toString());
  if (!currentPage()) showPage("data");
}

void MainWindow::save() const {
  if (settings_file_.isEmpty()) return;
  QSettings settings(settings_file_, QSettings::IniFormat);
  settings.setValue("theme", theme_name(theme_));
  settings.setValue("isolated", bridge_.runOptions().isolated);
  settings.setValue("tour-seen", tour_seen_);
  settings.setValue("geometry", saveGeometry());
  settings.setValue("page", currentName());
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (may_close_ || bridge_.session().active_run().empty()) {
    save();
    event->accept();
    return;
  }
  event->ignore();
  auto* box = new QMessageBox(QMessageBox::Question, tr("Close"), tr("A run is in training."),
                              QMessageBox::Cancel, this);
  box->setAttribute(Qt::WA_DeleteOnClose);
  QString closing = tr("Closing saves a checkpoint and stops it; it can be continued later.");
  if (!queue_->waiting().empty())
    closing += QLatin1Char(' ') + tr("The runs in the queue wait for the next start.");
  box->setInformativeText(closing);
  QPushButton* close = box->addButton(tr("Stop and close"), QMessageBox::AcceptRole);
  connect(box, &QMessageBox::buttonClicked, this, [this, close](QAbstractButton* button) {
    if (button != close) return;
    may_close_ = true;
    this->close();
  });
  box->open();
}

}  // namespace cloze::ui
