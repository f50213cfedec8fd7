// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/event_marks.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QToolTip>
#include <cmath>

#include "ui/charts/line_chart.h"
#include "ui/models/run_events_model.h"
#include "ui/models/run_progress.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

class EventDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
    const QFontMetrics metrics(ui::font(TextSize::small));
    const bool two = !index.data(RunEventsModel::message_role).toString().isEmpty();
    return {120, metrics.height() * (two ? 2 : 1) + 10};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const Tokens& t = tokens();
    painter->save();
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
      QColor ground = option.state & QStyle::State_Selected ? t.accent : t.muted;
      ground.setAlphaF(option.state & QStyle::State_Selected ? 0.16f : 0.08f);
      painter->fillRect(option.rect, ground);
    }
    const std::string kind = index.data(RunEventsModel::kind_role).toString().toStdString();
    const QRect text = option.rect.adjusted(26, 5, -8, -5);
    const QFontMetrics metrics(ui::font(TextSize::small));
    paint_event_mark(*painter, {option.rect.left() + 13.0, text.top() + metrics.height() / 2.0}, kind);
    painter->setFont(tabular_font(TextSize::small));
    painter->setPen(t.muted);
    painter->drawText(text, Qt::AlignRight | Qt::AlignTop,
                      step_text(index.data(RunEventsModel::step_role).toLongLong()));
    painter->setPen(t.text);
    painter->drawText(text, Qt::AlignLeft | Qt::AlignTop, event_title(kind));
    painter->setPen(t.muted);
    const QString message = index.data(RunEventsModel::message_role).toString();
    painter->drawText(
        text, Qt::AlignLeft | Qt::AlignBottom,
        message.isEmpty() ? QString() : metrics.elidedText(message, Qt::ElideRight, text.width()));
    painter->restore();
  }
};

}  // namespace

void paint_event_mark(QPainter& painter, const QPointF& middle, const std::string& kind) {
  const QColor color = event_color(kind);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(middle);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  if (kind == "checkpoint") {
    painter.rotate(45);
    painter.drawRoundedRect(QRectF(-3.2, -3.2, 6.4, 6.4), 1, 1);
  } else if (kind == "evaluation") {
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(QPointF(), 3, 3);
  } else if (kind == "paused") {
    painter.drawRect(QRectF(-3.5, -4, 2.5, 8));
    painter.drawRect(QRectF(1, -4, 2.5, 8));
  } else if (kind == "warning" || kind == "failed" || kind == "interrupted") {
    painter.drawPolygon(QPolygonF{{{0, -4.5}, {4.8, 4}, {-4.8, 4}}});
  } else {
    painter.drawEllipse(QPointF(), 3.2, 3.2);
  }
  painter.restore();
}

EventList::EventList(QWidget* parent) : QListView(parent) {
  setItemDelegate(new EventDelegate(this));
  setMouseTracking(true);
  setUniformItemSizes(false);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  set_role(this, "bare");
}

EventStrip::EventStrip(LineChart* chart, RunEventsModel* events, QWidget* parent)
    : QWidget(parent), chart_(chart), events_(events) {
  setFixedHeight(20);
  setMouseTracking(true);
  setAccessibleName(tr("Events along the run"));
  connect(events, &QAbstractItemModel::rowsInserted, this, qOverload<>(&QWidget::update));
  connect(events, &QAbstractItemModel::modelReset, this, qOverload<>(&QWidget::update));
  connect(chart, &LineChart::viewRenewed, this, qOverload<>(&QWidget::update));
}

double EventStrip::pixel(double step) const {
  const QRectF area =
      chart_->plotRect().translated(chart_->mapTo(window(), QPoint()) - mapTo(window(), QPoint()));
  return chart_->shownView().pixel_x(step, area);
}

int EventStrip::rowAt(double x) const {
  int best = -1;
  double distance = 6;
  for (std::size_t i = 0; i < events_->events().size(); ++i) {
    const double away = std::abs(pixel(double(events_->events()[i].step)) - x);
    if (away < distance) {
      distance = away;
      best = int(i);
    }
  }
  return best;
}

void EventStrip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const View& view = chart_->shownView();
  const double left = pixel(view.x_from), right = pixel(view.x_to), middle = height() / 2.0;
  painter.setPen(QPen(tokens().line, 1));
  painter.drawLine(QPointF(left, middle), QPointF(right, middle));
  // Evaluations first, so that what is rarer lies on top.
  for (const bool evaluations : {true, false}) {
    for (const RunEvent& event : events_->events()) {
      if ((event.kind == "evaluation") != evaluations) continue;
      const double x = pixel(double(event.step));
      if (x >= left - 1 && x <= right + 1) paint_event_mark(painter, {x, middle}, event.kind);
    }
  }
}

void EventStrip::mousePressEvent(QMouseEvent* event) {
  if (const int row = rowAt(event->position().x()); row >= 0) Q_EMIT chosen(row);
}

bool EventStrip::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int row = rowAt(help->pos().x());
    if (row >= 0) {
      QToolTip::showText(help->globalPos(), events_->index(row).data(Qt::ToolTipRole).toString(), this);
    } else {
      QToolTip::hideText();
    }
    return true;
  }
  return QWidget::event(event);
}

}  // namespace cloze::ui
