// SPDX-License-Identifier: GPL-3.0-or-later
// Names of curves beside their colours, in as many lines as the width asks for. UI thread only.
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>
#include <vector>

class QPainter;

namespace cloze::ui {

class Series;
struct Tokens;

struct LegendEntry {
  QString name;
  QColor color;  ///< Invalid: the theme's text colour.
  bool points = false, dashed = false;
};

std::vector<LegendEntry> legend_of(const std::vector<Series>& series);

/// Draws the entries from the top left of area and returns the height they take. Without a painter it only
/// measures.
double paint_legend(QPainter* painter, const QRectF& area, const std::vector<LegendEntry>& entries,
                    const Tokens& tokens, const QFont& font);

class Legend : public QWidget {
  Q_OBJECT
 public:
  explicit Legend(QWidget* parent = nullptr);
  void setEntries(std::vector<LegendEntry> entries);
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::vector<LegendEntry> entries_;
};

}  // namespace cloze::ui
