// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/clock.h"
#include "ui/models/core_text.h"
#include "ui/models/run_events_model.h"
#include "ui/theme.h"
#include "ui/widgets/batch_pane.h"
#include "ui/widgets/chart_card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/end_card.h"
#include "ui/widgets/event_marks.h"
#include "ui/widgets/run_charts.h"
#include "ui/widgets/run_header.h"

namespace cloze::ui {
namespace {

enum Face { nothing, preparing, showing };

/// An evaluation as a line of the log; a time of 0 is unknown.
RunEvent evaluation_event(const EvaluationMetrics& metrics, double time) {
  const QString message =
      RunPage::tr("loss %1, accuracy %2").arg(loss_text(metrics.loss), percent_text(metrics.accuracy));
  return {metrics.step, time, "evaluation", message.toStdString()};
}

}  // namespace

RunPage::RunPage(QWidget* parent)
    : Page(parent),
      events_(new RunEventsModel(this)),
      stack_(new QStackedWidget),
      header_(new RunHeader),
      end_card_(new EndCard),
      charts_(new RunCharts(events_)),
      event_list_(new EventList),
      side_(new QStackedWidget),
      batch_(new BatchPane) {
  empty_ = new EmptyState(
      Icon::run, tr("No run yet"),
      tr("Here a model's loss falls while it learns. Prepare a dataset, choose a recipe, press Start."));
  connect(empty_->addButton(tr("Prepare data")), &QPushButton::clicked, this,
          [this] { Q_EMIT pageWanted("data"); });
  connect(empty_->addButton(tr("Choose a recipe")), &QPushButton::clicked, this,
          [this] { Q_EMIT pageWanted("configure"); });

  auto* before = new EmptyState(
      Icon::data, tr("Getting the run ready"),
      tr("The tokenizer is trained and the text turned into tokens, once. Then the run starts here."));
  preparing_ = new QLabel;
  preparing_->setAlignment(Qt::AlignCenter);
  set_role(preparing_, "muted");
  preparing_bar_ = new QProgressBar;
  preparing_bar_->setTextVisible(false);
  preparing_bar_->setFixedWidth(420);
  auto* before_layout = qobject_cast<QVBoxLayout*>(before->layout());
  before_layout->insertWidget(before_layout->count() - 1, preparing_bar_, 0, Qt::AlignHCenter);
  before_layout->insertSpacing(before_layout->count() - 1, grid::small);
  before_layout->insertWidget(before_layout->count() - 1, preparing_);

  auto* log = new QFrame;
  set_role(log, "card");
  auto* log_title = new QLabel(tr("Events"));
  log_title->setFont(ui::font(TextSize::body, true));
  log_title->setContentsMargins(grid::medium, grid::small, 0, 0);
  auto* log_layout = new QVBoxLayout(log);
  log_layout->setContentsMargins(1, 1, 1, grid::unit);
  log_layout->setSpacing(grid::unit);
  log_layout->addWidget(log_title);
  log_layout->addWidget(event_list_, 1);
  event_list_->setModel(events_);
  event_list_->setAccessibleName(tr("Events of the run"));

  // From the outside in: a widget is styled again with all that it holds whenever it gets a parent.
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins({});
  layout->addWidget(stack_);
  stack_->addWidget(empty_);
  stack_->addWidget(before);
  auto* run = new QWidget(stack_);
  stack_->addWidget(run);
  auto* run_layout = new QVBoxLayout(run);
  run_layout->setContentsMargins(grid::page, 0, grid::page, grid::medium);
  run_layout->setSpacing(grid::small);
  run_layout->addWidget(header_);
  run_layout->addWidget(end_card_);
  splitter_ = new QSplitter(run);
  run_layout->addWidget(splitter_, 1);
  end_card_->hide();
  splitter_->setChildrenCollapsible(false);
  splitter_->setHandleWidth(grid::small);
  splitter_->addWidget(charts_);
  splitter_->addWidget(side_);
  splitter_->setStretchFactor(0, 1);
  splitter_->setSizes({900, 224});
  side_->addWidget(log);
  side_->addWidget(batch_);
  side_->setMinimumWidth(180);

  connect(header_, &RunHeader::pauseWanted, this, &RunPage::pauseWanted);
  connect(header_, &RunHeader::resumeWanted, this, &RunPage::resumeWanted);
  connect(header_, &RunHeader::stopWanted, this, &RunPage::stopWanted);
  connect(header_, &RunHeader::checkpointWanted, this, &RunPage::checkpointWanted);
  connect(header_, &RunHeader::changeWanted, this, [this] { Q_EMIT changeWanted(run_.id); });
  connect(header_, &RunHeader::continueWanted, this, [this] { Q_EMIT continueWanted(run_.id); });
  connect(header_, &RunHeader::probeWanted, this, [this] { Q_EMIT probeWanted(run_.id); });
  connect(end_card_, &EndCard::probeWanted, this, [this] { Q_EMIT probeWanted(run_.id); });
  connect(end_card_, &EndCard::compareWanted, this, [this] { Q_EMIT pageWanted("compare"); });
  connect(end_card_, &EndCard::configureWanted, this, [this] { Q_EMIT pageWanted("configure"); });
  connect(charts_, &RunCharts::eventChosen, this, [this](int row) {
    const QModelIndex index = events_->index(row);
    event_list_->setCurrentIndex(index);
    event_list_->scrollTo(index);
  });
  connect(charts_, &RunCharts::stepChosen, this, &RunPage::openBatch);
  connect(batch_, &BatchPane::batchWanted, this, [this](qint64 step) { Q_EMIT batchWanted(run_.id, step); });
  connect(batch_, &BatchPane::closed, this, [this] {
    closeBatch();
    charts_->lossCard()->chart()->setFocus();
  });
  connect(charts_, &RunCharts::exportFailed, this, &RunPage::problem);
  connect(charts_, &RunCharts::exported, this,
          [this](const QString& path) { Q_EMIT said(tr("Saved %1").arg(path)); });
}

void RunPage::openBatch(qint64 step) {
  if (side_->currentWidget() != batch_) {
    sizes_with_events_ = splitter_->sizes();
    side_->setCurrentWidget(batch_);
    const int all = splitter_->width();
    splitter_->setSizes({all - all * 2 / 5, all * 2 / 5});
  }
  batch_->setLastStep(run_.step);
  batch_->open(step);
}

void RunPage::closeBatch() {
  if (side_->currentWidget() != batch_) return;
  side_->setCurrentIndex(0);
  splitter_->setSizes(sizes_with_events_);
  Q_EMIT batchClosed();
}

void RunPage::showBatch(const Result<StepLosses>& answer) {
  batch_->setAnswer(answer);
}

void RunPage::begin() {
  closeBatch();
  events_->clear();
  charts_->begin(run_.id, run_.name);
  end_card_->hide();
  waiting_steps_.clear();
  stack_->setCurrentIndex(showing);
}

void RunPage::runStarted(const RunStarted& started) {
  run_.start(started);
  begin();
  waiting_for_past_ = started.first_step > 0;
  if (waiting_for_past_) Q_EMIT pastWanted(run_.id);
  header_->setRun(run_);
}

void RunPage::stepsDone(const QString& run_id, const std::vector<StepDone>& steps) {
  if (run_id != run_.id) return;
  run_.add(steps);
  batch_->setLastStep(run_.step);
  if (waiting_for_past_) {
    waiting_steps_.insert(waiting_steps_.end(), steps.begin(), steps.end());
  } else {
    charts_->add(steps);
  }
  header_->setRun(run_);
}

void RunPage::evaluationDone(const EvaluationDone& evaluation) {
  if (!isMine(evaluation.run_id)) return;
  run_.evaluation = evaluation.metrics;
  charts_->add(evaluation.metrics);
  addEvent(evaluation_event(evaluation.metrics, unix_seconds()));
  header_->setRun(run_);
}

void RunPage::pinsScored(const PinsScored& scored) {
  if (!isMine(scored.run_id)) return;
  charts_->add(scored.scores);
}

void RunPage::checkpointSaved(const CheckpointSaved& saved) {
  if (isMine(saved.run_id)) addEvent({saved.step, unix_seconds(), "checkpoint", {}});
}

void RunPage::runStateChanged(const RunStateChanged& changed) {
  if (!isMine(changed.run_id)) return;
  run_.status = changed.status;
  header_->setRun(run_);
}

void RunPage::runRolledBack(const RunRolledBack& rolled_back) {
  if (!isMine(rolled_back.run_id)) return;
  // Drawn anew from the history, which has forgotten what is void.
  run_.step = rolled_back.to;
  begin();
  waiting_for_past_ = true;
  Q_EMIT pastWanted(run_.id);
  header_->setRun(run_);
}

void RunPage::runNotice(const RunNotice& notice) {
  if (isMine(notice.run_id)) addEvent(notice.event);
}

void RunPage::runEnded(const RunEnded& ended) {
  if (!isMine(ended.run_id)) return;
  run_.end(ended);
  header_->setRun(run_);
  end_card_->setRun(run_);
  if (run_.status != RunStatus::failed && run_.evaluation) Q_EMIT sentencesWanted(run_.id);
}

void RunPage::addEvent(const RunEvent& event) {
  events_->add(event);
}

void RunPage::showPast(PastRun past) {
  if (waiting_for_past_ && isMine(past.record.id)) {
    // The past first, then what has come meanwhile: steps taken again replace their old selves.
    waiting_for_past_ = false;
    if (!run_.evaluation && !past.evaluations.empty()) run_.evaluation = past.evaluations.back();
    drawPast(std::move(past));
    charts_->add(std::exchange(waiting_steps_, {}));
    header_->setRun(run_);
    return;
  }
  if (run_.active()) return;
  run_.restore(past);
  begin();
  drawPast(std::move(past));
  header_->setRun(run_);
}

void RunPage::drawPast(PastRun past) {
  if (!past.newest.empty()) charts_->setPast(std::move(past.curves), past.newest.back());
  for (const EvaluationMetrics& metrics : past.evaluations) charts_->add(metrics);
  charts_->add(past.pins);
  std::vector<RunEvent> events = std::move(past.events);
  for (const EvaluationMetrics& metrics : past.evaluations) events.push_back(evaluation_event(metrics, 0));
  std::ranges::stable_sort(events, {}, &RunEvent::step);
  for (const RunEvent& event : events) addEvent(event);
}

void RunPage::endPreparing() {
  if (stack_->currentIndex() == preparing) stack_->setCurrentIndex(run_.exists() ? showing : nothing);
}

void RunPage::showPreparing(const JobProgress& progress) {
  if (run_.active()) return;
  stack_->setCurrentIndex(preparing);
  preparing_->setText(core_text(progress.what));
  preparing_bar_->setRange(0, progress.total > 0 ? 1000 : 0);
  if (progress.total > 0) {
    preparing_bar_->setValue(int(std::min<std::uint64_t>(1000, progress.done * 1000 / progress.total)));
  }
}

}  // namespace cloze::ui
