// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/recipe_form.h"

#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/config/recipe_fields.h"
#include "ui/models/core_text.h"
#include "ui/theme.h"
#include "ui/widgets/field_row.h"
#include "ui/widgets/fold_section.h"

namespace cloze::ui {

RecipeForm::RecipeForm(QWidget* parent) : QWidget(parent) {
  scroll_ = new QScrollArea;
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(scroll_);
  build();
  refresh();
}

void RecipeForm::build() {
  auto* content = new QWidget;
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, grid::small, grid::large);
  column->setSpacing(grid::small);
  std::map<std::string_view, std::size_t> known;
  for (const Field& field : recipe_fields()) {
    auto [place, fresh] = known.try_emplace(field.group(), groups_.size());
    if (fresh) {
      Group made;
      made.section = new FoldSection(core_text(group_title(field.group())));
      made.more = new QWidget;
      auto* more_column = new QVBoxLayout(made.more);
      more_column->setContentsMargins(0, 0, 0, 0);
      more_column->setSpacing(0);
      made.more->hide();
      made.more_button = new QToolButton;
      made.more_button->setAutoRaise(true);
      made.more_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
      made.more_button->setFont(ui::font(TextSize::small));
      made.more_button->hide();
      column->addWidget(made.section);
      groups_.push_back(made);
    }
    Group& group = groups_[place->second];
    auto* row = new FieldRow(field);
    connect(row, &FieldRow::edited, this, &RecipeForm::edit);
    connect(row, &FieldRow::resetWanted, this, [this](const QString& path) {
      const Field* known_field = find_field(path.toStdString());
      known_field->set(recipe_, known_field->get(reference_));
      unreadable_.erase(path.toStdString());
      refresh();
      Q_EMIT changed();
    });
    (field.advanced ? group.more->layout() : group.section->body())->addWidget(row);
    group.rows.push_back(row);
    rows_.emplace(std::string(field.path), row);
  }
  for (Group& group : groups_) {
    const auto hidden = static_cast<int>(
        std::ranges::count_if(group.rows, [](FieldRow* row) { return row->field().advanced; }));
    if (hidden == 0) continue;
    group.more_button->show();
    group.advanced = hidden;
    showMore(group, false);
    connect(group.more_button, &QToolButton::clicked, this,
            [group] { showMore(group, group.more->isHidden()); });
    auto* line = new QHBoxLayout;
    line->setContentsMargins(grid::medium, 0, 0, 0);
    line->addWidget(group.more_button);
    line->addStretch();
    group.section->body()->addWidget(group.more);
    group.section->body()->addLayout(line);
  }
  column->addStretch();
  scroll_->setWidget(content);
}

void RecipeForm::showMore(const Group& group, bool more) {
  group.more->setVisible(more);
  group.more_button->setText(more ? tr("Show less") : tr("Show %n more", nullptr, group.advanced));
  group.more_button->setArrowType(more ? Qt::UpArrow : Qt::DownArrow);
}

void RecipeForm::setRecipe(const Recipe& recipe, const Recipe& reference) {
  recipe_ = recipe;
  reference_ = reference;
  unreadable_.clear();
  refresh();
}

void RecipeForm::resetAll() {
  const std::string description = recipe_.description;
  recipe_ = reference_;
  recipe_.description = description;
  unreadable_.clear();
  refresh();
  Q_EMIT changed();
}

void RecipeForm::edit(const QString& path, const QString& text) {
  const std::string key = path.toStdString();
  if (const auto set = set_field(recipe_, key, text.trimmed().toStdString()); !set)
    unreadable_[key] = core_message(set.error().hint.empty() ? set.error().message : set.error().hint);
  else
    unreadable_.erase(key);
  refresh();
  Q_EMIT changed();
}

void RecipeForm::refresh() {
  std::map<std::string, QString> wrong;
  for (const Problem& problem : problems(recipe_))
    wrong.try_emplace(problem.path, core_message(problem.message));
  for (const auto& [path, message] : unreadable_) wrong[path] = message;
  for (Group& group : groups_) {
    int bad = 0, changed = 0;
    bool show_more = false;
    for (FieldRow* row : group.rows) {
      const std::string path(row->field().path);
      // Text that cannot be read stays in front of the person who typed it.
      if (!unreadable_.contains(path)) row->setValues(recipe_, reference_);
      const auto found = wrong.find(path);
      row->setProblem(found == wrong.end() ? QString() : found->second);
      bad += found != wrong.end();
      changed += row->differs();
      show_more = show_more || (row->field().advanced && found != wrong.end());
    }
    if (show_more) showMore(group, true);
    group.section->setNote(bad > 0       ? tr("%n to fix", nullptr, bad)
                           : changed > 0 ? tr("%n changed", nullptr, changed)
                                         : QString(),
                           bad > 0);
  }
}

QString RecipeForm::firstProblem() const {
  for (const Field& field : recipe_fields()) {
    const FieldRow* shown = row(field.path);
    if (!shown->problem().isEmpty()) return tr("%1: %2").arg(core_text(field.label), shown->problem());
  }
  return {};
}

void RecipeForm::focusFirstProblem() {
  for (const Group& group : groups_)
    for (FieldRow* row : group.rows)
      if (!row->problem().isEmpty()) {
        group.section->setOpen(true);
        scroll_->ensureWidgetVisible(row, 0, grid::page);
        row->editor()->setFocus();
        return;
      }
}

int RecipeForm::changedCount() const {
  return static_cast<int>(differing_fields(recipe_, reference_).size());
}

FieldRow* RecipeForm::row(std::string_view path) const {
  const auto found = rows_.find(path);
  return found == rows_.end() ? nullptr : found->second;
}

}  // namespace cloze::ui
