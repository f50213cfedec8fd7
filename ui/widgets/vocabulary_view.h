// SPDX-License-Identifier: GPL-3.0-or-later
// Browses the pieces of a vocabulary: a line to look for one, and a table to sort. UI thread only.
#pragma once

#include <QWidget>
#include <cstdint>
#include <vector>

class QLabel;
class QLineEdit;
class QTableView;

namespace cloze::ui {

class VocabularyModel;

class VocabularyView : public QWidget {
  Q_OBJECT
 public:
  explicit VocabularyView(QWidget* parent = nullptr);
  /// pieces by id; counts by id, or empty.
  void setVocabulary(std::vector<QString> pieces, std::vector<std::uint64_t> counts = {});
  QLineEdit* line() const { return line_; }
  QTableView* table() const { return table_; }
  VocabularyModel* model() const { return model_; }

 private:
  void tellCount();
  QLineEdit* line_;
  QLabel* count_;
  QTableView* table_;
  VocabularyModel* model_;
};

}  // namespace cloze::ui
