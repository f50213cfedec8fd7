// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/cleaning_steps_edit.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/models/core_text.h"
#include "ui/theme.h"
#include "ui/widgets/number_edit.h"

Q_DECLARE_METATYPE(cloze::CleaningStep)

namespace cloze::ui {
namespace {

constexpr int step_role = Qt::UserRole;

CleaningStep step_of(const QListWidgetItem* item) {
  return item->data(step_role).value<CleaningStep>();
}

}  // namespace

CleaningStepsEdit::CleaningStepsEdit(QWidget* parent) : QWidget(parent) {
  list_ = new QListWidget;
  list_->setAccessibleName(tr("Cleaning steps"));
  list_->setDragDropMode(QAbstractItemView::InternalMove);
  list_->setToolTip(tr("Ticked steps are done from top to bottom. Drag one to change the order."));
  help_ = new QLabel;
  help_->setWordWrap(true);
  set_role(help_, "muted");
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins({});
  all->setSpacing(grid::small);
  all->addWidget(list_, 1);
  all->addWidget(help_);
  setSteps({});
  connect(list_, &QListWidget::itemChanged, this, &CleaningStepsEdit::edited);
  connect(list_->model(), &QAbstractItemModel::rowsMoved, this, &CleaningStepsEdit::edited);
  connect(list_, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
    showSettings();
    if (item != nullptr) Q_EMIT stepChosen();
  });
}

void CleaningStepsEdit::setSteps(const CleaningSteps& steps) {
  const QSignalBlocker quiet(list_);
  list_->clear();
  const auto add = [this](const CleaningStep& step, bool done) {
    auto* item = new QListWidgetItem(core_text(info_of(step.kind).title), list_);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable |
                   Qt::ItemIsDragEnabled);
    item->setCheckState(done ? Qt::Checked : Qt::Unchecked);
    item->setData(step_role, QVariant::fromValue(step));
  };
  // What is not done stands where it usually is: in front of the next step that is.
  std::size_t next = 0;
  for (const StepInfo& info : step_infos()) {
    const auto found = std::ranges::find(steps, info.kind, &CleaningStep::kind);
    if (found == steps.end()) {
      add(make_step(info.kind), false);
      continue;
    }
    for (const auto until = std::size_t(found - steps.begin()) + 1; next < until; ++next)
      add(steps[next], true);
  }
  list_->setCurrentRow(0);
  showSettings();
}

CleaningSteps CleaningStepsEdit::steps() const {
  CleaningSteps steps;
  for (int row = 0; row < list_->count(); ++row)
    if (list_->item(row)->checkState() == Qt::Checked) steps.push_back(step_of(list_->item(row)));
  return steps;
}

StepKind CleaningStepsEdit::chosen() const {
  const QListWidgetItem* item = list_->currentItem();
  return item == nullptr ? step_infos().front().kind : step_of(item).kind;
}

QString CleaningStepsEdit::problem() const {
  const auto checked = check_steps(steps());
  return checked ? QString() : QString::fromStdString(checked.error().message);
}

void CleaningStepsEdit::setReports(const std::vector<StepReport>& reports) {
  const QSignalBlocker quiet(list_);
  for (int row = 0; row < list_->count(); ++row) {
    const StepInfo& info = info_of(step_of(list_->item(row)).kind);
    QString done;
    const auto report = std::ranges::find(reports, info.name, &StepReport::step);
    if (report != reports.end() && report->dropped > 0)
      done = tr("%1 dropped").arg(QLocale().toString(qulonglong(report->dropped)));
    else if (report != reports.end() && report->changed > 0)
      done = tr("%1 changed").arg(QLocale().toString(qulonglong(report->changed)));
    else if (report != reports.end())
      done = tr("nothing to do");
    const QString title = core_text(info.title);
    list_->item(row)->setText(done.isEmpty() ? title : QStringLiteral("%1   %2").arg(title, done));
  }
}

void CleaningStepsEdit::showSettings() {
  delete settings_;
  settings_ = nullptr;
  QListWidgetItem* item = list_->currentItem();
  if (item == nullptr) return help_->clear();
  const StepInfo& info = info_of(step_of(item).kind);
  help_->setText(core_text(info.help));
  settings_ = new QWidget;
  auto* form = new QFormLayout(settings_);
  form->setContentsMargins({});
  form->setSpacing(grid::small);
  for (std::size_t i = 0; i < info.settings.size(); ++i) addSetting(item, info.settings[i], i);
  layout()->addWidget(settings_);
}

void CleaningStepsEdit::addSetting(QListWidgetItem* item, const StepSetting& setting, std::size_t position) {
  auto* form = static_cast<QFormLayout*>(settings_->layout());
  const FieldValue value = step_of(item).values[position];
  const QString label = core_text(setting.label);
  if (const bool* ticked = std::get_if<bool>(&value)) {
    auto* box = new QCheckBox(label);
    box->setChecked(*ticked);
    box->setToolTip(core_text(setting.help));
    connect(box, &QCheckBox::toggled, this,
            [this, item, position](bool on) { change(item, position, FieldValue(on)); });
    return form->addRow(box);
  }
  const bool whole = std::holds_alternative<std::int64_t>(value);
  QLineEdit* edit = std::holds_alternative<std::string>(value)
                        ? new QLineEdit
                        : new NumberEdit(whole, setting.minimum, setting.maximum);
  edit->setText(QString::fromStdString(to_string(value)));
  edit->setToolTip(core_text(setting.help));
  edit->setAccessibleName(label);
  connect(edit, &QLineEdit::textChanged, this, [this, item, position, value, edit](const QString& text) {
    bool good = true;
    FieldValue typed = text.trimmed().toStdString();
    if (std::holds_alternative<std::int64_t>(value)) typed = std::int64_t(text.trimmed().toLongLong(&good));
    if (std::holds_alternative<double>(value)) typed = text.trimmed().toDouble(&good);
    CleaningStep step = step_of(item);
    if (good) step.values[position] = typed;
    set_role(edit, good && check_steps({step}) ? "" : "error");
    if (good) change(item, position, typed);
  });
  form->addRow(setting.unit.empty() ? label : QStringLiteral("%1 (%2)").arg(label, core_text(setting.unit)),
               edit);
}

void CleaningStepsEdit::change(QListWidgetItem* item, std::size_t position, const FieldValue& value) {
  CleaningStep step = step_of(item);
  step.values[position] = value;
  // Who sets a step wants it done.
  item->setData(step_role, QVariant::fromValue(step));
  item->setCheckState(Qt::Checked);
  Q_EMIT edited();
}

}  // namespace cloze::ui
