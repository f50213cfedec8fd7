// SPDX-License-Identifier: GPL-3.0-or-later
// Names at the left, figures at the right, one pair a line; figures are of equal width and can be selected
// and copied. UI thread only.
#pragma once

#include <QString>
#include <QWidget>
#include <vector>

#include "ui/models/fact.h"

class QGridLayout;
class QLabel;

namespace cloze::ui {

class FactList : public QWidget {
  Q_OBJECT
 public:
  explicit FactList(QWidget* parent = nullptr);
  void setFacts(const std::vector<Fact>& facts);
  /// Figure of a name as shown, or empty.
  QString figure(const QString& name) const;

 private:
  QGridLayout* grid_;
  std::vector<std::pair<QLabel*, QLabel*>> lines_;
};

}  // namespace cloze::ui
