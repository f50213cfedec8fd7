// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/recipe_inspector.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>
#include <cmath>

#include "ui/theme.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/preflight_panel.h"
#include "ui/widgets/stacked_bar.h"

namespace cloze::ui {
namespace {

/// A heading with its sum at the right.
QLabel* add_heading(QVBoxLayout* column, const QString& text) {
  auto* heading = new QLabel(text);
  heading->setFont(ui::font(TextSize::body, true));
  auto* sum = new QLabel;
  sum->setFont(ui::font(TextSize::body, true));
  sum->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* line = new QHBoxLayout;
  line->addWidget(heading);
  line->addStretch();
  line->addWidget(sum);
  column->addLayout(line);
  return sum;
}

QString known(double value, const QString& unit = {}) {
  if (!std::isfinite(value)) return QStringLiteral("–");
  return unit.isEmpty() ? short_number(value) : short_number(value) + QLatin1Char(' ') + unit;
}

}  // namespace

QString byte_size(double bytes) {
  const char* units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  int unit = 0;
  while (bytes >= 1000 && unit < 4) {
    bytes /= 1024;
    ++unit;
  }
  return QStringLiteral("%1 %2").arg(unit == 0 ? QString::number(bytes, 'f', 0) : short_number(bytes),
                                     QLatin1String(units[unit]));
}

RecipeInspector::RecipeInspector(QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  parameters_ = add_heading(column, tr("Parameters"));
  parameter_bar_ = new StackedBar;
  parameter_bar_->setAccessibleName(tr("Parameters by part"));
  column->addWidget(parameter_bar_);
  column->addSpacing(grid::small);
  memory_ = add_heading(column, tr("Memory of a step"));
  memory_bar_ = new StackedBar;
  memory_bar_->setAccessibleName(tr("Memory by part"));
  column->addWidget(memory_bar_);
  column->addSpacing(grid::small);
  preflight_ = new PreflightPanel;
  column->addWidget(preflight_);
  column->addSpacing(grid::small);
  add_heading(column, tr("Budget"))->hide();
  facts_ = new FactList;
  column->addWidget(facts_);
  note_ = new QLabel;
  note_->setFont(ui::font(TextSize::small));
  note_->setWordWrap(true);
  set_role(note_, "muted");
  column->addWidget(note_);
  column->addStretch();
  connect(preflight_, &PreflightPanel::changed, this, &RecipeInspector::showMemory);
}

void RecipeInspector::showMemory() {
  const PreflightReport* measured = preflight_->measured();
  memory_->setText(measured != nullptr ? byte_size(measured->peak_bytes)
                                       : tr("about %1").arg(byte_size(estimated_memory_)));
  memory_->setToolTip(measured != nullptr
                          ? tr("Measured; its parts are estimated from the shapes")
                          : tr("Estimated from the shapes; what a step really takes can be measured"));
}

void RecipeInspector::setRecipe(const Recipe& recipe, const std::optional<DatasetFacts>& dataset,
                                const QString& device) {
  const RecipeFacts now = recipe_facts(recipe, dataset);
  preflight_->setSource(recipe, dataset, device);
  const auto count = [](std::int64_t value) { return short_number(static_cast<double>(value)); };
  parameters_->setText(count(now.parameters.total()));
  parameter_bar_->setParts(
      {{tr("Embeddings"), count(now.parameters.embeddings), double(now.parameters.embeddings)},
       {tr("Encoder"), count(now.parameters.encoder), double(now.parameters.encoder)},
       {tr("Heads"), count(now.parameters.heads), double(now.parameters.heads)}});
  estimated_memory_ = now.memory.total();
  showMemory();
  memory_bar_->setParts({{tr("Weights"), byte_size(now.memory.weights), now.memory.weights},
                         {tr("Gradients"), byte_size(now.memory.gradients), now.memory.gradients},
                         {tr("Optimizer"), byte_size(now.memory.optimizer), now.memory.optimizer},
                         {tr("Activations"), byte_size(now.memory.activations), now.memory.activations}});
  std::vector<Fact> budget{
      {tr("Steps"), known(now.total_steps), tr("Until the first limit of the budget")},
      {tr("Tokens"), known(now.total_tokens), tr("Tokens seen by the end of the budget")},
      {tr("Epochs"), known(now.total_epochs), tr("Passes over the training split by the end of the budget")},
      {tr("Tokens a step"), known(now.tokens_per_step), tr("Batch × accumulation × sequence length")},
      {tr("Tokens an epoch"), known(now.tokens_per_epoch),
       tr("One pass over the training split, special tokens included")},
      {tr("Steps an epoch"), known(now.steps_per_epoch), {}},
      {tr("Work a token"), known(now.flops_per_token, tr("FLOP")),
       tr("Matrix products of one training step, forward and backward")},
      {tr("Work in all"), known(now.total_flops, tr("FLOP")), tr("Up to the end of the budget")}};
  if (now.minutes_limit > 0)
    budget.insert(budget.begin() + 1,
                  {tr("Time at most"), duration(now.minutes_limit * 60), tr("The budget ends the run then")});
  facts_->setFacts(budget);
  note_->setVisible(!dataset);
  note_->setText(tr("No dataset is chosen; sizes are for a vocabulary of %1.")
                     .arg(QLocale().toString(assumed_vocabulary)));
}

}  // namespace cloze::ui
