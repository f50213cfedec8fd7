// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/run_charts.h"

#include <QGridLayout>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/models/run_progress.h"
#include "ui/theme.h"
#include "ui/widgets/chart_card.h"
#include "ui/widgets/event_marks.h"

namespace cloze::ui {
namespace {

constexpr int train = 0, held_out = 1;

}  // namespace

RunCharts::RunCharts(RunEventsModel* events, QWidget* parent)
    : QWidget(parent),
      loss_(new ChartCard(tr("Loss"), ChartCard::Size::full)),
      rate_(new ChartCard(tr("Learning rate"), ChartCard::Size::compact)),
      gradient_(new ChartCard(tr("Gradient norm"), ChartCard::Size::compact)),
      speed_(new ChartCard(tr("Tokens per second"), ChartCard::Size::compact)),
      accuracy_(new ChartCard(tr("Held-out accuracy"), ChartCard::Size::compact)),
      pins_(new ChartCard(tr("Pinned sentences"), ChartCard::Size::compact)),
      strip_(new EventStrip(loss_->chart(), events)) {
  loss_->chart()->setYTitle(tr("loss (nats)"));
  loss_->chart()->setEmptyText(tr("The curve begins with the first step."));
  loss_->layout()->addWidget(strip_);
  loss_->setMinimumHeight(180);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins({});
  layout->setSpacing(grid::small);
  layout->addWidget(loss_, 1);
  auto* small = new QHBoxLayout;
  small->setSpacing(grid::small);
  for (ChartCard* card : {accuracy_, pins_, rate_, gradient_, speed_}) {
    card->setMinimumHeight(112);
    card->setMaximumHeight(148);
    small->addWidget(card, 1);
  }
  layout->addLayout(small);

  const std::vector<ChartCard*> all{loss_, rate_, gradient_, speed_, accuracy_, pins_};
  for (ChartCard* from : all) {
    connect(from, &ChartCard::exportFailed, this, &RunCharts::exportFailed);
    connect(from, &ChartCard::exported, this, &RunCharts::exported);
    for (ChartCard* to : all) {
      if (from == to) continue;
      connect(from->chart(), &LineChart::crosshairMoved, to->chart(), &LineChart::showCrosshair);
      connect(from->chart(), &LineChart::xChosen, to->chart(), &LineChart::showX);
    }
  }
  for (ChartCard* card : {loss_, gradient_}) {
    card->chart()->setPointsChoosable(true);
    card->chart()->setAccessibleDescription(
        tr("A click on a point, or Return for the highest one in view, shows the batch of that step."));
    connect(card->chart(), &LineChart::pointChosen, this,
            [this](double x) { Q_EMIT stepChosen(qint64(std::llround(x))); });
  }
  connect(strip_, &EventStrip::chosen, this, &RunCharts::eventChosen);
  begin({}, {});
}

void RunCharts::begin(const QString& run_id, const QString& name) {
  const QColor color = series_color(run_id);
  loss_->chart()->setSeries(
      {Series(tr("training"), color), Series(tr("held-out"), QColor(), SeriesStyle::points)});
  rate_->chart()->setSeries({Series(tr("learning rate"), color)});
  gradient_->chart()->setSeries({Series(tr("gradient norm"), color)});
  speed_->chart()->setSeries({Series(tr("tokens/s"), color)});
  accuracy_->chart()->setSeries({Series(tr("accuracy"), QColor(), SeriesStyle::points)});
  pins_->chart()->setSeries({});
  pins_->setToolTip({});
  pins_->hide();
  last_pins_.clear();
  gradient_->chart()->setSmoothing(exponential_moving_average(0.9));
  speed_->chart()->setSmoothing(exponential_moving_average(0.9));
  for (ChartCard* card : {loss_, rate_, gradient_, speed_, accuracy_, pins_}) {
    card->chart()->showX(0, 0);
    card->chart()->setReach(0);
    card->setValueText({});
    card->updateLegend();
    card->setFigureTitle(name.isEmpty() ? card->chart()->accessibleName()
                                        : name + " \u2013 " + card->chart()->accessibleName());
  }
}

void RunCharts::setPast(std::array<Series, past_columns.size()> curves, const StepMetrics& last) {
  const std::array charts{loss_->chart(), rate_->chart(), gradient_->chart(), speed_->chart()};
  for (std::size_t i = 0; i < charts.size(); ++i) charts[i]->replace(train, std::move(curves[i]));
  for (ChartCard* card : {accuracy_, pins_}) card->chart()->setReach(double(last.step));
  tell(last);
}

void RunCharts::add(const std::vector<StepDone>& steps) {
  if (steps.empty()) return;
  for (const StepDone& one : steps) add(one.metrics);
  tell(steps.back().metrics);
}

void RunCharts::add(const StepMetrics& metrics) {
  const auto x = double(metrics.step);
  loss_->chart()->append(train, x, metrics.loss);
  for (ChartCard* card : {accuracy_, pins_}) card->chart()->setReach(x);
  rate_->chart()->append(0, x, metrics.learning_rate);
  gradient_->chart()->append(0, x, metrics.gradient_norm);
  speed_->chart()->append(0, x, metrics.tokens_per_second);
}

void RunCharts::tell(const StepMetrics& metrics) {
  rate_->setValueText(short_number(metrics.learning_rate));
  gradient_->setValueText(short_number(metrics.gradient_norm));
  speed_->setValueText(short_number(metrics.tokens_per_second));
}

void RunCharts::add(const EvaluationMetrics& metrics) {
  const auto x = double(metrics.step);
  loss_->chart()->append(held_out, x, metrics.loss);
  accuracy_->chart()->append(0, x, metrics.accuracy);
  accuracy_->setValueText(percent_text(metrics.accuracy));
}

void RunCharts::add(const std::vector<PinScore>& scores) {
  if (scores.empty()) return;
  for (const PinScore& score : scores) {
    auto known = std::ranges::find(last_pins_, score.text, &PinScore::text);
    if (known == last_pins_.end()) {
      const auto palette = series_palette();
      pins_->chart()->addSeries(Series(QString::fromStdString(score.text),
                                       palette[last_pins_.size() % palette.size()], SeriesStyle::points));
      known = last_pins_.insert(last_pins_.end(), score);
    }
    *known = score;
    pins_->chart()->append(int(known - last_pins_.begin()), double(score.step), score.surprisal);
  }
  double sum = 0;
  QStringList lines{tr("How surprising each sentence is, in nats per token, behind every evaluation")};
  for (std::size_t i = 0; i < last_pins_.size(); ++i) {
    sum += last_pins_[i].surprisal;
    lines << QStringLiteral("<span style='color:%1'>\u25CF</span> %2  <b>%3</b>")
                 .arg(pins_->chart()->series()[i].color.name(),
                      QString::fromStdString(last_pins_[i].text).toHtmlEscaped(),
                      short_number(last_pins_[i].surprisal));
  }
  pins_->setValueText(short_number(sum / double(last_pins_.size())));
  pins_->setToolTip(lines.join(QStringLiteral("<br>")));
  pins_->show();
}

}  // namespace cloze::ui
