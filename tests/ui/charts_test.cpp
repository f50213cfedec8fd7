// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QFile>
#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>
#include <cmath>

#include "tests/ui/made_up_run.h"
#include "ui/charts/chart_export.h"
#include "ui/charts/line_chart.h"
#include "ui/charts/plot_painter.h"
#include "ui/charts/run_figure.h"
#include "ui/charts/ticks.h"

namespace cloze::ui {
namespace {

QImage drawn(const std::vector<Series>& series, const View& view, const QSize& size = {400, 200}) {
  QImage image(size, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  paint_series(painter, QRectF(0, 0, size.width(), size.height()), view, series, tokens());
  return image;
}

/// Whether a pixel of about this colour is within the rectangle.
bool has_color(const QImage& image, const QRect& area, const QColor& color) {
  for (int y = std::max(0, area.top()); y <= std::min(image.height() - 1, area.bottom()); ++y) {
    for (int x = std::max(0, area.left()); x <= std::min(image.width() - 1, area.right()); ++x) {
      const QColor pixel = image.pixelColor(x, y);
      if (std::abs(pixel.red() - color.red()) + std::abs(pixel.green() - color.green()) +
              std::abs(pixel.blue() - color.blue()) <
          90) {
        return true;
      }
    }
  }
  return false;
}

TEST(Series, AverageForgetsItsStartAndPassesBadNumbersOn) {
  Series series("loss", Qt::blue);
  series.set_smoothing(0.9);
  series.append(1, 5);
  series.append(2, 5);
  series.append(3, not_a_number);
  series.append(4, 5);
  EXPECT_DOUBLE_EQ(series.average().y(0), 5);
  EXPECT_DOUBLE_EQ(series.average().y(1), 5);
  EXPECT_TRUE(std::isnan(series.average().y(2)));
  EXPECT_DOUBLE_EQ(series.average().y(3), 5);
  series.append(5, 15);
  EXPECT_NEAR(series.average().y(4), 5 + 10 * 0.1 / (1 - std::pow(0.9, 4)), 1e-12);
}

TEST(Series, AverageIsTheSameLiveAndAnew) {
  Series live("a", Qt::blue), anew("b", Qt::blue);
  live.set_smoothing(0.97);
  for (int i = 1; i < 500; ++i) {
    live.append(i, std::sin(i));
    anew.append(i, std::sin(i));
  }
  live.append(300, 4);  // Takes steps back.
  anew.append(300, 4);
  anew.set_smoothing(0.97);
  ASSERT_EQ(live.average().size(), 300u);
  for (std::size_t i = 0; i < 300; ++i) EXPECT_EQ(live.average().y(i), anew.average().y(i));
}

TEST(Ticks, AreRoundWithinRangeAndDiffer) {
  for (const auto& [low, high] : {std::pair{0.0, 3400.0},
                                  {3.1, 9.4},
                                  {-2.0, 2.0},
                                  {1e-5, 3e-3},
                                  {0.0, 1e6},
                                  {57000, 61000},
                                  {1000000.0, 1000010.0},
                                  {0.39, 0.41}}) {
    const auto ticks = linear_ticks(low, high, 6);
    EXPECT_GE(ticks.size(), 3u) << low << " " << high;
    EXPECT_LE(ticks.size(), 13u);
    std::set<QString> labels;
    for (const Tick& tick : ticks) {
      EXPECT_GE(tick.value, low - 1e-9);
      EXPECT_LE(tick.value, high * (1 + 1e-9) + 1e-9);
      labels.insert(tick.label);
    }
    EXPECT_EQ(labels.size(), ticks.size()) << low << " " << high;
  }
  EXPECT_TRUE(linear_ticks(1, 1, 5).empty());
  EXPECT_TRUE(linear_ticks(not_a_number, 1, 5).empty());
}

TEST(Ticks, Logarithmic) {
  EXPECT_GE(logarithmic_ticks(3, 9, 5).size(), 3u);
  const auto decades = logarithmic_ticks(1e-6, 1e3, 5);
  EXPECT_GE(decades.size(), 3u);
  EXPECT_LE(decades.size(), 6u);
  EXPECT_TRUE(logarithmic_ticks(0, 1, 5).empty());
}

TEST(View, OneSpikeDoesNotFlattenTheCurve) {
  std::vector<Series> series{Series("loss", Qt::blue)};
  for (int i = 1; i <= 1000; ++i) series[0].append(i, i == 500 ? 1e6 : 4 + std::sin(i));
  View view;
  fit_x(view, series);
  fit_y(view, series, 800);
  EXPECT_LT(view.y_to, 20);
  EXPECT_GE(view.y_to, 5);
  EXPECT_EQ(view.x_from, 0);
  EXPECT_GE(view.x_to, 1000);
}

TEST(View, OnlyBadNumbersStillGiveAView) {
  std::vector<Series> series{Series("loss", Qt::blue)};
  for (int i = 1; i <= 10; ++i) series[0].append(i, not_a_number);
  View view;
  fit_x(view, series);
  fit_y(view, series, 800);
  EXPECT_LT(view.y_from, view.y_to);
  view.log_y = true;
  fit_y(view, series, 800);
  EXPECT_LT(view.y_from, view.y_to);
  EXPECT_GT(view.y_from, 0);
}

TEST(PlotPainter, ASinglePointAmongAMillionIsVisible) {
  std::vector<Series> series{Series("loss", QColor(0x0072b2))};
  for (int i = 1; i <= 1000000; ++i) series[0].append(i, i == 612345 ? 9 : 1);
  const QImage image = drawn(series, {1, 1000000, 0, 10});
  const int x = 612345 * 400 / 1000000;
  EXPECT_TRUE(has_color(image, {x - 1, 30, 3, 10}, QColor(0x0072b2)));
  EXPECT_FALSE(has_color(image, {x + 5, 30, 50, 10}, QColor(0x0072b2)));
}

TEST(PlotPainter, NanIsAGapWithAMark) {
  std::vector<Series> series{Series("loss", QColor(0x0072b2))};
  for (int i = 0; i <= 100; ++i) series[0].append(i, i >= 45 && i <= 55 ? not_a_number : 5);
  const QImage image = drawn(series, {0, 100, 0, 10});
  EXPECT_TRUE(has_color(image, {20, 95, 100, 10}, QColor(0x0072b2)));
  EXPECT_FALSE(has_color(image, {185, 95, 30, 10}, QColor(0x0072b2)));  // The gap.
  EXPECT_TRUE(has_color(image, {175, 185, 50, 14}, tokens().bad));      // Its marks.
  EXPECT_FALSE(has_color(image, {20, 185, 100, 14}, tokens().bad));
}

TEST(PlotPainter, NanInTheMiddleOfADenseCurveIsMarked) {
  std::vector<Series> series{Series("loss", QColor(0x0072b2))};
  for (int i = 0; i < 100000; ++i) series[0].append(i, i == 50000 ? not_a_number : 5);
  const QImage image = drawn(series, {0, 99999, 0, 10});
  EXPECT_TRUE(has_color(image, {190, 185, 20, 14}, tokens().bad));
}

TEST(PlotPainter, WhatLeavesTheScaleHasATriangle) {
  std::vector<Series> series{Series("loss", QColor(0x0072b2))};
  for (int i = 0; i <= 100; ++i) series[0].append(i, i == 50 ? 1e9 : i == 75 ? -INFINITY : 5);
  const QImage image = drawn(series, {0, 100, 0, 10});
  EXPECT_TRUE(has_color(image, {196, 0, 9, 7}, QColor(0x0072b2)));
  EXPECT_TRUE(has_color(image, {296, 193, 9, 7}, QColor(0x0072b2)));
}

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

TEST(LineChart, CrosshairIsToldAndFollowsWithoutEcho) {
  LineChart chart;
  chart.resize(600, 300);
  chart.addSeries(Series("loss", Qt::blue));
  for (int i = 0; i <= 100; ++i) chart.append(0, i, i);
  chart.show();
  chart.currentView();
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

TEST(ChartExport, WritesPngPdfAndCsv) {
  QTemporaryDir folder;
  RunHistory run = test::made_up_run("20260131-123456-ab12", "quick \"start\"", 300, 300, 3);
  run.steps[10].loss = not_a_number;
  ChartFigure figure = loss_figure(run);
  fit_figure(figure, {640, 400});
  ASSERT_TRUE(save_figure(figure, {640, 400}, folder.filePath("a.png")));
  const QImage image(folder.filePath("a.png"));
  EXPECT_EQ(image.size(), QSize(1280, 800));
  EXPECT_EQ(image.pixelColor(2, 2), QColor(Qt::white));
  ASSERT_TRUE(save_figure(figure, {640, 400}, folder.filePath("a.pdf")));
  QFile pdf(folder.filePath("a.pdf"));
  ASSERT_TRUE(pdf.open(QIODevice::ReadOnly));
  EXPECT_TRUE(pdf.readAll().startsWith("%PDF"));
  ASSERT_TRUE(save_figure(figure, {640, 400}, folder.filePath("a.csv")));
  QFile csv(folder.filePath("a.csv"));
  ASSERT_TRUE(csv.open(QIODevice::ReadOnly));
  const QList<QByteArray> lines = csv.readAll().trimmed().split('\n');
  EXPECT_EQ(lines.size(), 1 + 300 + 1);
  EXPECT_TRUE(lines[11].endsWith(",nan"));
  EXPECT_EQ(lines[1].split(',').last().toDouble(), run.steps[0].loss);
}

TEST(ChartExport, RefusesAnUnknownEndingAndAnUnwritablePlace) {
  ChartFigure figure;
  EXPECT_EQ(save_figure(figure, {640, 400}, "figure.docx").error().code, ErrorCode::bad_input);
  EXPECT_FALSE(save_figure(figure, {640, 400}, "/nowhere/at/all/figure.png"));
}

}  // namespace
}  // namespace cloze::ui
