// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QFontMetrics>
#include <QLabel>
#include <QPushButton>
#include <cmath>
#include <set>

namespace cloze::ui {
namespace {

/// Relative luminance and contrast ratio as WCAG 2.1 defines them.
double luminance(const QColor& color) {
  const auto part = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
  return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
}
double contrast(const QColor& a, const QColor& b) {
  const double high = std::max(luminance(a), luminance(b)), low = std::min(luminance(a), luminance(b));
  return (high + 0.05) / (low + 0.05);
}

class Themes : public testing::TestWithParam<ColorScheme> {
 protected:
  void SetUp() override { apply_theme(*qApp, GetParam()); }
  void TearDown() override { apply_theme(*qApp, ColorScheme::light); }
};

TEST_P(Themes, TextIsReadableOnEveryGround) {
  const Tokens& t = tokens();
  for (const QColor& ground : {t.background, t.surface}) {
    EXPECT_GE(contrast(t.text, ground), 7);
    for (const QColor& ink : {t.muted, t.accent, t.good, t.warn, t.bad})
      EXPECT_GE(contrast(ink, ground), 4.5);
  }
  EXPECT_GE(contrast(t.on_accent, t.accent), 4.5);
  EXPECT_GE(contrast(t.text, t.raised), 7);
}

TEST_P(Themes, AppliesToWidgets) {
  EXPECT_EQ(current_scheme(), GetParam());
  EXPECT_EQ(qApp->palette().color(QPalette::Window), tokens().background);
  EXPECT_FALSE(qApp->styleSheet().contains('@'));
  QLabel label("text");
  set_role(&label, "muted");
  label.ensurePolished();
  EXPECT_EQ(label.palette().color(QPalette::WindowText), tokens().muted);
  QPushButton button("Start");
  set_role(&button, "primary");
  EXPECT_GE(button.sizeHint().height(), 28);
}

TEST_P(Themes, SeriesColorsStandOutFromTheGround) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_GE(contrast(series_color(QString::number(i)), tokens().surface), 1.9);
  }
}

INSTANTIATE_TEST_SUITE_P(Schemes, Themes, testing::Values(ColorScheme::light, ColorScheme::dark),
                         [](const auto& scheme) {
                           return scheme.param == ColorScheme::dark ? "Dark" : "Light";
                         });

TEST(Theme, SeriesColorIsStableAndSpread) {
  EXPECT_EQ(series_color("20260131-123456-ab12"), series_color("20260131-123456-ab12"));
  std::set<QRgb> colors;
  for (int i = 0; i < 60; ++i) colors.insert(series_color(QString("20260131-1234%1-ab12").arg(i)).rgb());
  EXPECT_EQ(colors.size(), 6u);
}

TEST(Theme, DigitsHaveOneWidth) {
  const QFontMetrics metrics(tabular_font(TextSize::body));
  for (const char digit : std::string("123456789")) {
    EXPECT_EQ(metrics.horizontalAdvance(QChar(digit)), metrics.horizontalAdvance('0'));
  }
}

TEST(Theme, ShortNumbers) {
  EXPECT_EQ(short_number(58234), "58.2k");
  EXPECT_EQ(short_number(0.000123), "1.23e-4");
  EXPECT_EQ(short_number(0.003), "0.003");
  EXPECT_EQ(short_number(3.39), "3.39");
  EXPECT_EQ(short_number(999.6), "1k");
  EXPECT_EQ(short_number(999950), "1M");
  EXPECT_EQ(short_number(1.5e9), "1.5G");
  EXPECT_EQ(short_number(0), "0");
  EXPECT_EQ(short_number(42), "42");
  EXPECT_EQ(short_number(-0.05), "\u22120.05");
  EXPECT_EQ(short_number(1e-8), "1e-8");
  EXPECT_EQ(short_number(std::nan("")), "NaN");
  EXPECT_EQ(short_number(INFINITY), "\u221e");
}

TEST(Theme, Durations) {
  EXPECT_EQ(duration(0), "0:00");
  EXPECT_EQ(duration(75), "1:15");
  EXPECT_EQ(duration(3700), "1:01:40");
  EXPECT_EQ(duration(3599.7), "1:00:00");
  EXPECT_EQ(duration(INFINITY), "\u2013");
  EXPECT_EQ(duration(std::nan("")), "\u2013");
}

}  // namespace
}  // namespace cloze::ui
