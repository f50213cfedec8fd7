// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/likelihood_view.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/models/probability_text.h"
#include "ui/theme.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/table_tools.h"

namespace cloze::ui {

LikelihoodView::LikelihoodView(QWidget* parent) : QWidget(parent) {
  summary_ = new QLabel;
  summary_->setFont(ui::font(TextSize::body, true));
  summary_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  summary_->setToolTip(tr(
      "The exponential of the mean surprisal: among how many equally likely tokens the model would hesitate. "
      "Each token is hidden by itself, the others are seen"));
  legend_ = new QLabel(tr("The deeper the colour, the less the model expected the token."));
  legend_->setFont(ui::font(TextSize::small));
  set_role(legend_, "muted");
  error_ = new ErrorNote;
  sorted_ = new QSortFilterProxyModel(this);
  sorted_->setSourceModel(&model_);
  sorted_->setSortRole(LikelihoodModel::SortRole);
  table_ = new QTableView;
  prepare_table(table_);
  table_->setModel(sorted_);
  table_->setSortingEnabled(true);
  table_->sortByColumn(LikelihoodModel::TokenColumn, Qt::AscendingOrder);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setStretchLastSection(true);
  table_->setMinimumHeight(260);
  table_->setAccessibleName(tr("Tokens and how likely they are"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(grid::small);
  column->addWidget(error_);
  column->addWidget(summary_);
  column->addWidget(legend_);
  column->addWidget(table_, 1);
  clear();
}

void LikelihoodView::setResult(const LikelihoodResult& result) {
  error_->clear();
  model_.setResult(result);
  model_.setBeside(beside_);
  setWaiting(false);
  summarize();
}

void LikelihoodView::setBeside(const LikelihoodResult& result, const QString& name) {
  model_.setBeside(result);
  beside_ = result;
  beside_name_ = name;
  summarize();
}

void LikelihoodView::clearBeside() {
  model_.setBeside(std::nullopt);
  beside_.reset();
  summarize();
}

void LikelihoodView::summarize() {
  const auto& result = model_.result();
  table_->setVisible(result.has_value());
  legend_->setVisible(result.has_value());
  summary_->setVisible(result.has_value());
  if (!result) return;
  const auto count = static_cast<int>(result->scores.size());
  QString text =
      tr("Pseudo-perplexity %1  ·  %2 nats per token  ·  tokens: %3")
          .arg(short_number(result->perplexity()),
               QLocale().toString(-result->log_likelihood / count, 'f', 2), QLocale().toString(count));
  if (model_.hasBeside())
    text += QStringLiteral("      ") + tr("%1: %2").arg(beside_name_, short_number(beside_->perplexity()));
  summary_->setText(text);
}

void LikelihoodView::showError(const Error& error) {
  clear();
  error_->tell(error);
}

void LikelihoodView::clear() {
  error_->clear();
  model_.setResult(std::nullopt);
  beside_.reset();
  summarize();
}

void LikelihoodView::setWaiting(bool waiting) {
  summary_->setEnabled(!waiting);
  table_->setEnabled(!waiting);
}

std::vector<ChipFlow::Heat> LikelihoodView::heat(const MaskedLine& line) const {
  std::vector<ChipFlow::Heat> heat(line.pieces().size());
  if (!model_.result()) return {};
  for (std::size_t i = 0; i < heat.size(); ++i) {
    const auto token = static_cast<std::int64_t>(line.tokenOf(static_cast<int>(i)));
    const auto score = std::ranges::find(model_.result()->scores, token, &TokenLikelihood::position);
    if (token < 0 || score == model_.result()->scores.end()) continue;
    heat[i].surprisal = surprisal(*score);
    const QString own = tr("“%1”: %2, rank %3")
                            .arg(line.pieces()[i].text, probability_text(score->token.probability),
                                 QLocale().toString(static_cast<qlonglong>(score->rank)));
    heat[i].note = score->rank == 1 ? own
                                    : own + QLatin1Char('\n') +
                                          tr("Expected: “%1”, %2")
                                              .arg(QString::fromStdString(score->expected.token),
                                                   probability_text(score->expected.probability));
  }
  return heat;
}

}  // namespace cloze::ui
