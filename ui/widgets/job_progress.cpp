// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/job_progress.h"

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <cmath>

#include "core/base/clock.h"
#include "ui/theme.h"

namespace cloze::ui {

JobProgressBar::JobProgressBar(QWidget* parent) : QWidget(parent) {
  what_ = new QLabel;
  left_ = new QLabel;
  left_->setFont(tabular_font(TextSize::small));
  set_role(left_, "muted");
  bar_ = new QProgressBar;
  bar_->setTextVisible(false);
  bar_->setAccessibleName(tr("Progress"));
  cancel_ = new QPushButton(tr("Cancel"));
  cancel_->setToolTip(tr("Stop this work"));
  auto* lines = new QGridLayout(this);
  lines->setContentsMargins(0, 0, 0, 0);
  lines->setHorizontalSpacing(grid::medium);
  lines->setVerticalSpacing(grid::unit);
  lines->addWidget(what_, 0, 0);
  lines->addWidget(left_, 0, 1, Qt::AlignRight);
  lines->addWidget(bar_, 1, 0, 1, 2);
  lines->addWidget(cancel_, 0, 2, 2, 1, Qt::AlignVCenter);
  lines->setColumnStretch(0, 1);
  clock_.setInterval(1000);
  connect(&clock_, &QTimer::timeout, this, &JobProgressBar::showTime);
  connect(cancel_, &QPushButton::clicked, this, [this] {
    cancel_->setEnabled(false);
    what_->setText(tr("Cancelling…"));
    Q_EMIT cancelled();
  });
}

void JobProgressBar::begin(const QString& what) {
  estimate_.clear();
  what_->setText(what);
  left_->clear();
  bar_->setRange(0, 0);
  cancel_->setEnabled(true);
  clock_.start();
}

void JobProgressBar::report(const QString& what, quint64 done, quint64 total) {
  estimate_.update(what.toStdString(), done, total, steady_seconds());
  if (cancel_->isEnabled()) {
    QString shown = what;
    if (!shown.isEmpty()) shown[0] = shown[0].toUpper();
    what_->setText(shown);
  }
  const double share = estimate_.share();
  bar_->setRange(0, share < 0 ? 0 : 1000);
  if (share >= 0) bar_->setValue(static_cast<int>(std::lround(share * 1000)));
  showTime();
}

void JobProgressBar::showTime() {
  const double left = estimate_.seconds_left(steady_seconds());
  const double share = estimate_.share();
  QString text = share < 0 ? QString() : tr("%1 %").arg(static_cast<int>(share * 100));
  if (std::isfinite(left)) text += QStringLiteral("  ·  ") + tr("%1 left").arg(duration(left));
  left_->setText(text);
}

}  // namespace cloze::ui
