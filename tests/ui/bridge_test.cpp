// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <QThreadPool>

#include "tests/ui/made_up_run.h"
#include "ui/bridge/background.h"
#include "ui/bridge/session_signals.h"
#include "ui/bridge/update_pace.h"

namespace cloze::ui {
namespace {

RunStarted made_up_start_of_a() {
  return test::made_up_start(test::made_up_run("a", "a", 0, 10, 1));
}

StepDone step(const std::string& run, std::int64_t number) {
  return {run, test::made_up_step(number, 100, 1), 0, 0};
}

TEST(SessionSignals, DeliversEverythingInOrderAndJoinsNeighbouringSteps) {
  SessionSignals signals_;
  QStringList seen;
  std::vector<std::int64_t> steps;
  QObject::connect(&signals_, &SessionSignals::stepsDone,
                   [&](const QString& run, const std::vector<StepDone>& batch) {
                     seen << "steps " + run + " " + QString::number(batch.size());
                     for (const StepDone& one : batch) steps.push_back(one.metrics.step);
                   });
  QObject::connect(&signals_, &SessionSignals::runStarted, [&](const RunStarted&) { seen << "started"; });
  QObject::connect(&signals_, &SessionSignals::evaluationDone,
                   [&](const EvaluationDone&) { seen << "evaluation"; });
  QObject::connect(&signals_, &SessionSignals::runEnded, [&](const RunEnded&) { seen << "ended"; });
  signals_.deliver({made_up_start_of_a(), step("a", 1), step("a", 2),
                    EvaluationDone{"a", test::made_up_evaluation(2, 100, 1), 6.5}, step("a", 3), step("b", 4),
                    step("b", 5), RunEnded{"b", RunStatus::finished, {}}});
  EXPECT_EQ(seen, QStringList({"started", "steps a 2", "evaluation", "steps a 1", "steps b 2", "ended"}));
  EXPECT_EQ(steps, (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
}

TEST(SessionSignals, FailuresBecomeProblemsAndCancellationsDoNot) {
  SessionSignals signals_;
  QSignalSpy problems(&signals_, &SessionSignals::problem);
  signals_.deliver({RunEnded{"a", RunStatus::failed, Error{ErrorCode::disk_full, "No space", "free some"}},
                    JobDone{.job = 1,
                            .error = Error{ErrorCode::cancelled, "Cancelled", ""},
                            .tokenizer = {},
                            .dataset = {},
                            .run_id = {}}});
  ASSERT_EQ(problems.count(), 1);
  EXPECT_EQ(problems[0][0].toString(), "No space");
  EXPECT_EQ(problems[0][1].toString(), "free some");
}

TEST(UpdatePaceTest, DrawingIsASmallShareOfTheTime) {
  EXPECT_EQ(UpdatePace::interval(0), 16) << "as often as a screen shows it";
  EXPECT_NEAR(UpdatePace::interval(6), 500, 1);
  EXPECT_EQ(UpdatePace::interval(500), 1000) << "still live";
  UpdatePace pace;
  EXPECT_EQ(pace.wait(), 0) << "the first one at once";
  pace.begin();
  QElapsedTimer timer;
  timer.start();
  double sink = 0;
  while (timer.elapsed() < 40) sink += std::sqrt(double(timer.nsecsElapsed()));
  EXPECT_GT(sink, 0);
  EXPECT_GT(pace.wait(), 200) << "work is waited for";
  pace.begin();
  QThread::msleep(40);
  EXPECT_EQ(pace.wait(), 0) << "idleness is not";
}

TEST(Background, WorksElsewhereAndDeliversHere) {
  QObject context;
  QThread* const here = QThread::currentThread();
  QThread* worker = nullptr;
  QThread* receiver = nullptr;
  run_in_background(
      &context,
      [&worker] {
        worker = QThread::currentThread();
        return 42;
      },
      [&](int result) {
        EXPECT_EQ(result, 42);
        receiver = QThread::currentThread();
      });
  ASSERT_TRUE(QTest::qWaitFor([&] { return receiver != nullptr; }));
  EXPECT_NE(worker, here);
  EXPECT_EQ(receiver, here);
}

TEST(Background, TakesResultsThatCannotBeCopiedAndWorkWithoutOne) {
  QObject context;
  int got = 0;
  run_in_background(
      &context, [] { return std::make_unique<int>(7); }, [&](std::unique_ptr<int> value) { got = *value; });
  EXPECT_TRUE(QTest::qWaitFor([&] { return got == 7; }));
  bool done = false;
  run_in_background(
      &context, [] {}, [&] { done = true; });
  EXPECT_TRUE(QTest::qWaitFor([&] { return done; }));
}

TEST(Background, DeliversNothingToWhatIsGone) {
  bool received = false, worked = false;
  {
    QObject context;
    run_in_background(
        &context,
        [&worked] {
          QThread::msleep(20);
          worked = true;
          return 1;
        },
        [&](int) { received = true; });
  }
  QThreadPool::globalInstance()->waitForDone();
  QTest::qWait(20);
  EXPECT_TRUE(worked);
  EXPECT_FALSE(received);
}

}  // namespace
}  // namespace cloze::ui
