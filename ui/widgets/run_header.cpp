// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/run_header.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>
#include <cmath>

#include "ui/theme.h"
#include "ui/widgets/color_dot.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/stat_tile.h"

namespace cloze::ui {
namespace {

constexpr auto pause_keys = Qt::CTRL | Qt::Key_P;

QPushButton* tool(Icon icon, const QString& text, const QString& tip) {
  auto* button = new QPushButton(make_icon(icon), text);
  button->setToolTip(tip);
  button->setAccessibleName(text);
  return button;
}

}  // namespace

RunHeader::RunHeader(QWidget* parent) : QFrame(parent), bar_(new QProgressBar) {
  set_role(this, "card");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(grid::large, grid::medium, grid::medium, grid::medium);
  layout->setSpacing(grid::small);
  layout->addLayout(makeTitleRow());
  layout->addLayout(makeTiles());
  bar_->setRange(0, 10000);
  bar_->setTextVisible(false);
  bar_->setAccessibleName(tr("Progress of the run"));
  layout->addWidget(bar_);
}

QHBoxLayout* RunHeader::makeTitleRow() {
  dot_ = new ColorDot;
  name_ = new QLabel;
  set_role(name_, "title");
  status_ = new QLabel;
  set_role(status_, "chip");
  detail_ = new QLabel;
  set_role(detail_, "muted");
  pause_ = tool(Icon::pause, tr("Pause"),
                tr("Holds the run after this step; everything stays in memory  (Ctrl+P)"));
  change_ = tool(Icon::configure, tr("Change\u2026"),
                 tr("Learning rate, clipping, and how often it evaluates and saves, from the next step on"));
  checkpoint_ = tool(Icon::checkpoint, tr("Checkpoint"), tr("Saves a checkpoint after this step"));
  stop_ = tool(Icon::stop, tr("Stop"), tr("Saves a checkpoint and ends the run; it can be continued later"));
  continue_ = tool(Icon::play, tr("Continue"), tr("Goes on from the newest checkpoint"));
  probe_ = tool(Icon::probe, tr("Probe"), tr("Ask this model to fill in masks"));
  pause_->setShortcut(pause_keys);
  connect(pause_, &QPushButton::clicked, this, [this] {
    if (run_.status == RunStatus::paused) {
      Q_EMIT resumeWanted();
    } else {
      Q_EMIT pauseWanted();
    }
  });
  connect(change_, &QPushButton::clicked, this, &RunHeader::changeWanted);
  connect(checkpoint_, &QPushButton::clicked, this, &RunHeader::checkpointWanted);
  connect(stop_, &QPushButton::clicked, this, &RunHeader::stopWanted);
  connect(continue_, &QPushButton::clicked, this, &RunHeader::continueWanted);
  connect(probe_, &QPushButton::clicked, this, &RunHeader::probeWanted);
  auto* row = new QHBoxLayout;
  row->setSpacing(grid::small);
  row->addWidget(dot_);
  row->addWidget(name_);
  row->addWidget(status_);
  row->addSpacing(grid::unit);
  row->addWidget(detail_);
  row->addStretch();
  for (QPushButton* button : {pause_, change_, checkpoint_, stop_, continue_, probe_}) row->addWidget(button);
  return row;
}

QHBoxLayout* RunHeader::makeTiles() {
  step_tile_ = new StatTile(tr("Step"));
  loss_tile_ = new StatTile(tr("Training loss"));
  loss_tile_->setToolTip(tr("Mean of the last 20 steps, nats"));
  held_out_tile_ = new StatTile(tr("Held-out loss"));
  held_out_tile_->setToolTip(tr("Loss on text the model never trains on, at the last evaluation, nats"));
  accuracy_tile_ = new StatTile(tr("Held-out accuracy"));
  accuracy_tile_->setToolTip(tr("Share of masked tokens whose most probable token is right"));
  speed_tile_ = new StatTile(tr("Speed"));
  time_tile_ = new StatTile(tr("Time left"));
  auto* row = new QHBoxLayout;
  row->setSpacing(grid::large);
  for (StatTile* tile : {step_tile_, loss_tile_, held_out_tile_, accuracy_tile_, speed_tile_, time_tile_}) {
    row->addWidget(tile, 1);
  }
  return row;
}

void RunHeader::setRun(const RunProgress& run) {
  run_ = run;
  dot_->setColor(series_color(run.id));
  name_->setText(run.name);
  status_->setText(status_text(run.status));
  QStringList details;
  if (run.parameters > 0) details << parameters_text(run.parameters);
  if (!run.device.isEmpty()) details << run.device;
  detail_->setText(details.join(QStringLiteral(" \u00b7 ")));

  const bool active = run.active(), paused = run.status == RunStatus::paused;
  const bool resumable = run.status == RunStatus::stopped || run.status == RunStatus::interrupted ||
                         run.status == RunStatus::failed;
  pause_->setVisible(active);
  if (const QString text = paused ? tr("Resume") : tr("Pause"); pause_->text() != text) {
    pause_->setText(text);
    pause_->setAccessibleName(text);
    pause_->setIcon(make_icon(paused ? Icon::play : Icon::pause));
    pause_->setShortcut(pause_keys);  // setText() drops it.
  }
  change_->setVisible(paused);
  checkpoint_->setVisible(active);
  stop_->setVisible(active);
  continue_->setVisible(resumable);
  probe_->setEnabled(run.exists());

  step_tile_->setValue(step_text(run.step));
  step_tile_->setDetail(run.total_steps > 0 ? tr("of %1").arg(step_text(run.total_steps)) : QString());
  const double loss = run.loss();
  loss_tile_->setValue(run.step == 0 ? QStringLiteral("\u2013") : loss_text(loss));
  loss_tile_->setAlarming(run.step > 0 && !std::isfinite(loss));
  held_out_tile_->setValue(run.evaluation ? loss_text(run.evaluation->loss) : QStringLiteral("\u2013"));
  accuracy_tile_->setValue(run.evaluation ? percent_text(run.evaluation->accuracy)
                                          : QStringLiteral("\u2013"));
  const QString at = run.evaluation ? tr("at %1").arg(step_text(run.evaluation->step)) : QString();
  held_out_tile_->setDetail(at);
  accuracy_tile_->setDetail(at);
  const double speed = run.tokens_per_second();
  speed_tile_->setValue(std::isfinite(speed) ? short_number(speed) : QStringLiteral("\u2013"));
  speed_tile_->setDetail(std::isfinite(speed) ? tr("tokens/s") : QString());
  time_tile_->setName(active ? tr("Time left") : tr("Training time"));
  time_tile_->setValue(duration(active ? run.seconds_left : run.seconds));
  time_tile_->setDetail(std::isfinite(run.epoch) && run.epoch > 0
                            ? tr("epoch %1").arg(QString::number(run.epoch, 'f', 2))
                            : QString());
  bar_->setValue(int(std::lround(std::clamp(run.progress, 0.0, 1.0) * 10000)));
}

}  // namespace cloze::ui
