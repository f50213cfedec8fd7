// SPDX-License-Identifier: GPL-3.0-or-later
// A Compare page over a history in memory.
#pragma once

#include <gtest/gtest.h>

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QThreadPool>
#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "core/config/recipe_json.h"
#include "tests/ui/made_up_run.h"
#include "ui/pages/compare_page.h"
#include "ui/widgets/chart_card.h"

namespace cloze::ui {

/// A history in memory.
struct Runs {
  std::vector<RunHistory> all;
  std::atomic<int> readings = 0, curve_readings = 0, step_readings = 0;

  RunSource source() {
    return {[this] { return ++readings, test::source_of(all).runs(); },
            [this](const std::vector<std::string>& ids) { return test::source_of(all).recipes(ids); },
            [this](std::int64_t step, const std::vector<std::string>& ids) {
              return ++step_readings, test::source_of(all).at_step(step, ids);
            },
            [this](const std::string& id, const std::vector<StepColumn>& columns) {
              return ++curve_readings, test::source_of(all).curves(id, columns);
            }};
  }
};

inline RunHistory run_with_rate(const std::string& id, double rate, std::uint64_t seed) {
  RunHistory run = test::made_up_run(id, "run " + id, 300, 300, seed);
  Recipe recipe;
  recipe.optimizer.learning_rate = rate;
  run.record.recipe_json = recipe_to_json(recipe);
  return run;
}

class ComparePageTest : public testing::Test {
 protected:
  void SetUp() override { QSettings().clear(); }
  void TearDown() override {
    page.reset();
    settle();
  }
  /// Nobody reads the runs any more: they may be changed, or go.
  static void settle() { QThreadPool::globalInstance()->waitForDone(); }
  void start() {
    page = std::make_unique<ComparePage>(runs.source());
    page->resize(1200, 700);
    page->show();
    refresh();
  }
  void refresh() {
    QSignalSpy refreshed(page.get(), &ComparePage::refreshed);
    page->refresh();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !refreshed.isEmpty(); }));
    QTest::qWait(30);
    settle();
  }
  void select(const QStringList& ids) {
    QSignalSpy refreshed(page.get(), &ComparePage::refreshed);
    page->selectRuns(ids);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !refreshed.isEmpty(); }));
    QTest::qWait(30);
    settle();
  }
  QPushButton* button(const QString& text) {
    for (QPushButton* one : page->findChildren<QPushButton*>()) {
      if (one->text() == text) return one;
    }
    return nullptr;
  }
  QAction* action(const QString& word) {
    for (QAction* one : page->findChildren<QAction*>()) {
      if (one->text().remove('&').startsWith(word)) return one;
    }
    return nullptr;
  }
  QTableView* table() { return page->findChild<QTableView*>("runs"); }
  QAction* column_action(const QString& name) {
    for (QAction* one : page->findChildren<QAction*>()) {
      if (one->data().toString() == name) return one;
    }
    return nullptr;
  }
  bool has_label(const QString& part) {
    return std::ranges::any_of(page->findChildren<QLabel*>(),
                               [&](QLabel* label) { return label->text().contains(part); });
  }
  LineChart* chart(const QString& name) { return page->findChild<ChartCard*>(name)->chart(); }
  const std::vector<Series>& curves() { return chart("trainingLoss")->series(); }
  /// In one of the lists above the charts.
  void choose(const QString& list, const QString& text) {
    QSignalSpy refreshed(page.get(), &ComparePage::refreshed);
    page->findChild<QComboBox*>(list)->setCurrentText(text);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !refreshed.isEmpty(); }));
  }

  Runs runs;
  std::unique_ptr<ComparePage> page;
};
}  // namespace cloze::ui
