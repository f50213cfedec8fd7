// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/batch_pane.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/models/run_progress.h"
#include "ui/models/shown_rows.h"
#include "ui/theme.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/row_flow.h"

namespace cloze::ui {
namespace {

QString number(qint64 value) {
  return QLocale().toString(value);
}

QToolButton* tool(const QString& name, const QString& tip) {
  auto* button = new QToolButton;
  button->setAutoRaise(true);
  button->setAccessibleName(name);
  button->setToolTip(tip);
  return button;
}

}  // namespace

BatchPane::BatchPane(QWidget* parent) : QFrame(parent) {
  set_role(this, "card");
  heading_ = new QLabel;
  heading_->setFont(ui::font(TextSize::body, true));
  back_ = tool(tr("Previous step"), tr("The batch of the step before"));
  back_->setArrowType(Qt::LeftArrow);
  forward_ = tool(tr("Next step"), tr("The batch of the step after"));
  forward_->setArrowType(Qt::RightArrow);
  close_ = tool(tr("Close"), tr("Back to the events (Esc)"));
  close_->setText(QStringLiteral("\u2715"));
  auto* top = new QHBoxLayout;
  top->setContentsMargins(grid::medium, grid::unit, grid::unit, 0);
  top->setSpacing(grid::unit);
  top->addWidget(heading_, 1);
  for (QToolButton* button : {back_, forward_, close_}) top->addWidget(button);

  facts_ = new QLabel;
  facts_->setWordWrap(true);
  facts_->setContentsMargins(grid::medium, 0, grid::medium, 0);
  legend_ = new QLabel(
      tr("Rows of the highest loss first. The deeper the colour, the less the model expected the token that "
         "stands beneath."));
  legend_->setWordWrap(true);
  legend_->setFont(ui::font(TextSize::small));
  legend_->setContentsMargins(grid::medium, 0, grid::medium, 0);
  set_role(legend_, "muted");
  error_ = new ErrorNote;
  error_->setContentsMargins(grid::medium, 0, grid::medium, 0);
  flow_ = new RowFlow;

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(1, 1, 1, grid::unit);
  column->setSpacing(grid::unit);
  column->addLayout(top);
  column->addWidget(facts_);
  column->addWidget(legend_);
  column->addWidget(error_);
  column->addWidget(flow_, 1);

  connect(back_, &QToolButton::clicked, this, [this] { open(step_ - 1); });
  connect(forward_, &QToolButton::clicked, this, [this] { open(step_ + 1); });
  connect(close_, &QToolButton::clicked, this, &BatchPane::closed);
}

void BatchPane::open(qint64 step) {
  step_ = step;
  heading_->setText(tr("Batch of step %1").arg(number(step)));
  facts_->setText(tr("Reading its rows and asking the model…"));
  enableSteps();
  Q_EMIT batchWanted(step);
}

void BatchPane::setAnswer(const Result<StepLosses>& answer) {
  error_->clear();
  facts_->setVisible(answer.has_value());
  legend_->setVisible(answer.has_value());
  flow_->setVisible(answer.has_value());
  if (!answer) {
    flow_->setRows({});
    return error_->tell(answer.error());
  }
  const StepLosses& losses = *answer;
  QStringList parts;
  if (losses.recorded_loss) parts << tr("loss %1 as recorded").arg(loss_text(*losses.recorded_loss));
  parts << tr("%1 with the weights of step %2").arg(loss_text(losses.mean), number(losses.weights_step));
  parts << tr("%1 rows").arg(number(losses.rows)) << tr("%1 to predict").arg(number(losses.predicted));
  facts_->setText(parts.join(QStringLiteral("  ·  ")));
  std::int64_t passes = 1;
  for (const StepRow& row : losses.shown) passes = std::max(passes, row.row.pass);
  flow_->setRows(shown_rows(losses, passes));
  flow_->scrollToTop();
}

void BatchPane::setLastStep(qint64 last) {
  last_step_ = last;
  enableSteps();
}

void BatchPane::enableSteps() {
  back_->setEnabled(step_ > 1);
  forward_->setEnabled(step_ < last_step_);
}

void BatchPane::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) return Q_EMIT closed();
  QFrame::keyPressEvent(event);
}

}  // namespace cloze::ui
