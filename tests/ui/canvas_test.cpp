// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/canvas.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QPainter>
#include <QPolygonF>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

namespace cloze::ui {
namespace {

constexpr QSize size(200, 120);
constexpr QRectF all(0, 0, 200, 120);

QImage white() {
  QImage image(size, QImage::Format_RGB32);
  image.fill(Qt::white);
  return image;
}

QImage stroked(const QPolygonF& line, double width, const QColor& color, const QRectF& area = all) {
  QImage image = white();
  QPainter painter(&image);
  std::optional<Canvas> canvas = Canvas::of(painter, area);
  EXPECT_TRUE(canvas);
  if (canvas) canvas->strokeLine(line, width, color);
  return image;
}

QImage painted(const QPolygonF& line, double width, const QColor& color) {
  QImage image = white();
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPolyline(line);
  return image;
}

/// Pixels that a black line darkens, each by how much, 0 to 1.
double ink(const QImage& image) {
  double sum = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) sum += 1 - qGreen(image.pixel(x, y)) / 255.0;
  return sum;
}

double largest_difference(const QImage& a, const QImage& b) {
  double largest = 0;
  for (int y = 0; y < a.height(); ++y)
    for (int x = 0; x < a.width(); ++x)
      largest = std::max(largest, std::abs(qGreen(a.pixel(x, y)) - qGreen(b.pixel(x, y))) / 255.0);
  return largest;
}

const QPolygonF curve = [] {
  QPolygonF points;
  for (int i = 0; i <= 60; ++i) points.append(QPointF(20.3 + i * 2.6, 60 + 45 * std::sin(i * 0.4)));
  return points;
}();

TEST(Canvas, ALineIsTheOneThatQPainterDraws) {
  const std::vector<QPolygonF> lines{curve,
                                     {{20, 60.5}, {180, 60.5}},
                                     {{100.5, 10}, {100.5, 110}},
                                     {{20, 10}, {60, 110}, {90, 12}, {180, 100}}};
  for (const double width : {1.7, 3.4}) {
    for (const QPolygonF& line : lines) {
      const QImage ours = stroked(line, width, Qt::black), theirs = painted(line, width, Qt::black);
      EXPECT_NEAR(ink(ours) / ink(theirs), 1, 0.03) << width << " " << line.size();
      // In the inner corner of a sharp turn they add what two stretches cover of a pixel.
      EXPECT_LT(largest_difference(ours, theirs), 0.5) << width << " " << line.size();
    }
  }
  EXPECT_NEAR(ink(stroked({{20, 30}, {100, 90}}, 1, Qt::black)), 100, 2) << "as long as it is, one wide";
  EXPECT_NEAR(ink(stroked({{90, 50}}, 4, Qt::black)), 4 * std::numbers::pi, 1) << "a dot";
}

TEST(Canvas, ATranslucentLineDoesNotCoverItself) {
  QColor half(Qt::black);
  half.setAlpha(128);
  // There and back at nearly one place, with a sharp turn.
  const QImage image = stroked({{20, 60}, {100, 60}, {100.2, 20}, {100.4, 60}, {180, 60}}, 3, half);
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) EXPECT_GE(qGreen(image.pixel(x, y)), 126) << x << " " << y;
  EXPECT_LE(qGreen(image.pixel(60, 60)), 129);
  EXPECT_LE(qGreen(image.pixel(100, 40)), 129);
}

TEST(Canvas, ALineStaysInTheAreaAndMayComeFromFarAway) {
  const QRectF area(50, 40, 100, 40);
  const QImage image =
      stroked({{-1e12, 60}, {100, 60}, {101, -1e5}, {102, 1e5}, {1e12, 60}}, 2, Qt::black, area);
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) {
      const bool beyond = x < 50 || x > 151 || y < 39 || y > 80;
      EXPECT_TRUE(!beyond || image.pixel(x, y) == qRgb(255, 255, 255)) << x << " " << y;
    }
  EXPECT_LT(qGreen(image.pixel(70, 59)), 10) << "the part within is there";
  EXPECT_LT(qGreen(image.pixel(101, 45)), 10);
}

TEST(Canvas, OneLineLeavesNothingForTheNext) {
  QImage twice = white();
  {
    QPainter painter(&twice);
    std::optional<Canvas> canvas = Canvas::of(painter, all);
    ASSERT_TRUE(canvas);
    canvas->strokeLine(curve, 2, Qt::white);
    canvas->strokeLine(QPolygonF{{20, 100}, {180, 20}}, 2, Qt::black);
  }
  EXPECT_EQ(twice, stroked({{20, 100}, {180, 20}}, 2, Qt::black));
}

TEST(Canvas, IsOnlyThereForPixelsAsTheyAre) {
  QImage image = white();
  QPainter painter(&image);
  EXPECT_TRUE(Canvas::of(painter, all));
  EXPECT_FALSE(Canvas::of(painter, QRectF(300, 0, 10, 10))) << "nothing of it in the picture";
  painter.translate(5, 0);
  EXPECT_FALSE(Canvas::of(painter, all));
  painter.end();
  QImage indexed(size, QImage::Format_Grayscale8);
  painter.begin(&indexed);
  EXPECT_FALSE(Canvas::of(painter, all));
  painter.end();
}

}  // namespace
}  // namespace cloze::ui
