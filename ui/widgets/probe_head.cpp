// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/probe_head.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>

#include "ui/theme.h"

namespace cloze::ui {

ProbeHead::ProbeHead(QWidget* parent) : QWidget(parent) {
  const auto label_for = [](const QString& text, ModelPicker* picker) {
    auto* label = new QLabel(text);
    label->setFont(ui::font(TextSize::body, true));
    label->setBuddy(picker->box());
    return label;
  };
  picker_ = new ModelPicker(tr("Model"), {});
  picker_->box()->setToolTip(
      tr("The run whose newest checkpoint answers; one in training answers as it is now"));
  beside_ = new ModelPicker(tr("Second model"), tr("No second model"));
  beside_->box()->setToolTip(
      tr("Another run, or another checkpoint of the same one, that is asked the same question"));
  status_ = new QLabel;
  status_->setFont(tabular_font(TextSize::small));
  set_role(status_, "muted");
  follow_ = new QCheckBox(tr("Keep asking while it learns"));
  follow_->setChecked(true);
  follow_->setToolTip(tr("Asks again every two seconds of training"));
  auto* show_label = new QLabel(tr("Show"));
  set_role(show_label, "muted");
  top_ = new QComboBox;
  top_->setAccessibleName(tr("Words per gap"));
  for (const int count : {3, 5, 10, 20}) top_->addItem(tr("%1 words").arg(count), count);
  top_->setCurrentIndex(1);
  auto* first = new QHBoxLayout;
  first->setSpacing(grid::small);
  first->addWidget(picker_);
  first->addWidget(status_);
  first->addStretch();
  first->addWidget(follow_);
  first->addSpacing(grid::small);
  first->addWidget(show_label);
  first->addWidget(top_);
  auto* lines = new QGridLayout(this);
  lines->setContentsMargins(0, 0, 0, 0);
  lines->setHorizontalSpacing(grid::small);
  lines->setVerticalSpacing(grid::small);
  lines->addWidget(label_for(tr("&Model"), picker_), 0, 0);
  lines->addLayout(first, 0, 1);
  lines->addWidget(label_for(tr("&Beside"), beside_), 1, 0);
  lines->addWidget(beside_, 1, 1, Qt::AlignLeft);
  lines->setColumnStretch(1, 1);
  connect(top_, &QComboBox::activated, this, &ProbeHead::topChosen);
  connect(picker_, &ModelPicker::runChosen, this, [this] { follow_->setVisible(isLive()); });
}

void ProbeHead::setRuns(const std::vector<ProbeRun>& runs) {
  picker_->setRuns(runs);
  beside_->setRuns(runs);
  follow_->setVisible(isLive());
}

void ProbeHead::setCheckpoints(const QString& run, const std::vector<RunCheckpoint>& checkpoints) {
  picker_->setCheckpoints(run, checkpoints);
  beside_->setCheckpoints(run, checkpoints);
}

bool ProbeHead::select(const QString& run) {
  if (!picker_->select(run)) return false;
  follow_->setVisible(isLive());
  return true;
}

QString ProbeHead::nameOf(const ModelPicker& picker) {
  const ProbeRun* chosen = picker.current();
  if (chosen == nullptr) return {};
  if (picker.step() == 0) return chosen->name;
  return tr("%1, step %2").arg(chosen->name, QLocale().toString(static_cast<qlonglong>(picker.step())));
}

bool ProbeHead::isLive() const {
  return picker_->current() != nullptr && picker_->current()->live;
}

bool ProbeHead::follows() const {
  return follow_->isChecked() && picker_->step() == 0;
}

int ProbeHead::top() const {
  return top_->currentData().toInt();
}

void ProbeHead::showStatus(std::int64_t step, bool live, qint64 milliseconds) {
  const QString text = tr("step %1").arg(QLocale().toString(static_cast<qlonglong>(step)));
  status_->setText(
      QStringLiteral("%1  ·  %2").arg(live ? tr("%1, live").arg(text) : text, tr("%1 ms").arg(milliseconds)));
  set_role(status_, live ? "good" : "muted");
}

void ProbeHead::clearStatus() {
  status_->clear();
}

}  // namespace cloze::ui
