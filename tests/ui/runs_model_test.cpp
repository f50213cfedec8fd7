// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/runs_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QSortFilterProxyModel>

#include "core/config/recipe_json.h"
#include "tests/ui/made_up_run.h"
#include "ui/models/differences_model.h"
#include "ui/models/run_events_model.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

RunRecord record(const std::string& id, const std::string& name, double rate = 3e-3,
                 std::int64_t layers = 2) {
  RunRecord result = test::made_up_run(id, name, 300, 300, std::hash<std::string>()(id) % 100).record;
  Recipe recipe;
  recipe.optimizer.learning_rate = rate;
  recipe.model.layers = layers;
  result.recipe_json = recipe_to_json(recipe);
  return result;
}

class RunsModelTest : public testing::Test {
 protected:
  RunsModel model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
  QString cell(int row, int column) const { return model.index(row, column).data().toString(); }
};

TEST_F(RunsModelTest, ShowsWhatWasRecorded) {
  model.setRuns({record("b", "second", 1e-3, 4), record("a", "first")});
  ASSERT_EQ(model.rowCount(), 2);
  EXPECT_EQ(cell(0, RunsModel::name_column), "second");
  EXPECT_EQ(cell(0, RunsModel::rate_column), "0.001");
  EXPECT_EQ(cell(0, RunsModel::size_column), "4 \u00d7 128");
  EXPECT_EQ(cell(0, RunsModel::status_column), "Finished");
  EXPECT_EQ(cell(1, RunsModel::steps_column), "300");
  EXPECT_EQ(model.index(1, 0).data(RunsModel::id_role).toString(), "a");
}

TEST_F(RunsModelTest, UpdatesTheSameRunsInPlace) {
  model.setRuns({record("b", "second"), record("a", "first")});
  QSignalSpy reset(&model, &QAbstractItemModel::modelReset),
      changed(&model, &QAbstractItemModel::dataChanged);
  RunRecord later = record("b", "second");
  later.step = 299;
  model.setRuns({later, record("a", "first")});
  EXPECT_EQ(reset.count(), 0);
  EXPECT_EQ(changed.count(), 1);
  EXPECT_EQ(cell(0, RunsModel::steps_column), "299");
  model.setRuns({later});
  EXPECT_EQ(reset.count(), 1);
  model.setRuns({});
  EXPECT_EQ(model.rowCount(), 0);
}

TEST_F(RunsModelTest, AnUnreadableRecipeAndMissingMetricsAreShownAsUnknown) {
  RunRecord bare;
  bare.id = bare.name = "x";
  bare.recipe_json = "{\"format\": 99}";
  model.setRuns({bare});
  EXPECT_EQ(cell(0, RunsModel::family_column), "\u2013");
  EXPECT_EQ(cell(0, RunsModel::loss_column), "\u2013");
}

TEST_F(RunsModelTest, SortsNumbersAsNumbersAndNanLast) {
  RunRecord bad = record("c", "nan");
  bad.last->loss = not_a_number;
  RunRecord small = record("a", "small"), large = record("b", "large");
  small.last->loss = 9;
  large.last->loss = 10;
  model.setRuns({bad, large, small});
  EXPECT_EQ(cell(0, RunsModel::loss_column), "NaN");
  QSortFilterProxyModel sorted;
  sorted.setSourceModel(&model);
  sorted.setSortRole(RunsModel::sort_role);
  sorted.sort(RunsModel::loss_column, Qt::AscendingOrder);
  QStringList names;
  for (int row = 0; row < 3; ++row) names << sorted.index(row, 0).data().toString();
  EXPECT_LT(names.indexOf("small"), names.indexOf("large"));
}

TEST(RunColors, NoTwoShownRunsShareOne) {
  std::vector<QString> ids;
  for (int i = 0; i < 12; ++i) ids.push_back(QString("run%1").arg(i));
  const auto colors = distinct_colors(ids);
  std::set<QRgb> different;
  for (const QColor& color : colors) different.insert(color.rgb());
  EXPECT_EQ(different.size(), ids.size());
  EXPECT_EQ(colors[0], series_color(ids[0]));
  const auto six = distinct_colors({ids.begin(), ids.begin() + 6});
  for (const QColor& color : six)
    EXPECT_NE(std::ranges::find(series_palette(), color), series_palette().end());
}

class DifferencesTest : public testing::Test {
 protected:
  static RunsModel::Row row(const std::string& id, const std::string& name, double rate,
                            std::int64_t layers) {
    Recipe recipe;
    recipe.optimizer.learning_rate = rate;
    recipe.model.layers = layers;
    return {record(id, name), recipe};
  }
  void set(const std::vector<RunsModel::Row>& rows) {
    std::vector<QColor> colors(rows.size(), Qt::red);
    model.setRuns(rows, colors);
  }
  DifferencesModel model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(DifferencesTest, NamesOnlyWhatDiffers) {
  set({row("a", "run", 1e-3, 2), row("b", "run", 3e-3, 2), row("c", "run", 1e-3, 2)});
  ASSERT_EQ(model.rowCount(), 1);
  EXPECT_EQ(model.index(0, 2).data().toString(), "0.003");
  EXPECT_TRUE(model.legendNames()[1].contains("0.003"));
  EXPECT_FALSE(model.legendNames()[1].contains("layers"));
  EXPECT_NE(model.legendNames()[0], model.legendNames()[2]);  // Told apart by their order.
}

TEST_F(DifferencesTest, EqualRunsAndOneRunHaveNoDifferences) {
  set({row("a", "one", 1e-3, 2)});
  EXPECT_EQ(model.rowCount(), 0);
  EXPECT_EQ(model.legendNames(), QStringList{"one"});
  set({row("a", "one", 1e-3, 2), row("b", "two", 1e-3, 2)});
  EXPECT_EQ(model.rowCount(), 0);
  EXPECT_EQ(model.legendNames(), QStringList({"one", "two"}));
  set({});
  EXPECT_EQ(model.columnCount(), 1);
}

TEST_F(DifferencesTest, CopiesAsText) {
  set({row("a", "one", 1e-3, 2), row("b", "two", 1e-3, 4)});
  EXPECT_EQ(model.asText().count('\n'), 2);
  EXPECT_TRUE(model.asText().contains("one\ttwo"));
}

TEST(RunEventsModel, NewestFirstAndNothingTwice) {
  RunEventsModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.add({0, 100, "started", {}});
  model.add({500, 200, "checkpoint", "saved"});
  model.add({500, 200.5, "checkpoint", {}});
  ASSERT_EQ(model.rowCount(), 2);
  EXPECT_EQ(model.index(0).data(RunEventsModel::kind_role).toString(), "checkpoint");
  model.add({600, 300, "paused", {}});
  model.add({600, 301, "paused", {}});
  model.add({600, 310, "paused", {}});
  EXPECT_EQ(model.rowCount(), 4);
  model.clear();
  EXPECT_EQ(model.rowCount(), 0);
}

}  // namespace
}  // namespace cloze::ui
