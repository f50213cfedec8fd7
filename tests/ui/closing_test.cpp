// SPDX-License-Identifier: GPL-3.0-or-later
// Closing the window or a signal, whatever the session is doing: the window asks where a run is in training,
// a signal does not; both end in seconds and lose one step at most.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <QAbstractButton>
#include <QApplication>
#include <QFile>
#include <QMessageBox>
#include <QProcess>
#include <QTest>
#include <QThreadPool>

#include "core/base/clock.h"
#include "core/checkpoint/checkpoint_store.h"
#include "tests/core/session/phases.h"
#include "tests/support/places.h"
#include "tests/support/sanitized.h"
#include "ui/bridge/quit_signals.h"
#include "ui/bridge/session_bridge.h"
#include "ui/main_window.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

using test::Phase;
using test::Phases;

/// How the studio is ended: 0 is the window's close button, others are signals.
constexpr int by_window = 0;

class ClosingTest : public testing::TestWithParam<std::tuple<Phase, int>> {
 protected:
  static const Phase& phase() { return std::get<0>(GetParam()); }
  static int ending() { return std::get<1>(GetParam()); }
  static void close(MainWindow& window) {
    window.close();
    if (phase().has_run) {
      EXPECT_TRUE(window.isVisible()) << "a run in training is asked about";
      auto* box = window.findChild<QMessageBox*>();
      ASSERT_NE(box, nullptr);
      for (QAbstractButton* button : box->buttons())
        if (box->buttonRole(button) == QMessageBox::AcceptRole) button->click();
    }
    EXPECT_FALSE(window.isVisible());
  }
  /// What the studio's main() does from the event loop on.
  static void signal(MainWindow& window) {
    ::kill(::getpid(), ending());
    EXPECT_EQ(QApplication::exec(), 0);
    EXPECT_EQ(window.findChild<QMessageBox*>(), nullptr);
    window.hide();
  }
  static void SetUpTestSuite() {
    folder_ = std::make_unique<test::TemporaryFolder>();
    phases_ = std::make_unique<Phases>(folder_->path());
    phases_->prepare(*open());
  }
  static void TearDownTestSuite() {
    phases_.reset();
    folder_.reset();
  }
  static std::unique_ptr<Session> open() {
    return std::move(*Session::open(*Workspace::open(phases_->workspace())));
  }

  static inline std::unique_ptr<test::TemporaryFolder> folder_;
  static inline std::unique_ptr<Phases> phases_;
};

TEST_P(ClosingTest, EndsSoonAndLosesNothing) {
  std::int64_t last_step = 0;
  const QuitSignals quit_signals;
  auto bridge = std::make_unique<SessionBridge>(open());
  auto window = std::make_unique<MainWindow>(*bridge, QString());
  window->show();
  const auto wait = [&](const std::function<bool(const Event&)>& wanted) {
    bool found = false;
    const auto look = [&](const Event& event) { found = found || wanted(event); };
    QObject listener;
    QObject::connect(bridge.get(), &SessionBridge::jobProgress, &listener, look);
    QObject::connect(bridge.get(), &SessionBridge::runStarted, &listener, look);
    QObject::connect(bridge.get(), &SessionBridge::runStateChanged, &listener, look);
    QObject::connect(bridge.get(), &SessionBridge::stepsDone, &listener,
                     [&](const QString&, const std::vector<StepDone>& steps) {
                       for (const StepDone& step : steps) look(step);
                     });
    return QTest::qWaitFor([&] { return found; }, 60000);
  };
  QObject::connect(
      bridge.get(), &SessionBridge::stepsDone, window.get(),
      [&](const QString&, const std::vector<StepDone>& steps) { last_step = steps.back().metrics.step; });
  phase().enter(bridge->session(), *phases_, wait);

  const Stopwatch time;
  ending() == by_window ? close(*window) : signal(*window);
  QThreadPool::globalInstance()->waitForDone();
  window.reset();
  bridge.reset();  // As at the end of the program; it waits for the session's threads.
  EXPECT_LT(time.seconds(), test::sanitized ? 30 : 10);

  auto session = open();
  if (!phase().has_run) {
    EXPECT_FALSE(session->workspace().find_tokenizer("large"));
    EXPECT_FALSE(session->workspace().find_dataset("large"));
    return;
  }
  auto history = History::open(session->workspace().database());
  const RunRecord run = history->runs()->front();
  EXPECT_EQ(run.status, RunStatus::stopped);
  const auto newest = newest_intact_checkpoint(session->workspace().checkpoints(run.id));
  ASSERT_TRUE(newest) << to_string(newest.error());
  EXPECT_GE(newest->step, last_step);
  EXPECT_EQ(newest->step, run.step);
}

TEST(StudioSignals, EndTheProgramWithoutAQuestion) {
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
    const test::TemporaryFolder folder;
    const QString workspace = QString::fromStdString((folder / "work").string());
    QProcess studio;
    studio.start(QString::fromStdString(test::program_path("cloze-studio")), {"--workspace", workspace});
    ASSERT_TRUE(studio.waitForStarted());
    // The settings are written by the window, so it must be there; the database by the session before it.
    ASSERT_TRUE(QTest::qWaitFor([&] { return QFile::exists(workspace + "/cloze.db"); }, 30000));
    QTest::qWait(500);
    const Stopwatch time;
    ::kill(static_cast<pid_t>(studio.processId()), number);
    EXPECT_TRUE(studio.waitForFinished(10000)) << number;
    EXPECT_LT(time.seconds(), test::sanitized ? 30 : 10);
    EXPECT_EQ(studio.exitStatus(), QProcess::NormalExit) << number;
    EXPECT_EQ(studio.exitCode(), 0) << number;
  }
}

INSTANTIATE_TEST_SUITE_P(Phases, ClosingTest,
                         testing::Combine(testing::ValuesIn(test::all_phases()),
                                          testing::Values(by_window, SIGTERM, SIGINT)),
                         [](const auto& info) {
                           const int ending = std::get<1>(info.param);
                           return std::string(std::get<0>(info.param).name) + (ending == by_window ? ""
                                                                               : ending == SIGTERM
                                                                                   ? "BySigterm"
                                                                                   : "BySigint");
                         });

}  // namespace
}  // namespace cloze::ui
