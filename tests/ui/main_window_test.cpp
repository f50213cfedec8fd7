// SPDX-License-Identifier: GPL-3.0-or-later
// The real window over a real session in a workspace of its own.
#include "ui/main_window.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <algorithm>
#include <numeric>
#include <set>

#include "core/history/history.h"
#include "tests/support/sample_text.h"
#include "tests/support/segmentation_faults.h"
#include "tests/ui/made_up_run.h"
#include "ui/bridge/session_bridge.h"
#include "ui/charts/run_figure.h"
#include "ui/gallery.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/run_page.h"
#include "ui/widgets/batch_pane.h"
#include "ui/widgets/change_dialog.h"
#include "ui/widgets/chart_card.h"
#include "ui/widgets/end_card.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/field_row.h"
#include "ui/widgets/job_progress.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/row_flow.h"
#include "ui/widgets/run_charts.h"
#include "ui/widgets/run_ticker.h"
#include "ui/widgets/status_line.h"

namespace cloze::ui {
namespace {

class MainWindowTest : public testing::Test {
 protected:
  void SetUp() override { open(); }
  void TearDown() override {
    QThreadPool::globalInstance()->waitForDone();
    apply_theme(*qApp, ColorScheme::light);
  }
  void open() {
    const auto workspace = Workspace::open(folder.filePath("work").toStdString());
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto session = Session::open(*workspace);
    ASSERT_TRUE(session) << session.error().message;
    bridge = std::make_unique<SessionBridge>(std::move(*session));
  }
  QString settings() const { return folder.filePath("studio.ini"); }
  void record(const RunHistory& run) {
    auto history = History::open(bridge->workspace().database());
    ASSERT_TRUE(history);
    ASSERT_TRUE(history->add_run(run.record));
    ASSERT_TRUE(history->add_metrics(run.record.id, run.steps));
    for (const EvaluationMetrics& row : run.evaluations)
      ASSERT_TRUE(history->add_evaluation(run.record.id, row));
  }

  /// Tokenizer "small" and dataset "people".
  void prepareData() {
    const auto corpus = std::filesystem::path(folder.filePath("corpus").toStdString());
    test::write_sample_corpus(corpus, 12, 40);
    Session& session = bridge->session();
    QSignalSpy jobs(bridge.get(), &SessionBridge::jobDone);
    TokenizerRequest tokenizer;
    tokenizer.name = "small";
    tokenizer.corpus = {corpus};
    tokenizer.settings.vocabulary_size = 80;
    session.train_tokenizer(tokenizer);
    DatasetRequest dataset;
    dataset.name = "people";
    dataset.tokenizer = "small";
    dataset.settings.corpus = {corpus};
    dataset.settings.held_out_share = 0.35;
    session.build_dataset(dataset);
    ASSERT_TRUE(QTest::qWaitFor([&] { return jobs.count() == 2; }, 60000));
    for (const auto& job : jobs) ASSERT_FALSE(job[0].value<JobDone>().error);
  }
  void runToEnd() {
    QSignalSpy ended(bridge.get(), &SessionBridge::runEnded);
    ASSERT_TRUE(bridge->session().start_run(smallRun()));
    ASSERT_TRUE(QTest::qWaitFor([&] { return ended.count() == 1; }, 60000));
  }
  static RunRequest smallRun() {
    RunRequest request;
    request.dataset = "people";
    request.name = "watched";
    request.recipe.model.layers = 1;
    request.recipe.model.hidden = 32;
    request.recipe.model.heads = 2;
    request.recipe.model.feed_forward = 64;
    request.recipe.model.max_positions = 32;
    request.recipe.objective.sequence_length = 16;
    request.recipe.optimizer.batch_size = 8;
    request.recipe.optimizer.precision = Precision::fp32;
    request.recipe.schedule.warmup_steps = 4;
    request.recipe.budget.steps = 40;
    request.recipe.evaluation.every_steps = 20;
    request.options.device = "cpu";
    return request;
  }

  QTemporaryDir folder;
  std::unique_ptr<SessionBridge> bridge;
};

TEST_F(MainWindowTest, ShortcutsReachEveryPage) {
  MainWindow window(*bridge, {});
  window.show();
  window.activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
  int key = Qt::Key_1;
  for (const char* name : {"data", "configure", "run", "compare", "probe"}) {
    QTest::keyClick(&window, Qt::Key(key++), Qt::ControlModifier);
    EXPECT_EQ(window.currentName(), name);
  }
}

TEST_F(MainWindowTest, AnExportThatCannotBeIsTold) {
  record(test::made_up_run("a", "run a", 20, 20, 1));
  MainWindow window(*bridge, {});
  window.show();
  window.showPage("compare");
  auto* line = window.findChild<StatusLine*>();
  auto* bar = window.comparePage()->findChild<JobProgressBar*>();
  Q_EMIT window.comparePage()->exportWanted("a", folder.filePath("out"));
  EXPECT_TRUE(bar->isVisible());
  ASSERT_TRUE(QTest::qWaitFor([&] { return !line->problems().empty(); }));
  EXPECT_TRUE(line->problems().front().message.contains("no checkpoint yet"));
  EXPECT_FALSE(bar->isVisible());
  Q_EMIT window.comparePage()->importWanted(folder.filePath("nowhere"));
  ASSERT_TRUE(QTest::qWaitFor([&] { return line->problems().size() == 2; }));
  EXPECT_TRUE(line->problems().back().message.contains("nowhere"));
}

TEST_F(MainWindowTest, MetricsOfChosenRunsAreWritten) {
  record(test::made_up_run("a", "run a", 20, 20, 1));
  MainWindow window(*bridge, {});
  window.show();
  window.showPage("compare");
  auto* line = window.findChild<StatusLine*>();
  Q_EMIT window.comparePage()->metricsExportWanted({"a"}, folder.filePath("metrics"));
  auto* bar = window.comparePage()->findChild<JobProgressBar*>();
  EXPECT_TRUE(bar->isVisible());
  ASSERT_TRUE(QTest::qWaitFor([&] { return !bar->isVisible(); }));
  EXPECT_TRUE(QFile::exists(folder.filePath("metrics/run a/metrics.csv")));
  EXPECT_TRUE(line->problems().empty());
}

TEST_F(MainWindowTest, RemembersPageAndTheme) {
  {
    MainWindow window(*bridge, settings());
    window.show();
    window.showPage("compare");
    window.chooseTheme(ThemeChoice::dark);
    window.close();
  }
  MainWindow window(*bridge, settings());
  window.applySavedTheme();
  EXPECT_EQ(window.currentName(), "compare");
  EXPECT_EQ(current_scheme(), ColorScheme::dark);
}

TEST_F(MainWindowTest, ShowsTheNewestRunAfterStart) {
  record(test::made_up_run("20260131-123456-ab12", "yesterday", 300, 300, 3));
  MainWindow window(*bridge, {});
  window.show();
  window.warmUp();
  EXPECT_TRUE(QTest::qWaitFor([&] { return window.runPage()->run().name == "yesterday"; }));
}

TEST_F(MainWindowTest, SaysWhichRunWasInterruptedAndOffersToContinueIt) {
  RunHistory run = test::made_up_run("20260131-123456-ab12", "overnight", 300, 1000, 3);
  run.record.status = RunStatus::running;
  run.record.process_id = 0x3fffffff;  // Of nobody.
  record(run);
  RunHistory later = test::made_up_run("20260201-123456-ab12", "finished later", 50, 50, 3);
  record(later);
  bridge.reset();
  open();
  MainWindow window(*bridge, {});
  window.show();
  window.warmUp();
  ASSERT_TRUE(QTest::qWaitFor([&] { return window.notices()->isVisible(); }));
  EXPECT_TRUE(window.notices()->message().contains("overnight"));
  EXPECT_TRUE(window.notices()->message().contains("300"));
  EXPECT_EQ(window.runPage()->run().name, "overnight");
  // Its dataset is made up, so continuing fails here; that it was asked for is told by the problem.
  QSignalSpy problem(bridge.get(), &SessionBridge::problem);
  window.notices()->actionButton()->click();
  EXPECT_FALSE(window.notices()->isVisible());
  EXPECT_EQ(window.currentName(), "run");
  EXPECT_EQ(problem.count(), 1);
}

TEST_F(MainWindowTest, WithoutAnInterruptedRunThereIsNoNotice) {
  record(test::made_up_run("20260131-123456-ab12", "yesterday", 300, 300, 3));
  MainWindow window(*bridge, {});
  window.show();
  window.warmUp();
  ASSERT_TRUE(QTest::qWaitFor([&] { return window.runPage()->run().name == "yesterday"; }));
  EXPECT_FALSE(window.notices()->isVisible());
}

TEST_F(MainWindowTest, AFullDiskIsOverAllPagesUntilThereIsRoom) {
  MainWindow window(*bridge, {});
  window.show();
  bridge->deliver({RunNotice{"id", {5, 0, "waiting", "paused until it can be saved: no space"}}});
  EXPECT_TRUE(window.notices()->isVisible());
  EXPECT_TRUE(window.notices()->message().contains("no space"));
  window.showPage("probe");
  EXPECT_TRUE(window.notices()->isVisible());
  bridge->deliver({RunStateChanged{"id", RunStatus::running}});
  EXPECT_FALSE(window.notices()->isVisible());
}

TEST_F(MainWindowTest, RemembersToTrainInAProcessOfItsOwn) {
  EXPECT_FALSE(bridge->runOptions().isolated);
  {
    MainWindow window(*bridge, settings());
    window.isolatedAction()->toggle();
    EXPECT_TRUE(bridge->runOptions().isolated);
  }
  bridge.reset();
  open();
  MainWindow window(*bridge, settings());
  EXPECT_TRUE(bridge->runOptions().isolated);
  EXPECT_TRUE(window.isolatedAction()->isChecked());
}

TEST_F(MainWindowTest, BridgeTellsOfAJobThatFails) {
  QSignalSpy done(bridge.get(), &SessionBridge::jobDone), problem(bridge.get(), &SessionBridge::problem);
  TokenizerRequest request;
  request.name = "t";
  request.corpus = {"/nowhere/at/all"};
  const RequestId job = bridge->session().train_tokenizer(request);
  ASSERT_TRUE(QTest::qWaitFor([&] { return done.count() == 1; }));
  EXPECT_EQ(done[0][0].value<JobDone>().job, job);
  EXPECT_EQ(problem.count(), 1);
}

TEST_F(MainWindowTest, ARunIsWatchedFromStartToEnd) {
  prepareData();
  MainWindow window(*bridge, {});
  window.show();
  window.showPage("run");
  std::vector<std::int64_t> steps;
  QObject::connect(bridge.get(), &SessionBridge::stepsDone,
                   [&](const QString&, const std::vector<StepDone>& batch) {
                     for (const StepDone& one : batch) steps.push_back(one.metrics.step);
                     EXPECT_TRUE(window.ticker()->isVisible());
                   });
  QSignalSpy ended(bridge.get(), &SessionBridge::runEnded);
  const auto run = bridge->session().start_run(smallRun());
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_TRUE(QTest::qWaitFor([&] { return ended.count() == 1; }, 60000));

  std::vector<std::int64_t> all(40);
  std::iota(all.begin(), all.end(), 1);
  EXPECT_EQ(steps, all);
  EXPECT_EQ(window.runPage()->run().status, RunStatus::finished);
  EXPECT_EQ(window.runPage()->charts()->lossCard()->chart()->series()[0].raw().size(), 40u);
  EXPECT_GE(window.runPage()->charts()->lossCard()->chart()->series()[1].raw().size(), 2u);
  EXPECT_FALSE(window.ticker()->isVisible());
  window.showPage("compare");
  EXPECT_TRUE(QTest::qWaitFor([&] { return window.comparePage()->selectedRuns().size() == 1; }));
}

TEST_F(MainWindowTest, APausedRunIsChanged) {
  prepareData();
  MainWindow window(*bridge, {});
  window.show();
  window.showPage("run");
  RunRequest request = smallRun();
  request.recipe.budget.steps = 1'000'000;
  QSignalSpy steps(bridge.get(), &SessionBridge::stepsDone), notices(bridge.get(), &SessionBridge::runNotice),
      ended(bridge.get(), &SessionBridge::runEnded);
  ASSERT_TRUE(bridge->session().start_run(request));
  ASSERT_TRUE(QTest::qWaitFor([&] { return steps.count() > 0; }, 30000));
  const auto button = [&]() -> QPushButton* {
    for (auto* one : window.runPage()->findChildren<QPushButton*>())
      if (one->accessibleName() == QString("Change\u2026")) return one;
    return nullptr;
  };
  ASSERT_NE(button(), nullptr);
  EXPECT_FALSE(button()->isVisible()) << "first it is paused";
  bridge->session().pause();
  ASSERT_TRUE(QTest::qWaitFor([&] { return button()->isVisible(); }, 30000));
  button()->click();
  ChangeDialog* dialog = nullptr;
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return (dialog = window.findChild<ChangeDialog*>()) != nullptr; }, 10000));
  auto* editor = qobject_cast<QLineEdit*>(dialog->row("optimizer.learning_rate")->editor());
  ASSERT_NE(editor, nullptr);
  editor->selectAll();
  QTest::keyClicks(editor, "0.00031");
  ASSERT_TRUE(dialog->changeButton()->isEnabled());
  dialog->changeButton()->click();
  std::string told;
  const auto changed = [&] {
    for (const auto& one : notices)
      if (const RunEvent event = one[0].value<RunNotice>().event; event.kind == "change")
        told = event.message;
    return !told.empty();
  };
  ASSERT_TRUE(QTest::qWaitFor(changed, 10000));
  EXPECT_NE(told.find("0.00031"), std::string::npos) << told;
  bridge->session().stop();
  ASSERT_TRUE(QTest::qWaitFor([&] { return ended.count() == 1; }, 30000));
}

TEST_F(MainWindowTest, AFinishedRunFillsSentencesItHasNeverSeen) {
  prepareData();
  MainWindow window(*bridge, {});
  window.show();
  window.showPage("run");
  runToEnd();
  EndCard* card = window.runPage()->endCard();
  ASSERT_TRUE(QTest::qWaitFor([&] { return card->sentences().size() == 5; }, 30000))
      << card->sentences().size();
  std::set<QString> questions;
  for (const FilledSentence& one : card->sentences()) {
    EXPECT_TRUE(one.question.contains("[MASK]"));
    EXPECT_FALSE(one.answer.isEmpty());
    EXPECT_FALSE(one.hidden.isEmpty());
    questions.insert(one.question);
  }
  EXPECT_EQ(questions.size(), 5U);
  EXPECT_TRUE(card->sentencesLabel()->isVisible());
  // The next run's card has its own.
  runToEnd();
  EXPECT_LT(card->sentences().size(), 5U) << "those of the run before";
  ASSERT_TRUE(QTest::qWaitFor([&] { return card->sentences().size() == 5; }, 30000));
}

TEST_F(MainWindowTest, AStepOfARunOpensItsBatch) {
  prepareData();
  MainWindow window(*bridge, {});
  window.show();
  window.showPage("run");
  runToEnd();
  LineChart* chart = window.runPage()->charts()->lossCard()->chart();
  BatchPane* pane = window.runPage()->batch();
  EXPECT_FALSE(pane->isVisible());
  QTest::keyClick(chart, Qt::Key_Return);
  ASSERT_TRUE(pane->isVisible());
  const qint64 step = pane->step();
  const MinMaxPyramid& raw = chart->series()[0].raw();
  EXPECT_EQ(raw.y(raw.nearest(double(step))), std::ranges::max(raw.ys()));
  ASSERT_TRUE(QTest::qWaitFor([&] { return !pane->flow()->rows().empty(); }, 20000));
  EXPECT_EQ(std::ssize(pane->flow()->rows()), smallRun().recipe.optimizer.batch_size);
  EXPECT_TRUE(pane->facts()->text().contains("as recorded")) << pane->facts()->text().toStdString();
  EXPECT_TRUE(pane->flow()->rows()[0].title.startsWith("Loss "));
  // From step to step; the newest question wins.
  QSignalSpy answers(bridge.get(), &SessionBridge::probeDone);
  pane->open(3);
  pane->open(4);
  const auto answered = [&] {
    return std::ranges::any_of(answers, [](const QList<QVariant>& one) {
      const auto done = one[0].value<ProbeDone>();
      return done.batch && done.batch->step == 4;
    });
  };
  ASSERT_TRUE(QTest::qWaitFor(answered, 20000));
  EXPECT_EQ(pane->heading()->text(), "Batch of step 4");
  EXPECT_FALSE(pane->error()->isVisible());
  // What cannot be answered is said in its place.
  std::filesystem::remove_all(bridge->workspace().checkpoints(window.runPage()->run().id.toStdString()));
  pane->open(5);
  ASSERT_TRUE(QTest::qWaitFor([&] { return pane->error()->isVisible(); }, 20000));
  EXPECT_TRUE(pane->error()->text().contains("no checkpoint")) << pane->error()->text().toStdString();
  QTest::keyClick(pane, Qt::Key_Escape);
  EXPECT_FALSE(pane->isVisible());
}

TEST_F(MainWindowTest, ATrainerThatDiesLeavesTheWindowAndItsRunGoesOn) {
  const test::RealSegmentationFaults faults;
  prepareData();
  MainWindow window(*bridge, {});
  window.show();
  window.showPage("run");
  window.isolatedAction()->setChecked(true);
  RunRequest request = smallRun();
  request.recipe.budget.steps = 1000000;
  request.recipe.evaluation.every_steps = 0;
  request.options.isolated = bridge->runOptions().isolated;
  ASSERT_TRUE(request.options.isolated);
  std::int64_t step = 0;
  QObject::connect(
      bridge.get(), &SessionBridge::stepsDone,
      [&](const QString&, const std::vector<StepDone>& batch) { step = batch.back().metrics.step; });
  QSignalSpy ended(bridge.get(), &SessionBridge::runEnded);
  const auto id = bridge->session().start_run(request);
  ASSERT_TRUE(id) << id.error().message;
  ASSERT_TRUE(QTest::qWaitFor([&] { return step >= 20; }, 60000));
  auto history = History::open(bridge->workspace().database());
  ::kill(static_cast<pid_t>(history->find_run(*id)->process_id), SIGSEGV);

  ASSERT_TRUE(QTest::qWaitFor([&] { return ended.count() == 1; }, 30000));
  EXPECT_TRUE(window.isVisible());
  EXPECT_EQ(window.runPage()->run().status, RunStatus::failed);
  const auto shown = [&](const QString& words) {
    for (const auto* label : window.runPage()->findChildren<QLabel*>())
      if (label->isVisible() && label->text().contains(words)) return true;
    return false;
  };
  EXPECT_TRUE(shown("The run failed"));
  EXPECT_TRUE(shown("signal 11"));
  for (const char* page : {"data", "compare", "run"}) window.showPage(page);

  // Continue, as the person would press it.
  QPushButton* go_on = nullptr;
  for (auto* button : window.runPage()->findChildren<QPushButton*>())
    if (button->text() == "Continue") go_on = button;
  ASSERT_NE(go_on, nullptr);
  ASSERT_TRUE(go_on->isVisible() && go_on->isEnabled());
  const std::int64_t died_at = std::exchange(step, 0);
  go_on->click();
  ASSERT_TRUE(QTest::qWaitFor([&] { return step > died_at; }, 60000));
  EXPECT_EQ(window.runPage()->run().status, RunStatus::running);
  bridge->session().stop();
  ASSERT_TRUE(QTest::qWaitFor([&] { return ended.count() == 2; }, 30000));
  EXPECT_EQ(window.runPage()->run().status, RunStatus::stopped);
}

TEST_F(MainWindowTest, GalleryDrawsEveryPageInBothSchemes) {
  record(test::made_up_run("20260131-123456-ab12", "yesterday", 300, 300, 3));
  const QString pictures = qEnvironmentVariable("CLOZE_PICTURES", folder.path()) + "/gallery";
  const auto written = write_gallery(*qApp, *bridge, pictures);
  ASSERT_TRUE(written) << written.error().message;
  const QStringList files = QDir(pictures).entryList({"*.png"});
  EXPECT_EQ(files.size(), 16) << "five pages, a batch and two more views of Compare, light and dark";
  for (const QString& file : files) EXPECT_EQ(QImage(pictures + "/" + file).size(), QSize(1280, 800));
}

TEST_F(MainWindowTest, ChartOfARunWithoutAWindow) {
  record(test::made_up_run("20260131-123456-ab12", "yesterday", 300, 300, 3));
  const QString file = folder.filePath("chart.png");
  ASSERT_TRUE(write_run_chart(bridge->workspace().database(), "yesterday", file, {800, 500}));
  EXPECT_EQ(QImage(file).size(), QSize(1600, 1000));
  EXPECT_EQ(write_run_chart(bridge->workspace().database(), "nobody", file, {800, 500}).error().code,
            ErrorCode::not_found);
}

}  // namespace
}  // namespace cloze::ui
