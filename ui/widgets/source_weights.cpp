// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/source_weights.h"

#include <QGridLayout>
#include <QLabel>
#include <algorithm>

#include "core/session/workspace.h"
#include "ui/theme.h"
#include "ui/widgets/number_edit.h"

namespace cloze::ui {

SourceWeights::SourceWeights(QWidget* parent) : QWidget(parent) {
  grid_ = new QGridLayout(this);
  grid_->setContentsMargins(0, 0, 0, 0);
  grid_->setHorizontalSpacing(grid::small);
  grid_->setVerticalSpacing(grid::unit);
  grid_->setColumnStretch(0, 1);
  hide();
}

void SourceWeights::setSources(const std::vector<Corpus>& sources) {
  QStringList ids;
  for (const Corpus& source : sources) ids << source.id;
  if (ids == ids_) return;
  ids_ = ids;
  edits_.clear();
  while (QLayoutItem* item = grid_->takeAt(0)) {
    if (QWidget* widget = item->widget()) widget->deleteLater();
    delete item;
  }
  setVisible(ids.size() > 1);
  if (ids.size() < 2) return;
  auto* heading = new QLabel(tr("Times an epoch"));
  heading->setToolTip(
      tr("How often a text's documents are trained on in each epoch: 2 is twice, 0.5 is every other one. "
         "The held-out documents stay the same."));
  set_role(heading, "muted");
  grid_->addWidget(heading, 0, 0, 1, 3);
  for (int row = 0; row < int(sources.size()); ++row) {
    const Corpus& source = sources[std::size_t(row)];
    auto* edit = new NumberEdit(false, smallest_weight, largest_weight);
    edit->setText(typed_.value(source.id, QStringLiteral("1")));
    edit->setMaximumWidth(72);
    edit->setAccessibleName(tr("Times an epoch, %1").arg(source.title));
    auto* title = new QLabel(source.title);
    title->setMinimumWidth(0);
    title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    title->setToolTip(source.about);
    grid_->addWidget(title, row + 1, 0);
    grid_->addWidget(edit, row + 1, 1);
    grid_->addWidget(new QLabel(QStringLiteral("×")), row + 1, 2);
    edits_.insert(source.id, edit);
    connect(edit, &NumberEdit::edited, this, [this, edit, id = source.id](const QString& text) {
      typed_.insert(id, text);
      const double weight = value(id);
      set_role(edit, weight >= smallest_weight && weight <= largest_weight ? "" : "error");
      Q_EMIT edited();
    });
  }
}

double SourceWeights::value(const QString& id) const {
  const QString text = typed_.value(id, QStringLiteral("1")).trimmed();
  bool real = false;
  const double number = text.toDouble(&real);
  return real ? number : -1;
}

std::vector<double> SourceWeights::weights() const {
  std::vector<double> weights;
  if (ids_.size() < 2) return weights;
  for (const QString& id : ids_) weights.push_back(value(id));
  if (std::ranges::all_of(weights, [](double weight) { return weight == 1; })) weights.clear();
  return weights;
}

bool SourceWeights::isValid() const {
  return std::ranges::all_of(
      weights(), [](double weight) { return weight >= smallest_weight && weight <= largest_weight; });
}

}  // namespace cloze::ui
