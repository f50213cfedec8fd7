// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare_page.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
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
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/run_filter_edit.h"

namespace cloze::ui {
namespace {

/// A history in memory.
struct Runs {
  std::vector<RunHistory> all;
  std::atomic<int> readings = 0, curve_readings = 0;

  RunSource source() {
    return {[this]() -> Result<std::vector<RunRecord>> {
              ++readings;
              std::vector<RunRecord> records;
              for (const RunHistory& run : all) records.push_back(run.record);
              return records;
            },
            [this](const std::vector<std::string>& ids) -> Result<std::vector<std::string>> {
              std::vector<std::string> recipes;
              for (const std::string& id : ids)
                recipes.push_back(std::ranges::find(all, id, [](const RunHistory& run) {
                                    return run.record.id;
                                  })->record.recipe_json);
              return recipes;
            },
            [this](const std::string& id, const std::vector<StepColumn>& columns) -> Result<RunCurves> {
              ++curve_readings;
              for (const RunHistory& run : all)
                if (run.record.id == id) return test::curves_of(run, columns);
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
  void SetUp() override { QSettings().clear(); }
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
  ASSERT_TRUE(QTest::qWaitFor([&] { return recipe.count() == 1; }));
  ASSERT_EQ(probe.count(), 1);
  EXPECT_EQ(probe[0][0].toString(), "a");
  EXPECT_TRUE(recipe[0][0].toString().contains("0.003"));
  select({"a", "b"});
  EXPECT_FALSE(button("Probe")->isEnabled());
  EXPECT_TRUE(action("Delete")->isEnabled());
}

TEST_F(ComparePageTest, ADeletionCanBeTakenBack) {
  runs.all = {run_with_rate("b", 1e-3, 2), run_with_rate("a", 3e-3, 1)};
  start();
  select({"a", "b"});
  QSignalSpy wanted(page.get(), &ComparePage::deleteWanted);
  action("Delete")->trigger();
  EXPECT_EQ(table()->model()->rowCount(), 0);
  auto* notice = page->findChild<NoticeBar*>();
  ASSERT_TRUE(notice->isVisible());
  refresh();
  EXPECT_EQ(table()->model()->rowCount(), 0) << "a refresh brought them back";
  notice->actionButton()->click();
  EXPECT_EQ(table()->model()->rowCount(), 2);
  EXPECT_EQ(page->selectedRuns(), QStringList({"a", "b"}));
  EXPECT_FALSE(notice->isVisible());
  EXPECT_EQ(wanted.count(), 0);
}

TEST_F(ComparePageTest, CtrlZTakesADeletionBack) {
  runs.all = {run_with_rate("b", 1e-3, 2), run_with_rate("a", 3e-3, 1)};
  start();
  page->activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(page.get()));
  table()->setFocus();
  QTest::keyClick(table(), Qt::Key_Delete);
  ASSERT_EQ(table()->model()->rowCount(), 1);
  QTest::keyClick(table(), Qt::Key_Z, Qt::ControlModifier);
  EXPECT_EQ(table()->model()->rowCount(), 2);
}

TEST_F(ComparePageTest, ADeletionTakesPlaceAfterAWhileOrWithTheNext) {
  runs.all = {run_with_rate("c", 1e-3, 3), run_with_rate("b", 1e-3, 2), run_with_rate("a", 3e-3, 1)};
  start();
  QSignalSpy wanted(page.get(), &ComparePage::deleteWanted);
  select({"a"});
  action("Delete")->trigger();
  select({"b"});
  action("Delete")->trigger();
  ASSERT_EQ(wanted.count(), 1);
  EXPECT_EQ(wanted[0][0].toStringList(), QStringList{"a"});
  ASSERT_TRUE(QTest::qWaitFor([&] { return wanted.count() == 2; }, 15'000));
  EXPECT_EQ(wanted[1][0].toStringList(), QStringList{"b"});
  // "b" was refused, say because it is in training: it stands in the history still.
  runs.all.pop_back();
  page->deletionEnded({"a", "b"});
  EXPECT_TRUE(QTest::qWaitFor([&] { return table()->model()->rowCount() == 2; }));
}

TEST_F(ComparePageTest, ArchivedRunsAreLeftOutUntilAskedFor) {
  runs.all = {run_with_rate("b", 1e-3, 2), run_with_rate("a", 3e-3, 1)};
  runs.all[0].record.archived = true;
  start();
  EXPECT_EQ(table()->model()->rowCount(), 1);
  EXPECT_TRUE(has_label("1 of 2"));
  action("Show archived")->setChecked(true);
  EXPECT_EQ(table()->model()->rowCount(), 2);
  action("Show archived")->setChecked(false);
  EXPECT_EQ(table()->model()->rowCount(), 1);
  page->findChild<RunFilterEdit*>()->setText("archived = true");
  EXPECT_EQ(table()->model()->rowCount(), 1);
  EXPECT_EQ(table()->model()->index(0, 0).data().toString(), "run b");
}

TEST_F(ComparePageTest, ArchivingCanBeTakenBack) {
  runs.all = {run_with_rate("b", 1e-3, 2), run_with_rate("a", 3e-3, 1)};
  start();
  std::vector<std::pair<QStringList, bool>> wanted;
  QObject::connect(page.get(), &ComparePage::labelWanted,
                   [&](const QStringList& ids, const RunLabels& change) {
                     wanted.emplace_back(ids, change.archived.value());
                   });
  select({"a"});
  action("Archive")->trigger();
  ASSERT_EQ(wanted.size(), 1u);
  EXPECT_EQ(wanted[0], std::pair(QStringList{"a"}, true));
  auto* notice = page->findChild<NoticeBar*>();
  ASSERT_TRUE(notice->isVisible());
  notice->actionButton()->click();
  ASSERT_EQ(wanted.size(), 2u);
  EXPECT_EQ(wanted[1], std::pair(QStringList{"a"}, false));
}

TEST_F(ComparePageTest, TagsOfSomeRunsAreSetAndTakenAway) {
  runs.all = {run_with_rate("b", 1e-3, 2), run_with_rate("a", 3e-3, 1)};
  runs.all[0].record.tags = {"base", "old"};
  runs.all[1].record.tags = {"old"};
  start();
  std::vector<RunLabels> wanted;
  QObject::connect(page.get(), &ComparePage::labelWanted,
                   [&](const QStringList&, const RunLabels& change) { wanted.push_back(change); });
  select({"a", "b"});
  action("Tags")->trigger();
  auto* list = page->findChild<QListWidget*>();
  ASSERT_NE(list, nullptr);
  ASSERT_EQ(list->count(), 2);
  EXPECT_EQ(list->item(0)->checkState(), Qt::PartiallyChecked);
  EXPECT_EQ(list->item(1)->checkState(), Qt::Checked);
  list->item(1)->setCheckState(Qt::Unchecked);
  auto* line = page->findChild<QLineEdit*>("newTags");
  QPushButton* ok = page->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
  line->setText("a,b");
  EXPECT_FALSE(ok->isEnabled());
  line->setText(" second  try-2 ");
  ok->click();
  ASSERT_EQ(wanted.size(), 1u);
  EXPECT_EQ(wanted[0].add_tags, (std::vector<std::string>{"second", "try-2"}));
  EXPECT_EQ(wanted[0].remove_tags, std::vector<std::string>{"old"});
}

TEST_F(ComparePageTest, ANoteIsWrittenOnARun) {
  runs.all = {run_with_rate("a", 3e-3, 1)};
  runs.all[0].record.note = "first line\nsecond";
  start();
  std::vector<RunLabels> wanted;
  QObject::connect(page.get(), &ComparePage::labelWanted,
                   [&](const QStringList&, const RunLabels& change) { wanted.push_back(change); });
  EXPECT_EQ(table()->model()->index(0, RunsModel::column("note")).data().toString(), "first line");
  action("Note")->trigger();
  auto* edit = page->findChild<QPlainTextEdit*>();
  ASSERT_NE(edit, nullptr);
  EXPECT_EQ(edit->toPlainText(), "first line\nsecond");
  edit->setPlainText("better");
  page->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->click();
  ASSERT_EQ(wanted.size(), 1u);
  EXPECT_EQ(wanted[0].note, "better");
}

TEST_F(ComparePageTest, TheFilterChoosesRowsAndKeepsTheChosenRun) {
  runs.all = {run_with_rate("b", 1e-3, 2), run_with_rate("a", 3e-3, 1)};
  start();
  select({"a"});
  auto* filter = page->findChild<RunFilterEdit*>();
  filter->setText("lr > 1e-3");
  EXPECT_EQ(table()->model()->rowCount(), 1);
  EXPECT_EQ(page->selectedRuns(), QStringList{"a"});
  filter->setText("lr > 1e-3 and lrr < 3");
  EXPECT_EQ(table()->model()->rowCount(), 1) << "what is no filter leaves the last one";
  QTest::keyClick(filter, Qt::Key_Return);
  EXPECT_TRUE(has_label("did you mean 'lr'"));
  filter->clear();
  EXPECT_EQ(table()->model()->rowCount(), 2);
  EXPECT_FALSE(has_label("did you mean"));
  EXPECT_EQ(page->selectedRuns(), QStringList{"a"});
  filter->setText("lr < 2e-3");
  EXPECT_TRUE(page->selectedRuns().isEmpty()) << "what is not shown is not chosen";
  EXPECT_TRUE(QTest::qWaitFor([&] { return curves().empty(); }));
}

TEST_F(ComparePageTest, ColumnsAreChosenAndRemembered) {
  QSettings().remove("compare/columns");
  runs.all = {run_with_rate("a", 3e-3, 1)};
  start();
  const int layers = RunsModel::column("model.layers"), loss = RunsModel::column("loss");
  EXPECT_TRUE(table()->isColumnHidden(layers));
  EXPECT_FALSE(table()->isColumnHidden(loss));
  column_action("model.layers")->trigger();
  column_action("loss")->trigger();
  EXPECT_FALSE(table()->isColumnHidden(layers));
  start();
  EXPECT_FALSE(table()->isColumnHidden(layers));
  EXPECT_TRUE(table()->isColumnHidden(loss));
  EXPECT_FALSE(column_action("name")->isEnabled());
  action("Usual columns")->trigger();
  EXPECT_TRUE(table()->isColumnHidden(layers));
  EXPECT_FALSE(table()->isColumnHidden(loss));
}

TEST_F(ComparePageTest, TheAxisCountsWhatIsChosen) {
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

TEST_F(ComparePageTest, AChartShowsAnyMetric) {
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

TEST_F(ComparePageTest, SmoothingIsAppliedToWhatIsDrawn) {
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

TEST_F(ComparePageTest, SeedsBecomeAMeanWithABand) {
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

TEST_F(ComparePageTest, CurvesAreReadAgainOnlyWhenARunHasGoneOn) {
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

TEST_F(ComparePageTest, OfVeryManyChosenRunsSomeAreDrawn) {
  for (int i = 0; i < 60; ++i) {
    runs.all.push_back(run_with_rate("run" + std::to_string(100 + i), 1e-3, 1));
    runs.all.back().steps.resize(3);
  }
  start();
  QSignalSpy refreshed(page.get(), &ComparePage::refreshed);
  table()->selectAll();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !refreshed.isEmpty(); }));
  EXPECT_EQ(page->selectedRuns().size(), 60);
  EXPECT_EQ(curves().size(), 40u);
  EXPECT_TRUE(has_label("the first 40 drawn"));
}

TEST(FilterCompletionTest, OffersNamesAndValues) {
  EXPECT_TRUE(complete_filter("").words.isEmpty());
  EXPECT_TRUE(complete_filter("lay").words.contains("layers"));
  EXPECT_TRUE(complete_filter("(accuracy > 0.4 and held").words.contains("held_out_loss"));
  EXPECT_EQ(complete_filter("lr > 1 and held").from, 11);
  EXPECT_EQ(complete_filter("family = cl").words, QStringList{"classic"});
  EXPECT_EQ(complete_filter("status:").words.size(), 7);
  EXPECT_EQ(complete_filter("gated=").words, QStringList({"true", "false"}));
  EXPECT_TRUE(complete_filter("checkpoint.ev").words.contains("checkpoint.every_steps"));
  for (const char* text : {"\"lay", "layers > ", "layers > 1", "layers", "loss = n"})
    EXPECT_TRUE(complete_filter(text).words.isEmpty()) << text;
}

TEST_F(ComparePageTest, ACompletionIsTakenFromTheList) {
  runs.all = {run_with_rate("a", 3e-3, 1)};
  start();
  page->activateWindow();
  auto* filter = page->findChild<RunFilterEdit*>();
  filter->setFocus();
  QTest::keyClicks(filter, "tokeniz");
  auto* popup = filter->findChild<QCompleter*>()->popup();
  ASSERT_TRUE(popup->isVisible());
  QTest::keyClick(popup, Qt::Key_Down);
  QTest::keyClick(popup, Qt::Key_Return);
  EXPECT_EQ(filter->text(), "tokenizer");
}

TEST_F(ComparePageTest, ExportAsksForAFolderOfOneRun) {
  runs.all = {run_with_rate("a", 3e-3, 1), run_with_rate("b", 1e-3, 2)};
  start();
  select({"a", "b"});
  EXPECT_FALSE(action("Model\u2026")->isEnabled());
  select({"a"});
  QSignalSpy wanted(page.get(), &ComparePage::exportWanted);
  action("Model\u2026")->trigger();
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
       [](const std::vector<std::string>&) -> Result<std::vector<std::string>> {
         return fail(ErrorCode::damaged, "x");
       },
       [](const std::string&, const std::vector<StepColumn>&) -> Result<RunCurves> {
         return fail(ErrorCode::damaged, "x");
       }});
  QSignalSpy problem(&broken, &ComparePage::problem);
  broken.refresh();
  EXPECT_TRUE(QTest::qWaitFor([&] { return problem.count() == 1; }));
}

}  // namespace
}  // namespace cloze::ui
