// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run_page.h"

#include <gtest/gtest.h>

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "tests/ui/made_up_run.h"
#include "ui/models/run_events_model.h"
#include "ui/theme.h"
#include "ui/widgets/batch_pane.h"
#include "ui/widgets/chart_card.h"
#include "ui/widgets/end_card.h"
#include "ui/widgets/event_marks.h"
#include "ui/widgets/run_charts.h"
#include "ui/widgets/run_header.h"

namespace cloze::ui {
namespace {

const std::string run_id = "20260131-123456-ab12";

class RunPageTest : public testing::Test {
 protected:
  void SetUp() override {
    page.resize(1200, 700);
    page.show();
  }
  QPushButton* button(const QString& text) {
    for (QPushButton* one : page.findChildren<QPushButton*>()) {
      if (one->text() == text && one->isVisible()) return one;
    }
    return nullptr;
  }
  std::size_t drawnSteps() { return page.charts()->lossCard()->chart()->series()[0].raw().size(); }
  RunPage page;
};

TEST_F(RunPageTest, EmptyPageLeadsToData) {
  QSignalSpy wanted(&page, &Page::pageWanted);
  ASSERT_NE(button("Prepare data"), nullptr);
  button("Prepare data")->click();
  ASSERT_EQ(wanted.count(), 1);
  EXPECT_EQ(wanted[0][0].toString(), "data");
}

TEST_F(RunPageTest, ShowsStepsOfItsRunOnly) {
  const RunHistory run = test::made_up_run(run_id, "quickstart", 400, 1000, 3);
  page.runStarted(test::made_up_start(run));
  page.stepsDone(QString::fromStdString(run_id), test::made_up_steps(run));
  page.stepsDone("another", test::made_up_steps(run));
  EXPECT_EQ(drawnSteps(), 400u);
  EXPECT_EQ(page.run().step, 400);
  EXPECT_NEAR(page.run().progress, 0.4, 1e-9);
}

TEST_F(RunPageTest, TheNewestValuesStandBesideTheirCurves) {
  const RunHistory run = test::made_up_run(run_id, "quickstart", 400, 1000, 3);
  page.runStarted(test::made_up_start(run));
  page.stepsDone(QString::fromStdString(run_id), test::made_up_steps(run));
  QStringList texts;
  for (const ChartCard* card : page.findChildren<ChartCard*>())
    for (const QLabel* label : card->findChildren<QLabel*>()) texts << label->text();
  const StepMetrics& last = run.steps.back();
  for (const double value : {last.learning_rate, last.gradient_norm, last.tokens_per_second})
    EXPECT_TRUE(texts.contains(short_number(value))) << value;
}

TEST_F(RunPageTest, ButtonsAskForWhatTheySay) {
  const RunHistory run = test::made_up_run(run_id, "quickstart", 10, 1000, 3);
  QSignalSpy pause(&page, &RunPage::pauseWanted), resume(&page, &RunPage::resumeWanted);
  QSignalSpy stop(&page, &RunPage::stopWanted), checkpoint(&page, &RunPage::checkpointWanted);
  QSignalSpy again(&page, &RunPage::continueWanted), probe(&page, &RunPage::probeWanted);
  page.runStarted(test::made_up_start(run));
  EXPECT_EQ(button("Continue"), nullptr);
  button("Pause")->click();
  page.runStateChanged({run_id, RunStatus::paused});
  button("Resume")->click();
  button("Checkpoint")->click();
  button("Probe")->click();
  button("Stop")->click();
  page.runEnded({run_id, RunStatus::stopped, {}});
  EXPECT_EQ(button("Stop"), nullptr);
  button("Continue")->click();
  for (const QSignalSpy* spy : {&pause, &resume, &stop, &checkpoint, &again, &probe})
    EXPECT_EQ(spy->count(), 1);
  EXPECT_EQ(again[0][0].toString().toStdString(), run_id);
}

TEST_F(RunPageTest, EndCardNamesTheResultAndWhatIsNext) {
  const RunHistory run = test::made_up_run(run_id, "quickstart", 500, 500, 3);
  page.runStarted(test::made_up_start(run));
  page.stepsDone(QString::fromStdString(run_id), test::made_up_steps(run));
  page.evaluationDone({run_id, run.evaluations.back(), 6.5});
  auto* card = page.findChild<EndCard*>();
  EXPECT_FALSE(card->isVisible());
  page.runEnded({run_id, RunStatus::finished, {}});
  EXPECT_TRUE(card->isVisible());
  QSignalSpy probe(&page, &RunPage::probeWanted);
  button("Ask it to fill in masks")->click();
  EXPECT_EQ(probe.count(), 1);
}

TEST_F(RunPageTest, ABatchTakesThePlaceOfTheEventsUntilItIsClosed) {
  const RunHistory run = test::made_up_run(run_id, "quickstart", 50, 500, 3);
  page.runStarted(test::made_up_start(run));
  page.stepsDone(QString::fromStdString(run_id), test::made_up_steps(run));
  auto* events = page.findChild<EventList*>();
  QSignalSpy wanted(&page, &RunPage::batchWanted), closed(&page, &RunPage::batchClosed);
  Q_EMIT page.charts()->lossCard()->chart()->pointChosen(17);
  ASSERT_EQ(wanted.count(), 1);
  EXPECT_EQ(wanted[0][0].toString().toStdString(), run_id);
  EXPECT_EQ(wanted[0][1].toLongLong(), 17);
  EXPECT_TRUE(page.batch()->isVisible());
  EXPECT_FALSE(events->isVisible());
  EXPECT_GT(page.batch()->width(), 350) << "rows take room";
  EXPECT_TRUE(page.batch()->forwardButton()->isEnabled());
  page.batch()->closeButton()->click();
  EXPECT_TRUE(events->isVisible());
  EXPECT_LT(events->width(), 300);
  EXPECT_EQ(closed.count(), 1);
  // Another run's curves have other batches.
  page.openBatch(3);
  page.runEnded({run_id, RunStatus::stopped, {}});
  EXPECT_TRUE(page.batch()->isVisible()) << "the end of a run changes nothing about its batches";
  page.runStarted(test::made_up_start(test::made_up_run("20260101-000000-bbbb", "other", 1, 10, 1)));
  EXPECT_FALSE(page.batch()->isVisible());
  EXPECT_EQ(closed.count(), 2);
}

TEST_F(RunPageTest, TheEndCardTellsRightWordsFromWrongOnes) {
  const RunHistory run = test::made_up_run(run_id, "quickstart", 500, 500, 3);
  QSignalSpy wanted(&page, &RunPage::sentencesWanted);
  page.runStarted(test::made_up_start(run));
  page.stepsDone(QString::fromStdString(run_id), test::made_up_steps(run));
  page.evaluationDone({run_id, run.evaluations.back(), 6.5});
  page.runEnded({run_id, RunStatus::finished, {}});
  ASSERT_EQ(wanted.count(), 1);
  EXPECT_EQ(wanted[0][0].toString().toStdString(), run_id);
  EndCard* card = page.endCard();
  EXPECT_FALSE(card->sentencesLabel()->isVisible());
  card->addSentence({"The [MASK] of the <States>", "People", "people"});
  card->addSentence({"A [MASK] boat", "red", "small"});
  EXPECT_TRUE(card->sentencesLabel()->isVisible());
  const QString html = card->sentencesLabel()->text();
  EXPECT_TRUE(html.contains("&lt;States&gt;"));
  EXPECT_TRUE(html.contains(QStringLiteral("<b>people</b>\u200A\u2713")));
  EXPECT_TRUE(html.contains("<b>small</b></span>"));
  EXPECT_TRUE(html.contains("there stood: red"));
  EXPECT_FALSE(html.contains("there stood: People"));
  // A failed run has nothing to show.
  page.runStarted(test::made_up_start(run));
  page.runEnded({run_id, RunStatus::failed, Error{ErrorCode::io, "the disk is full", ""}});
  EXPECT_EQ(wanted.count(), 1);
  EXPECT_FALSE(card->sentencesLabel()->isVisible());
}

TEST_F(RunPageTest, PinnedSentencesHaveAChartOnceTheyAreScored) {
  const RunHistory run = test::made_up_run(run_id, "quickstart", 50, 500, 3);
  page.runStarted(test::made_up_start(run));
  ChartCard* card = page.findChild<RunCharts*>()->pinsCard();
  EXPECT_FALSE(card->isVisible());
  page.pinsScored({run_id, {{"The river", 10, 6.5}, {"A city", 10, 5.5}}});
  page.pinsScored({run_id, {{"The river", 20, 4.5}, {"A city", 20, 3.5}}});
  page.pinsScored({"another", {{"The river", 30, 1}}});
  EXPECT_TRUE(card->isVisible());
  const auto& series = card->chart()->series();
  ASSERT_EQ(series.size(), 2u);
  EXPECT_EQ(series[0].raw().size(), 2u);
  EXPECT_EQ(series[1].raw().y(1), 3.5);
  EXPECT_NE(series[0].color, series[1].color);
  EXPECT_TRUE(card->toolTip().contains("A city"));
  // Another run has none.
  RunStarted other = test::made_up_start(test::made_up_run("20260101-000000-bbbb", "other", 1, 10, 1));
  page.runEnded({run_id, RunStatus::stopped, {}});
  page.runStarted(other);
  EXPECT_FALSE(card->isVisible());
}

TEST_F(RunPageTest, AContinuedRunShowsItsPastBeforeWhatCameMeanwhile) {
  const RunHistory past = test::made_up_run(run_id, "quickstart", 500, 1000, 3, RunStatus::running);
  RunStarted started = test::made_up_start(past);
  started.first_step = 400;
  QSignalSpy wanted(&page, &RunPage::pastWanted);
  page.runStarted(started);
  EXPECT_EQ(wanted.count(), 1);
  RunHistory fresh = test::made_up_run(run_id, "quickstart", 450, 1000, 3);
  fresh.steps.erase(fresh.steps.begin(), fresh.steps.begin() + 400);
  page.stepsDone(QString::fromStdString(run_id), test::made_up_steps(fresh));
  EXPECT_EQ(drawnSteps(), 0u);
  page.showPast(test::past_of(past));
  EXPECT_EQ(drawnSteps(), 450u);  // 400 recorded, 50 taken again.
  EXPECT_EQ(page.run().step, 450);
}

TEST_F(RunPageTest, HistoryDoesNotPushAnActiveRunAway) {
  const RunHistory run = test::made_up_run(run_id, "mine", 10, 1000, 3);
  page.runStarted(test::made_up_start(run));
  page.showPast(test::past_of(test::made_up_run("20260101-000000-aaaa", "old", 300, 300, 1)));
  EXPECT_EQ(page.run().name, "mine");
  page.runEnded({run_id, RunStatus::stopped, {}});
  page.showPast(test::past_of(test::made_up_run("20260101-000000-aaaa", "old", 300, 300, 1)));
  EXPECT_EQ(page.run().name, "old");
  EXPECT_EQ(drawnSteps(), 300u);
}

TEST_F(RunPageTest, ABadLossIsSaid) {
  RunHistory run = test::made_up_run(run_id, "bad", 30, 1000, 3);
  run.steps.back().loss = not_a_number;
  page.runStarted(test::made_up_start(run));
  page.stepsDone(QString::fromStdString(run_id), test::made_up_steps(run));
  EXPECT_TRUE(std::isnan(page.run().loss()));
  EXPECT_TRUE(std::isnan(page.charts()->lossCard()->chart()->series()[0].raw().y(29)));
}

TEST_F(RunPageTest, PreparingGivesWayToTheRunOrToTheEmptyPage) {
  page.showPreparing({1, "training the tokenizer", 3, 10});
  EXPECT_EQ(button("Prepare data"), nullptr);
  page.endPreparing();
  EXPECT_NE(button("Prepare data"), nullptr);
  page.showPreparing({1, "reading", 0, 0});
  page.runStarted(test::made_up_start(test::made_up_run(run_id, "quick", 1, 10, 1)));
  EXPECT_NE(button("Pause"), nullptr);
}

TEST(RunProgressText, Numbers) {
  EXPECT_EQ(percent_text(0.4012), "40.1\u202f%");
  EXPECT_EQ(percent_text(not_a_number), "\u2013");
  EXPECT_EQ(loss_text(3.39449), "3.394");
  EXPECT_EQ(loss_text(not_a_number), "NaN");
}

}  // namespace
}  // namespace cloze::ui
