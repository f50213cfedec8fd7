// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QLabel>
#include <QLayout>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "ui/bridge/session_signals.h"
#include "ui/pages/tour_guide.h"
#include "ui/theme.h"
#include "ui/widgets/tour_card.h"

namespace cloze::ui {
namespace {

using Stage = Tour::Stage;

TEST(TourStages, FollowThePersonAndTheRun) {
  Tour tour;
  EXPECT_EQ(tour.words().page, "data");
  tour.next();
  EXPECT_EQ(tour.stage(), Stage::welcome) << "it waits for the quickstart";
  tour.started();
  EXPECT_EQ(tour.stage(), Stage::preparing);
  EXPECT_TRUE(tour.words().next.isEmpty());
  tour.failed();
  EXPECT_EQ(tour.stage(), Stage::welcome);
  tour.started();
  tour.stepDone();
  tour.stepDone();
  EXPECT_EQ(tour.stage(), Stage::learning);
  tour.next();
  EXPECT_EQ(tour.words().page, "probe");
  tour.next();
  EXPECT_EQ(tour.words().page, "compare");
  tour.next();
  EXPECT_EQ(tour.stage(), Stage::finishing);
  tour.evaluated(0.42);
  tour.runEnded(RunStatus::finished);
  EXPECT_EQ(tour.stage(), Stage::trained);
  EXPECT_TRUE(tour.words().text.contains("42")) << tour.words().text.toStdString();
  tour.next();
  EXPECT_EQ(tour.stage(), Stage::over);
}

TEST(TourStages, ARunThatEndsEarlyIsWaitedForNoMore) {
  Tour tour;
  tour.started();
  tour.stepDone();
  tour.runEnded(RunStatus::stopped);
  EXPECT_EQ(tour.stage(), Stage::learning) << "the person reads on";
  for (int i = 0; i < 3; ++i) tour.next();
  EXPECT_EQ(tour.stage(), Stage::trained);
  EXPECT_TRUE(tour.words().text.contains("continued"));
}

struct TourShown : testing::Test {
  TourShown() {
    window.resize(1000, 700);
    window.show();
  }
  SessionSignals runs;
  QWidget window;
  TourGuide* guide = new TourGuide(runs, &window);
};

TEST_F(TourShown, TurnsThePagesAndLeavesWhoWentElsewhere) {
  QSignalSpy page(guide, &TourGuide::pageWanted), quickstart(guide, &TourGuide::quickstartWanted);
  guide->begin();
  ASSERT_TRUE(guide->isOn());
  EXPECT_EQ(page.back()[0].toString(), "data");
  guide->card()->nextButton()->click();
  ASSERT_EQ(quickstart.count(), 1);
  EXPECT_EQ(guide->tour().stage(), Stage::welcome);
  guide->quickstartStarted();
  EXPECT_EQ(page.back()[0].toString(), "run");
  EXPECT_FALSE(guide->card()->nextButton()->isVisible());
  const auto turned = page.count();
  Q_EMIT runs.stepsDone("id", {});
  EXPECT_EQ(guide->tour().stage(), Stage::learning);
  EXPECT_EQ(page.count(), turned) << "the same page: who is elsewhere stays there";
  EXPECT_TRUE(guide->card()->nextButton()->isVisible());
  guide->card()->nextButton()->click();
  EXPECT_EQ(page.back()[0].toString(), "probe");
}

TEST_F(TourShown, StaysInTheCornerAndGoesWithItsCross) {
  QSignalSpy ended(guide, &TourGuide::ended);
  guide->begin();
  const TourCard* card = guide->card();
  EXPECT_TRUE(window.rect().contains(card->geometry()));
  window.resize(1300, 800);
  EXPECT_GT(card->geometry().right(), 1200);
  EXPECT_LT(card->geometry().right(), 1300);
  apply_theme(*qApp, ColorScheme::light);  // With the frame that a person sees.
  window.resize(1310, 800);
  card->layout()->activate();
  for (const QLabel* label : card->findChildren<QLabel*>())
    EXPECT_GE(label->height(),
              label->hasHeightForWidth() ? label->heightForWidth(label->width()) : label->sizeHint().height())
        << label->text().toStdString();
  QTest::keyClick(guide->card(), Qt::Key_Escape);
  EXPECT_EQ(ended.count(), 1);
  EXPECT_FALSE(guide->isOn());
  Q_EMIT runs.stepsDone("id", {});
  guide->begin();
  EXPECT_EQ(guide->tour().stage(), Stage::welcome) << "from the beginning";
}

}  // namespace
}  // namespace cloze::ui
