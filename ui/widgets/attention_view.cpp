// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/attention_view.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme.h"
#include "ui/widgets/attention_lines.h"
#include "ui/widgets/attention_matrix.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/segmented.h"

namespace cloze::ui {

AttentionView::AttentionView(QWidget* parent) : QWidget(parent) {
  layer_ = new QComboBox;
  layer_->setAccessibleName(tr("Layer"));
  layer_->addItem(tr("Layer %1").arg(1), 0);
  head_ = new QComboBox;
  head_->setAccessibleName(tr("Head"));
  head_->addItem(tr("All heads"), -1);
  head_->setToolTip(tr("One head of the layer, or the mean of all"));
  form_ = new Segmented({tr("Lines"), tr("Matrix")});
  auto* copy = new QPushButton(tr("Copy as table"));
  copy->setToolTip(tr("The weights with their tokens, separated by tabs"));
  readout_ = new QLabel;
  readout_->setFont(tabular_font(TextSize::small));
  readout_->setTextFormat(Qt::PlainText);
  set_role(readout_, "muted");
  auto* top = new QHBoxLayout;
  top->setSpacing(grid::small);
  top->addWidget(layer_);
  top->addWidget(head_);
  top->addWidget(form_);
  top->addWidget(readout_, 1);
  top->addWidget(copy);
  error_ = new ErrorNote;
  lines_ = new AttentionLines;
  matrix_ = new AttentionMatrix;
  body_ = new QWidget;
  auto* body = new QVBoxLayout(body_);
  body->setContentsMargins(0, 0, 0, 0);
  body->addWidget(lines_);
  body->addWidget(matrix_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(grid::small);
  column->addLayout(top);
  column->addWidget(error_);
  column->addWidget(body_);
  column->addStretch();
  connect(form_, &Segmented::chosen, this, [this](int form) { chooseForm(static_cast<Form>(form)); });
  connect(layer_, &QComboBox::activated, this, &AttentionView::wanted);
  connect(head_, &QComboBox::activated, this, &AttentionView::wanted);
  connect(matrix_, &AttentionMatrix::pointed, this, &AttentionView::point);
  connect(copy, &QPushButton::clicked, this, &AttentionView::copyTable);
  chooseForm(Form::lines);
  clear();
}

void AttentionView::chooseForm(Form form) {
  form_->setCurrent(static_cast<int>(form));
  lines_->setVisible(form == Form::lines);
  matrix_->setVisible(form == Form::matrix);
  point(-1, -1);
}

void AttentionView::setMap(const AttentionMap& map) {
  error_->clear();
  map_ = map;
  // A model has its own layers and heads; what is chosen stays where it is there.
  if (layer_->count() != static_cast<int>(map.layers)) {
    layer_->clear();
    for (int i = 0; i < map.layers; ++i) layer_->addItem(tr("Layer %1").arg(i + 1), i);
  }
  if (head_->count() != static_cast<int>(map.heads) + 1) {
    head_->clear();
    head_->addItem(tr("All heads"), -1);
    for (int i = 0; i < map.heads; ++i) head_->addItem(tr("Head %1").arg(i + 1), i);
  }
  layer_->setCurrentIndex(static_cast<int>(map.layer));
  head_->setCurrentIndex(static_cast<int>(map.head) + 1);
  lines_->setMap(map);
  matrix_->setMap(map);
  body_->show();
  point(-1, -1);
}

void AttentionView::showError(const Error& error) {
  clear();
  error_->tell(error);
}

void AttentionView::clear() {
  error_->clear();
  map_ = {};
  body_->hide();
  readout_->clear();
}

qint64 AttentionView::layer() const {
  return layer_->currentData().toLongLong();
}
qint64 AttentionView::head() const {
  return head_->currentData().toLongLong();
}

bool AttentionView::chooseFirst() {
  if (layer_->currentIndex() == 0 && head_->currentIndex() == 0) return false;
  layer_->setCurrentIndex(0);
  head_->setCurrentIndex(0);
  return true;
}

void AttentionView::point(int looking, int looked_at) {
  if (looking < 0 || map_.weights.empty()) {
    readout_->setText(form_->current() == 0 ? tr("Left looks at right; point at a token for its lines alone.")
                                            : tr("Rows look at columns."));
    return;
  }
  const QStringList names = shown_pieces(map_.tokens);
  const double weight = map_.weights[static_cast<std::size_t>(looking) * map_.tokens.size() +
                                     static_cast<std::size_t>(looked_at)];
  readout_->setText(tr("“%1” looks at “%2”: %3 %")
                        .arg(names[looking], names[looked_at], QLocale().toString(100 * weight, 'f', 1)));
}

void AttentionView::copyTable() const {
  const QStringList names = shown_pieces(map_.tokens);
  QString text = QLatin1Char('\t') + names.join(QLatin1Char('\t')) + QLatin1Char('\n');
  for (qsizetype row = 0; row < names.size(); ++row) {
    text += names[row];
    for (qsizetype column = 0; column < names.size(); ++column)
      text += QLatin1Char('\t') +
              QString::number(map_.weights[static_cast<std::size_t>(row * names.size() + column)], 'g', 6);
    text += QLatin1Char('\n');
  }
  QGuiApplication::clipboard()->setText(text);
}

}  // namespace cloze::ui
