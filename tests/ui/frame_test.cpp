// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/frame.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "tests/ui/made_up_run.h"
#include "ui/pages/page.h"
#include "ui/widgets/rail.h"
#include "ui/widgets/run_ticker.h"
#include "ui/widgets/status_line.h"

namespace cloze::ui {
namespace {

class PlainPage : public Page {
 public:
  explicit PlainPage(const QString& title) : title_(title) {}
  QString title() const override { return title_; }
  void activated() override { ++shown; }
  int shown = 0;

 private:
  QString title_;
};

class FrameTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"data", "configure", "run", "compare", "probe"}) {
      pages.push_back(new PlainPage(QString("The %1 page").arg(name)));
      frame.addPage(name, Icon::data, name, pages.back());
    }
    frame.showPage("data");
    frame.show();
    frame.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&frame));
  }
  std::vector<PlainPage*> pages;
  Frame frame;
};

TEST_F(FrameTest, ControlAndADigitShowAPage) {
  for (int i = 4; i >= 0; --i) {
    QTest::keyClick(&frame, Qt::Key(Qt::Key_1 + i), Qt::ControlModifier);
    EXPECT_EQ(frame.currentPage(), pages[std::size_t(i)]);
    EXPECT_EQ(frame.rail()->current(), i);
  }
}

TEST_F(FrameTest, PagesAreToldWhenTheyAreShownAndMayAskForOthers) {
  const int before = pages[4]->shown;
  Q_EMIT pages[0]->pageWanted("probe");
  EXPECT_EQ(frame.currentName(), "probe");
  EXPECT_EQ(pages[4]->shown, before + 1);
  frame.showPage("nowhere");
  EXPECT_EQ(frame.currentName(), "probe");
}

TEST_F(FrameTest, RailButtonsAreReachableByKeyboardAndNamed) {
  for (QAbstractButton* button : frame.rail()->findChildren<QAbstractButton*>()) {
    EXPECT_FALSE(button->accessibleName().isEmpty());
    EXPECT_FALSE(button->toolTip().isEmpty());
    EXPECT_TRUE(button->focusPolicy() & Qt::TabFocus);
  }
}

TEST_F(FrameTest, TickerShowsTheRunInTrainingOnly) {
  RunTicker* ticker = frame.ticker();
  EXPECT_FALSE(ticker->isVisible());
  const RunHistory run = test::made_up_run("a", "quickstart", 50, 100, 3);
  ticker->runStarted(test::made_up_start(run));
  ticker->stepsDone("a", test::made_up_steps(run));
  EXPECT_TRUE(ticker->isVisible());
  QSignalSpy pause(ticker, &RunTicker::pauseWanted), resume(ticker, &RunTicker::resumeWanted);
  const auto buttons = ticker->findChildren<QToolButton*>();
  ASSERT_EQ(buttons.size(), 2);
  QToolButton* pause_button = buttons[0]->accessibleName().contains("Pause") ? buttons[0] : buttons[1];
  pause_button->click();
  ticker->runStateChanged({"a", RunStatus::paused});
  pause_button->click();
  EXPECT_EQ(pause.count(), 1);
  EXPECT_EQ(resume.count(), 1);
  ticker->runEnded({"a", RunStatus::finished, {}});
  EXPECT_FALSE(ticker->isVisible());
}

TEST_F(FrameTest, ProblemsAreKeptWithTheirDetails) {
  StatusLine* line = frame.statusLine();
  line->addProblem("The disk is full", "Free 2 GB in /data");
  line->addProblem("Second", {});
  ASSERT_EQ(line->problems().size(), 2u);
  line->showProblems();
  auto* text = frame.findChild<QPlainTextEdit*>();
  ASSERT_NE(text, nullptr);
  EXPECT_TRUE(text->toPlainText().contains("The disk is full"));
  EXPECT_TRUE(text->toPlainText().contains("Free 2 GB"));
}

}  // namespace
}  // namespace cloze::ui
