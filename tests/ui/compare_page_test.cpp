// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare_page.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QInputDialog>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSettings>
#include <QSpinBox>
#include <QThread>

#include "tests/support/temporary_folder.h"
#include "tests/ui/compare_page_fixture.h"
#include "ui/models/run_progress.h"
#include "ui/widgets/embed_dialog.h"
#include "ui/widgets/job_progress.h"
#include "ui/widgets/model_dialogs.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/run_columns_menu.h"
#include "ui/widgets/run_filter_edit.h"

namespace cloze::ui {
namespace {

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

TEST_F(ComparePageTest, ARunThatWaitsHasNothingToShowAtFirst) {
  RunHistory waits = run_with_rate("c", 2e-3, 3);
  waits.record.status = RunStatus::queued;
  runs.all = {waits, run_with_rate("b", 1e-3, 2)};
  start();
  EXPECT_EQ(page->selectedRuns(), QStringList{"b"});
  EXPECT_EQ(table()->model()->rowCount(), 2);
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

TEST_F(ComparePageTest, MetricsAtAStepAreColumns) {
  QSettings().remove("compare/columns");
  runs.all = {run_with_rate("b", 3e-3, 2), run_with_rate("a", 3e-3, 1)};
  start();
  EXPECT_EQ(runs.step_readings, 0) << "nothing shows a step";
  const int loss = RunsModel::column("loss@step");
  const auto shown = [&](int row) { return table()->model()->index(row, loss).data().toString(); };
  column_action("loss@step")->trigger();
  ASSERT_FALSE(table()->isColumnHidden(loss));
  EXPECT_LE(table()->columnViewportPosition(loss) + table()->columnWidth(loss), table()->viewport()->width())
      << "it is scrolled to";
  auto* columns = page->findChild<RunColumnsMenu*>();
  columns->setStep(40);
  ASSERT_TRUE(QTest::qWaitFor([&] { return shown(0) == loss_text(runs.all[0].steps[39].loss); }));
  EXPECT_EQ(shown(1), loss_text(runs.all[1].steps[39].loss));
  EXPECT_EQ(page->selectedRuns(), QStringList{"b"}) << "what was chosen stays chosen";
  settle();
  const int readings = runs.step_readings;
  refresh();
  EXPECT_EQ(runs.step_readings, readings) << "both have passed it";
  start();
  EXPECT_FALSE(table()->isColumnHidden(loss));
  EXPECT_EQ(page->findChild<RunColumnsMenu*>()->step(), 40) << "remembered";
  ASSERT_TRUE(QTest::qWaitFor([&] { return shown(0) == loss_text(runs.all[0].steps[39].loss); }));
}

TEST_F(ComparePageTest, TheStepIsTyped) {
  QSettings().remove("compare/step");
  runs.all = {run_with_rate("a", 3e-3, 1)};
  start();
  auto* columns = page->findChild<RunColumnsMenu*>();
  auto* action = columns->findChild<QAction*>("step");
  EXPECT_EQ(action->text(), QStringLiteral("&Step 1,000\u2026"));
  action->trigger();
  auto* dialog = page->findChild<QInputDialog*>();
  ASSERT_NE(dialog, nullptr);
  QTest::keyClicks(dialog->findChild<QSpinBox*>(), "250");
  dialog->accept();
  EXPECT_EQ(columns->step(), 250);
  EXPECT_EQ(action->text(), QStringLiteral("&Step 250\u2026"));
}

TEST_F(ComparePageTest, AFilterReadsTheStepsThatItNames) {
  runs.all = {run_with_rate("b", 3e-3, 2), run_with_rate("a", 3e-3, 1)};
  start();
  const double b = runs.all[0].steps[99].loss, a = runs.all[1].steps[99].loss;
  auto* filter = page->findChild<RunFilterEdit*>();
  filter->setText(QStringLiteral("loss@100 > %1").arg((a + b) / 2));
  QTest::keyClick(filter, Qt::Key_Return);
  ASSERT_TRUE(QTest::qWaitFor([&] { return table()->model()->rowCount() == 1; }));
  EXPECT_EQ(table()->model()->index(0, 0).data().toString(), b > a ? "run b" : "run a");
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

TEST_F(ComparePageTest, RefreshedIsToldWhenTheRunsAreThere) {
  runs.all = {run_with_rate("a", 3e-3, 1)};
  RunSource slow = runs.source();
  slow.runs = [read = slow.runs] {
    QThread::msleep(150);
    return read();
  };
  ComparePage late(slow);
  QSignalSpy refreshed(&late, &ComparePage::refreshed);
  late.refresh();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !refreshed.isEmpty(); }));
  EXPECT_EQ(late.selectedRuns(), QStringList{"a"});
  EXPECT_EQ(late.findChild<ChartCard*>("trainingLoss")->chart()->series().size(), 1u);
}

TEST_F(ComparePageTest, AHistoryThatCannotBeReadIsAProblem) {
  RunSource damaged;
  damaged.runs = []() -> Result<std::vector<RunRecord>> {
    return fail(ErrorCode::damaged, "cloze.db is damaged");
  };
  ComparePage broken(damaged);
  QSignalSpy problem(&broken, &ComparePage::problem);
  broken.refresh();
  EXPECT_TRUE(QTest::qWaitFor([&] { return problem.count() == 1; }));
}

}  // namespace
}  // namespace cloze::ui
