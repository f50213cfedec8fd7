// SPDX-License-Identifier: GPL-3.0-or-later
// One visual language from a few tokens: light and dark palettes and the style sheet are made from the same
// list. UI thread only.
#pragma once

#include <QColor>
#include <QFont>
#include <QString>
#include <span>

class QApplication;

namespace cloze::ui {

enum class ColorScheme { light, dark };

struct Tokens {
  QColor background, surface, raised, line, text, muted, accent, on_accent, good, warn, bad;
};

namespace grid {
inline constexpr int unit = 4;  ///< Every distance is a multiple of it.
inline constexpr int small = 8, medium = 12, large = 16, page = 24;
}  // namespace grid

enum class TextSize { small, body, title };

/// Sets Fusion, palette, fonts and style sheet on the application. Callable again to switch the scheme.
void apply_theme(QApplication& application, ColorScheme scheme);
ColorScheme current_scheme();
/// What the desktop prefers, from the palette it gave the application at start.
ColorScheme system_scheme();
const Tokens& tokens();
QFont font(TextSize size, bool strong = false);
/// Digits of equal width, for numbers that change in place.
QFont tabular_font(TextSize size);
/// Okabe-Ito colour of a run: the same on every page and in every session.
QColor series_color(const QString& run_id);

/// All colours series_color chooses from.
std::span<const QColor> series_palette();

/// Dynamic property "role" understood by the style sheet: set_role(label, "muted"), roles: "muted", "title",
/// "card", "tour", "primary" (push button), "danger" (push button), "error" (label), "good" (label), "chip".
void set_role(class QWidget* widget, const char* role);

/// 58234.0 -> "58.2k", 0.000123 -> "1.23e-4", three significant digits.
QString short_number(double value);
/// 75 -> "1:15", 3700 -> "1:01:40"; infinite or NaN -> "–".
QString duration(double seconds);

}  // namespace cloze::ui
