// SPDX-License-Identifier: GPL-3.0-or-later
// Waiting runs in the real window over a real session.
#include "ui/pages/run_queue_keeper.h"

#include <gtest/gtest.h>

#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

#include "core/config/recipe_json.h"
#include "core/history/history.h"
#include "tests/support/sample_text.h"
#include "ui/bridge/session_bridge.h"
#include "ui/main_window.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/configure_page.h"
#include "ui/widgets/configure_view.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/queue_panel.h"
#include "ui/widgets/run_ticker.h"
#include "ui/widgets/status_line.h"

namespace cloze::ui {
namespace {

constexpr int patience_ms = 60'000;

class RunQueueKeeperTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    data_ = std::make_unique<test::TemporaryFolder>();
    test::write_sample_corpus(*data_ / "corpus", 12, 40);
    auto session = Session::open(*Workspace::open(*data_ / "work"));
    ASSERT_TRUE(session);
    SessionBridge bridge(std::move(*session));
    QSignalSpy jobs(&bridge, &SessionBridge::jobDone);
    TokenizerRequest tokenizer;
    tokenizer.name = "small";
    tokenizer.corpus = {*data_ / "corpus"};
    tokenizer.settings.vocabulary_size = 80;
    bridge.session().train_tokenizer(tokenizer);
    DatasetRequest dataset;
    dataset.name = "people";
    dataset.tokenizer = "small";
    dataset.settings.corpus = {*data_ / "corpus"};
    dataset.settings.held_out_share = 0.35;
    bridge.session().build_dataset(dataset);
    ASSERT_TRUE(QTest::qWaitFor([&] { return jobs.count() == 2; }, patience_ms));
    for (const auto& job : jobs) ASSERT_FALSE(job[0].value<JobDone>().error);
  }
  static void TearDownTestSuite() { data_.reset(); }
  void SetUp() override {
    std::filesystem::copy(*data_ / "work", folder / "work", std::filesystem::copy_options::recursive);
    open();
  }
  void TearDown() override {
    window.reset();
    QThreadPool::globalInstance()->waitForDone();
  }

  void open() {
    window.reset();
    QThreadPool::globalInstance()->waitForDone();
    bridge.reset();
    auto session = Session::open(*Workspace::open(folder / "work"));
    ASSERT_TRUE(session) << to_string(session.error());
    bridge = std::make_unique<SessionBridge>(std::move(*session));
    window = std::make_unique<MainWindow>(*bridge, QString());
    window->resize(1280, 800);
    window->show();
    window->activateWindow();
  }
  static RunRequest run(const std::string& name, std::int64_t steps) {
    RunRequest request;
    request.recipe.model = {.layers = 1, .hidden = 32, .heads = 2, .feed_forward = 64, .max_positions = 32};
    request.recipe.objective.sequence_length = 16;
    request.recipe.optimizer.batch_size = 8;
    request.recipe.optimizer.precision = Precision::fp32;
    request.recipe.schedule.warmup_steps = 4;
    request.recipe.budget.steps = steps;
    request.recipe.evaluation.every_steps = 0;
    request.recipe.checkpoint.every_steps = 0;
    request.dataset = "people";
    request.name = name;
    request.options.device = "cpu";
    request.options.threads = 1;
    return request;
  }
  QueuePanel& panel() { return *window->queueKeeper()->panel(); }
  QStringList waiting() {
    QStringList names;
    for (const ListEntry& entry : panel().model()->entries()) names << entry.title;
    return names;
  }
  template <class Condition>
  static bool soon(const Condition& condition) {
    return QTest::qWaitFor(condition, patience_ms);
  }
  bool waits(const QStringList& names) {
    return soon([&] { return waiting() == names; });
  }
  std::string problems() {
    std::string all;
    for (const auto& problem : window->statusLine()->problems())
      all += " " + problem.message.toStdString() + " " + problem.details.toStdString();
    return all;
  }
  bool training(const QString& name) {
    return soon([&] { return window->ticker()->run().active() && window->ticker()->run().name == name; });
  }

  static inline std::unique_ptr<test::TemporaryFolder> data_;
  test::TemporaryFolder folder;
  std::unique_ptr<SessionBridge> bridge;
  std::unique_ptr<MainWindow> window;
};

TEST_F(RunQueueKeeperTest, ARunIsAddedBehindTheOneInTrainingAndStoppingHolds) {
  EXPECT_FALSE(window->queueButton()->isVisible()) << "nothing is said of an empty queue";
  auto* configure = window->findChild<ConfigurePage*>();
  window->showPage("configure");
  ConfigureView& view = *configure->view();
  view.loadJson(QByteArray::fromStdString(recipe_to_json(run("", 1'000'000).recipe)));
  ASSERT_TRUE(soon([&] { return view.startButton()->isEnabled(); })) << view.obstacle().toStdString();
  EXPECT_TRUE(view.queueButton()->isVisible());
  ASSERT_TRUE(bridge->session().start_run(run("first", 1'000'000)));
  ASSERT_TRUE(training("first"));
  EXPECT_FALSE(view.startButton()->isVisible());
  ASSERT_TRUE(view.queueButton()->isEnabled());
  view.queueButton()->setFocus();
  QTest::keyClick(view.queueButton(), Qt::Key_Return, Qt::ControlModifier);
  EXPECT_FALSE(view.queueButton()->isEnabled()) << "a second click would add it twice";
  ASSERT_TRUE(soon([&] { return waiting().size() == 1; })) << view.obstacle().toStdString();
  const QString name = waiting().front();
  EXPECT_EQ(window->currentName(), "configure") << "more can be added";
  EXPECT_TRUE(window->queueButton()->isVisible());
  EXPECT_TRUE(soon([&] { return window->queueButton()->text() == "1 waiting"; }));
  EXPECT_TRUE(bridge->session().queue().going()) << "it starts behind the run in training";
  window->queueButton()->click();
  EXPECT_TRUE(panel().isVisible());
  EXPECT_TRUE(panel().stateText().contains("first"));
  EXPECT_FALSE(panel().model()->entries().front().figure.isEmpty() &&
               panel().model()->entries().front().detail.isEmpty());

  bridge->session().stop();
  ASSERT_TRUE(soon([&] { return window->notices()->isVisible(); }));
  EXPECT_TRUE(window->notices()->message().contains("You stopped a run"));
  EXPECT_EQ(window->queueButton()->text(), "1 waiting, held");
  window->notices()->actionButton()->click();
  ASSERT_TRUE(training(name));
  ASSERT_TRUE(waits({}));
  EXPECT_FALSE(window->queueButton()->isVisible());
  EXPECT_FALSE(panel().isVisible());
}

TEST_F(RunQueueKeeperTest, ABadRequestIsToldBesideTheButton) {
  auto* configure = window->findChild<ConfigurePage*>();
  window->showPage("configure");
  ConfigureView& view = *configure->view();
  ASSERT_TRUE(soon([&] { return view.queueButton()->isEnabled(); }));
  std::filesystem::remove_all(folder / "work" / "tokenizers" / "small");
  view.queueButton()->click();
  const auto told = [&] {
    for (const ErrorNote* note : view.findChildren<ErrorNote*>())
      if (note->isVisible() && note->text().contains("small")) return true;
    return false;
  };
  EXPECT_TRUE(soon(told));
  EXPECT_TRUE(view.queueButton()->isEnabled());
  EXPECT_TRUE(waiting().isEmpty());
}

TEST_F(RunQueueKeeperTest, TheOrderIsChangedAndARemovalTakenBack) {
  for (const char* name : {"a", "b", "c"}) ASSERT_TRUE(bridge->session().queue().add(run(name, 3)));
  ASSERT_TRUE(waits({"a", "b", "c"}));
  EXPECT_EQ(window->queueButton()->text(), "3 waiting, held");
  window->queueButton()->click();
  panel().view()->setCurrentIndex(panel().model()->index(2));
  QTest::keyClick(panel().view(), Qt::Key_Up, Qt::ControlModifier);
  EXPECT_EQ(waiting(), QStringList({"a", "c", "b"})) << "at once";
  const auto stored = [&] {
    QStringList names;
    const auto list = bridge->session().queue().list();
    for (const WaitingRun& one : *list) names << QString::fromStdString(one.record.name);
    return names;
  };
  ASSERT_TRUE(soon([&] { return stored() == QStringList({"a", "c", "b"}); }));
  EXPECT_EQ(panel().current(), panel().model()->entries()[1].id);
  QTest::keyClick(panel().view(), Qt::Key_Delete);
  ASSERT_TRUE(soon([&] { return window->notices()->isVisible(); }));
  EXPECT_TRUE(window->notices()->message().contains("c"));
  ASSERT_TRUE(waits({"a", "b"}));
  QTest::keyClick(panel().view(), Qt::Key_Z, Qt::ControlModifier);
  ASSERT_TRUE(waits({"a", "c", "b"}))
      << "it comes back to its place" << waiting().join(',').toStdString() << problems();
  EXPECT_EQ(stored(), QStringList({"a", "c", "b"}));

  window->showPage("compare");
  const auto shown = [&] {
    int queued = 0;
    const auto* runs = window->comparePage()->findChild<QAbstractItemView*>("runs")->model();
    for (int row = 0; row < runs->rowCount(); ++row)
      for (int column = 0; column < runs->columnCount(); ++column)
        queued += runs->index(row, column).data().toString() == "Queued";
    return queued == 3;
  };
  EXPECT_TRUE(soon(shown)) << "the table shows them with their status";
}

TEST_F(RunQueueKeeperTest, AfterARestartTheyWaitUntilOneClick) {
  ASSERT_TRUE(bridge->session().queue().add(run("left", 1'000'000)));
  ASSERT_TRUE(bridge->session().queue().add(run("later", 3)));
  open();
  window->warmUp();
  ASSERT_TRUE(waits({"left", "later"}));
  EXPECT_TRUE(window->notices()->isVisible());
  EXPECT_TRUE(window->notices()->message().contains("queue: 2"));
  QTest::qWait(300);
  EXPECT_TRUE(bridge->session().active_run().empty()) << "nothing starts unasked";
  window->notices()->actionButton()->click();
  ASSERT_TRUE(training("left"));
  EXPECT_TRUE(waits({"later"}));
  EXPECT_EQ(window->queueButton()->text(), "1 waiting");
  window->queueButton()->click();
  panel().goButton()->click();
  EXPECT_TRUE(soon([&] { return !bridge->session().queue().going(); }));
  EXPECT_TRUE(soon([&] { return window->queueButton()->text() == "1 waiting, held"; }));
  EXPECT_FALSE(window->notices()->isVisible()) << "who holds it knows";
}

TEST_F(RunQueueKeeperTest, OneThatCannotStartIsAProblemAndTheNextIsWatched) {
  ASSERT_TRUE(bridge->session().queue().add(run("doomed", 3)));
  ASSERT_TRUE(bridge->session().queue().add(run("fine", 1'000'000)));
  {
    auto history = History::open(bridge->workspace().database());
    const auto queue = history->queue();
    RunRecord record = queue->front().run;
    ASSERT_TRUE(history->remove_queued(record.id).value());
    record.dataset_hash = "0123456789abcdef";
    ASSERT_TRUE(history->add_queued(record, queue->front().options_json));
    ASSERT_TRUE(history->move_queued(record.id, 0));
  }
  bridge->session().queue().go_on();
  ASSERT_TRUE(training("fine"));
  ASSERT_FALSE(window->statusLine()->problems().empty());
  EXPECT_TRUE(window->statusLine()->problems().back().message.contains("people"));
}

}  // namespace
}  // namespace cloze::ui
