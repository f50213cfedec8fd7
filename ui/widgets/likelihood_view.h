// SPDX-License-Identifier: GPL-3.0-or-later
// How likely a model, or two side by side, finds a text: its pseudo-perplexity and a table of its tokens. The
// heat on the chips above is made by heat(). UI thread only.
#pragma once

#include <QWidget>

#include "ui/models/likelihood_model.h"
#include "ui/models/masked_line.h"
#include "ui/widgets/chip_flow.h"

class QLabel;
class QSortFilterProxyModel;
class QTableView;

namespace cloze::ui {

class ErrorNote;

class LikelihoodView : public QWidget {
  Q_OBJECT
 public:
  explicit LikelihoodView(QWidget* parent = nullptr);

  void setResult(const LikelihoodResult& result);
  /// Of a second model, named; it may come before the first one's.
  void setBeside(const LikelihoodResult& result, const QString& name);
  void clearBeside();
  void showError(const Error& error);
  void clear();
  /// While an answer is awaited.
  void setWaiting(bool waiting);

  /// For the chips of a line that was cut as the model did.
  std::vector<ChipFlow::Heat> heat(const MaskedLine& line) const;

  LikelihoodModel& model() { return model_; }
  QTableView* table() const { return table_; }
  QLabel* summary() const { return summary_; }
  ErrorNote* error() const { return error_; }

 private:
  void summarize();
  LikelihoodModel model_;
  QSortFilterProxyModel* sorted_;
  QTableView* table_;
  QLabel *summary_, *legend_;
  ErrorNote* error_;
  std::optional<LikelihoodResult> beside_;
  QString beside_name_;
};

}  // namespace cloze::ui
