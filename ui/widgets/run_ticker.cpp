// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/run_ticker.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <algorithm>

#include "ui/theme.h"
#include "ui/widgets/color_dot.h"
#include "ui/widgets/icons.h"

namespace cloze::ui {

/// A share as a ring that fills clockwise, with its percentage beside it.
class ProgressRing : public QWidget {
 public:
  ProgressRing() {
    setFixedSize(20 + 6 + QFontMetrics(tabular_font(TextSize::small)).horizontalAdvance("100 %"), 20);
  }
  void setShare(double share) {
    share_ = std::clamp(share, 0.0, 1.0);
    update();
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF ring(2, 2, 16, 16);
    painter.setPen(QPen(tokens().line, 3));
    painter.drawEllipse(ring);
    painter.setPen(QPen(tokens().accent, 3, Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(ring, 90 * 16, -int(share_ * 360 * 16));
    painter.setPen(tokens().text);
    painter.setFont(tabular_font(TextSize::small));
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter,
                     QStringLiteral("%1\u202f%").arg(int(share_ * 100)));
  }

 private:
  double share_ = 0;
};

RunTicker::RunTicker(QWidget* parent)
    : QWidget(parent),
      dot_(new ColorDot),
      name_(new QLabel),
      loss_(new QLabel),
      left_(new QLabel),
      ring_(new ProgressRing),
      pause_(new QToolButton),
      stop_(new QToolButton) {
  const QFontMetrics digits(tabular_font(TextSize::small));
  name_->setFont(ui::font(TextSize::small, true));
  for (QLabel* label : {loss_, left_}) {
    label->setFont(tabular_font(TextSize::small));
    label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    set_role(label, "muted");
  }
  loss_->setFixedWidth(digits.horizontalAdvance(tr("loss %1").arg("88.888")));
  left_->setFixedWidth(digits.horizontalAdvance(tr("%1 left").arg("88:88:88")));
  stop_->setIcon(make_icon(Icon::stop));
  stop_->setToolTip(tr("Stop: saves a checkpoint and ends the run"));
  stop_->setAccessibleName(tr("Stop the run"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins({});
  layout->setSpacing(grid::small);
  for (QWidget* part : std::initializer_list<QWidget*>{dot_, name_, loss_, ring_, left_, pause_, stop_}) {
    layout->addWidget(part);
  }
  setToolTip(tr("The run in training; click to watch it"));
  setCursor(Qt::PointingHandCursor);
  connect(stop_, &QToolButton::clicked, this, &RunTicker::stopWanted);
  connect(pause_, &QToolButton::clicked, this, [this] {
    if (run_.status == RunStatus::paused) {
      Q_EMIT resumeWanted();
    } else {
      Q_EMIT pauseWanted();
    }
  });
  refresh();
}

void RunTicker::runStarted(const RunStarted& started) {
  run_.start(started);
  refresh();
}

void RunTicker::stepsDone(const QString& run_id, const std::vector<StepDone>& steps) {
  if (run_id != run_.id) return;
  run_.add(steps);
  refresh();
}

void RunTicker::runStateChanged(const RunStateChanged& changed) {
  if (changed.run_id != run_.id.toStdString()) return;
  run_.status = changed.status;
  refresh();
}

void RunTicker::runEnded(const RunEnded& ended) {
  if (ended.run_id != run_.id.toStdString()) return;
  run_.end(ended);
  refresh();
}

void RunTicker::refresh() {
  setVisible(run_.active());
  if (!run_.active()) return;
  const bool paused = run_.status == RunStatus::paused;
  dot_->setColor(series_color(run_.id));
  name_->setText(QFontMetrics(name_->font()).elidedText(run_.name, Qt::ElideRight, 180));
  loss_->setText(run_.step > 0 ? tr("loss %1").arg(loss_text(run_.loss())) : QString());
  left_->setText(paused ? tr("paused") : tr("%1 left").arg(duration(run_.seconds_left)));
  ring_->setShare(run_.progress);
  pause_->setIcon(make_icon(paused ? Icon::play : Icon::pause));
  pause_->setToolTip(paused ? tr("Resume the run") : tr("Pause the run; everything stays in memory"));
  pause_->setAccessibleName(paused ? tr("Resume the run") : tr("Pause the run"));
}

void RunTicker::mousePressEvent(QMouseEvent*) {
  Q_EMIT runWanted();
}

}  // namespace cloze::ui
