// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare_page.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAction>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <atomic>

#include "core/config/recipe_json.h"
#include "tests/support/temporary_folder.h"
#include "tests/ui/made_up_run.h"
#include "ui/widgets/chart_card.h"
#include "ui/widgets/embed_dialog.h"
#include "ui/widgets/job_progress.h"
#include "ui/widgets/model_dialogs.h"

namespace cloze::ui {
namespace {

/// A history in memory.
struct Runs {
  std::vector<RunHistory> all;
  std::atomic<int> readings = 0;

  RunSource source() {
    return {[this]() -> Result<std::vector<RunRecord>> {
              ++readings;
              std::vector<RunRecord> records;
              for (const RunHistory& run : all) records.push_back(run.record);
              return records;
            },
            [this](const std::string& id) -> Result<RunHistory> {
              for (const RunHistory& run : all) {
                if (run.record.id == id) return run;
              }
              return fail(ErrorCode::not_found, "no run " + id);
            }};
  }
};

RunHistory run_with_rate(const std::string& id, double rate, std::uint64_t seed) {
  RunHistory run = test::made_up_run(id, "run " + id, 300, 300, seed);
  Recipe recipe;
  recipe.optimizer.learning_rate = rate;
  run.record.recipe_json = recipe_to_json(recipe);
  return run;
}

class ComparePageTest : public testing::Test {
 protected:
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
  }
  void select(const QStringList& ids) {
    QSignalSpy refreshed(page.get(), &ComparePage::refreshed);
    page->selectRuns(ids);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !refreshed.isEmpty(); }));
    QTest::qWait(30);
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
  const std::vector<Series>& curves() {
    return page->findChild<ChartCard*>("trainingLoss")->chart()->series();
  }

  Runs runs;
  std::unique_ptr<ComparePage> page;
};

TEST_F(ComparePageTest, EmptyHistorySaysWhatToDo) {
  start();
  QSignalSpy wanted(page.get(), &Page::pageWanted);
  ASSERT_TRUE(button("Train a first model")->isVisible());
  button("Train a first model")->click();
  EXPECT_EQ(wanted.count(), 1);
}

TEST_F(ComparePageTest, ShowsTheNewestRunAtFirst) {
  runs.all = {run_with_rate("b", 1e-3, 2), run_with_rate("a", 3e-3, 1)};
  start();
  EXPECT_EQ(page->selectedRuns(), QStringList{"b"});
  ASSERT_EQ(curves().size(), 1u);
  EXPECT_EQ(curves()[0].raw().size(), 300u);
}

TEST_F(ComparePageTest, OverlaysTheChosenOnesAndKeepsThemOverARefresh) {
  runs.all = {run_with_rate("b", 1e-3, 2), run_with_rate("a", 3e-3, 1)};
  start();
  select({"a", "b"});
  ASSERT_EQ(curves().size(), 2u);
  EXPECT_TRUE(curves()[0].name.contains("0.003"));
  runs.all.insert(runs.all.begin(), run_with_rate("c", 5e-3, 3));
  refresh();
  EXPECT_EQ(page->selectedRuns(), QStringList({"a", "b"}));
  EXPECT_EQ(page->findChild<QTableView*>("runs")->model()->rowCount(), 3);
}

TEST_F(ComparePageTest, ButtonsNeedTheRightChoice) {
  runs.all = {run_with_rate("b", 1e-3, 2), run_with_rate("a", 3e-3, 1)};
  start();
  QSignalSpy probe(page.get(), &ComparePage::probeWanted), recipe(page.get(), &ComparePage::recipeWanted);
  select({"a"});
  button("Probe")->click();
  button("Open recipe in Configure")->click();
  ASSERT_EQ(probe.count(), 1);
  EXPECT_EQ(probe[0][0].toString(), "a");
  EXPECT_TRUE(recipe[0][0].toString().contains("0.003"));
  select({"a", "b"});
  EXPECT_FALSE(button("Probe")->isEnabled());
  EXPECT_TRUE(button("Delete\u2026")->isEnabled());
}

TEST_F(ComparePageTest, DeletesOnlyAfterAQuestion) {
  runs.all = {run_with_rate("b", 1e-3, 2), run_with_rate("a", 3e-3, 1)};
  start();
  select({"a", "b"});
  QSignalSpy wanted(page.get(), &ComparePage::deleteWanted);
  button("Delete\u2026")->click();
  auto* box = page->findChild<QMessageBox*>();
  ASSERT_NE(box, nullptr);
  EXPECT_EQ(wanted.count(), 0);
  for (QAbstractButton* one : box->buttons()) {
    if (one->text() == "Delete") one->click();
  }
  ASSERT_EQ(wanted.count(), 1);
  EXPECT_EQ(wanted[0][0].toStringList(), QStringList({"a", "b"}));
}

TEST_F(ComparePageTest, ExportAsksForAFolderOfOneRun) {
  runs.all = {run_with_rate("a", 3e-3, 1), run_with_rate("b", 1e-3, 2)};
  start();
  select({"a", "b"});
  EXPECT_FALSE(action("Model")->isEnabled());
  select({"a"});
  QSignalSpy wanted(page.get(), &ComparePage::exportWanted);
  action("Model")->trigger();
  auto* dialog = page->findChild<QFileDialog*>();
  ASSERT_NE(dialog, nullptr);
  EXPECT_TRUE(dialog->selectedFiles().value(0).endsWith("run-a"));  // "run a" as a folder can be called.
  Q_EMIT dialog->fileSelected("/somewhere/run-a");
  ASSERT_EQ(wanted.count(), 1);
  EXPECT_EQ(wanted[0], QList<QVariant>({"a", "/somewhere/run-a"}));
}

TEST_F(ComparePageTest, MetricsOfAllChosenRunsGoToAFolder) {
  runs.all = {run_with_rate("a", 3e-3, 1), run_with_rate("b", 1e-3, 2)};
  start();
  select({});
  EXPECT_FALSE(button("Export\u2026")->isEnabled());
  select({"a", "b"});
  QSignalSpy wanted(page.get(), &ComparePage::metricsExportWanted);
  action("Metrics")->trigger();
  Q_EMIT page->findChild<QFileDialog*>()->fileSelected("/somewhere/metrics");
  ASSERT_EQ(wanted.count(), 1);
  EXPECT_EQ(wanted[0][0].toStringList(), QStringList({"a", "b"}));
  EXPECT_EQ(wanted[0][1], "/somewhere/metrics");
}

TEST_F(ComparePageTest, EmbeddingAsksForTextsAndANewFile) {
  runs.all = {run_with_rate("a", 3e-3, 1)};
  start();
  std::vector<EmbedRequest> wanted;
  QObject::connect(page.get(), &ComparePage::embedWanted,
                   [&](const EmbedRequest& request) { wanted.push_back(request); });
  action("Embeddings")->trigger();
  auto* dialog = page->findChild<EmbedDialog*>();
  ASSERT_NE(dialog, nullptr);
  QPushButton* embed = nullptr;
  for (auto* one : dialog->findChildren<QPushButton*>())
    if (one->text() == "Embed") embed = one;
  ASSERT_NE(embed, nullptr);
  EXPECT_FALSE(embed->isEnabled());
  const test::TemporaryFolder folder;
  const QString there = QString::fromStdString((folder / "lines.csv").string());
  test::put_file(folder / "lines.csv", "text\n");
  dialog->setTexts({there});
  EXPECT_TRUE(embed->isEnabled());  // lines.npy, beside the texts.
  dialog->setOutput(there);
  EXPECT_FALSE(embed->isEnabled()) << "what is there is not replaced";
  dialog->setOutput("vectors.txt");
  EXPECT_FALSE(embed->isEnabled());
  dialog->setOutput("vectors.csv");
  embed->click();
  ASSERT_EQ(wanted.size(), 1u);
  EXPECT_EQ(wanted[0].model, "a");
  EXPECT_EQ(wanted[0].texts, std::vector<std::filesystem::path>{there.toStdString()});
  EXPECT_EQ(wanted[0].output, "vectors.csv");
  EXPECT_EQ(wanted[0].pooling, Pooling::mean);
}

TEST_F(ComparePageTest, OneTransferAtATime) {
  runs.all = {run_with_rate("a", 3e-3, 1)};
  start();
  QSignalSpy wanted(page.get(), &ComparePage::importWanted);
  button("Import\u2026")->click();
  Q_EMIT page->findChild<QFileDialog*>()->fileSelected("/somewhere/bert");
  ASSERT_EQ(wanted.count(), 1);
  auto* bar = page->findChild<JobProgressBar*>();
  EXPECT_FALSE(bar->isVisible());
  page->beginTransfer("Importing");
  EXPECT_TRUE(bar->isVisible());
  EXPECT_FALSE(button("Import\u2026")->isEnabled() || button("Export\u2026")->isEnabled());
  QSignalSpy cancelled(page.get(), &ComparePage::transferCancelled);
  bar->cancelButton()->click();
  EXPECT_EQ(cancelled.count(), 1);
  page->endTransfer();
  EXPECT_FALSE(bar->isVisible());
  EXPECT_TRUE(button("Import\u2026")->isEnabled() && button("Export\u2026")->isEnabled());
}

TEST(ModelNameTest, IsWhatAFolderAndATokenizerCanBeCalled) {
  EXPECT_EQ(model_name("/home/me/bert-base_v1.5"), "bert-base_v1.5");
  EXPECT_EQ(model_name("/home/me/my model \u00e9/"), "my-model--");
  EXPECT_EQ(model_name("/home/me/..hidden"), "hidden");
  EXPECT_EQ(model_name("/"), "model");
}

TEST_F(ComparePageTest, ManyRefreshesBecomeFewReadings) {
  runs.all = {run_with_rate("a", 3e-3, 1)};
  start();
  const int before = runs.readings;
  for (int i = 0; i < 50; ++i) page->refresh();
  QTest::qWait(100);
  EXPECT_LE(runs.readings - before, 2);
}

TEST_F(ComparePageTest, AHistoryThatCannotBeReadIsAProblem) {
  ComparePage broken(
      {[]() -> Result<std::vector<RunRecord>> { return fail(ErrorCode::damaged, "cloze.db is damaged"); },
       [](const std::string&) -> Result<RunHistory> { return fail(ErrorCode::damaged, "x"); }});
  QSignalSpy problem(&broken, &ComparePage::problem);
  broken.refresh();
  EXPECT_TRUE(QTest::qWaitFor([&] { return problem.count() == 1; }));
}

}  // namespace
}  // namespace cloze::ui
