// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/field_row.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QWheelEvent>

#include "ui/models/core_text.h"
#include "ui/qt_text.h"
#include "ui/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/number_edit.h"

namespace cloze::ui {
namespace {

QString readable(std::string_view choice) {
  return core_text(choice).replace(QLatin1Char('_'), QLatin1Char(' '));
}

/// A wheel turned over the form scrolls the form.
class QuietComboBox : public QComboBox {
 public:
  using QComboBox::QComboBox;

 protected:
  void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

constexpr int label_width = 160, editor_width = 156, unit_width = 76;

}  // namespace

FieldRow::FieldRow(const Field& field, QWidget* parent) : QWidget(parent), field_(field) {
  const QString label_text = core_text(field.label), help = core_text(field.help);
  auto* label = new QLabel(label_text);
  label->setFixedWidth(label_width);
  auto* unit = new QLabel(core_text(field.unit));
  unit->setFont(ui::font(TextSize::small));
  unit->setFixedWidth(unit_width);
  set_role(unit, "muted");

  QWidget* edit = nullptr;
  switch (field.kind) {
    case FieldKind::boolean:
      edit = check_ = new QCheckBox;
      connect(check_, &QCheckBox::clicked, this, [this] { Q_EMIT edited(path(), editorText()); });
      break;
    case FieldKind::choice:
      edit = choice_ = new QuietComboBox;
      for (const std::string_view choice : field.choices) choice_->addItem(readable(choice), text_of(choice));
      choice_->setFocusPolicy(Qt::StrongFocus);
      connect(choice_, &QComboBox::activated, this, [this] { Q_EMIT edited(path(), editorText()); });
      break;
    case FieldKind::integer:
    case FieldKind::real:
      edit = number_ = new NumberEdit(field.kind == FieldKind::integer, field.minimum, field.maximum);
      connect(number_, &NumberEdit::edited, this,
              [this](const QString& text) { Q_EMIT edited(path(), text); });
      break;
  }
  QString tip = help;
  if (number_ != nullptr)
    tip +=
        QLatin1Char('\n') + tr("From %1 to %2").arg(short_number(field.minimum), short_number(field.maximum));
  tip += QLatin1Char('\n') + text_of(field.path);
  edit->setToolTip(tip);
  label->setToolTip(tip);
  edit->setAccessibleName(label_text);
  edit->setAccessibleDescription(help);
  edit->setFixedWidth(editor_width);
  label->setBuddy(edit);

  reset_ = new QToolButton;
  reset_->setText(QStringLiteral("↺"));
  reset_->setAutoRaise(true);
  reset_->setFixedSize(24, 24);
  reset_->setAccessibleName(tr("Undo %1").arg(label_text));
  QSizePolicy keep = reset_->sizePolicy();
  keep.setRetainSizeWhenHidden(true);
  reset_->setSizePolicy(keep);
  reset_->hide();
  connect(reset_, &QToolButton::clicked, this, [this] { Q_EMIT resetWanted(path()); });

  help_ = new ElidedLabel(help);
  help_->setFont(ui::font(TextSize::small));
  set_role(help_, "muted");

  auto* line = new QHBoxLayout(this);
  line->setContentsMargins(grid::large, 2, grid::small, 2);
  line->setSpacing(grid::unit);
  line->addWidget(label);
  line->addWidget(edit);
  line->addWidget(reset_);
  line->addWidget(unit);
  line->addWidget(help_, 1);
  setFocusProxy(edit);
}

QString FieldRow::path() const {
  return text_of(field_.path);
}

QWidget* FieldRow::editor() const {
  if (number_ != nullptr) return number_;
  if (choice_ != nullptr) return choice_;
  return check_;
}

QString FieldRow::editorText() const {
  if (number_ != nullptr) return number_->text().trimmed();
  if (choice_ != nullptr) return choice_->currentData().toString();
  return check_->isChecked() ? QStringLiteral("true") : QStringLiteral("false");
}

void FieldRow::setValues(const Recipe& recipe, const Recipe& reference) {
  const FieldValue value = field_.get(recipe), before = field_.get(reference);
  const QString text = QString::fromStdString(to_string(value));
  if (number_ != nullptr) {
    Recipe typed = recipe;
    const bool same = set_field(typed, field_.path, editorText().toStdString()) && field_.get(typed) == value;
    if (!same) number_->setText(text);
  } else if (choice_ != nullptr) {
    choice_->setCurrentIndex(choice_->findData(text));
  } else {
    check_->setChecked(std::get<bool>(value));
  }
  differs_ = value != before;
  reset_->setVisible(differs_);
  reset_->setToolTip(tr("Back to %1, as the preset has it").arg(QString::fromStdString(to_string(before))));
}

void FieldRow::setProblem(const QString& problem) {
  if (number_ != nullptr) set_role(number_, problem.isEmpty() ? "" : "error");
  if (problem == problem_) return;
  problem_ = problem;
  help_->setText(problem.isEmpty() ? core_text(field_.help) : problem);
  set_role(help_, problem.isEmpty() ? "muted" : "error");
  editor()->setAccessibleDescription(help_->text());
}

}  // namespace cloze::ui
