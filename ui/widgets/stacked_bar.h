// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of a whole as one bar with a legend beneath. UI thread only.
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>
#include <vector>

namespace cloze::ui {

class StackedBar : public QWidget {
  Q_OBJECT
 public:
  struct Part {
    QString name;
    QString figure;  ///< As shown.
    double value = 0;
  };
  explicit StackedBar(QWidget* parent = nullptr);
  void setParts(std::vector<Part> parts);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::vector<Part> parts_;
};

}  // namespace cloze::ui
