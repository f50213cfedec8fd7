// SPDX-License-Identifier: GPL-3.0-or-later
// A histogram as bars with its title, range and median; a bar under the pointer tells its figures. UI thread
// only.
#pragma once

#include <QWidget>

#include "core/session/dataset_statistics.h"

namespace cloze::ui {

class HistogramView : public QWidget {
  Q_OBJECT
 public:
  /// unit: behind a number, " %" or empty. scale: what a number is divided by to be shown. counted: what is
  /// counted, "documents".
  HistogramView(const QString& title, const QString& counted, const QString& unit = {}, double scale = 1,
                QWidget* parent = nullptr);
  void setHistogram(Histogram histogram);
  QSize sizeHint() const override;
  /// What the tool tip of a bar says.
  QString describe(std::size_t bar) const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QString shown(std::uint64_t number) const;
  QRect barsRect() const;
  QRect barRect(std::size_t bar) const;
  std::uint64_t mostCounted() const;

  QString title_, counted_, unit_;
  double scale_;
  Histogram histogram_;
};

}  // namespace cloze::ui
