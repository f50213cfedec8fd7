// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/model_picker.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QSlider>
#include <algorithm>

#include "ui/theme.h"

namespace cloze::ui {
namespace {

/// Marks the run in training.
QIcon live_dot() {
  QPixmap dot(24, 24);
  dot.fill(Qt::transparent);
  QPainter painter(&dot);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(tokens().good);
  painter.drawEllipse(6, 6, 12, 12);
  return dot;
}

}  // namespace

ModelPicker::ModelPicker(const QString& name, const QString& none, QWidget* parent)
    : QWidget(parent), none_(none) {
  box_ = new QComboBox;
  box_->setMinimumWidth(320);
  box_->setAccessibleName(name);
  slider_ = new QSlider(Qt::Horizontal);
  slider_->setFixedWidth(128);
  slider_->setPageStep(1);
  slider_->setTickPosition(QSlider::TicksBelow);
  slider_->setTickInterval(1);
  slider_->setAccessibleName(tr("Checkpoint"));
  slider_->setToolTip(
      tr("Which checkpoint of the run answers: the first on the left, the newest on the right"));
  step_ = new QLabel;
  step_->setFont(tabular_font(TextSize::small));
  set_role(step_, "muted");
  auto* line = new QHBoxLayout(this);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(grid::small);
  line->addWidget(box_);
  line->addWidget(slider_);
  line->addWidget(step_);
  connect(box_, &QComboBox::activated, this, [this] {
    checkpoints_.clear();
    arrangeSlider(0);
    Q_EMIT runChosen();
  });
  connect(slider_, &QSlider::valueChanged, this, [this] {
    showStep();
    Q_EMIT stepChosen();
  });
  setRuns({});
  arrangeSlider(0);
}

void ModelPicker::setRuns(const std::vector<ProbeRun>& runs) {
  const QString before = run();
  const bool was_live = current() != nullptr && current()->live;
  const qint64 step_before = step();
  runs_ = runs;
  box_->clear();
  if (!none_.isEmpty()) box_->addItem(none_, QString());
  for (const ProbeRun& each : runs_) {
    box_->addItem(QStringLiteral("%1  ·  %2").arg(each.name, each.detail), each.id);
    const int row = box_->count() - 1;
    if (each.live) box_->setItemIcon(row, live_dot());
    box_->setItemData(row, each.id, Qt::ToolTipRole);
  }
  box_->setCurrentIndex(std::max(0, box_->findData(before)));
  if (run() != before) checkpoints_.clear();
  if (run() != before || was_live != (current() != nullptr && current()->live))
    arrangeSlider(run() == before ? step_before : 0);
}

void ModelPicker::setCheckpoints(const QString& run, const std::vector<RunCheckpoint>& checkpoints) {
  if (run.isEmpty() || run != this->run() || checkpoints == checkpoints_) return;
  const qint64 chosen = step();
  checkpoints_ = checkpoints;
  arrangeSlider(chosen);
}

/// Places: one for each checkpoint, and behind them the present of a run in training.
void ModelPicker::arrangeSlider(qint64 step) {
  const QSignalBlocker quiet(slider_);
  const int count = static_cast<int>(checkpoints_.size());
  const bool live = current() != nullptr && current()->live;
  const int last = std::max(0, live ? count : count - 1);
  slider_->setRange(0, last);
  int place = last;
  for (int i = 0; i < count && step != 0; ++i)
    if (checkpoints_[static_cast<std::size_t>(i)].step == step) place = i;
  slider_->setValue(place);
  slider_->setVisible(last > 0);
  showStep();
}

void ModelPicker::showStep() {
  const int place = slider_->value(), count = static_cast<int>(checkpoints_.size());
  step_->setVisible(slider_->maximum() > 0);
  if (place >= count) {
    step_->setText(tr("now"));
    return;
  }
  const RunCheckpoint& checkpoint = checkpoints_[static_cast<std::size_t>(place)];
  step_->setText(tr("step %1").arg(QLocale().toString(static_cast<qlonglong>(checkpoint.step))));
  step_->setToolTip(checkpoint.held_out_loss
                        ? tr("Held-out loss %1").arg(short_number(*checkpoint.held_out_loss))
                        : QString());
}

bool ModelPicker::select(const QString& run) {
  const int found = box_->findData(run);
  if (found < 0 || found == box_->currentIndex()) return false;
  box_->setCurrentIndex(found);
  checkpoints_.clear();
  arrangeSlider(0);
  return true;
}

const ProbeRun* ModelPicker::current() const {
  const auto found = std::ranges::find(runs_, run(), &ProbeRun::id);
  return found == runs_.end() ? nullptr : &*found;
}

QString ModelPicker::run() const {
  return box_->currentData().toString();
}

qint64 ModelPicker::step() const {
  const int place = slider_->value();
  if (place >= slider_->maximum() || place >= static_cast<int>(checkpoints_.size())) return 0;
  return checkpoints_[static_cast<std::size_t>(place)].step;
}

}  // namespace cloze::ui
