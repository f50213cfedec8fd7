// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/probe_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/models/filled_text.h"
#include "ui/theme.h"
#include "ui/widgets/chip_flow.h"
#include "ui/widgets/entry_list.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/mask_answers.h"
#include "ui/widgets/segmented.h"

namespace cloze::ui {
namespace {

QFont enlarged(double factor, bool strong = false) {
  QFont result = ui::font(TextSize::body, strong);
  result.setPointSizeF(result.pointSizeF() * factor);
  return result;
}

/// Marks the run in training.
QIcon live_dot() {
  QPixmap dot(24, 24);
  dot.fill(Qt::transparent);
  QPainter painter(&dot);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(tokens().good);
  painter.drawEllipse(6, 6, 12, 12);
  return dot;
}

}  // namespace

ProbeView::ProbeView(QWidget* parent) : QWidget(parent) {
  line_ = new QLineEdit;
  line_->setFont(enlarged(1.6));
  line_->setMinimumHeight(48);
  line_->setClearButtonEnabled(true);
  line_->setPlaceholderText(tr("Write a sentence, then hide words from the model"));
  line_->setAccessibleName(tr("Sentence"));
  line_->setToolTip(tr("[MASK] is a gap; [SEP] separates two texts"));

  auto* sheet = new QFrame;
  set_role(sheet, "card");
  chips_ = new ChipFlow;
  hint_ = new QLabel;
  hint_->setFont(ui::font(TextSize::small));
  set_role(hint_, "muted");
  pieces_ = new Segmented({tr("Tokens"), tr("Words")});
  pieces_->setTip(0, tr("As the model cuts the text, once it has answered"));
  pieces_->setTip(1, tr("As people do"));
  auto* sheet_foot = new QHBoxLayout;
  sheet_foot->addWidget(hint_, 1);
  sheet_foot->addWidget(pieces_);
  auto* sheet_column = new QVBoxLayout(sheet);
  sheet_column->setContentsMargins(grid::large, grid::large, grid::large, grid::small);
  sheet_column->setSpacing(grid::small);
  sheet_column->addWidget(chips_);
  sheet_column->addLayout(sheet_foot);

  error_ = new ErrorNote;
  answers_ = new MaskAnswers;
  filled_ = new QLabel;
  filled_->setFont(enlarged(1.45));
  filled_->setWordWrap(true);
  filled_->setMinimumHeight(
      1);  // Its height follows the width it gets; what it would need at its narrowest is no matter.
  filled_->setTextFormat(Qt::RichText);
  filled_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  filled_->setAccessibleName(tr("The sentence as the model completes it"));

  auto* examples_label = new QLabel(tr("Try"));
  examples_label->setFont(ui::font(TextSize::small));
  set_role(examples_label, "muted");
  held_out_ = new QPushButton(tr("A sentence it has never seen"));
  held_out_->setToolTip(tr("Takes one from the held-out documents and hides a word"));
  set_role(held_out_, "chip");
  examples_ = new QWidget;
  auto* examples_flow = new FlowLayout(grid::small, examples_);
  examples_flow->addWidget(held_out_);
  examples_->setMinimumHeight(1);
  QSizePolicy flow_policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  flow_policy.setHeightForWidth(true);
  examples_->setSizePolicy(flow_policy);

  auto* content = new QWidget;
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, grid::small, 0);
  column->setSpacing(grid::medium);
  column->addWidget(line_);
  column->addWidget(sheet);
  column->addWidget(error_);
  column->addWidget(filled_);
  column->addWidget(answers_);
  column->addSpacing(grid::small);
  column->addWidget(examples_label);
  column->addWidget(examples_);
  column->addStretch();
  auto* scroll = new QScrollArea;
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(content);

  log_list_ = new EntryList(tr("Asked before"), {}, tr("Questions of this session are kept here."));
  log_list_->setFixedWidth(248);
  body_ = new QWidget;
  auto* body_line = new QHBoxLayout(body_);
  body_line->setContentsMargins(0, 0, 0, 0);
  body_line->setSpacing(grid::large);
  body_line->addWidget(scroll, 1);
  body_line->addWidget(log_list_);
  empty_ = buildEmpty();
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(grid::medium);
  head_ = buildTop();
  all->addWidget(head_);
  all->addWidget(body_, 1);
  all->addWidget(empty_, 1);

  connect(line_, &QLineEdit::textEdited, this, [this](const QString& text) {
    masked_.setText(text);
    lineChanged(false);
  });
  connect(line_, &QLineEdit::returnPressed, this, [this] { lineChanged(true); });
  connect(chips_, &ChipFlow::changed, this, [this] {
    masked_ = chips_->line();
    line_->setText(masked_.text());
    lineChanged(true);
  });
  connect(answers_, &MaskAnswers::chosen, this, [this](int mask, const QString& word) {
    if (!masked_.fill(mask, word)) return;
    line_->setText(masked_.text());
    lineChanged(true);
  });
  connect(pieces_, &Segmented::chosen, this, [this](int choice) {
    if (choice == 0)
      masked_.cutAs(last_tokens_);
    else
      masked_.splitWords();
    chips_->setLine(masked_);
  });
  connect(held_out_, &QPushButton::clicked, this, &ProbeView::heldOutWanted);
  connect(log_list_, &EntryList::chosen, this, [this](const QString& id) {
    const ProbeLog::Entry* entry = log_.find(id);
    if (entry == nullptr) return;
    const ProbeLog::Entry kept = *entry;
    masked_.setText(QString::fromStdString(kept.result.text));
    line_->setText(masked_.text());
    showResult(kept.result, kept.milliseconds);
  });
  setRuns({});
  setExamples({});
  clearAnswer();
}

QWidget* ProbeView::buildTop() {
  auto* top = new QWidget;
  auto* line = new QHBoxLayout(top);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(grid::small);
  auto* label = new QLabel(tr("&Model"));
  label->setFont(ui::font(TextSize::body, true));
  run_ = new QComboBox;
  run_->setMinimumWidth(320);
  run_->setAccessibleName(tr("Model"));
  run_->setToolTip(tr("The run whose newest checkpoint answers; one in training answers as it is now"));
  label->setBuddy(run_);
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
  line->addWidget(label);
  line->addWidget(run_);
  line->addWidget(status_);
  line->addStretch();
  line->addWidget(follow_);
  line->addSpacing(grid::small);
  line->addWidget(show_label);
  line->addWidget(top_);
  connect(run_, &QComboBox::activated, this, [this] {
    follow_->setVisible(runIsLive());
    last_tokens_.clear();
    clearAnswer();
    Q_EMIT runChosen(run());
    lineChanged(true);
  });
  connect(top_, &QComboBox::activated, this, [this] { lineChanged(true); });
  return top;
}

QWidget* ProbeView::buildEmpty() {
  auto* empty = new QWidget;
  auto* title = new QLabel(tr("There is no model to ask yet"));
  set_role(title, "title");
  title->setAlignment(Qt::AlignHCenter);
  auto* hint = new QLabel(tr("Train one; you can ask it from its first steps on."));
  set_role(hint, "muted");
  hint->setAlignment(Qt::AlignHCenter);
  auto* column = new QVBoxLayout(empty);
  auto* train = new QPushButton(tr("Train one"));
  train->setToolTip(tr("To the Configure page"));
  set_role(train, "primary");
  connect(train, &QPushButton::clicked, this, &ProbeView::trainWanted);
  column->addStretch(2);
  column->addWidget(title);
  column->addWidget(hint);
  column->addSpacing(grid::medium);
  column->addWidget(train, 0, Qt::AlignHCenter);
  column->addStretch(3);
  return empty;
}

const ProbeRun* ProbeView::current() const {
  const auto found = std::ranges::find(runs_, run(), &ProbeRun::id);
  return found == runs_.end() ? nullptr : &*found;
}

void ProbeView::setRuns(const std::vector<ProbeRun>& runs) {
  const QString before = run();
  runs_ = runs;
  run_->clear();
  for (const ProbeRun& each : runs_) {
    run_->addItem(QStringLiteral("%1  ·  %2").arg(each.name, each.detail), each.id);
    if (each.live) run_->setItemIcon(run_->count() - 1, live_dot());
    run_->setItemData(run_->count() - 1, each.id, Qt::ToolTipRole);
  }
  run_->setCurrentIndex(std::max(0, run_->findData(before)));
  body_->setVisible(!runs_.empty());
  empty_->setVisible(runs_.empty());
  head_->setVisible(!runs_.empty());
  follow_->setVisible(runIsLive());
}

void ProbeView::selectRun(const QString& id) {
  const int found = run_->findData(id);
  if (found < 0 || found == run_->currentIndex()) return;
  run_->setCurrentIndex(found);
  follow_->setVisible(runIsLive());
  last_tokens_.clear();
  clearAnswer();
}

QString ProbeView::run() const {
  return run_->currentData().toString();
}
bool ProbeView::runIsLive() const {
  return current() != nullptr && current()->live;
}
QString ProbeView::runDataset() const {
  return current() == nullptr ? QString() : current()->dataset;
}
int ProbeView::answersShown() const {
  return answers_->shownCount();
}
QString ProbeView::text() const {
  return masked_.text();
}
int ProbeView::top() const {
  return top_->currentData().toInt();
}
bool ProbeView::follows() const {
  return follow_->isChecked();
}
void ProbeView::setHeldOutAvailable(bool available) {
  held_out_->setVisible(available);
}

void ProbeView::setExamples(const QStringList& questions) {
  for (QPushButton* old : examples_->findChildren<QPushButton*>())
    if (old != held_out_) delete old;
  for (const QString& question : questions) {
    auto* chip = new QPushButton(with_gaps(question));
    set_role(chip, "chip");
    connect(chip, &QPushButton::clicked, this, [this, question] {
      setText(question);
      lineChanged(true);
    });
    examples_->layout()->addWidget(chip);
  }
  if (text().isEmpty() && !questions.isEmpty()) setText(questions.front());
}

void ProbeView::setText(const QString& text) {
  masked_.setText(text);
  line_->setText(text);
  chips_->setLine(masked_);
}

void ProbeView::lineChanged(bool on_purpose) {
  chips_->setLine(masked_);
  error_->clear();
  const int masks = masked_.maskCount();
  hint_->setText(masked_.pieces().empty() ? QString()
                 : masks == 0             ? tr("Click a word to hide it from the model.")
                                          : tr("Click a gap to show its word again."));
  if (masks == 0) return clearAnswer();
  answers_->setStale(true);
  Q_EMIT askWanted(masked_.text(), on_purpose);
}

void ProbeView::clearAnswer() {
  answers_->setStale(false);
  answers_->setAnswers({}, masked_);
  filled_->hide();
  status_->clear();
  if (masked_.maskCount() == 0)
    hint_->setText(masked_.pieces().empty() ? QString() : tr("Click a word to hide it from the model."));
}

void ProbeView::setAnswer(const FillResult& result, qint64 milliseconds, bool settled) {
  ProbeLog::Entry entry;
  entry.run_id = run();
  entry.run_name = current() != nullptr ? current()->name : QString();
  entry.result = result;
  entry.milliseconds = milliseconds;
  entry.settled = settled;
  log_.add(std::move(entry));
  log_list_->setEntries(log_.listEntries());
  if (QString::fromStdString(result.text) == text()) showResult(result, milliseconds);
}

void ProbeView::showResult(const FillResult& result, qint64 milliseconds) {
  error_->clear();
  last_tokens_.clear();
  for (const std::string& token : result.tokens) last_tokens_ << QString::fromStdString(token);
  if (pieces_->current() == 0) masked_.cutAs(last_tokens_);
  chips_->setLine(masked_);
  hint_->setText(tr("Click a word to hide it, a gap to show it again."));
  answers_->setStale(false);
  answers_->setAnswers(result.masks, masked_);
  filled_->setText(
      filled_html(filled_parts(QString::fromStdString(result.text), QString::fromStdString(result.filled)),
                  tokens().accent.name()));
  filled_->show();
  const QString step = tr("step %1").arg(QLocale().toString(static_cast<qlonglong>(result.step)));
  status_->setText(QStringLiteral("%1  ·  %2")
                       .arg(result.live ? tr("%1, live").arg(step) : step, tr("%1 ms").arg(milliseconds)));
  set_role(status_, result.live ? "good" : "muted");
}

void ProbeView::setError(const Error& error) {
  clearAnswer();
  error_->tell(error);
}

}  // namespace cloze::ui
