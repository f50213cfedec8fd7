// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/run_columns_menu.h"

#include <QAction>
#include <QHeaderView>
#include <QInputDialog>
#include <QSettings>
#include <QSignalBlocker>
#include <QTableView>
#include <algorithm>
#include <map>

#include "core/history/run_columns.h"
#include "ui/models/core_text.h"
#include "ui/models/run_progress.h"
#include "ui/models/runs_model.h"
#include "ui/qt_text.h"

namespace cloze::ui {
namespace {

const QString settings_key = QStringLiteral("compare/columns"), step_key = QStringLiteral("compare/step");
constexpr int usual_step = 1000, last_step = 1'000'000'000;

/// Of those shown at first, where the widest usual value is known.
int width_of(const RunColumn& column) {
  static const std::map<std::string_view, int> widths{{"name", 150},
                                                      {"status", 100},
                                                      {"started", 132},
                                                      {"step", 68},
                                                      {"loss", 72},
                                                      {"held_out_loss", 100},
                                                      {"accuracy", 84},
                                                      {"tokens_per_second", 80},
                                                      {"model.family", 76},
                                                      {"size", 76},
                                                      {"optimizer.learning_rate", 92},
                                                      {"dataset", 80}};
  const auto found = widths.find(column.name);
  if (found != widths.end()) return found->second;
  return column.at_step != nullptr ? 150 : 110;
}

}  // namespace

RunColumnsMenu::RunColumnsMenu(QTableView* table, QWidget* parent) : QMenu(parent), table_(table) {
  setToolTipsVisible(true);
  const auto columns = run_columns();
  QMenu* group = this;
  std::string_view group_name;
  auto* metrics = new QMenu(tr("More metrics"), this);
  auto* facts = new QMenu(tr("More of the run"), this);
  for (QMenu* more : {metrics, facts}) more->setToolTipsVisible(true);
  for (int column = 0; column < int(columns.size()); ++column) {
    const RunColumn& one = columns[std::size_t(column)];
    table_->setColumnWidth(column, width_of(one));
    if (one.setting != nullptr || one.at_step != nullptr) continue;
    const bool words = one.kind == RunColumnKind::text || one.kind == RunColumnKind::time;
    add(one.usual ? this : words ? facts : metrics, column);
  }
  addSeparator();
  addMenu(metrics);
  addMenu(makeStepMenu());
  addMenu(facts);
  addSeparator();
  for (const Field& field : recipe_fields()) {  // In the form's order, whatever the table's.
    if (field.group() != group_name || group == this) {
      group_name = field.group();
      group = group_name.empty() ? this : addMenu(core_text(group_title(group_name)));
      group->setToolTipsVisible(true);
    }
    const auto found = std::ranges::find(columns, field.path, &RunColumn::name);
    add(group, int(found - columns.begin()));
  }
  actions_[RunsModel::column("name")]->setEnabled(false);  // Without columns there would be no header.
  addSeparator();
  addAction(tr("Usual columns"), this, [this] {
    showUsual();
    remember();
  });
  QHeaderView* header = table_->horizontalHeader();
  header->setSectionsMovable(true);
  header->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(header, &QWidget::customContextMenuRequested, this,
          [this, header](const QPoint& at) { popup(header->mapToGlobal(at)); });
  restore();
}

QMenu* RunColumnsMenu::makeStepMenu() {
  auto* menu = new QMenu(tr("At a step"), this);
  menu->setToolTipsVisible(true);
  step_action_ = menu->addAction(QString(), this, &RunColumnsMenu::askForStep);
  step_action_->setObjectName("step");
  menu->addSeparator();
  const auto columns = run_columns();
  for (int column = 0; column < int(columns.size()); ++column)
    if (columns[std::size_t(column)].at_step != nullptr) add(menu, column);
  setStep(QSettings().value(step_key, usual_step).toInt());
  return menu;
}

void RunColumnsMenu::setStep(int step) {
  step_ = std::clamp(step, 1, last_step);
  step_action_->setText(tr("&Step %1\u2026").arg(step_text(step_)));
  QSettings().setValue(step_key, step_);
  Q_EMIT changed();
}

void RunColumnsMenu::askForStep() {
  auto* dialog = new QInputDialog(table_);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Metrics at a step"));
  dialog->setLabelText(tr("Step at which runs are compared"));
  dialog->setInputMode(QInputDialog::IntInput);
  dialog->setIntRange(1, last_step);
  dialog->setIntValue(step_);
  connect(dialog, &QInputDialog::intValueSelected, this, &RunColumnsMenu::setStep);
  dialog->open();
}

bool RunColumnsMenu::showsStep() const {
  const auto columns = run_columns();
  for (int column = 0; column < int(columns.size()); ++column)
    if (columns[std::size_t(column)].at_step != nullptr && !table_->isColumnHidden(column)) return true;
  return false;
}

void RunColumnsMenu::add(QMenu* menu, int column) {
  const RunColumn& one = run_columns()[std::size_t(column)];
  QAction* action = menu->addAction(core_text(one.label));
  action->setCheckable(true);
  action->setToolTip(one.help.empty() ? text_of(one.name) : core_text(one.help));
  action->setData(text_of(one.name));
  actions_[column] = action;
  connect(action, &QAction::toggled, this, [this, column](bool shown) {
    show(column, shown);
    remember();
    if (!shown) return;
    table_->doItemsLayout();  // It stands behind the usual ones, which fill the table's width.
    table_->scrollTo(table_->model()->index(std::max(table_->rowAt(0), 0), column));
  });
}

void RunColumnsMenu::show(int column, bool shown) {
  table_->setColumnHidden(column, !shown);
  const QSignalBlocker quiet(actions_[column]);
  actions_[column]->setChecked(shown);
}

void RunColumnsMenu::showUsual() {
  for (int column = 0; column < int(run_columns().size()); ++column)
    show(column, run_columns()[std::size_t(column)].usual);
}

void RunColumnsMenu::restore() {
  const QStringList names = QSettings().value(settings_key).toStringList();
  if (names.isEmpty()) {
    showUsual();
    return;
  }
  for (int column = 0; column < int(run_columns().size()); ++column)
    show(column,
         !actions_[column]->isEnabled() || names.contains(text_of(run_columns()[std::size_t(column)].name)));
}

void RunColumnsMenu::remember() {
  QStringList names;
  for (int column = 0; column < int(run_columns().size()); ++column)
    if (!table_->isColumnHidden(column)) names << text_of(run_columns()[std::size_t(column)].name);
  QSettings().setValue(settings_key, names);
  Q_EMIT changed();
}

}  // namespace cloze::ui
