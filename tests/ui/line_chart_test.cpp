// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/line_chart.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <limits>

namespace cloze::ui {
namespace {

TEST(LineChart, WheelZoomsAndDoubleClickShowsAll) {
  LineChart chart;
  chart.resize(600, 300);
  chart.addSeries(Series("loss", Qt::blue));
  for (int i = 1; i <= 1000; ++i) chart.append(0, i, 10.0 / i);
  chart.show();
  QSignalSpy chosen(&chart, &LineChart::xChosen);
  const double all = chart.currentView().x_to - chart.currentView().x_from;
  const QPointF middle = chart.plotRect().center();
  QWheelEvent wheel(middle, chart.mapToGlobal(middle), {}, {0, 360}, Qt::NoButton, Qt::NoModifier,
                    Qt::NoScrollPhase, false);
  QApplication::sendEvent(chart.viewport(), &wheel);
  EXPECT_LT(chart.currentView().x_to - chart.currentView().x_from, all);
  EXPECT_TRUE(chart.zoomed());
  EXPECT_EQ(chosen.count(), 1);
  QTest::mouseDClick(chart.viewport(), Qt::LeftButton, {}, middle.toPoint());
  EXPECT_FALSE(chart.zoomed());
  EXPECT_DOUBLE_EQ(chart.currentView().x_to - chart.currentView().x_from, all);
}

TEST(LineChart, IsWholeRightAfterItsSizeChanges) {
  LineChart chart;
  chart.resize(600, 300);
  chart.addSeries(Series("loss", Qt::blue));
  for (int i = 1; i <= 1000; ++i) chart.append(0, i, 5);
  chart.show();
  chart.resize(420, 300);
  EXPECT_EQ(chart.shownView().x_to, 1000) << "what is painted before the next turn is the view of then";
}

TEST(LineChart, ACircleAtTheEndIsWhole) {
  LineChart chart;
  chart.resize(600, 300);
  Series series("held-out", Qt::blue);
  series.style = SeriesStyle::points;
  chart.addSeries(std::move(series));
  for (int i = 1; i <= 10; ++i) chart.append(0, i * 100, 5);
  chart.show();
  const QImage image = chart.viewport()->grab().toImage();
  const QRectF area = chart.plotRect();
  const auto blue = [&](double from, double to) {
    for (int x = int(from); x < int(to); ++x)
      for (int y = int(area.top()); y < int(area.bottom()); ++y)
        if (image.pixelColor(x, y).red() < 80 && image.pixelColor(x, y).blue() > 180) return true;
    return false;
  };
  EXPECT_TRUE(blue(area.right() - 5, area.right()));
  EXPECT_TRUE(blue(area.right() + 2, area.right() + 5)) << "its right half, beside the scale";
}

TEST(LineChart, KeysZoomMoveAndReset) {
  LineChart chart;
  chart.resize(600, 300);
  chart.addSeries(Series("loss", Qt::blue));
  for (int i = 1; i <= 1000; ++i) chart.append(0, i, 10.0 / i);
  chart.show();
  QTest::keyClick(&chart, Qt::Key_Plus);
  const View zoomed = chart.currentView();
  QTest::keyClick(&chart, Qt::Key_Right);
  EXPECT_GT(chart.currentView().x_from, zoomed.x_from);
  QTest::keyClick(&chart, Qt::Key_Home);
  EXPECT_FALSE(chart.zoomed());
}

/// Many points for each pixel, one of them high above the others.
void add_spike(LineChart& chart, double at) {
  chart.addSeries(Series("loss", Qt::blue));
  for (int i = 1; i <= 10'000; ++i) chart.append(0, i, i == at ? 9 : 3 + 0.1 * (i % 7));
}

/// Where a point is drawn: off the scale, its mark at the edge.
QPoint place_of(LineChart& chart, double x, double y) {
  const View view = chart.currentView();
  const QRectF area = chart.plotRect();
  const double at = std::clamp(view.pixel_y(y, area), area.top() + 2, area.bottom() - 2);
  return QPointF(view.pixel_x(x, area), at).toPoint();
}

TEST(LineChart, AClickOnASpikeChoosesItsPoint) {
  LineChart chart;
  chart.resize(600, 300);
  add_spike(chart, 4321);
  chart.show();
  QSignalSpy chosen(&chart, &LineChart::pointChosen);
  const QPoint spike = place_of(chart, 4321, 9);
  QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, spike);
  EXPECT_EQ(chosen.count(), 0) << "points cannot be chosen unless it was said";
  chart.setPointsChoosable(true);
  QTest::mouseMove(chart.viewport(), spike + QPoint(3, 3));
  EXPECT_EQ(chart.cursor().shape(), Qt::PointingHandCursor);
  QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, spike + QPoint(3, 3));
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen[0][0].toDouble(), 4321) << "of the twenty points a pixel has, the one that was meant";
  const QPoint nothing = place_of(chart, 8000, 9);
  QTest::mouseMove(chart.viewport(), nothing);
  EXPECT_EQ(chart.cursor().shape(), Qt::ArrowCursor);
  QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, nothing);
  EXPECT_EQ(chosen.count(), 1);
  QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, place_of(chart, 2000, 3.3));
  ASSERT_EQ(chosen.count(), 2);
  EXPECT_NEAR(chosen[1][0].toDouble(), 2000, 30);
}

TEST(LineChart, ReturnChoosesTheHighestPointInView) {
  LineChart chart;
  chart.resize(600, 300);
  add_spike(chart, 4321);
  chart.append(0, 10'001, std::numeric_limits<double>::infinity());
  chart.show();
  QSignalSpy chosen(&chart, &LineChart::pointChosen);
  QTest::keyClick(&chart, Qt::Key_Return);
  EXPECT_EQ(chosen.count(), 0);
  chart.setPointsChoosable(true);
  QTest::keyClick(&chart, Qt::Key_Return);
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen[0][0].toDouble(), 4321);
  chart.showX(5000.5, 5007.5);
  QTest::keyClick(&chart, Qt::Key_Return);
  ASSERT_EQ(chosen.count(), 2);
  EXPECT_EQ(std::lround(chosen[1][0].toDouble()) % 7, 6);
}

TEST(LineChart, ALossThatIsNoNumberCanBeChosen) {
  LineChart chart;
  chart.resize(600, 300);
  chart.addSeries(Series("loss", Qt::blue));
  for (int i = 1; i <= 100; ++i) chart.append(0, i, i == 50 ? std::nan("") : 10.0 - i * 0.01);
  chart.setPointsChoosable(true);
  chart.show();
  QSignalSpy chosen(&chart, &LineChart::pointChosen);
  const QRectF area = chart.plotRect();
  const double x = chart.currentView().pixel_x(50, area);
  QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, QPointF(x, area.bottom() - 3).toPoint());
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen[0][0].toDouble(), 50);
}

TEST(LineChart, CrosshairIsToldAndFollowsWithoutEcho) {
  LineChart chart;
  chart.resize(600, 300);
  chart.addSeries(Series("loss", Qt::blue));
  for (int i = 0; i <= 100; ++i) chart.append(0, i, i);
  chart.show();
  chart.currentView();
  QTest::mouseMove(chart.viewport(), {1, 1});  // A test before may have left it in the middle.
  QSignalSpy moved(&chart, &LineChart::crosshairMoved);
  QTest::mouseMove(chart.viewport(), chart.plotRect().center().toPoint());
  ASSERT_EQ(moved.count(), 1);
  EXPECT_NEAR(moved[0][0].toDouble(), 50, 3);
  chart.showCrosshair(20);
  EXPECT_EQ(moved.count(), 1);
}

TEST(LineChart, HiddenChartsWaitUntilTheyAreShown) {
  LineChart chart;
  chart.addSeries(Series("loss", Qt::blue));
  QSignalSpy renewed(&chart, &LineChart::viewRenewed);
  chart.append(0, 1, 1);
  QTest::qWait(80);
  EXPECT_EQ(renewed.count(), 0);
  chart.show();
  EXPECT_GE(renewed.count(), 1);
}

TEST(LineChart, ZoomsFarIntoFractions) {
  LineChart chart;
  chart.resize(600, 300);
  chart.setXAxis("epoch", XKind::number);
  chart.addSeries(Series("loss", Qt::blue));
  for (int i = 0; i <= 1000; ++i) chart.append(0, i * 1e-3, i);
  chart.show();
  for (int i = 0; i < 8; ++i) QTest::keyClick(&chart, Qt::Key_Plus);
  const View view = chart.currentView();
  EXPECT_NEAR(view.x_to - view.x_from, 1 / 256.0, 1e-9);
  QTest::mouseMove(chart.viewport(), {1, 1});  // A test before may have left it in the middle.
  QSignalSpy moved(&chart, &LineChart::crosshairMoved);
  QTest::mouseMove(chart.viewport(), chart.plotRect().center().toPoint());
  ASSERT_EQ(moved.count(), 1);
  EXPECT_NEAR(moved[0][0].toDouble(), 0.5, 1e-4) << "only steps are whole numbers";
  chart.setXAxis("step", XKind::count);
  EXPECT_FALSE(chart.zoomed()) << "a stretch of epochs says nothing about steps";
}

TEST(LineChart, ALogarithmicAxisZoomsAroundThePointer) {
  LineChart chart;
  chart.resize(600, 300);
  chart.addSeries(Series("loss", Qt::blue));
  for (int i = 1; i <= 10000; ++i) chart.append(0, i, i);
  chart.show();
  chart.setLogX(true);
  const View all = chart.currentView();
  EXPECT_EQ(all.x_from, 1);
  QTest::keyClick(&chart, Qt::Key_Plus);
  const View view = chart.currentView();
  EXPECT_NEAR(view.x_from, 10, 0.1);
  EXPECT_NEAR(view.x_to, 1000, 10);
  QTest::keyClick(&chart, Qt::Key_Left);
  EXPECT_NEAR(chart.currentView().x_from, std::pow(10, 0.6), 0.1);
  chart.setLogX(false);
  chart.showX(-5, 100);
  chart.setLogX(true);
  EXPECT_GT(chart.currentView().x_from, 0) << "what a linear axis showed may reach below";
}

}  // namespace
}  // namespace cloze::ui
