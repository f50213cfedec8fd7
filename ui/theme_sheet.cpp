// SPDX-License-Identifier: GPL-3.0-or-later
#include <QMap>

#include "ui/theme.h"
#include "ui/theme_style.h"

namespace cloze::ui {
namespace {

constexpr auto sheet = R"(
QToolTip { background: @text; color: @background; border: none; padding: 4px 8px; }
QMainWindow, QDialog { background: @background; }

QPushButton { background: @surface; color: @text; border: 1px solid @line; border-radius: 6px;
  padding: 4px 12px; min-height: 20px; }
QPushButton:hover { background: @raised; }
QPushButton:pressed, QPushButton:checked { background: @line; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faint; background: @background; }
QPushButton::menu-indicator { image: none; width: 0; }
QPushButton[role="primary"] { background: @accent; color: @on_accent; border-color: @accent; font-weight: 600;
  padding: 4px 16px; }
QPushButton[role="primary"]:hover { background: @accent_strong; }
QPushButton[role="primary"]:focus { border-color: @text; }
QPushButton[role="primary"]:disabled { background: @raised; color: @faint; border-color: @line; }
QPushButton[role="danger"] { color: @bad; }
QPushButton[role="danger"]:hover { background: @bad_soft; border-color: @bad; }
QPushButton[role="danger"]:disabled { color: @faint; }
QPushButton[role="chip"], QToolButton[role="chip"] { border: 1px solid @line; border-radius: 12px; padding: 2px 10px;
  min-height: 18px; background: @surface; }
QPushButton[role="chip"]:checked, QToolButton[role="chip"]:checked { background: @accent_soft; border-color: @accent; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; color: @text; }
QToolButton:hover { background: @raised; }
QToolButton:pressed, QToolButton:checked { background: @line; }
QToolButton:focus { border-color: @accent; }
QToolButton:disabled { color: @faint; }
QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit, QPlainTextEdit, QTextEdit { background: @surface; color: @text; border: 1px solid @line;
  border-radius: 6px; padding: 3px 7px; selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit { min-height: 20px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: @accent; }
QLineEdit:disabled, QPlainTextEdit:disabled { background: @background; color: @faint; }
QLineEdit[role="error"], QPlainTextEdit[role="error"] { border-color: @bad; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; background: transparent; padding: 0; min-height: 0; }

QLabel[role="muted"], QCheckBox[role="muted"] { color: @muted; }
QLabel[role="title"] { font-size: 15pt; font-weight: 600; }
QLabel[role="error"] { color: @bad; }
QLabel[role="good"] { color: @good; }
QLabel[role="warn"] { color: @warn; }
QLabel[role="chip"] { background: @raised; border-radius: 9px; padding: 1px 8px; }
QFrame[role="tour"] { background: @surface; border: 2px solid @accent; border-radius: 10px; }
QFrame[role="card"], QWidget[role="card"] { background: @surface; border: 1px solid @line; border-radius: 8px; }
QFrame[role="notice"] { background: @accent_soft; border: none; border-top: 1px solid @line;
  border-bottom: 1px solid @line; margin-bottom: 8px; }
QFrame[role="line"] { background: @line; border: none; max-height: 1px; }

QAbstractItemView { background: @surface; alternate-background-color: @stripe; border: 1px solid @line;
  border-radius: 8px; outline: none; selection-background-color: @accent_soft; selection-color: @text; }
QAbstractItemView::item { padding: 2px 6px; border: none; }
QAbstractItemView::item:hover { background: @hover; }
QAbstractItemView::item:selected { background: @accent_soft; color: @text; }
QAbstractItemView[role="bare"] { border: none; border-radius: 0; background: transparent; }
QTableView { gridline-color: @line; }
QTableView::item { padding: 2px 10px; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: @surface; color: @muted; border: none; border-bottom: 1px solid @line;
  padding: 4px 11px; font-size: 8.5pt; }
QHeaderView::section:hover { color: @text; }
QTableCornerButton::section { background: @surface; border: none; }
QComboBox QAbstractItemView { border-radius: 0; padding: 2px; }

QMenu { background: @surface; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @accent_soft; color: @text; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }

QGraphicsView { background: transparent; border: none; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @handle; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 32px; margin: 3px; }
QScrollBar::handle:horizontal { min-width: 32px; margin: 3px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: @raised; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }

QTabWidget::pane { border: none; border-top: 1px solid @line; }
QTabBar::tab { background: transparent; color: @muted; border: none; border-bottom: 2px solid transparent;
  padding: 6px 12px; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:focus { color: @accent; }

QGroupBox { border: 1px solid @line; border-radius: 8px; margin-top: 20px; padding: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 4px; color: @muted; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: @line; }
QSlider::groove:horizontal { height: 4px; background: @raised; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { background: @accent; width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; }
QSlider::handle:horizontal:focus { border: 2px solid @text; }
)";

QString mixed(const QColor& over, const QColor& under, double share) {
  const auto part = [share](int a, int b) { return int(a * share + b * (1 - share) + 0.5); };
  return QColor(part(over.red(), under.red()), part(over.green(), under.green()),
                part(over.blue(), under.blue()))
      .name();
}

}  // namespace

QString style_sheet(const Tokens& t) {
  // Replaced from the last key to the first, so that "@text" leaves a longer name that begins alike
  // untouched.
  const QMap<QString, QString> names{
      {"@accent", t.accent.name()},
      {"@accent_soft", mixed(t.accent, t.surface, 0.16)},
      {"@accent_strong", mixed(t.accent, t.text, 0.86)},
      {"@background", t.background.name()},
      {"@bad", t.bad.name()},
      {"@bad_soft", mixed(t.bad, t.surface, 0.12)},
      {"@faint", mixed(t.muted, t.surface, 0.6)},
      {"@good", t.good.name()},
      {"@handle", mixed(t.muted, t.surface, 0.35)},
      {"@hover", mixed(t.raised, t.surface, 0.6)},
      {"@line", t.line.name()},
      {"@muted", t.muted.name()},
      {"@on_accent", t.on_accent.name()},
      {"@raised", t.raised.name()},
      {"@stripe", mixed(t.raised, t.surface, 0.4)},
      {"@surface", t.surface.name()},
      {"@text", t.text.name()},
      {"@warn", t.warn.name()},
  };
  QString result = QString::fromUtf8(sheet);
  for (auto it = names.end(); it != names.begin();) {
    --it;
    result.replace(it.key(), it.value());
  }
  return result;
}

}  // namespace cloze::ui
