// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>
#include <QXmlStreamReader>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/random.h"
#include "tests/support/sanitized.h"
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

TEST(Painting, ACircleOnTheEdgeIsWhole) {
  Series series("loss", Qt::blue);
  series.style = SeriesStyle::points;
  series.append(10, 5);
  View view;
  view.x_from = 0, view.x_to = 10, view.y_from = 0, view.y_to = 10;
  QImage image(100, 100, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  paint_series(painter, QRectF(10, 10, 60, 80), view, std::vector{series}, tokens());
  painter.end();
  EXPECT_TRUE(has_color(image, {66, 48, 3, 5}, Qt::blue));
  EXPECT_TRUE(has_color(image, {72, 48, 3, 5}, Qt::blue)) << "also beyond the area";
  view.x_to = 9.9;
  image.fill(Qt::white);
  painter.begin(&image);
  paint_series(painter, QRectF(10, 10, 60, 80), view, std::vector{series}, tokens());
  painter.end();
  EXPECT_FALSE(has_color(image, image.rect(), Qt::blue)) << "but not one that is not on the scale";
}

TEST(Series, AverageForgetsItsStartAndPassesBadNumbersOn) {
  Series series("loss", Qt::blue);
  series.set_smoothing(exponential_moving_average(0.9));
  series.append(1, 5);
  series.append(2, 5);
  series.append(3, not_a_number);
  series.append(4, 5);
  EXPECT_DOUBLE_EQ(series.smooth().y(0), 5);
  EXPECT_DOUBLE_EQ(series.smooth().y(1), 5);
  EXPECT_TRUE(std::isnan(series.smooth().y(2)));
  EXPECT_DOUBLE_EQ(series.smooth().y(3), 5);
  series.append(5, 15);
  EXPECT_NEAR(series.smooth().y(4), 5 + 10 * 0.1 / (1 - std::pow(0.9, 4)), 1e-12);
}

TEST(Series, AverageIsTheSameLiveAndAnew) {
  Series live("a", Qt::blue), anew("b", Qt::blue);
  live.set_smoothing(exponential_moving_average(0.97));
  for (int i = 1; i < 500; ++i) {
    live.append(i, std::sin(i));
    anew.append(i, std::sin(i));
  }
  live.append(300, 4);  // Takes steps back.
  anew.append(300, 4);
  anew.set_smoothing(exponential_moving_average(0.97));
  ASSERT_EQ(live.smooth().size(), 300u);
  for (std::size_t i = 0; i < 300; ++i) EXPECT_EQ(live.smooth().y(i), anew.smooth().y(i));
}

/// What the header says, point by point.
double plainly_smooth(const std::vector<double>& ys, std::size_t at, const Smoothing& how) {
  if (!std::isfinite(ys[at])) return ys[at];
  const auto reach = std::ptrdiff_t(how.kind == SmoothingKind::gaussian ? std::ceil(3 * how.amount)
                                                                        : std::floor(how.amount / 2));
  std::vector<double> window;
  double sum = 0, weight = 0;
  for (std::ptrdiff_t away = -reach; away <= reach; ++away) {
    const std::ptrdiff_t i = std::ptrdiff_t(at) + away;
    if (i < 0 || i >= std::ptrdiff_t(ys.size()) || !std::isfinite(ys[std::size_t(i)])) continue;
    const double share = std::exp(-0.5 * std::pow(double(away) / how.amount, 2));
    sum += share * ys[std::size_t(i)];
    weight += share;
    window.push_back(ys[std::size_t(i)]);
  }
  if (how.kind == SmoothingKind::gaussian) return sum / weight;
  std::ranges::sort(window);
  const std::size_t half = window.size() / 2;
  return window.size() % 2 == 1 ? window[half] : (window[half - 1] + window[half]) / 2;
}

TEST(Smoothing, WindowsAreWhatTheySay) {
  std::vector<double> ys;
  for (int i = 0; i < 9000; ++i) {
    Draws draws(3, 1, std::uint64_t(i));
    ys.push_back(i % 701 == 0 ? not_a_number : i % 997 == 0 ? 1e6 : draws.next_unit());
  }
  ys[40] = INFINITY;
  for (const Smoothing& how : {Smoothing{SmoothingKind::gaussian, 5}, Smoothing{SmoothingKind::gaussian, 80},
                               Smoothing{SmoothingKind::median, 5}, Smoothing{SmoothingKind::median, 101},
                               Smoothing{SmoothingKind::median, 1}}) {
    SCOPED_TRACE(how.amount);
    Series series("loss", Qt::blue);
    series.set_smoothing(how);
    for (std::size_t i = 0; i < ys.size(); ++i) series.append(double(i), ys[i]);
    ASSERT_EQ(series.smooth().size(), ys.size());
    for (std::size_t i = 0; i < ys.size(); ++i) {
      const double wanted = plainly_smooth(ys, i, how);
      if (std::isnan(wanted))
        ASSERT_TRUE(std::isnan(series.smooth().y(i))) << i;
      else if (std::isinf(wanted))
        ASSERT_EQ(series.smooth().y(i), wanted) << i;
      else
        ASSERT_NEAR(series.smooth().y(i), wanted, 1e-9 * std::max(1.0, std::abs(wanted))) << i;
    }
  }
}

TEST(Smoothing, IsTheSameLiveAndAnew) {
  for (const Smoothing& how : {exponential_moving_average(0.9), Smoothing{SmoothingKind::gaussian, 5},
                               Smoothing{SmoothingKind::median, 25}}) {
    Series live("a", Qt::blue), anew("b", Qt::blue);
    live.set_smoothing(how);
    for (int i = 0; i < 600; ++i) {
      live.append(i / 2, std::sin(i));  // Two points at each x.
      anew.append(i / 2, std::sin(i));
      if (i % 7 == 0) (void)live.smooth();
    }
    anew.set_smoothing(how);
    ASSERT_EQ(live.smooth().size(), 600u);
    for (std::size_t i = 0; i < 600; ++i) ASSERT_DOUBLE_EQ(live.smooth().y(i), anew.smooth().y(i)) << i;
  }
}

TEST(Ticks, OfTimeAreInTheUnitThatSuits) {
  const auto labels = [](double low, double high, bool log = false) {
    QStringList all;
    for (const Tick& tick : x_ticks(XKind::seconds, log, low, high, 5)) all << tick.label;
    return all.join('|').replace(QChar(0xa0), ' ');
  };
  EXPECT_EQ(labels(0, 2), "0 s|0.5 s|1.0 s|1.5 s|2.0 s");
  EXPECT_EQ(labels(0, 100), "0 s|20 s|40 s|60 s|80 s|100 s");
  EXPECT_EQ(labels(0, 1500), "0 min|5 min|10 min|15 min|20 min|25 min");
  EXPECT_EQ(labels(3600, 5 * 3600), "1 h|2 h|3 h|4 h|5 h");
  EXPECT_EQ(labels(0, 10 * 86400), "0 d|2 d|4 d|6 d|8 d|10 d");
  EXPECT_EQ(labels(0.5, 4000, true), "1 s|10 s|1 min|10 min|1 h");
  EXPECT_EQ(labels(20, 50, true), labels(20, 50)) << "no round time lies within";
}

TEST(View, ALogarithmicAxisBeginsWithTheFirstXAboveZero) {
  std::vector<Series> series{Series("loss", Qt::blue)};
  for (const double x : {0.0, 10.0, 100.0, 1000.0}) series[0].append(x, 1);
  View view{.log_x = true};
  fit_x(view, series);
  EXPECT_EQ(view.x_from, 10);
  EXPECT_EQ(view.x_to, 1000);
  const QRectF area(0, 0, 200, 100);
  EXPECT_DOUBLE_EQ(view.pixel_x(100, area), 100);
  EXPECT_NEAR(view.value_x(100, area), 100, 1e-9);
  const auto found = columns(series[0].raw(), view.x_from, view.x_to, 200, true);
  ASSERT_EQ(found.size(), 3u) << "0 has no place on it";
  EXPECT_EQ(found[0].pixel, 0);
  EXPECT_EQ(found[1].pixel, 100);
  EXPECT_EQ(found[2].pixel, 199);
}

TEST(Columns, OfALogarithmicAxisHoldEveryPointOnce) {
  MinMaxPyramid points;
  for (int i = 1; i <= 100000; ++i) points.append(i * 0.37, i % 1000);
  std::size_t next = 0;
  int before = -1;
  for (const Column& column : columns(points, points.x(0), points.x(points.size() - 1), 333, true)) {
    EXPECT_EQ(column.begin, next);
    EXPECT_GT(column.pixel, before);
    EXPECT_LT(column.pixel, 333);
    next = column.end;
    before = column.pixel;
  }
  EXPECT_EQ(next, points.size());
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

TEST(View, AnAxisStaysWhereItIsForWhatIsALittleMore) {
  for (const bool log : {false, true}) {
    std::vector<Series> series{Series("loss", Qt::blue)};
    for (int i = 1; i <= 100; ++i) series[0].append(i, 4 + std::sin(i));
    View before;
    before.log_y = log;
    fit_x(before, series, 200);
    View view = before;
    fit_y(before, series, 800);
    EXPECT_LE(before.y_from, 3);
    EXPECT_GE(before.y_to, 5);
    EXPECT_LT(before.y_to - before.y_from, 1.3 * 2) << "most of the height is the curve's";
    series[0].append(101, 5.005);
    series[0].append(102, 2.995);
    fit_y(view, series, 800);
    EXPECT_EQ(before, view);
  }
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

TEST(PlotPainter, ColumnsReachFromTheSmallestToTheLargestValue) {
  Series rough("loss", QColor(0, 0, 255));
  for (int i = 0; i < 8000; ++i) rough.append(i, i % 2 == 0 ? 0.2 : 0.75);
  const View view{.x_from = 0, .x_to = 8000, .y_from = 0, .y_to = 1};
  const QImage picture = drawn({rough}, view);  // 400 x 200, twenty points a column.
  const int top = 50, bottom = 160;
  for (const int x : {3, 117, 200, 396}) {
    const auto blue = [&](int y) { return picture.pixelColor(x, y) == QColor(0, 0, 255); };
    for (int y = top; y <= bottom; ++y) EXPECT_TRUE(blue(y)) << x << " " << y;
    EXPECT_FALSE(blue(top - 1)) << x;
    EXPECT_FALSE(blue(bottom + 1)) << x;
  }
}

TEST(PlotPainter, ASmoothCurveThatIsRoughIsPaintedAsQuicklyAsARoughOne) {
  // Strokes of a fine line over most of the height took many times as long.
  Draws draws(1, 2, 3);
  Series rough("loss", Qt::blue);
  for (int i = 0; i < 50'000; ++i) rough.append(i, 3 + draws.next_unit());
  Series smooth = rough;
  smooth.set_smoothing(exponential_moving_average(0.9));
  const View view{.x_from = 0, .x_to = 50'000, .y_from = 2.9, .y_to = 4.1};
  const auto best_of_three = [&](const Series& series) {
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
      QElapsedTimer timer;
      timer.start();
      drawn({series}, view, {900, 400});
      best = std::min(best, double(timer.nsecsElapsed()));
    }
    return best;
  };
  EXPECT_LT(best_of_three(smooth), 12 * best_of_three(rough));
}

TEST(PlotPainter, AFineCurveOfThousandsOfPointsIsPaintedInAFewMilliseconds) {
  // One path through all of them took QPainter many times as long.
  Draws draws(1, 2, 3);
  Series loss("loss", Qt::blue);
  for (int i = 0; i < 4000; ++i) loss.append(i, 3 + 0.02 * draws.next_unit());
  const View view{.x_from = 0, .x_to = 4000, .y_from = 2, .y_to = 4};
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    QElapsedTimer timer;
    timer.start();
    drawn({loss}, view, {900, 400});
    best = std::min(best, double(timer.nsecsElapsed()) / 1e6);
  }
  EXPECT_LT(best, test::sanitized ? 80 : 8);
}

TEST(ChartExport, ABandIsDrawnAndItsEndsAreExported) {
  QTemporaryDir folder;
  ChartFigure figure;
  figure.series = {Series("mean", QColor(0x0072b2)), Series("one", QColor(0xd55e00))};
  for (int i = 0; i <= 100; ++i) figure.series[0].append(i, 5, 3, 8);
  figure.series[1].append(0, 6);
  fit_figure(figure, {640, 400});
  EXPECT_LE(figure.view.y_from, 3);
  EXPECT_GE(figure.view.y_to, 8);
  const QImage image = figure_image(figure, {640, 400}, 1);
  int pale = 0;
  for (int y = 0; y < image.height(); ++y) {
    const QColor color = image.pixelColor(400, y);
    pale += color.blue() - color.red() > 20 && color.red() > 150;
  }
  EXPECT_GT(pale, 150) << "from 3 to 8 of 2.7 to 8.3";
  ASSERT_TRUE(save_figure(figure, {640, 400}, folder.filePath("a.csv")));
  QFile csv(folder.filePath("a.csv"));
  ASSERT_TRUE(csv.open(QIODevice::ReadOnly));
  const QList<QByteArray> lines = csv.readAll().trimmed().split('\n');
  EXPECT_EQ(lines[0], "series,x,y,low,high");
  EXPECT_EQ(lines[1], "\"mean\",0,5,3,8");
  EXPECT_EQ(lines.last(), "\"one\",0,6,,");
}

TEST(ChartExport, WritesSvgThatAProgramCanRead) {
  QTemporaryDir folder;
  const RunHistory run = test::made_up_run("20260131-123456-ab12", "quick <start> & go", 300, 300, 3);
  ChartFigure figure = loss_figure(run);
  fit_figure(figure, {640, 400});
  const QString path = folder.filePath("a.svg");
  ASSERT_TRUE(save_figure(figure, {640, 400}, path));
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  QXmlStreamReader xml(&file);
  QString title;
  int lines = 0;
  while (!xml.atEnd()) {
    xml.readNext();
    if (xml.isStartElement() && xml.name() == u"title") title = xml.readElementText();
    if (xml.isStartElement() && (xml.name() == u"polyline" || xml.name() == u"path")) ++lines;
  }
  EXPECT_FALSE(xml.hasError()) << xml.errorString().toStdString();
  EXPECT_EQ(title, "quick <start> & go");
  EXPECT_GT(lines, 2);
  QSvgRenderer renderer(path);
  ASSERT_TRUE(renderer.isValid());
  EXPECT_EQ(renderer.viewBox(), QRect(0, 0, 640, 400));
  QImage picture(640, 400, QImage::Format_RGB32);
  picture.fill(Qt::white);
  QPainter painter(&picture);
  renderer.render(&painter);
  painter.end();
  EXPECT_TRUE(has_color(picture, {60, 60, 560, 300}, series_color(QString::fromStdString(run.record.id))));
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
