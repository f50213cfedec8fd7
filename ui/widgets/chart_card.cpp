// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_card.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/bridge/background.h"
#include "ui/charts/legend.h"
#include "ui/theme.h"
#include "ui/widgets/chart_file_dialog.h"
#include "ui/widgets/icons.h"

namespace cloze::ui {
namespace {

constexpr QSize figure_size(960, 600);

}  // namespace

ChartCard::ChartCard(const QString& title, Size size, QWidget* parent)
    : QFrame(parent),
      head_(new QHBoxLayout),
      title_(new QLabel(title)),
      chart_(new LineChart),
      figure_title_(title) {
  set_role(this, "card");
  chart_->setAccessibleName(title);
  chart_->setYTitle(title);
  chart_->setXAxis(tr("step"), XKind::count);
  chart_->setCompact(size == Size::compact);
  auto* layout = new QVBoxLayout(this);
  QHBoxLayout* head = head_;
  head->setSpacing(grid::small);
  head->addWidget(title_);
  layout->addLayout(head);
  if (size == Size::full) {
    layout->setContentsMargins(grid::medium, grid::small, grid::small, grid::unit);
    layout->setSpacing(grid::unit);
    title_->setFont(ui::font(TextSize::body, true));
    head->addSpacing(grid::small);
    legend_ = new Legend;
    head->addWidget(legend_, 1, Qt::AlignVCenter);
    addTools(head);
  } else {
    layout->setContentsMargins(grid::small, 6, grid::unit, 2);
    layout->setSpacing(0);
    title_->setFont(ui::font(TextSize::small));
    set_role(title_, "muted");
    value_ = new QLabel;
    value_->setFont(tabular_font(TextSize::small));
    head->addStretch();
    head->addWidget(value_);
    head->addSpacing(grid::small);
  }
  layout->addWidget(chart_, 1);
  chart_->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(chart_, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
    QMenu menu;
    fillMenu(&menu);
    menu.exec(chart_->mapToGlobal(at));
  });
}

void ChartCard::addTools(QHBoxLayout* row) {
  log_ = new QToolButton;
  log_->setText(tr("log y"));
  log_->setCheckable(true);
  set_role(log_, "chip");
  log_->setFont(ui::font(TextSize::small));
  log_->setToolTip(tr("Logarithmic vertical axis"));
  log_->setAccessibleName(tr("Logarithmic vertical axis"));
  connect(log_, &QToolButton::toggled, chart_, &LineChart::setLogY);
  row->addWidget(log_);

  smoothing_ = new QComboBox;
  const auto offer = [this](const QString& text, const Smoothing& how, const QString& help) {
    smoothing_->addItem(text, QVariant::fromValue(how));
    smoothing_->setItemData(smoothing_->count() - 1, help, Qt::ToolTipRole);
  };
  offer(tr("Raw"), {}, tr("The points as they are"));
  for (const double weight : {0.6, 0.9, 0.97, 0.99}) {
    offer(tr("EMA %1").arg(weight), exponential_moving_average(weight),
          tr("Exponential moving average: the past weighs %1").arg(weight));
  }
  for (const int points : {5, 20, 80}) {
    offer(tr("Gauss %1").arg(points), {SmoothingKind::gaussian, double(points)},
          tr("Gaussian mean, standard deviation %1 points").arg(points));
  }
  for (const int points : {5, 25, 101}) {
    offer(tr("Median %1").arg(points), {SmoothingKind::median, double(points)},
          tr("Median of %1 points: spikes leave no trace").arg(points));
  }
  smoothing_->setToolTip(tr("A smooth curve from all raw points, which stay as a shadow"));
  smoothing_->setAccessibleName(tr("Smoothing"));
  connect(smoothing_, &QComboBox::currentIndexChanged, this, [this] {
    if (smooths_) chart_->setSmoothing(smoothing());
    Q_EMIT smoothingChosen(smoothing());
  });
  smoothing_->setCurrentIndex(2);
  row->addWidget(smoothing_);

  auto* more = new QToolButton;
  more->setIcon(make_icon(Icon::more));
  more->setToolTip(tr("Copy or save this chart"));
  more->setAccessibleName(tr("Chart menu"));
  more->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(more);
  fillMenu(menu);
  more->setMenu(menu);
  row->addWidget(more);
}

void ChartCard::fillMenu(QMenu* menu) {
  menu->addAction(tr("Copy as image"), this,
                  [this] { QApplication::clipboard()->setImage(figure_image(figure(), figure_size)); });
  menu->addAction(tr("Save as PNG, SVG, PDF or CSV\u2026"), this, &ChartCard::saveAs);
  menu->addSeparator();
  menu->addAction(tr("Show all"), chart_, &LineChart::resetZoom);
}

void ChartCard::saveAs() {
  ask_chart_file(this, figure_title_, [this](const QString& path) {
    // A million points as CSV take longer than a frame.
    run_in_background(
        this, [figure = figure(), path] { return save_figure(figure, figure_size, path); },
        [this, path](const Result<void>& saved) {
          if (saved) {
            Q_EMIT exported(path);
          } else {
            Q_EMIT exportFailed(saved.error());
          }
        });
  });
}

ChartFigure ChartCard::figure() const {
  return {figure_title_,    chart_->xTitle(), chart_->yTitle(),
          chart_->series(), chart_->xKind(),  chart_->currentView()};
}

void ChartCard::setLegendBelow() {
  const int place = head_->indexOf(legend_);
  head_->removeWidget(legend_);
  head_->insertStretch(place, 1);
  qobject_cast<QVBoxLayout*>(layout())->insertWidget(1, legend_);
}

void ChartCard::setChoices(const QStringList& choices, int current) {
  choice_ = new QComboBox;
  choice_->addItems(choices);
  choice_->setCurrentIndex(current);
  choice_->setFont(ui::font(TextSize::body, true));
  choice_->setAccessibleName(tr("What the chart shows"));
  head_->insertWidget(head_->indexOf(title_), choice_);
  title_->hide();
  connect(choice_, &QComboBox::currentIndexChanged, this, &ChartCard::chosen);
}

int ChartCard::choice() const {
  return choice_ ? choice_->currentIndex() : -1;
}

Smoothing ChartCard::smoothing() const {
  return smoothing_ ? smoothing_->currentData().value<Smoothing>() : chart_->smoothing();
}

void ChartCard::setSmoothable(bool on) {
  if (smoothing_) smoothing_->setVisible(on);
}

void ChartCard::leaveSmoothing() {
  smooths_ = false;
  chart_->setSmoothing({});
}

void ChartCard::updateLegend() {
  if (legend_) legend_->setEntries(legend_of(chart_->series()));
}

void ChartCard::setValueText(const QString& text) {
  if (value_ && value_->text() != text) value_->setText(text);
}

}  // namespace cloze::ui
