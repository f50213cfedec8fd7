// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/change_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/models/core_text.h"
#include "ui/theme.h"
#include "ui/widgets/field_row.h"

namespace cloze::ui {

ChangeDialog::ChangeDialog(const Recipe& recipe, QWidget* parent)
    : QDialog(parent), before_(recipe), recipe_(recipe) {
  setWindowTitle(tr("Change the run"));
  auto* about = new QLabel(
      tr("From the next step on. What is changed stands in the run's events, and a continued run keeps it."));
  about->setWordWrap(true);
  set_role(about, "muted");
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(grid::large, grid::large, grid::large, grid::large);
  column->setSpacing(grid::small);
  column->addWidget(about);
  for (const Field& field : recipe_fields()) {
    if (!may_change_in_a_run(field.path)) continue;
    auto* row = new FieldRow(field);
    row->setValues(recipe_, before_);
    connect(row, &FieldRow::edited, this, &ChangeDialog::edit);
    connect(row, &FieldRow::resetWanted, this, [this](const QString& path) {
      const Field* wanted = find_field(path.toStdString());
      wanted->set(recipe_, wanted->get(before_));
      for (FieldRow* one : rows_) {
        if (one->path() != path) continue;
        one->setValues(recipe_, before_);
        one->setProblem({});
      }
      check();
    });
    column->addWidget(row);
    rows_.push_back(row);
  }
  auto* buttons = new QDialogButtonBox;
  change_ = buttons->addButton(tr("Change"), QDialogButtonBox::AcceptRole);
  set_role(change_, "primary");
  buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  column->addSpacing(grid::small);
  column->addWidget(buttons);
  resize(760, sizeHint().height());
  check();
}

std::vector<SettingChange> ChangeDialog::changes() const {
  std::vector<SettingChange> changes;
  for (const std::string& path : differing_fields(before_, recipe_))
    changes.push_back({path, to_string(find_field(path)->get(recipe_))});
  return changes;
}

FieldRow* ChangeDialog::row(const QString& path) const {
  const auto found = std::ranges::find(rows_, path, &FieldRow::path);
  return found == rows_.end() ? nullptr : *found;
}

void ChangeDialog::edit(const QString& path, const QString& text) {
  FieldRow* edited = row(path);
  const auto set = set_field(recipe_, path.toStdString(), text.toStdString());
  edited->setProblem(set ? QString() : core_text(set.error().message));
  if (set) edited->setValues(recipe_, before_);
  check();
}

void ChangeDialog::check() {
  const bool wrong =
      std::ranges::any_of(rows_, [](const FieldRow* one) { return !one->problem().isEmpty(); });
  change_->setEnabled(!wrong && !changes().empty());
}

}  // namespace cloze::ui
