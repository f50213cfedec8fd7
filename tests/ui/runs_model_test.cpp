// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/runs_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <limits>

#include "core/config/recipe_json.h"
#include "tests/ui/made_up_run.h"
#include "ui/models/differences_model.h"
#include "ui/models/run_colors.h"
#include "ui/models/run_events_model.h"
#include "ui/models/run_progress.h"
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
  QString cell(int row, const char* column) const {
    return model.index(row, RunsModel::column(column)).data().toString();
  }
  QStringList names() const {
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row) all << cell(row, "name");
    return all;
  }
  void sort(const char* column, Qt::SortOrder order = Qt::AscendingOrder) {
    model.sort(RunsModel::column(column), order);
  }
  void filter(const char* text) { model.setFilter(*RunFilter::parse(text)); }
};

TEST_F(RunsModelTest, ShowsWhatWasRecorded) {
  model.setRuns({record("b", "second", 1e-3, 4), record("a", "first")});
  ASSERT_EQ(model.rowCount(), 2);
  EXPECT_EQ(cell(0, "name"), "second");
  EXPECT_EQ(cell(0, "optimizer.learning_rate"), "0.001");
  EXPECT_EQ(cell(0, "size"), "4 \u00d7 128");
  EXPECT_EQ(cell(0, "status"), "Finished");
  EXPECT_EQ(cell(1, "step"), "300");
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
  EXPECT_EQ(cell(0, "step"), "299");
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
  EXPECT_EQ(cell(0, "model.family"), "\u2013");
  EXPECT_EQ(cell(0, "loss"), "\u2013");
}

TEST_F(RunsModelTest, SortsNumbersAsNumbersAndWhatIsNoneLastInBothDirections) {
  RunRecord nan = record("c", "nan"), infinite = record("d", "infinite"), none = record("e", "none");
  nan.last->loss = not_a_number;
  infinite.last->loss = std::numeric_limits<double>::infinity();
  none.last.reset();
  RunRecord small = record("a", "small"), large = record("b", "large");
  small.last->loss = 9;
  large.last->loss = 10;
  model.setRuns({nan, none, large, infinite, small});
  EXPECT_EQ(cell(0, "loss"), "NaN");
  sort("loss");
  EXPECT_EQ(names(), QStringList({"small", "large", "infinite", "nan", "none"}));
  sort("loss", Qt::DescendingOrder);
  EXPECT_EQ(names(), QStringList({"infinite", "large", "small", "nan", "none"}));
}

TEST_F(RunsModelTest, SortsNamesAsAPersonWould) {
  model.setRuns({record("a", "run 10"), record("b", "Run 2"), record("c", "run 1"), record("d", "run 2")});
  sort("name");
  EXPECT_EQ(names(), QStringList({"run 1", "Run 2", "run 2", "run 10"}));
  sort("optimizer.learning_rate");
  EXPECT_EQ(names().front(), "run 10") << "equal ones stand as they were given";
}

TEST_F(RunsModelTest, TheFilterChoosesRowsAndSelectionsFollowTheSort) {
  model.setRuns({record("a", "one", 1e-3), record("b", "two", 2e-3), record("c", "three", 3e-3)});
  sort("name");
  EXPECT_EQ(names(), QStringList({"one", "three", "two"}));
  const QPersistentModelIndex two = model.index(2, 0);
  sort("name", Qt::DescendingOrder);
  EXPECT_EQ(two.row(), 0);
  EXPECT_EQ(model.rowOf("b"), 0);
  filter("lr > 1e-3");
  EXPECT_EQ(names(), QStringList({"two", "three"}));
  EXPECT_EQ(model.rowOf("a"), -1);
  EXPECT_EQ(model.runCount(), 3);
  ASSERT_NE(model.find("a"), nullptr);
  EXPECT_EQ(model.find("a")->record->name, "one");
  sort("name");
  EXPECT_EQ(names(), QStringList({"three", "two"}));
  filter("");
  EXPECT_EQ(names(), QStringList({"one", "three", "two"}));
}

TEST_F(RunsModelTest, ARunThatChangesMovesToItsPlace) {
  model.setRuns({record("b", "b"), record("a", "a")});
  filter("step < 300");
  EXPECT_EQ(model.rowCount(), 0);
  RunRecord later = record("a", "a");
  later.step = 299;
  model.setRuns({record("b", "b"), later});
  EXPECT_EQ(names(), QStringList{"a"});
}

TEST_F(RunsModelTest, RunsAreFoundByIdInWhateverOrderTheyCome) {
  model.setRuns({record("m", "middle"), record("z", "last"), record("a", "first"), record("q", "late")});
  const auto expect_found = [&] {
    for (const auto& [id, name] : {std::pair{"m", "middle"}, {"z", "last"}, {"a", "first"}, {"q", "late"}}) {
      ASSERT_NE(model.find(id), nullptr) << id;
      EXPECT_EQ(model.find(id)->record->name, name);
      EXPECT_EQ(cell(model.rowOf(id), "name"), name);
    }
    for (const char* id : {"", "b", "zz", "A"}) {
      EXPECT_EQ(model.find(id), nullptr) << id;
      EXPECT_EQ(model.rowOf(id), -1) << id;
    }
  };
  expect_found();
  sort("name");
  expect_found();
  const auto kept = model.find("a")->record;
  model.setRuns({record("q", "late")});
  EXPECT_EQ(model.find("a"), nullptr);
  EXPECT_EQ(kept->name, "first") << "who holds a record keeps it";
}

TEST_F(RunsModelTest, EqualRunsKeepTheirOrderInBothDirections) {
  model.setRuns(
      {record("d", "x", 1e-3), record("b", "x", 2e-3), record("c", "x", 1e-3), record("a", "x", 2e-3)});
  const auto ids = [&] {
    QString all;
    for (int row = 0; row < 4; ++row) all += model.index(row, 0).data(RunsModel::id_role).toString();
    return all;
  };
  sort("name", Qt::DescendingOrder);
  EXPECT_EQ(ids(), "dbca");
  sort("optimizer.learning_rate");
  EXPECT_EQ(ids(), "dcba");
  sort("optimizer.learning_rate", Qt::DescendingOrder);
  EXPECT_EQ(ids(), "badc");
}

TEST_F(RunsModelTest, HiddenRunsAreNeitherShownNorCounted) {
  model.setRuns({record("b", "b"), record("a", "a")});
  model.setHidden({"b", "gone"});
  EXPECT_EQ(names(), QStringList{"a"});
  EXPECT_EQ(model.runCount(), 1);
  model.setHidden({});
  EXPECT_EQ(model.rowCount(), 2);
}

TEST_F(RunsModelTest, EverySettingIsAColumn) {
  model.setRuns({record("a", "a", 3e-3, 7)});
  for (const Field& field : recipe_fields())
    EXPECT_FALSE(cell(0, std::string(field.path).c_str()).isEmpty()) << field.path;
  EXPECT_EQ(cell(0, "model.layers"), "7");
  EXPECT_EQ(cell(0, "duration"), "0:21");
  const QVariant help = model.headerData(RunsModel::column("model.layers"), Qt::Horizontal, Qt::ToolTipRole);
  EXPECT_TRUE(help.toString().contains("model.layers"));
}

TEST_F(RunsModelTest, RecipesOfManyRunsComeLater) {
  std::vector<RunRecord> many;
  for (int i = 0; i < 4000; ++i)
    many.push_back(record("run" + std::to_string(i), "r", i % 2 == 0 ? 1e-3 : 2e-3));
  model.setRuns(many);
  filter("lr > 1e-3");
  sort("optimizer.learning_rate");
  const auto unknown = model.unknownRecipes();
  ASSERT_FALSE(unknown.empty()) << "4,000 recipes were read at once";
  EXPECT_LT(model.rowCount(), 2000);
  RunSource source;
  source.recipes = [&](const std::vector<std::string>& ids) -> Result<std::vector<std::string>> {
    std::vector<std::string> recipes;
    for (const std::string& id : ids)
      recipes.push_back(std::ranges::find(many, id, &RunRecord::id)->recipe_json);
    return recipes;
  };
  model.setRecipes(read_recipes(source, unknown).value());
  EXPECT_EQ(model.rowCount(), 2000);
  EXPECT_TRUE(model.unknownRecipes().empty());
  model.setRuns(many);
  EXPECT_TRUE(model.unknownRecipes().empty()) << "what is known stays";
}

TEST_F(RunsModelTest, ARecipeThatTheListLeftOutIsUnknownUntilItIsBrought) {
  RunRecord run = record("a", "first", 1e-3, 5);
  const std::string recipe = std::exchange(run.recipe_json, {});
  model.setRuns({run});
  EXPECT_EQ(cell(0, "model.layers"), "\u2013");
  EXPECT_EQ(model.find("a")->recipe, nullptr);
  ASSERT_EQ(model.unknownRecipes(), std::vector<std::string>{"a"});
  RunSource source;
  source.recipes = [&](const std::vector<std::string>&) -> Result<std::vector<std::string>> {
    return std::vector<std::string>{recipe};
  };
  model.setRecipes(read_recipes(source, {"a"}).value());
  EXPECT_EQ(cell(0, "model.layers"), "5");
  model.setRuns({run});
  EXPECT_EQ(cell(0, "model.layers"), "5") << "it is known from before";
}

class StepsTest : public RunsModelTest {
 protected:
  void read() { model.setSteps(read_steps(test::source_of(runs), model.unknownSteps()).value()); }
  void show() {
    std::vector<RunRecord> records;
    for (const RunHistory& run : runs) records.push_back(run.record);
    model.setRuns(records);
  }
  std::vector<RunHistory> runs{test::made_up_run("b", "long", 600, 600, 1),
                               test::made_up_run("a", "short", 100, 600, 2)};
};

TEST_F(StepsTest, AreReadOnceAndOnlyWhenShown) {
  show();
  model.setStep(260);
  EXPECT_TRUE(model.unknownSteps().empty()) << "no column shows one";
  model.setStepShown(true);
  ASSERT_EQ(model.unknownSteps().size(), 1U);
  EXPECT_EQ(model.unknownSteps()[0].runs, std::vector<std::string>{"b"}) << "the other has not come so far";
  EXPECT_EQ(cell(0, "loss@step"), "\u2013");
  QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
  read();
  EXPECT_EQ(changed.count(), 1);
  EXPECT_TRUE(model.unknownSteps().empty());
  EXPECT_EQ(cell(0, "loss@step"), loss_text(runs[0].steps[259].loss));
  EXPECT_EQ(cell(0, "held_out_loss@step"), loss_text(runs[0].evaluations[0].loss)) << "that of step 250";
  EXPECT_EQ(cell(1, "loss@step"), "\u2013");
  const auto header = [&](int role) {
    return model.headerData(RunsModel::column("loss@step"), Qt::Horizontal, role).toString();
  };
  EXPECT_EQ(header(Qt::DisplayRole), "Loss at step 260");
  EXPECT_TRUE(header(Qt::ToolTipRole).endsWith("loss@260")) << "what a filter calls it";
  show();
  EXPECT_TRUE(model.unknownSteps().empty()) << "what is known stays";
  EXPECT_EQ(cell(0, "loss@step"), loss_text(runs[0].steps[259].loss));
  model.setStep(40);
  EXPECT_EQ(model.unknownSteps()[0].runs.size(), 2U);
  EXPECT_EQ(cell(0, "loss@step"), "\u2013") << "of this step nothing has been read";
}

TEST_F(StepsTest, ARunThatGoesOnIsReadAgainUntilItHasPassed) {
  model.setStep(260);
  model.setStepShown(true);
  runs[0] = test::made_up_run("b", "long", 240, 600, 1, RunStatus::running);
  show();
  EXPECT_TRUE(model.unknownSteps().empty());
  runs[0] = test::made_up_run("b", "long", 260, 600, 1, RunStatus::running);
  runs[0].record.last_evaluation = runs[0].evaluations.back();
  show();
  read();
  EXPECT_EQ(cell(0, "loss@step"), loss_text(runs[0].steps[259].loss));
  EXPECT_TRUE(model.unknownSteps().empty());
  runs[0] = test::made_up_run("b", "long", 300, 600, 1, RunStatus::running);
  show();
  EXPECT_FALSE(model.unknownSteps().empty()) << "an evaluation of step 260 may have come behind it";
  read();
  runs[0] = test::made_up_run("b", "long", 520, 600, 1, RunStatus::running);
  show();
  read();
  runs[0] = test::made_up_run("b", "long", 560, 600, 1, RunStatus::running);
  show();
  EXPECT_TRUE(model.unknownSteps().empty()) << "it has passed for good";
  runs[0] = test::made_up_run("b", "long", 250, 600, 1, RunStatus::running);
  show();
  read();
  EXPECT_EQ(cell(0, "loss@step"), "\u2013") << "continued from an earlier checkpoint";
}

TEST_F(StepsTest, AreSortedAndFilteredWhenTheyCome) {
  show();
  model.setStep(50);
  model.setStepShown(true);
  sort("loss@step");
  const bool b_first = runs[0].steps[49].loss < runs[1].steps[49].loss;
  read();
  EXPECT_EQ(names().front(), b_first ? "long" : "short");
  sort("loss@step", Qt::DescendingOrder);
  EXPECT_EQ(names().front(), b_first ? "short" : "long");
  filter("loss@500 > 0");
  EXPECT_EQ(model.rowCount(), 0) << "not read";
  ASSERT_EQ(model.unknownSteps().size(), 1U);
  EXPECT_EQ(model.unknownSteps()[0].step, 500);
  read();
  EXPECT_EQ(names(), QStringList{"long"});
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
    return {std::make_shared<const RunRecord>(record(id, name)), std::make_shared<const Recipe>(recipe),
            true};
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
