// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/run_relations.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QMenu>
#include <cmath>

#include "tests/support/temporary_folder.h"
#include "tests/ui/compare_page_fixture.h"
#include "ui/models/run_axis.h"
#include "ui/widgets/compare_board.h"
#include "ui/widgets/run_columns_menu.h"
#include "ui/widgets/run_filter_edit.h"

namespace cloze::ui {
namespace {

RunsModel::Row row(const std::string& id, double rate, double loss,
                   OptimizerKind optimizer = OptimizerKind::adamw) {
  RunsModel::Row made;
  auto record = std::make_shared<RunRecord>();
  record->id = record->name = id;
  record->created = 1.7e9;
  if (!std::isnan(loss))
    record->last_evaluation = EvaluationMetrics{.step = 10, .loss = loss, .accuracy = 0.5};
  made.record = record;
  auto recipe = std::make_shared<Recipe>();
  recipe->optimizer.learning_rate = rate;
  recipe->optimizer.kind = optimizer;
  made.recipe = recipe;
  made.recipe_known = true;
  return made;
}

const double none = std::nan("");

TEST(RunAxisTest, NumbersFitTheirScale) {
  const std::vector<RunsModel::Row> runs{row("a", 1e-4, 3), row("b", 1e-2, 5), row("c", 1e-3, none)};
  const RunAxis rate = run_axis(runs, RunsModel::column("optimizer.learning_rate"), 1);
  EXPECT_TRUE(rate.logarithmic) << "the values are a hundredfold apart";
  EXPECT_DOUBLE_EQ(rate.low, 1e-4);
  EXPECT_DOUBLE_EQ(rate.high, 1e-2);
  EXPECT_NEAR(rate.share(1e-3), 0.5, 1e-12);
  EXPECT_EQ(rate.text(2), "0.001");

  const RunAxis loss = run_axis(runs, RunsModel::column("held_out_loss"), 1);
  EXPECT_FALSE(loss.logarithmic);
  EXPECT_DOUBLE_EQ(loss.share(4), 0.5);
  EXPECT_TRUE(std::isnan(loss.values[2])) << "a run without an evaluation";
  EXPECT_TRUE(std::isnan(loss.share(loss.values[2])));
  EXPECT_EQ(loss.text(2), QStringLiteral("\u2013"));
  EXPECT_FALSE(loss.ticks(4).empty());
}

TEST(RunAxisTest, WholeNumbersHaveWholeMarks) {
  std::vector<RunsModel::Row> runs{row("a", 1e-3, 3), row("b", 1e-3, 3)};
  auto recipe = std::make_shared<Recipe>(*runs[0].recipe);
  recipe->model.layers = runs[0].recipe->model.layers + 2;
  runs[1].recipe = recipe;
  for (const Tick& tick : run_axis(runs, RunsModel::column("model.layers"), 1).ticks(9))
    EXPECT_EQ(tick.value, std::floor(tick.value)) << tick.label.toStdString();
}

TEST(RunAxisTest, TextsStandAtEqualDistances) {
  const std::vector<RunsModel::Row> runs{row("a", 1e-3, 3, OptimizerKind::muon), row("b", 1e-3, 3),
                                         row("c", 1e-3, 3, OptimizerKind::muon)};
  const RunAxis axis = run_axis(runs, RunsModel::column("optimizer.kind"), 1);
  EXPECT_EQ(axis.names, (QStringList{"adamw", "muon"}));
  EXPECT_DOUBLE_EQ(axis.share(axis.values[0]), 1);
  EXPECT_DOUBLE_EQ(axis.share(axis.values[1]), 0);
  EXPECT_EQ(axis.text(2), "muon");
  ASSERT_EQ(axis.ticks(5).size(), 2u);
  EXPECT_EQ(axis.ticks(5)[1].label, "muon");
}

TEST(RunAxisTest, OneValueStandsInTheMiddle) {
  const std::vector<RunsModel::Row> runs{row("a", 1e-3, 3), row("b", 1e-3, none)};
  for (const char* column : {"optimizer.learning_rate", "held_out_loss", "optimizer.kind"}) {
    const RunAxis axis = run_axis(runs, RunsModel::column(column), 1);
    EXPECT_LT(axis.low, axis.high) << column;
    EXPECT_DOUBLE_EQ(axis.share(axis.values[0]), 0.5) << column;
  }
  const std::vector<RunsModel::Row> without{row("a", 1e-3, none)};
  const RunAxis empty = run_axis(without, RunsModel::column("held_out_loss"), 1);
  EXPECT_LT(empty.low, empty.high);
}

TEST(RunAxisTest, TellingColumnsAreThoseThatDiffer) {
  const std::vector<RunsModel::Row> runs{row("a", 1e-4, 3), row("b", 1e-2, 5, OptimizerKind::muon)};
  EXPECT_EQ(telling_columns(runs, 6),
            (std::vector{RunsModel::column("optimizer.kind"), RunsModel::column("optimizer.learning_rate"),
                         RunsModel::column("held_out_loss")}));
  EXPECT_EQ(telling_columns(runs, 1),
            (std::vector{RunsModel::column("optimizer.kind"), RunsModel::column("held_out_loss")}));
}

class RelationPlotTest : public testing::Test {
 protected:
  PlottedRuns plotted(const std::vector<const char*>& columns) const {
    PlottedRuns made;
    for (const RunsModel::Row& one : runs) {
      made.names << QString::fromStdString(one.record->name);
      made.colors.emplace_back();
    }
    for (const char* column : columns) made.axes.push_back(run_axis(runs, RunsModel::column(column), 1));
    return made;
  }
  static void show(RelationPlot& plot) {
    plot.resize(600, 300);
    plot.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&plot));
    plot.grab();
  }
  static void drag(RelationPlot& plot, const QPointF& from, const QPointF& to,
                   Qt::KeyboardModifiers keys = {}) {
    QTest::mousePress(&plot, Qt::LeftButton, keys, from.toPoint());
    QMouseEvent move(QEvent::MouseMove, to, plot.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, keys);
    QApplication::sendEvent(&plot, &move);
    QTest::mouseRelease(&plot, Qt::LeftButton, keys, to.toPoint());
  }
  std::vector<RunsModel::Row> runs{row("a", 1e-4, 3), row("b", 1e-3, 4), row("c", 1e-2, 5),
                                   row("d", 2e-3, none)};
  std::vector<int> got;
  bool added = false;
  void listen(RelationPlot& plot) {
    QObject::connect(&plot, &RelationPlot::chosen, [this](const std::vector<int>& which, bool add) {
      got = which;
      added = add;
    });
  }
};

TEST_F(RelationPlotTest, APointIsChosenByAClick) {
  RelationPlot plot(RelationPlot::Kind::points);
  plot.setRuns(plotted({"optimizer.learning_rate", "held_out_loss"}));
  show(plot);
  listen(plot);
  const auto middle = plot.place(1);
  ASSERT_TRUE(middle);
  EXPECT_LT(plot.place(0)->x(), middle->x());
  EXPECT_GT(plot.place(0)->y(), middle->y()) << "a lower loss stands lower";
  EXPECT_FALSE(plot.place(3)) << "no value, no point";
  QTest::mouseClick(&plot, Qt::LeftButton, {}, middle->toPoint());
  EXPECT_EQ(got, std::vector{1});
  EXPECT_FALSE(added);
  QTest::mouseClick(&plot, Qt::LeftButton, Qt::ControlModifier, plot.place(2)->toPoint());
  EXPECT_EQ(got, std::vector{2});
  EXPECT_TRUE(added);
  EXPECT_EQ(plot.runAt(*middle + QPointF(60, 60)), -1);
}

TEST_F(RelationPlotTest, ADragChoosesWhatItGoesAround) {
  RelationPlot plot(RelationPlot::Kind::points);
  plot.setRuns(plotted({"optimizer.learning_rate", "held_out_loss"}));
  show(plot);
  listen(plot);
  drag(plot, *plot.place(0) + QPointF(-6, 6), *plot.place(1) + QPointF(6, -6));
  EXPECT_EQ(got, (std::vector{0, 1}));
}

TEST_F(RelationPlotTest, AMarkOnAnAxisChoosesTheRunsThatPassThere) {
  RelationPlot plot(RelationPlot::Kind::lines);
  plot.setRuns(plotted({"optimizer.learning_rate", "held_out_loss"}));
  show(plot);
  listen(plot);
  EXPECT_GT(plot.place(3, 1)->y(), plot.place(0, 1)->y()) << "without a value it passes below the axis";
  drag(plot, *plot.place(1, 1) + QPointF(0, 8), *plot.place(2, 1) + QPointF(0, -8));
  EXPECT_EQ(got, (std::vector{1, 2}));
  // A second mark narrows it.
  drag(plot, *plot.place(0, 0) + QPointF(0, 8), *plot.place(1, 0) + QPointF(0, -8));
  EXPECT_EQ(got, (std::vector{1}));
  // A click takes a mark away.
  QTest::mouseClick(&plot, Qt::LeftButton, {}, plot.place(1, 1)->toPoint());
  EXPECT_EQ(got, (std::vector{0, 1}));
}

TEST_F(RelationPlotTest, ALineIsChosenBetweenTheAxes) {
  RelationPlot plot(RelationPlot::Kind::lines);
  plot.setRuns(plotted({"optimizer.learning_rate", "held_out_loss"}));
  show(plot);
  listen(plot);
  const QPointF between = (*plot.place(2, 0) + *plot.place(2, 1)) / 2;
  QTest::mouseClick(&plot, Qt::LeftButton, {}, between.toPoint());
  EXPECT_EQ(got, std::vector{2});
}

TEST_F(RelationPlotTest, ChosenRunsAreDrawnInTheirColor) {
  RelationPlot plot(RelationPlot::Kind::points);
  plot.setRuns(plotted({"optimizer.learning_rate", "held_out_loss"}));
  show(plot);
  const QColor red(0xff0000);
  const auto at = plot.place(1)->toPoint();
  EXPECT_NE(plot.grab().toImage().pixelColor(at), red);
  plot.setColors({QColor(), red, QColor(), QColor()});
  EXPECT_EQ(plot.grab().toImage().pixelColor(at), red);
}

TEST_F(RelationPlotTest, VeryManyRunsAreDrawnElsewhere) {
  for (int i = 0; i < 6000; ++i) runs.push_back(row("more", 1e-4 * (1 + i % 97), 3 + 0.01 * (i % 211)));
  for (const auto kind : {RelationPlot::Kind::points, RelationPlot::Kind::lines}) {
    RelationPlot plot(kind);
    plot.setRuns(plotted({"optimizer.learning_rate", "held_out_loss"}));
    show(plot);
    const QImage first = plot.grab().toImage();
    const auto changed = [&] { return plot.grab().toImage() != first; };
    EXPECT_TRUE(QTest::qWaitFor(changed)) << "the runs come when they are drawn";
    QThreadPool::globalInstance()->waitForDone();
  }
}

TEST_F(RelationPlotTest, GoesToFilesOfEveryKind) {
  const test::TemporaryFolder folder;
  RelationPlot plot(RelationPlot::Kind::lines);
  plot.setRuns(plotted({"optimizer.kind", "optimizer.learning_rate", "held_out_loss"}));
  for (const char* name : {"a.png", "a.svg", "a.pdf", "a.csv"}) {
    const auto path = folder / name;
    ASSERT_TRUE(plot.save(QString::fromStdString(path.string()))) << name;
    EXPECT_GT(std::filesystem::file_size(path), 100u) << name;
  }
  QFile csv(QString::fromStdString((folder / "a.csv").string()));
  ASSERT_TRUE(csv.open(QIODevice::ReadOnly));
  EXPECT_EQ(csv.readLine().toStdString(), "run,\"Optimizer\",\"Learning rate\",\"Held-out loss\"\n");
  EXPECT_EQ(csv.readLine().toStdString(), "\"a\",\"adamw\",0.0001,3\n");
  const auto refused = plot.save("a.bmp");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::bad_input);
}

class RelationsOnThePage : public ComparePageTest {
 protected:
  void view(CompareBoard::View view) {
    QSignalSpy refreshed(page.get(), &ComparePage::refreshed);
    page->findChild<CompareBoard*>()->setView(view);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !refreshed.isEmpty(); }));
    settle();
  }
  RelationPlot& plot() { return *page->findChild<RunRelations*>()->plot(); }
  /// Names of the runs that the plot shows in a colour of their own.
  QStringList colored() {
    QStringList names;
    for (std::size_t i = 0; i < plot().runs().colors.size(); ++i)
      if (plot().runs().colors[i].isValid()) names << plot().runs().names[qsizetype(i)];
    names.sort();
    return names;
  }
};

TEST_F(RelationsOnThePage, PointsAndTableChooseEachOther) {
  runs.all = {run_with_rate("c", 1e-3, 3), run_with_rate("b", 1e-2, 2), run_with_rate("a", 3e-4, 1)};
  start();
  view(CompareBoard::View::scatter);
  EXPECT_EQ(plot().runs().names.size(), 3);
  EXPECT_EQ(colored(), QStringList{"run c"}) << "the newest is chosen at first";
  select({"a", "b"});
  EXPECT_EQ(colored(), (QStringList{"run a", "run b"}));
  plot().grab();
  const int which = int(plot().runs().names.indexOf("run c"));
  QTest::mouseClick(&plot(), Qt::LeftButton, {}, plot().place(std::size_t(which))->toPoint());
  EXPECT_EQ(page->selectedRuns(), QStringList{"c"});
  QTest::mouseClick(&plot(), Qt::LeftButton, Qt::ControlModifier,
                    plot().place(std::size_t(plot().runs().names.indexOf("run a")))->toPoint());
  settle();
  EXPECT_TRUE(page->selectedRuns().contains("a"));
}

TEST_F(RelationsOnThePage, ShowWhatTheFilterLeaves) {
  runs.all = {run_with_rate("c", 1e-3, 3), run_with_rate("b", 1e-2, 2), run_with_rate("a", 3e-4, 1)};
  start();
  view(CompareBoard::View::parallel);
  ASSERT_EQ(plot().runs().axes.size(), 2u) << "the one setting that differs, and the loss";
  EXPECT_EQ(plot().runs().axes[0].title, "Learning rate");
  QSignalSpy refreshed(page.get(), &ComparePage::refreshed);
  page->findChild<RunFilterEdit*>()->setText("lr > 5e-4");
  ASSERT_TRUE(QTest::qWaitFor([&] { return !refreshed.isEmpty() && plot().runs().names.size() == 2; }));
}

TEST_F(RelationsOnThePage, AColumnAtAStepIsReadWhenItIsDrawn) {
  runs.all = {run_with_rate("b", 1e-2, 2), run_with_rate("a", 3e-4, 1)};
  start();
  view(CompareBoard::View::scatter);
  auto* relations = page->findChild<RunRelations*>();
  auto* columns = page->findChild<RunColumnsMenu*>();
  columns->setStep(40);
  EXPECT_EQ(runs.step_readings, 0) << "nothing shows a step";
  relations->up()->setCurrentIndex(relations->up()->findText("Loss at step 40"));
  const auto drawn = [&](std::size_t at) {
    const auto& axes = plot().runs().axes;
    return axes.size() == 2 && axes[1].title == QStringLiteral("Loss at step %1").arg(at) &&
           axes[1].values == std::vector{runs.all[0].steps[at - 1].loss, runs.all[1].steps[at - 1].loss};
  };
  EXPECT_TRUE(QTest::qWaitFor([&] { return drawn(40); }));
  columns->setStep(90);
  EXPECT_TRUE(QTest::qWaitFor([&] { return drawn(90); }));
}

TEST_F(RelationsOnThePage, AxesAndColumnsAreAPersonsChoice) {
  runs.all = {run_with_rate("b", 1e-2, 2), run_with_rate("a", 3e-4, 1)};
  start();
  view(CompareBoard::View::parallel);
  auto* relations = page->findChild<RunRelations*>();
  const auto trigger = [&](const QString& name) {
    QSignalSpy drawn(relations, &RunRelations::drawn);
    for (QAction* action : relations->axesMenu()->findChildren<QAction*>())
      if (action->data() == RunsModel::column(name.toStdString())) action->trigger();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !drawn.isEmpty(); }));
  };
  trigger("accuracy");
  trigger("model.layers");
  ASSERT_EQ(plot().runs().axes.size(), 2u);
  EXPECT_EQ(plot().runs().axes[0].title, "Accuracy");
  EXPECT_EQ(plot().runs().axes[1].title, "Layers");
  QSignalSpy drawn(relations, &RunRelations::drawn);
  relations->axesMenu()->findChild<QAction*>("tellingAxes")->trigger();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !drawn.isEmpty(); }));
  EXPECT_EQ(plot().runs().axes[0].title, "Learning rate");

  view(CompareBoard::View::scatter);
  drawn.clear();
  relations->up()->setCurrentIndex(relations->up()->findText("Accuracy"));
  ASSERT_TRUE(QTest::qWaitFor([&] { return !drawn.isEmpty(); }));
  EXPECT_EQ(plot().runs().axes[1].title, "Accuracy");
}

}  // namespace
}  // namespace cloze::ui
