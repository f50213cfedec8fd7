// SPDX-License-Identifier: GPL-3.0-or-later
// The tokens of a text, how likely a model finds each, and beside it how likely a second model does. Item
// model; UI thread only.
#pragma once

#include <QAbstractTableModel>
#include <optional>

#include "core/session/events.h"

namespace cloze::ui {

class LikelihoodModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column {
    TokenColumn,
    ProbabilityColumn,
    SurprisalColumn,
    RankColumn,
    ExpectedColumn,
    BesideColumn,      ///< From here on only with a second model.
    DifferenceColumn,  ///< How much less surprised the second one is, nats.
    ColumnCount,
  };
  /// Numbers for sorting.
  static constexpr int SortRole = Qt::UserRole + 1;

  using QAbstractTableModel::QAbstractTableModel;
  void setResult(const std::optional<LikelihoodResult>& result);
  /// Of a second model; shown for the same tokens. A text cut into others has no second column.
  void setBeside(const std::optional<LikelihoodResult>& result);
  bool hasBeside() const { return beside_.has_value(); }
  const std::optional<LikelihoodResult>& result() const { return result_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QVariant number(const TokenLikelihood& score, const TokenLikelihood* beside, int column) const;
  std::optional<LikelihoodResult> result_, beside_;
};

/// Natural logarithm turned around: 0 where the model was sure.
inline double surprisal(const TokenLikelihood& score) {
  return -score.log_probability;
}

}  // namespace cloze::ui
