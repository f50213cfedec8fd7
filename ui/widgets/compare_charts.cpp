// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/compare_charts.h"

#include <QComboBox>
#include <QLabel>
#include <QSettings>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <set>

#include "ui/bridge/background.h"
#include "ui/models/run_curves.h"
#include "ui/models/run_groups.h"
#include "ui/theme.h"
#include "ui/widgets/chart_card.h"

namespace cloze::ui {

/// What was read of a run, and how far it was then.
struct CompareCharts::Kept {
  std::int64_t step;
  RunStatus status;
  RunCurves curves;

  bool serves(const RunRecord& record, const std::vector<StepColumn>& columns) const {
    return step == record.step && status == record.status &&
           std::ranges::all_of(columns, [&](StepColumn one) {
             return std::ranges::find(curves.columns, one) != curves.columns.end();
           });
  }
};

struct CompareCharts::Work {
  struct Run {
    std::shared_ptr<const RunRecord> record;
    QColor color;
    std::shared_ptr<const Kept> kept;
  };
  struct Chart {
    CurveMetric metric;
    Smoothing smoothing;
  };
  RunSource source;
  std::vector<Run> runs;
  std::vector<RunGroup> groups;
  XChoice x;
  std::vector<Chart> charts;
};

struct CompareCharts::Picture {
  struct Chart {
    CurveMetric metric;
    std::vector<Series> series;
    Smoothing smoothing;  ///< That the series have.
  };
  QHash<QString, std::shared_ptr<const Kept>> kept;
  XChoice x;
  std::vector<Chart> charts;
  std::vector<Error> problems;
};

CompareCharts::CompareCharts(RunSource source, QWidget* parent)
    : QWidget(parent),
      source_(std::move(source)),
      upper_(new ChartCard(tr("Training loss"), ChartCard::Size::full)),
      lower_(new ChartCard(tr("Held-out loss"), ChartCard::Size::full)),
      splitter_(new QSplitter) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins({});
  layout->setSpacing(grid::small);
  tools_ = makeTools();
  layout->addWidget(tools_);
  layout->addWidget(splitter_, 1);
  splitter_->setChildrenCollapsible(false);
  splitter_->setHandleWidth(grid::small);
  makeCard(upper_, "trainingLoss", "compare/upper_metric", training_loss);
  makeCard(lower_, "heldOutLoss", "compare/lower_metric", held_out_loss);
  upper_->chart()->setEmptyText(tr("Choose runs in the table."));
  for (const auto& [from, to] : {std::pair{upper_, lower_}, {lower_, upper_}}) {
    connect(from->chart(), &LineChart::crosshairMoved, to->chart(), &LineChart::showCrosshair);
    connect(from->chart(), &LineChart::xChosen, to->chart(), &LineChart::showX);
  }
}

QWidget* CompareCharts::makeTools() {
  x_ = new QComboBox;
  x_->setObjectName("xQuantity");
  for (const XChoice& choice : x_choices()) x_->addItem(choice.name);
  x_->setToolTip(tr("What the horizontal axes count"));
  x_->setAccessibleName(x_->toolTip());
  log_x_ = new QToolButton;
  log_x_->setText(tr("log x"));
  log_x_->setCheckable(true);
  set_role(log_x_, "chip");
  log_x_->setFont(ui::font(TextSize::small));
  log_x_->setToolTip(tr("Logarithmic horizontal axes"));
  log_x_->setAccessibleName(log_x_->toolTip());
  grouping_ = new QComboBox;
  grouping_->setObjectName("grouping");
  for (const auto& [text, help] :
       {std::pair{tr("Each run"), tr("A curve for each run")},
        {tr("Mean over seeds"),
         tr("Runs that differ in nothing but the seed become one curve, with a band from "
            "the least to the greatest of them")},
        {tr("Mean by dataset"), tr("Runs of one dataset become one curve")},
        {tr("Mean by tags"), tr("Runs with the same tags become one curve")}}) {
    grouping_->addItem(text);
    grouping_->setItemData(grouping_->count() - 1, help, Qt::ToolTipRole);
  }
  grouping_->setToolTip(tr("Which runs become one curve"));
  grouping_->setAccessibleName(grouping_->toolTip());

  QSettings settings;
  x_->setCurrentIndex(std::clamp(settings.value("compare/x", 0).toInt(), 0, x_->count() - 1));
  grouping_->setCurrentIndex(
      std::clamp(settings.value("compare/grouping", 0).toInt(), 0, grouping_->count() - 1));
  connect(x_, &QComboBox::currentIndexChanged, this, [this](int index) {
    QSettings().setValue("compare/x", index);
    draw();
  });
  connect(grouping_, &QComboBox::currentIndexChanged, this, [this](int index) {
    QSettings().setValue("compare/grouping", index);
    draw();
  });
  connect(log_x_, &QToolButton::toggled, this, [this](bool on) {
    for (ChartCard* card : {upper_, lower_}) card->chart()->setLogX(on);
  });

  auto* tools = new QWidget;
  auto* row = new QHBoxLayout(tools);
  row->setContentsMargins({});
  row->setSpacing(grid::small);
  const auto label = [](const QString& text) {
    auto* one = new QLabel(text);
    set_role(one, "muted");
    return one;
  };
  row->addWidget(label(tr("Over")));
  row->addWidget(x_);
  row->addWidget(log_x_);
  row->addSpacing(grid::medium);
  row->addWidget(label(tr("Curves")));
  row->addWidget(grouping_);
  row->addStretch();
  return tools;
}

void CompareCharts::makeCard(ChartCard* card, const QString& name, const QString& key, int metric) {
  QStringList metrics;
  for (const CurveMetric& one : curve_metrics()) metrics << one.name;
  const int chosen = std::clamp(QSettings().value(key, metric).toInt(), 0, int(metrics.size()) - 1);
  card->setObjectName(name);
  card->setChoices(metrics, chosen);
  card->setLegendBelow();
  card->setMinimumHeight(200);
  card->leaveSmoothing();
  card->setSmoothable(!curve_metrics()[std::size_t(chosen)].held_out);
  splitter_->addWidget(card);
  connect(card, &ChartCard::chosen, this, [this, key](int index) {
    QSettings().setValue(key, index);
    draw();
  });
  connect(card, &ChartCard::smoothingChosen, this, &CompareCharts::draw);
  connect(card, &ChartCard::exportFailed, this, &CompareCharts::problem);
  connect(card, &ChartCard::exported, this,
          [this](const QString& path) { Q_EMIT said(tr("Saved %1").arg(path)); });
}

void CompareCharts::addBeside(QWidget* widget) {
  splitter_->addWidget(widget);
  splitter_->setSizes({400, 350, 400});
}

void CompareCharts::show(std::vector<ComparedRun> runs) {
  runs_ = std::move(runs);
  draw();
}

void CompareCharts::draw() {
  if (drawing_) {
    again_ = true;
    return;
  }
  drawing_ = true;
  Work work;
  work.source = source_;
  std::vector<RunsModel::Row> rows;
  for (const ComparedRun& one : runs_) {
    rows.push_back(one.run);
    work.runs.push_back({one.run.record, one.color, kept_.value(QString::fromStdString(one.run.record->id))});
  }
  work.groups = group_runs(rows, RunGrouping(grouping_->currentIndex()));
  work.x = x_choices()[std::size_t(x_->currentIndex())];
  const std::vector<CurveMetric> metrics = curve_metrics();
  for (const ChartCard* card : {upper_, lower_}) {
    const CurveMetric& metric = metrics[std::size_t(card->choice())];
    work.charts.push_back({metric, metric.held_out ? Smoothing{} : card->smoothing()});
  }
  run_in_background(
      this, [work = std::move(work)] { return paint(work); },
      [this](Picture picture) {
        drawing_ = false;
        take(std::move(picture));
        if (std::exchange(again_, false))
          draw();
        else
          Q_EMIT drawn();
      });
}

CompareCharts::Picture CompareCharts::paint(const Work& work) {
  Picture picture;
  picture.x = work.x;
  std::set<StepColumn> needed;
  for (const Work::Chart& chart : work.charts)
    for (const StepColumn column : columns_for(chart.metric, work.x.quantity)) needed.insert(column);
  std::vector<std::shared_ptr<const Kept>> curves;
  for (const Work::Run& run : work.runs) {
    std::shared_ptr<const Kept> kept = run.kept;
    if (!kept || !kept->serves(*run.record, {needed.begin(), needed.end()})) {
      // What it is asked for by turns is kept, too.
      std::set<StepColumn> columns = needed;
      if (kept) columns.insert(kept->curves.columns.begin(), kept->curves.columns.end());
      auto read = work.source.curves(run.record->id, {columns.begin(), columns.end()});
      if (read) {
        kept = std::make_shared<const Kept>(Kept{run.record->step, run.record->status, std::move(*read)});
      } else {
        picture.problems.push_back(read.error());
        kept = nullptr;
      }
    }
    if (kept) picture.kept.insert(QString::fromStdString(run.record->id), kept);
    curves.push_back(std::move(kept));
  }
  for (const Work::Chart& chart : work.charts) {
    Picture::Chart drawn;
    drawn.metric = chart.metric;
    const bool means = work.groups.size() < work.runs.size();
    drawn.smoothing = means ? Smoothing{} : chart.smoothing;
    for (const RunGroup& group : work.groups) {
      std::vector<Series> members;
      const QColor color = work.runs[group.members.front()].color;
      for (const std::size_t member : group.members) {
        if (!curves[member]) continue;
        members.push_back(
            run_curve(curves[member]->curves, chart.metric, work.x.quantity, group.name, color));
        members.back().set_smoothing(chart.smoothing);
        (void)members.back().smooth();  // Made here, not where it is first looked at.
      }
      if (members.empty()) continue;
      if (!means)
        drawn.series.push_back(std::move(members.front()));
      else
        drawn.series.push_back(mean_curve(members, group.name, color));
    }
    picture.charts.push_back(std::move(drawn));
  }
  return picture;
}

void CompareCharts::take(Picture picture) {
  kept_ = std::move(picture.kept);
  for (const Error& error : picture.problems) Q_EMIT problem(error);
  double reach = 0;
  for (const Picture::Chart& chart : picture.charts)
    for (const Series& one : chart.series)
      if (!one.raw().empty()) reach = std::max(reach, one.raw().x(one.raw().size() - 1));
  const std::array cards{upper_, lower_};
  for (std::size_t i = 0; i < cards.size(); ++i) {
    Picture::Chart& drawn = picture.charts[i];
    LineChart* chart = cards[i]->chart();
    cards[i]->setSmoothable(!drawn.metric.held_out);
    cards[i]->setFigureTitle(drawn.metric.name);
    chart->setAccessibleName(drawn.metric.name);
    chart->setYTitle(drawn.metric.y_title);
    chart->setXAxis(picture.x.title, picture.x.kind);
    chart->setReach(reach);
    chart->setSmoothing(drawn.smoothing);
    chart->setSeries(std::move(drawn.series));
    cards[i]->updateLegend();
  }
}

}  // namespace cloze::ui
