// SPDX-License-Identifier: GPL-3.0-or-later
// How often the documents of each chosen text are trained on: a number per text. Hidden where there are fewer
// than two. UI thread only.
#pragma once

#include <QHash>
#include <QStringList>
#include <QWidget>
#include <vector>

#include "ui/models/corpora.h"

class QGridLayout;

namespace cloze::ui {

class NumberEdit;

class SourceWeights : public QWidget {
  Q_OBJECT
 public:
  explicit SourceWeights(QWidget* parent = nullptr);
  /// Keeps the numbers of those that were there before.
  void setSources(const std::vector<Corpus>& sources);
  /// One per source in their order, or none when all are 1.
  std::vector<double> weights() const;
  bool isValid() const;
  /// Null where there is none.
  NumberEdit* edit(const QString& id) const { return edits_.value(id); }

 Q_SIGNALS:
  void edited();

 private:
  double value(const QString& id) const;
  QGridLayout* grid_;
  QStringList ids_;
  QHash<QString, NumberEdit*> edits_;
  QHash<QString, QString> typed_;
};

}  // namespace cloze::ui
