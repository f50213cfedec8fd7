// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/run_notices.h"

#include <gtest/gtest.h>

#include <QTemporaryDir>
#include <QTest>
#include <memory>
#include <string>
#include <vector>

#include "ui/bridge/session_bridge.h"

namespace cloze::ui {
namespace {

class RunNoticesTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto workspace = Workspace::open(folder.path().toStdString());
    ASSERT_TRUE(workspace);
    auto session = Session::open(*workspace);
    ASSERT_TRUE(session);
    bridge = std::make_unique<SessionBridge>(std::move(*session));
    notices = new RunNotices(*bridge, window, [this](const QString& title, const QString& text) {
      told.push_back(title + " | " + text);
    });
    RunStarted started;
    started.run_id = "id";
    started.name = "night";
    Q_EMIT bridge->runStarted(started);
  }
  void train() {
    StepDone step;
    step.metrics.step = 10;
    step.metrics.seconds = 75;
    Q_EMIT bridge->stepsDone("id", {step});
    EvaluationDone evaluation;
    evaluation.metrics = {.step = 10, .loss = 4.25, .accuracy = 0.5};
    Q_EMIT bridge->evaluationDone(evaluation);
  }
  void end(RunStatus status, std::optional<Error> error = {}) {
    Q_EMIT bridge->runEnded({"id", status, std::move(error)});
  }

  QTemporaryDir folder;
  std::unique_ptr<SessionBridge> bridge;
  QWidget window;
  RunNotices* notices = nullptr;
  std::vector<QString> told;
};

TEST_F(RunNoticesTest, TellsThatARunIsFinishedAndHowWell) {
  train();
  end(RunStatus::finished);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told[0].startsWith(QStringLiteral("\u201cnight\u201d is finished"))) << told[0].toStdString();
  for (const char* part : {"4.25", "50", "1:15"})
    EXPECT_TRUE(told[0].contains(part)) << told[0].toStdString();
}

TEST_F(RunNoticesTest, TellsWhyOneFailedAndThatOneWaits) {
  end(RunStatus::failed, Error{ErrorCode::internal, "the loss is not finite", ""});
  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told[0].contains("failed | the loss is not finite")) << told[0].toStdString();
  Q_EMIT bridge->runNotice({"id", {3, 0, "waiting", "no room on /data"}});
  Q_EMIT bridge->runNotice({"id", {3, 0, "checkpoint", ""}});
  ASSERT_EQ(told.size(), 2u);
  EXPECT_TRUE(told[1].contains("no room on /data"));
}

TEST_F(RunNoticesTest, TellsWhichOfTheQueueCouldNotStart) {
  Q_EMIT bridge->runNotStarted({"other", "second", Error{ErrorCode::not_found, "the dataset is gone", ""}});
  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told[0].contains("second")) << told[0].toStdString();
  EXPECT_TRUE(told[0].contains("the dataset is gone"));
}

TEST_F(RunNoticesTest, SaysNothingOfWhatThePersonDidOrSees) {
  end(RunStatus::stopped);
  EXPECT_TRUE(told.empty());
  window.show();
  window.activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
  end(RunStatus::finished);
  EXPECT_TRUE(told.empty());
}

}  // namespace
}  // namespace cloze::ui
