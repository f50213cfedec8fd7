// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>
#include <QStyle>
#include <QWidget>
#include <array>
#include <cmath>
#include <optional>

#include "ui/theme_style.h"

namespace cloze::ui {
namespace {

constexpr auto dash = "\u2013";

const Tokens light_tokens{
    .background = QColor(0xf4f5f7),
    .surface = QColor(0xffffff),
    .raised = QColor(0xeceff3),
    .line = QColor(0xdce0e6),
    .text = QColor(0x1a2230),
    .muted = QColor(0x5d6878),
    .accent = QColor(0x2460c4),
    .on_accent = QColor(0xffffff),
    .good = QColor(0x137a4a),
    .warn = QColor(0x935a00),
    .bad = QColor(0xbf2f2a),
};

const Tokens dark_tokens{
    .background = QColor(0x12161c),
    .surface = QColor(0x1a1f27),
    .raised = QColor(0x252c37),
    .line = QColor(0x313a47),
    .text = QColor(0xe3e8ef),
    .muted = QColor(0x98a4b5),
    .accent = QColor(0x78aefc),
    .on_accent = QColor(0x0c1626),
    .good = QColor(0x55c893),
    .warn = QColor(0xe6ab55),
    .bad = QColor(0xf2807a),
};

ColorScheme scheme_now = ColorScheme::light;

QColor blend(const QColor& over, const QColor& under, double share) {
  const auto part = [share](int a, int b) { return int(std::lround(a * share + b * (1 - share))); };
  return {part(over.red(), under.red()), part(over.green(), under.green()), part(over.blue(), under.blue())};
}

QPalette palette_of(const Tokens& t) {
  QPalette palette;
  const auto set = [&palette](QPalette::ColorRole role, const QColor& color, const QColor& disabled) {
    palette.setColor(QPalette::Active, role, color);
    palette.setColor(QPalette::Inactive, role, color);
    palette.setColor(QPalette::Disabled, role, disabled);
  };
  const QColor faint = blend(t.muted, t.surface, 0.6);
  set(QPalette::Window, t.background, t.background);
  set(QPalette::Base, t.surface, t.background);
  set(QPalette::AlternateBase, blend(t.raised, t.surface, 0.4), t.background);
  set(QPalette::Button, t.surface, t.background);
  set(QPalette::WindowText, t.text, faint);
  set(QPalette::Text, t.text, faint);
  set(QPalette::ButtonText, t.text, faint);
  set(QPalette::BrightText, t.bad, t.bad);
  set(QPalette::PlaceholderText, faint, faint);
  set(QPalette::Highlight, t.accent, t.line);
  set(QPalette::HighlightedText, t.on_accent, faint);
  set(QPalette::Link, t.accent, faint);
  set(QPalette::LinkVisited, t.accent, faint);
  set(QPalette::ToolTipBase, t.text, t.text);
  set(QPalette::ToolTipText, t.background, t.background);
  set(QPalette::Light, t.raised, t.raised);
  set(QPalette::Midlight, t.raised, t.raised);
  set(QPalette::Mid, t.line, t.line);
  set(QPalette::Dark, t.line, t.line);
  set(QPalette::Shadow, t.line, t.line);
  return palette;
}

qreal points(TextSize size) {
  switch (size) {
    case TextSize::small:
      return 8.5;
    case TextSize::body:
      return 9.75;
    case TextSize::title:
      return 15;
  }
  return 9.75;
}

/// Three significant digits without trailing zeros.
QString three_digits(double value) {
  QString text = QString::number(value, 'f', value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2);
  if (text.contains('.')) {
    while (text.endsWith('0')) text.chop(1);
    if (text.endsWith('.')) text.chop(1);
  }
  return text;
}

}  // namespace

void apply_theme(QApplication& application, ColorScheme scheme) {
  system_scheme();  // Remembers the desktop's palette before it is replaced.
  scheme_now = scheme;
  const Tokens& t = tokens();
  application.setStyleSheet({});
  application.setStyle(make_style());
  application.setPalette(palette_of(t));
  application.setFont(font(TextSize::body));
  application.setStyleSheet(style_sheet(t));
}

ColorScheme current_scheme() {
  return scheme_now;
}

ColorScheme system_scheme() {
  static const ColorScheme scheme = [] {
    const QPalette palette = QGuiApplication::palette();
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness()
               ? ColorScheme::dark
               : ColorScheme::light;
  }();
  return scheme;
}

const Tokens& tokens() {
  return scheme_now == ColorScheme::dark ? dark_tokens : light_tokens;
}

QFont font(TextSize size, bool strong) {
  QFont result;
  result.setFamilies(
      {"Noto Sans", "Noto Sans CJK SC", "Source Han Sans SC", "Cantarell", "Ubuntu", "DejaVu Sans"});
  result.setStyleHint(QFont::SansSerif);
  result.setPointSizeF(points(size));
  result.setWeight(strong ? QFont::DemiBold : QFont::Normal);
  result.setHintingPreference(QFont::PreferNoHinting);
  return result;
}

QFont tabular_font(TextSize size) {
  // Digits of Noto Sans, Ubuntu and DejaVu Sans have one width; of Cantarell, the only other family named,
  // too.
  return font(size);
}

std::span<const QColor> series_palette() {
  // Okabe and Ito, "Color Universal Design" (2008), without black and yellow, which vanish on one of the
  // grounds.
  static const std::array<QColor, 6> colors{QColor(0x0072b2), QColor(0xd55e00), QColor(0x009e73),
                                            QColor(0xcc79a7), QColor(0xe69f00), QColor(0x56b4e9)};
  return colors;
}

QColor series_color(const QString& run_id) {
  std::uint64_t hash =
      0xcbf29ce484222325;  // FNV-1a: the same in every session, which qHash does not promise.
  for (const char byte : run_id.toUtf8()) hash = (hash ^ std::uint8_t(byte)) * 0x100000001b3;
  hash ^= hash >> 29;
  return series_palette()[hash % series_palette().size()];
}

void set_role(QWidget* widget, const char* role) {
  if (widget->property("role").toByteArray() == role) return;
  widget->setProperty("role", role);
  widget->style()->unpolish(widget);
  widget->style()->polish(widget);
  widget->update();
}

QString short_number(double value) {
  if (std::isnan(value)) return QStringLiteral("NaN");
  if (std::isinf(value)) return value > 0 ? QStringLiteral("\u221e") : QStringLiteral("\u2212\u221e");
  if (value == 0) return QStringLiteral("0");
  const QString sign = value < 0 ? QStringLiteral("\u2212") : QString();
  // Rounding first keeps 999.6 from becoming "1000".
  const double magnitude = QString::number(std::abs(value), 'e', 2).toDouble();
  if (magnitude < 1e-3) {
    const int exponent = int(std::floor(std::log10(magnitude) + 1e-9));
    return sign + three_digits(magnitude / std::pow(10.0, exponent)) + "e" + QString::number(exponent);
  }
  if (magnitude < 1) {
    QString text = QString::number(magnitude, 'f', 2 - int(std::floor(std::log10(magnitude) + 1e-9)));
    while (text.endsWith('0')) text.chop(1);
    return sign + text;
  }
  static constexpr std::array<std::pair<double, const char*>, 5> prefixes{
      {{1e15, "P"}, {1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}}};
  for (const auto& [factor, prefix] : prefixes) {
    if (magnitude >= factor) return sign + three_digits(magnitude / factor) + prefix;
  }
  return sign + three_digits(magnitude);
}

QString duration(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return QString::fromUtf8(dash);
  const auto whole = std::llround(seconds);
  const auto two = [](long long n) { return QString("%1").arg(n, 2, 10, QChar('0')); };
  if (whole < 3600) return QString::number(whole / 60) + ":" + two(whole % 60);
  return QString::number(whole / 3600) + ":" + two(whole / 60 % 60) + ":" + two(whole % 60);
}

}  // namespace cloze::ui
