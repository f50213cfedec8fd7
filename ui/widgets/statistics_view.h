// SPDX-License-Identifier: GPL-3.0-or-later
// A dataset in numbers: how long its documents and sentences are, how much is unknown, which pieces it uses.
// UI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "core/session/dataset_statistics.h"

class QLabel;

namespace cloze::ui {

class HistogramView;
class VocabularyView;

class StatisticsView : public QWidget {
  Q_OBJECT
 public:
  explicit StatisticsView(QWidget* parent = nullptr);
  /// Says that they are being counted.
  void clear();
  /// pieces by id.
  void setStatistics(DatasetStatistics statistics, std::vector<QString> pieces);
  bool counted() const { return counted_; }
  VocabularyView* vocabulary() const { return vocabulary_; }
  HistogramView* documentTokens() const { return documents_; }

 private:
  QLabel* wait_;
  QWidget* content_;
  HistogramView *documents_, *sentences_, *unknown_;
  VocabularyView* vocabulary_;
  bool counted_ = false;
};

}  // namespace cloze::ui
