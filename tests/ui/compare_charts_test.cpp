// SPDX-License-Identifier: GPL-3.0-or-later
// The charts of the Compare page, through the page.
#include "ui/widgets/compare_charts.h"

#include "tests/ui/compare_page_fixture.h"

namespace cloze::ui {
namespace {

using CompareChartsTest = ComparePageTest;

TEST_F(CompareChartsTest, TheAxisCountsWhatIsChosen) {
  runs.all = {run_with_rate("b", 1e-3, 2), run_with_rate("a", 3e-3, 1)};
  start();
  select({"a", "b"});
  choose("xQuantity", "Tokens");
  ASSERT_EQ(curves().size(), 2u);
  EXPECT_EQ(curves()[0].raw().x(99), 100 * 4096);
  EXPECT_EQ(chart("heldOutLoss")->series()[0].raw().x(0), double(runs.all[0].evaluations[0].step) * 4096);
  EXPECT_EQ(chart("trainingLoss")->xTitle(), "tokens");
  EXPECT_DOUBLE_EQ(chart("trainingLoss")->currentView().x_to, chart("heldOutLoss")->currentView().x_to);
  choose("xQuantity", "Training time");
  EXPECT_EQ(curves()[0].raw().x(99), runs.all[0].steps[99].seconds);
  EXPECT_EQ(chart("heldOutLoss")->xKind(), XKind::seconds);
  page = nullptr;
  start();
  EXPECT_EQ(chart("trainingLoss")->xTitle(), "training time") << "the choice is remembered";
}

TEST_F(CompareChartsTest, AChartShowsAnyMetric) {
  runs.all = {run_with_rate("a", 3e-3, 1)};
  start();
  auto* card = page->findChild<ChartCard*>("trainingLoss");
  const auto choice_of = [&](const QString& text) {
    for (auto* one : card->findChildren<QComboBox*>())
      if (one->findText(text) >= 0) return one;
    return static_cast<QComboBox*>(nullptr);
  };
  QComboBox* smoothing = choice_of("Raw");
  ASSERT_TRUE(smoothing && smoothing->isVisibleTo(card));
  QSignalSpy refreshed(page.get(), &ComparePage::refreshed);
  choice_of("Gradient norm")->setCurrentText("Gradient norm");
  ASSERT_TRUE(QTest::qWaitFor([&] { return !refreshed.isEmpty(); }));
  EXPECT_EQ(curves()[0].raw().y(5), runs.all[0].steps[5].gradient_norm);
  EXPECT_EQ(card->figure().title, "Gradient norm");
  refreshed.clear();
  choice_of("Gradient norm")->setCurrentText("Held-out accuracy");
  ASSERT_TRUE(QTest::qWaitFor([&] { return !refreshed.isEmpty(); }));
  EXPECT_EQ(curves()[0].raw().y(0), runs.all[0].evaluations[0].accuracy);
  EXPECT_FALSE(smoothing->isVisibleTo(card)) << "there is nothing to smooth";
}

TEST_F(CompareChartsTest, SmoothingIsAppliedToWhatIsDrawn) {
  runs.all = {run_with_rate("a", 3e-3, 1)};
  start();
  EXPECT_TRUE(curves()[0].smoothed());
  auto* card = page->findChild<ChartCard*>("trainingLoss");
  QSignalSpy refreshed(page.get(), &ComparePage::refreshed);
  for (auto* one : card->findChildren<QComboBox*>())
    if (one->findText("Median 25") >= 0) one->setCurrentText("Median 25");
  ASSERT_TRUE(QTest::qWaitFor([&] { return !refreshed.isEmpty(); }));
  Series wanted("a", Qt::blue);
  for (const StepMetrics& metrics : runs.all[0].steps) wanted.append(double(metrics.step), metrics.loss);
  wanted.set_smoothing({SmoothingKind::median, 25});
  for (std::size_t i = 0; i < 300; ++i) ASSERT_EQ(curves()[0].smooth().y(i), wanted.smooth().y(i));
}

TEST_F(CompareChartsTest, SeedsBecomeAMeanWithABand) {
  for (const int seed : {1, 2, 3}) {
    runs.all.push_back(run_with_rate("run" + std::to_string(seed), 1e-3, std::uint64_t(seed)));
    Recipe recipe;
    recipe.seed = seed;
    runs.all.back().record.recipe_json = recipe_to_json(recipe);
  }
  start();
  select({"run1", "run2", "run3"});
  ASSERT_EQ(curves().size(), 3u);
  choose("grouping", "Mean over seeds");
  ASSERT_EQ(curves().size(), 1u);
  EXPECT_TRUE(curves()[0].has_band());
  EXPECT_TRUE(curves()[0].name.contains("mean of 3"));
  EXPECT_LT(curves()[0].low().y(50), curves()[0].raw().y(50));
  EXPECT_FALSE(curves()[0].smoothed()) << "its members were";
  choose("grouping", "Each run");
  EXPECT_EQ(curves().size(), 3u);
}

TEST_F(CompareChartsTest, CurvesAreReadAgainOnlyWhenARunHasGoneOn) {
  runs.all = {run_with_rate("b", 1e-3, 2), run_with_rate("a", 3e-3, 1)};
  start();
  select({"a", "b"});
  const int before = runs.curve_readings;
  refresh();
  EXPECT_EQ(runs.curve_readings, before);
  ++runs.all[0].record.step;
  refresh();
  EXPECT_EQ(runs.curve_readings, before + 1);
  choose("xQuantity", "Epoch");
  EXPECT_EQ(runs.curve_readings, before + 3) << "another column";
  choose("xQuantity", "Step");
  EXPECT_EQ(runs.curve_readings, before + 3);
}

}  // namespace
}  // namespace cloze::ui
