// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/queue_panel.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <cmath>

#include "core/config/recipe_json.h"
#include "core/session/run_queue.h"
#include "ui/models/queue_times.h"

namespace cloze::ui {
namespace {

std::vector<ListEntry> entries(const QString& ids) {
  std::vector<ListEntry> made;
  for (const QChar id : ids) {
    ListEntry entry;
    entry.id = entry.title = id;
    made.push_back(entry);
  }
  return made;
}

QString ids(const QueueModel& model) {
  QString all;
  for (const ListEntry& entry : model.entries()) all += entry.id;
  return all;
}

TEST(QueueModel, MovesAsAModelMust) {
  QueueModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  QSignalSpy moved(&model, &QueueModel::moved);
  model.setEntries(entries("abcd"));
  const QPersistentModelIndex b = model.index(1);
  EXPECT_TRUE(model.moveRow({}, 1, {}, 4));
  EXPECT_EQ(ids(model), "acdb");
  EXPECT_EQ(b.row(), 3);
  EXPECT_EQ(moved.last()[0].toString(), "b");
  EXPECT_EQ(moved.last()[1].toInt(), 3);
  EXPECT_TRUE(model.moveRow({}, 3, {}, 0));
  EXPECT_EQ(ids(model), "bacd");
  EXPECT_EQ(moved.last()[1].toInt(), 0);
  EXPECT_FALSE(model.moveRow({}, 1, {}, 1)) << "to where it is";
  EXPECT_FALSE(model.moveRow({}, 1, {}, 2));
  EXPECT_FALSE(model.moveRow({}, 9, {}, 0));
  EXPECT_FALSE(model.moveRow({}, 0, {}, 9));
  EXPECT_FALSE(model.moveRows({}, 0, 2, {}, 3));
  EXPECT_EQ(moved.count(), 2);
  EXPECT_EQ(ids(model), "bacd");
  EXPECT_TRUE(model.flags(model.index(0)) & Qt::ItemIsDragEnabled);
  EXPECT_FALSE(model.flags(model.index(0)) & Qt::ItemIsDropEnabled) << "runs are dropped between runs";
  EXPECT_TRUE(model.flags({}) & Qt::ItemIsDropEnabled);
}

class QueuePanelTest : public testing::Test {
 protected:
  void SetUp() override {
    page.resize(900, 600);
    page.show();
    page.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&page));
    panel.setWaiting(entries("abc"));
    panel.show();
  }
  void choose(int row) { panel.view()->setCurrentIndex(panel.model()->index(row)); }
  void press(int key, Qt::KeyboardModifiers with = {}) { QTest::keyClick(panel.view(), Qt::Key(key), with); }

  QWidget page;
  QWidget anchor{&page};
  QueuePanel panel{&page, &anchor};
};

TEST_F(QueuePanelTest, KeysChangeTheOrder) {
  QSignalSpy moved(&panel, &QueuePanel::moveWanted);
  EXPECT_EQ(QApplication::focusWidget(), panel.view()) << "it can be used at once";
  EXPECT_EQ(panel.current(), "a");
  EXPECT_FALSE(panel.upButton()->isEnabled());
  press(Qt::Key_Down, Qt::ControlModifier);
  EXPECT_EQ(ids(*panel.model()), "bac");
  EXPECT_EQ(panel.current(), "a") << "the row that moves keeps the focus";
  press(Qt::Key_Down, Qt::ControlModifier);
  EXPECT_EQ(ids(*panel.model()), "bca");
  EXPECT_FALSE(panel.downButton()->isEnabled());
  press(Qt::Key_Up, Qt::ControlModifier);
  EXPECT_EQ(ids(*panel.model()), "bac");
  ASSERT_EQ(moved.count(), 3);
  EXPECT_EQ(moved[1][0].toString(), "a");
  EXPECT_EQ(moved[1][1].toInt(), 2);
  EXPECT_EQ(moved[2][1].toInt(), 1);
  panel.setWaiting(entries("abc"));
  EXPECT_EQ(ids(*panel.model()), "abc") << "what the session says is shown";
}

TEST_F(QueuePanelTest, AsksForWhatAPersonWants) {
  QSignalSpy removed(&panel, &QueuePanel::removeWanted), go(&panel, &QueuePanel::goOnWanted);
  QSignalSpy hold(&panel, &QueuePanel::holdWanted), closed(&panel, &QueuePanel::closed);
  QSignalSpy undo(&panel, &QueuePanel::undoWanted);
  choose(1);
  press(Qt::Key_Delete);
  ASSERT_EQ(removed.count(), 1);
  EXPECT_EQ(removed[0][0].toString(), "b");
  press(Qt::Key_Z, Qt::ControlModifier);
  EXPECT_EQ(undo.count(), 1);
  EXPECT_EQ(panel.goButton()->text(), "Go on");
  panel.goButton()->click();
  EXPECT_EQ(go.count(), 1);
  panel.setState({true, QueueHeld::at_start, {}}, "first");
  EXPECT_TRUE(panel.stateText().contains("first"));
  EXPECT_EQ(panel.goButton()->text(), "Hold");
  panel.goButton()->click();
  EXPECT_EQ(hold.count(), 1);
  panel.setState({false, QueueHeld::run_stopped, {}}, {});
  EXPECT_TRUE(panel.stateText().contains("you stopped a run"));
  panel.setState({false, QueueHeld::trouble, Error{ErrorCode::io, "no disk", ""}}, {});
  EXPECT_TRUE(panel.stateText().contains("no disk"));
  press(Qt::Key_Escape);
  EXPECT_EQ(closed.count(), 1);
}

TEST_F(QueuePanelTest, StaysAtTheRightWhenThePageGrows) {
  EXPECT_GT(panel.x(), page.width() / 2 - panel.width());
  const int from_right = page.width() - panel.geometry().right();
  page.resize(1200, 700);
  EXPECT_EQ(page.width() - panel.geometry().right(), from_right);
  panel.setWaiting(entries("abcdefghijklmnop"));
  EXPECT_LT(panel.height(), 500) << "many runs scroll";
}

TEST_F(QueuePanelTest, SaysItsPartsToAScreenReader) {
  for (const QToolButton* button : {panel.upButton(), panel.downButton(), panel.removeButton()}) {
    EXPECT_FALSE(button->accessibleName().isEmpty());
    EXPECT_FALSE(button->toolTip().isEmpty());
  }
  EXPECT_FALSE(panel.goButton()->accessibleName().isEmpty());
  EXPECT_FALSE(panel.view()->accessibleName().isEmpty());
}

TEST(QueueEntry, SaysWhatWaits) {
  WaitingRun run;
  run.record.id = "id";
  run.record.name = "night";
  run.record.dataset_name = "speeches";
  run.record.total_steps = 1200;
  run.options.device = "cuda:1";
  run.from_called = "bert";
  const ListEntry entry = entry_of(run, 90);
  EXPECT_EQ(entry.title, "night");
  for (const char* part : {"speeches", "1,200", "cuda:1", "bert"}) EXPECT_TRUE(entry.detail.contains(part));
  EXPECT_EQ(entry.figure, "about 2 min");
  EXPECT_EQ(entry_of(run, 20).figure, "under a minute");
  EXPECT_EQ(entry_of(run, 9.5 * 3600).figure, "about 9.5 h");
  EXPECT_TRUE(entry_of(run, not_a_number).figure.isEmpty());
  run.problem = Error{ErrorCode::damaged, "cannot be read", ""};
  EXPECT_TRUE(entry_of(run, 90).dim);
  EXPECT_TRUE(entry_of(run, 90).tip.contains("cannot be read"));
}

RunRecord trained(const Recipe& recipe, double tokens_per_second) {
  RunRecord run;
  run.recipe_json = recipe_to_json(recipe);
  run.dataset_hash = "d";
  run.total_steps = 100;
  run.last = StepMetrics{.step = 100};
  run.last->seconds = 10;
  run.last->tokens = 10 * tokens_per_second;
  return run;
}

TEST(QueueTimes, TheSameShapeTellsElseTheWorkOfAToken) {
  Recipe small = load_recipe("tiny").value(), large = load_recipe("small").value();
  const double step =
      double(small.optimizer.batch_size * small.optimizer.accumulation * small.objective.sequence_length);
  RunRecord waits = trained(small, 0);
  waits.last.reset();
  EXPECT_TRUE(std::isnan(expected_seconds({waits}, {}, {})[0])) << "nothing was trained yet";
  EXPECT_DOUBLE_EQ(expected_seconds({waits}, {trained(large, 7), trained(small, 500)}, {{"d", 8192}})[0],
                   100 * step / 500)
      << "one of the same shape tells more than a newer one";
  Recipe deeper = small;
  deeper.model.layers *= 2;
  const double by_work =
      expected_seconds({waits}, {trained(large, 7), trained(deeper, 500)}, {{"d", 8192}})[0];
  EXPECT_LT(by_work, 100 * step / 500) << "a token of a small model takes less";
  EXPECT_GT(by_work, 25 * step / 500);
  large.model.layers *= 4;
  EXPECT_TRUE(std::isnan(expected_seconds({waits}, {trained(large, 7)}, {{"d", 8192}})[0])) << "too far";
  small.budget.minutes = 0.01;
  waits.recipe_json = recipe_to_json(small);
  EXPECT_DOUBLE_EQ(expected_seconds({waits}, {}, {})[0], 0.6) << "the budget is the most";
  waits.recipe_json = "{";
  EXPECT_TRUE(std::isnan(expected_seconds({waits}, {trained(large, 7)}, {})[0]));
}

}  // namespace
}  // namespace cloze::ui
