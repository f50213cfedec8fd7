// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/likelihood_model.h"

#include <QLocale>

#include "ui/models/probability_text.h"
#include "ui/theme.h"

namespace cloze::ui {

void LikelihoodModel::setResult(const std::optional<LikelihoodResult>& result) {
  beginResetModel();
  result_ = result;
  if (beside_ && (!result_ || beside_->tokens != result_->tokens)) beside_.reset();
  endResetModel();
}

void LikelihoodModel::setBeside(const std::optional<LikelihoodResult>& result) {
  const bool fits = result && result_ && result->tokens == result_->tokens &&
                    result->scores.size() == result_->scores.size();
  beginResetModel();
  beside_ = fits ? result : std::nullopt;
  endResetModel();
}

int LikelihoodModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !result_ ? 0 : static_cast<int>(result_->scores.size());
}

int LikelihoodModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : beside_ ? ColumnCount : BesideColumn;
}

QVariant LikelihoodModel::number(const TokenLikelihood& score, const TokenLikelihood* beside,
                                 int column) const {
  switch (column) {
    case TokenColumn:
      return static_cast<qlonglong>(score.position);
    case ProbabilityColumn:
      return score.token.probability;
    case SurprisalColumn:
      return surprisal(score);
    case RankColumn:
      return static_cast<qlonglong>(score.rank);
    case ExpectedColumn:
      return score.expected.probability;
    case BesideColumn:
      return beside->token.probability;
    default:
      return beside->log_probability - score.log_probability;
  }
}

QVariant LikelihoodModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || !result_) return {};
  const auto row = static_cast<std::size_t>(index.row());
  const TokenLikelihood& score = result_->scores[row];
  const TokenLikelihood* beside = beside_ ? &beside_->scores[row] : nullptr;
  if (role == SortRole) return number(score, beside, index.column());
  if (role == Qt::TextAlignmentRole)
    return QVariant(index.column() == TokenColumn || index.column() == ExpectedColumn
                        ? Qt::AlignLeft | Qt::AlignVCenter
                        : Qt::AlignRight | Qt::AlignVCenter);
  if (role == Qt::FontRole && index.column() != TokenColumn && index.column() != ExpectedColumn)
    return tabular_font(TextSize::body);
  if (role != Qt::DisplayRole) return {};
  const auto shown = [](const TokenProbability& token) {
    return (token.starts_word ? QString() : QStringLiteral("…")) + QString::fromStdString(token.token);
  };
  switch (index.column()) {
    case TokenColumn:
      return shown(score.token);
    case ProbabilityColumn:
      return probability_text(score.token.probability);
    case SurprisalColumn:
      return QLocale().toString(surprisal(score), 'f', 2);
    case RankColumn:
      return QLocale().toString(static_cast<qlonglong>(score.rank));
    case ExpectedColumn:
      return score.rank == 1 ? tr("the same")
                             : QStringLiteral("%1  %2").arg(shown(score.expected),
                                                            probability_text(score.expected.probability));
    case BesideColumn:
      return probability_text(beside->token.probability);
    default: {
      const double difference = beside->log_probability - score.log_probability;
      return (difference > 0 ? QStringLiteral("+") : QString()) + QLocale().toString(difference, 'f', 2);
    }
  }
}

QVariant LikelihoodModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::DisplayRole) {
    switch (section) {
      case TokenColumn:
        return tr("Token");
      case ProbabilityColumn:
        return tr("Probability");
      case SurprisalColumn:
        return tr("Surprisal (nats)");
      case RankColumn:
        return tr("Rank");
      case ExpectedColumn:
        return tr("Expected");
      case BesideColumn:
        return tr("Beside it");
      case DifferenceColumn:
        return tr("Difference (nats)");
      default:
        return {};
    }
  }
  if (role == Qt::ToolTipRole) {
    switch (section) {
      case ProbabilityColumn:
        return tr("How probable the token is where it stands, when it alone is hidden");
      case SurprisalColumn:
        return tr("The negative natural logarithm of the probability");
      case RankColumn:
        return tr("1: the model finds no other token more probable here");
      case ExpectedColumn:
        return tr("What the model finds most probable here");
      case BesideColumn:
        return tr("The same probability from the second model");
      case DifferenceColumn:
        return tr("Above zero the second model is less surprised");
      default:
        return {};
    }
  }
  return {};
}

}  // namespace cloze::ui
