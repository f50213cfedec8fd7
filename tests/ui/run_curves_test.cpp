// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_curves.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/config/recipe_json.h"
#include "tests/ui/made_up_run.h"
#include "ui/models/run_groups.h"

namespace cloze::ui {
namespace {

RunCurves curves_for(const RunHistory& run, const CurveMetric& metric, XQuantity x) {
  return test::curves_of(run, columns_for(metric, x));
}

Series curve(const RunHistory& run, int metric, XQuantity x) {
  const CurveMetric wanted = curve_metrics()[std::size_t(metric)];
  return run_curve(curves_for(run, wanted, x), wanted, x, "run", Qt::blue);
}

TEST(RunCurves, EveryMetricCanStandOverEveryQuantity) {
  RunHistory run = test::made_up_run("a", "a", 300, 300, 3);
  const auto metrics = curve_metrics();
  EXPECT_EQ(metrics[training_loss].column, StepColumn::loss);
  EXPECT_FALSE(metrics[training_loss].held_out);
  EXPECT_TRUE(metrics[held_out_loss].held_out);
  ASSERT_EQ(x_choices().size(), 5u);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    for (const XChoice& x : x_choices()) {
      const Series series = curve(run, int(i), x.quantity);
      SCOPED_TRACE((metrics[i].name + " over " + x.name).toStdString());
      EXPECT_EQ(series.raw().size(), metrics[i].held_out ? run.evaluations.size() : run.steps.size());
      EXPECT_EQ(series.style, metrics[i].held_out ? SeriesStyle::points : SeriesStyle::line);
    }
  }
}

TEST(RunCurves, ValuesStandWhereTheyWereMeasured) {
  const RunHistory run = test::made_up_run("a", "a", 300, 300, 3);
  const Series loss = curve(run, training_loss, XQuantity::tokens);
  EXPECT_EQ(loss.raw().x(99), 100 * 4096);
  EXPECT_EQ(loss.raw().y(99), run.steps[99].loss);
  const Series held_out = curve(run, held_out_loss, XQuantity::training_time);
  const EvaluationMetrics& last = run.evaluations.back();
  EXPECT_EQ(held_out.raw().x(held_out.raw().size() - 1), run.steps[std::size_t(last.step - 1)].seconds);
  EXPECT_EQ(held_out.raw().y(held_out.raw().size() - 1), last.loss);
  const Series perplexity = curve(run, held_out_loss + 1, XQuantity::step);
  EXPECT_DOUBLE_EQ(perplexity.raw().y(0), std::exp(run.evaluations.front().loss));
  EXPECT_EQ(perplexity.raw().x(0), double(run.evaluations.front().step));
}

TEST(RunCurves, AnEvaluationBeforeTheFirstStepStandsAtTheBeginning) {
  RunHistory run = test::made_up_run("a", "a", 300, 300, 3);
  run.evaluations.insert(run.evaluations.begin(), EvaluationMetrics{.step = 0, .loss = 9});
  const Series held_out = curve(run, held_out_loss, XQuantity::tokens);
  EXPECT_EQ(held_out.raw().x(0), 0);
  EXPECT_EQ(held_out.raw().y(0), 9);
}

TEST(RunCurves, WhatIsNotKnownIsLeftOut) {
  RunHistory run = test::made_up_run("a", "a", 300, 300, 3);
  run.steps[10].epoch = not_a_number;
  EXPECT_EQ(curve(run, training_loss, XQuantity::epoch).raw().size(), 299u);
  run.steps.clear();
  EXPECT_EQ(curve(run, training_loss, XQuantity::wall_time).raw().size(), 0u);
}

TEST(RunCurves, WallTimeCountsPausesAndEvaluations) {
  RunHistory run;
  for (int step = 1; step <= 40; ++step)
    run.steps.push_back({.step = step, .loss = 1, .seconds = double(step)});  // A second each.
  run.evaluations = {{.step = 10, .loss = 1, .seconds = 5}, {.step = 20, .loss = 1, .seconds = 5}};
  run.events = {{0, 1000, "started", ""},
                {20, 1030, "checkpoint", ""},
                {30, 1040, "paused", ""},
                {30, 1140, "resumed", ""}};
  const auto x =
      x_values(curves_for(run, curve_metrics()[training_loss], XQuantity::wall_time), XQuantity::wall_time);
  EXPECT_EQ(x[9], 10);
  EXPECT_EQ(x[10], 16) << "behind the evaluation at step 10";
  EXPECT_EQ(x[19], 25);
  EXPECT_EQ(x[20], 31) << "the checkpoint's time is known: 30 s from the start";
  EXPECT_EQ(x[29], 40);
  EXPECT_EQ(x[30], 141) << "behind the pause";
  run.events[1].time = 1002;  // A clock that was set back.
  const auto odd =
      x_values(curves_for(run, curve_metrics()[training_loss], XQuantity::wall_time), XQuantity::wall_time);
  EXPECT_TRUE(std::ranges::is_sorted(odd));
}

TEST(RunCurves, TheMeanHasABandAndEndsMembersWhereTheyEnd) {
  Series a("a", Qt::red), b("b", Qt::green);
  for (int x = 0; x <= 10; ++x) a.append(x, x);
  for (int x = 0; x <= 6; x += 2) b.append(x, x + 4);
  const Series mean = mean_curve(std::vector<Series>{a, b}, "both", Qt::blue);
  ASSERT_EQ(mean.raw().size(), 11u);
  EXPECT_EQ(mean.raw().y(2), 4);
  EXPECT_EQ(mean.low().y(2), 2);
  EXPECT_EQ(mean.high().y(2), 6);
  EXPECT_EQ(mean.raw().y(3), 5) << "between b's points";
  EXPECT_EQ(mean.raw().y(8), 8) << "b has ended";
  EXPECT_EQ(mean.low().y(8), 8);
  EXPECT_TRUE(mean.has_band());
  EXPECT_EQ(mean_curve({}, "none", Qt::blue).raw().size(), 0u);
}

TEST(RunCurves, TheMeanLeavesBadNumbersOut) {
  Series a("a", Qt::red), b("b", Qt::green);
  for (int x = 0; x < 3; ++x) {
    a.append(x, x == 1 ? not_a_number : 1);
    b.append(x, x >= 1 ? not_a_number : 3);
  }
  const Series mean = mean_curve(std::vector<Series>{a, b}, "both", Qt::blue);
  EXPECT_EQ(mean.raw().y(0), 2);
  EXPECT_TRUE(std::isnan(mean.raw().y(1)));
  EXPECT_EQ(mean.raw().y(2), 1);
}

RunsModel::Row row(const std::string& id, std::int64_t layers, std::int64_t seed,
                   const std::string& dataset = "corpus", std::vector<std::string> tags = {}) {
  auto record = std::make_shared<RunRecord>();
  record->id = id;
  record->name = "run";
  record->dataset_name = dataset;
  record->tags = std::move(tags);
  auto recipe = std::make_shared<Recipe>();
  recipe->model.layers = layers;
  recipe->seed = seed;
  return {record, recipe, true};
}

QStringList names(const std::vector<RunGroup>& groups) {
  QStringList all;
  for (const RunGroup& group : groups) all << group.name;
  return all;
}

TEST(RunGroups, RepeatsDifferInNothingButTheSeed) {
  const std::vector runs{row("a", 2, 1), row("b", 4, 1), row("c", 2, 2), row("d", 2, 3, "other")};
  const auto groups = group_runs(runs, RunGrouping::repeats);
  ASSERT_EQ(groups.size(), 3u);
  EXPECT_EQ(groups[0].members, (std::vector<std::size_t>{0, 2}));
  EXPECT_TRUE(groups[0].name.contains("layers 2")) << groups[0].name.toStdString();
  EXPECT_TRUE(groups[0].name.contains("(mean of 2)"));
  EXPECT_FALSE(groups[0].name.contains("seed"));
  EXPECT_FALSE(groups[1].name.contains("mean"));
  RunsModel::Row unknown = row("e", 2, 1);
  unknown.recipe = nullptr;
  EXPECT_EQ(group_runs({unknown, unknown}, RunGrouping::repeats).size(), 1u) << "the same run twice";
  RunsModel::Row other = row("f", 2, 1);
  other.recipe = nullptr;
  EXPECT_EQ(group_runs({unknown, other}, RunGrouping::repeats).size(), 2u);
}

TEST(RunGroups, ByDatasetAndByTags) {
  const std::vector runs{row("a", 2, 1, "x", {"base", "zh"}), row("b", 4, 1, "y"), row("c", 2, 2, "x"),
                         row("d", 9, 1, "y", {"base", "zh"})};
  EXPECT_EQ(names(group_runs(runs, RunGrouping::dataset)), QStringList({"x (mean of 2)", "y (mean of 2)"}));
  EXPECT_EQ(names(group_runs(runs, RunGrouping::tags)),
            QStringList({"base zh (mean of 2)", "no tags (mean of 2)"}));
  EXPECT_EQ(group_runs(runs, RunGrouping::none).size(), 4u);
}

}  // namespace
}  // namespace cloze::ui
