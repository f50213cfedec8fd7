// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/probe_view.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/theme.h"
#include "ui/widgets/attention_view.h"
#include "ui/widgets/chip_flow.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/entry_list.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/example_chips.h"
#include "ui/widgets/gap_column.h"
#include "ui/widgets/likelihood_view.h"
#include "ui/widgets/mask_answers.h"
#include "ui/widgets/segmented.h"

namespace cloze::ui {
namespace {

/// With a second model so many words are asked for, to find in one answer what stands in the other.
constexpr int top_to_compare = 100;

std::size_t number(ProbeKind kind) {
  return static_cast<std::size_t>(kind);
}

}  // namespace

ProbeView::ProbeView(QWidget* parent) : QWidget(parent) {
  line_ = new QLineEdit;
  QFont large = ui::font(TextSize::body);
  large.setPointSizeF(large.pointSizeF() * 1.6);
  line_->setFont(large);
  line_->setMinimumHeight(48);
  line_->setClearButtonEnabled(true);
  line_->setPlaceholderText(tr("Write a sentence, then hide words from the model"));
  line_->setAccessibleName(tr("Sentence"));
  line_->setToolTip(tr("[MASK] is a gap; [SEP] separates two texts"));

  auto* content = new QWidget;
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, grid::small, 0);
  column->setSpacing(grid::medium);
  column->addWidget(line_);
  column->addWidget(buildSheet());
  column->addWidget(buildPanels());
  column->addSpacing(grid::small);
  examples_ = new ExampleChips;
  column->addWidget(examples_);
  connect(examples_, &ExampleChips::chosen, this, [this](const QString& question) {
    setText(question);
    lineChanged(true);
  });
  connect(examples_, &ExampleChips::heldOutWanted, this, &ProbeView::heldOutWanted);
  column->addStretch();
  auto* scroll = new QScrollArea;
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(content);

  log_list_ = new EntryList(tr("Asked before"), {}, tr("Questions of this session are kept here."));
  pin_list_ = new EntryList(tr("Pinned"), {}, {});
  pin_list_->setToolTip(
      tr("Runs score these sentences behind each evaluation; the Run page draws how they go. "
         "Delete takes one away"));
  auto* side = new QWidget;
  side->setFixedWidth(248);
  auto* side_column = new QVBoxLayout(side);
  side_column->setContentsMargins(0, 0, 0, 0);
  side_column->setSpacing(grid::medium);
  side_column->addWidget(pin_list_);
  side_column->addWidget(log_list_, 1);
  body_ = new QWidget;
  auto* body_line = new QHBoxLayout(body_);
  body_line->setContentsMargins(0, 0, 0, 0);
  body_line->setSpacing(grid::large);
  body_line->addWidget(scroll, 1);
  body_line->addWidget(side);
  empty_ = new EmptyState(Icon::probe, tr("There is no model to ask yet"),
                          tr("Train one; you can ask it from its first steps on."));
  auto* train = empty_->addButton(tr("Train one"));
  train->setToolTip(tr("To the Configure page"));
  connect(train, &QPushButton::clicked, this, &ProbeView::trainWanted);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(grid::medium);
  head_ = new ProbeHead;
  connectHead();
  all->addWidget(head_);
  all->addWidget(body_, 1);
  all->addWidget(empty_, 1);

  connect(line_, &QLineEdit::textEdited, this, [this](const QString& text) {
    masked_.setText(text);
    lineChanged(false);
  });
  connect(line_, &QLineEdit::returnPressed, this, [this] { lineChanged(true); });
  connect(log_list_, &EntryList::chosen, this, [this](const QString& id) {
    const ProbeLog::Entry* entry = log_.find(id);
    if (entry == nullptr) return;
    const ProbeLog::Entry kept = *entry;
    setKind(ProbeKind::fill);
    masked_.setText(QString::fromStdString(kept.result.text));
    line_->setText(masked_.text());
    beside_column_->clear();
    showResult(kept.result, kept.milliseconds);
  });
  connect(pin_list_, &EntryList::chosen, this, [this](const QString& sentence) {
    setText(sentence);
    lineChanged(true);
  });
  connect(pin_list_, &EntryList::removeWanted, this,
          [this](const QString& sentence) { Q_EMIT pinWanted(sentence, false); });
  setPins({});
  setRuns({});
  setExamples({});
  setKind(ProbeKind::fill);
  clearAnswer();
}

QWidget* ProbeView::buildSheet() {
  auto* sheet = new QFrame;
  set_role(sheet, "card");
  chips_ = new ChipFlow;
  hint_ = new QLabel;
  hint_->setFont(ui::font(TextSize::small));
  set_role(hint_, "muted");
  pieces_ = new Segmented({tr("Tokens"), tr("Words")});
  pieces_->setTip(0, tr("As the model cuts the text, once it has answered"));
  pieces_->setTip(1, tr("As people do"));
  auto* foot = new QHBoxLayout;
  foot->addWidget(hint_, 1);
  pin_ = new QPushButton(tr("Pin"));
  pin_->setCheckable(true);
  pin_->setFont(ui::font(TextSize::small));
  set_role(pin_, "chip");
  pin_->setToolTip(tr("Follow how likely this sentence is through every evaluation of every run"));
  foot->addWidget(pin_);
  foot->addWidget(pieces_);
  connect(pin_, &QPushButton::clicked, this,
          [this](bool checked) { Q_EMIT pinWanted(masked_.unmasked(), checked); });
  auto* column = new QVBoxLayout(sheet);
  column->setContentsMargins(grid::large, grid::large, grid::large, grid::small);
  column->setSpacing(grid::small);
  column->addWidget(chips_);
  column->addLayout(foot);
  connect(chips_, &ChipFlow::changed, this, [this] {
    masked_ = chips_->line();
    line_->setText(masked_.text());
    lineChanged(true);
  });
  connect(pieces_, &Segmented::chosen, this, [this](int choice) {
    if (choice == 0)
      masked_.cutAs(last_tokens_);
    else
      masked_.splitWords();
    chips_->setLine(masked_);
    showHeat();
  });
  return sheet;
}

QWidget* ProbeView::buildPanels() {
  kinds_ = new Segmented({tr("Fill the gaps"), tr("How likely"), tr("Attention")});
  kinds_->setTip(0, tr("What the model would write where a word is hidden"));
  kinds_->setTip(1, tr("How likely the model finds each word where it stands"));
  kinds_->setTip(2, tr("Which words the model looks at for each word"));
  column_ = new GapColumn;
  beside_column_ = new GapColumn;
  auto* gaps = new QWidget;
  auto* gaps_line = new QHBoxLayout(gaps);
  gaps_line->setContentsMargins(0, 0, 0, 0);
  gaps_line->setSpacing(grid::large);
  gaps_line->addWidget(column_, 1);
  gaps_line->addWidget(beside_column_, 1);
  likelihood_ = new LikelihoodView;
  attention_ = new AttentionView;
  panels_ = {gaps, likelihood_, attention_};
  auto* panels = new QWidget;
  auto* column = new QVBoxLayout(panels);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(grid::medium);
  column->addWidget(kinds_);
  for (QWidget* panel : panels_) column->addWidget(panel);
  connect(kinds_, &Segmented::chosen, this, [this](int kind) { chooseKind(static_cast<ProbeKind>(kind)); });
  connect(column_, &GapColumn::chosen, this, [this](int mask, const QString& word) {
    if (!masked_.fill(mask, word)) return;
    line_->setText(masked_.text());
    lineChanged(true);
  });
  connect(beside_column_, &GapColumn::chosen, column_, &GapColumn::chosen);
  connect(column_, &GapColumn::allChosen, this, [this](const QStringList& words) {
    for (const QString& word : words) masked_.fill(0, word);
    line_->setText(masked_.text());
    lineChanged(true);
  });
  connect(beside_column_, &GapColumn::allChosen, column_, &GapColumn::allChosen);
  connect(attention_, &AttentionView::wanted, this, [this] { lineChanged(true); });
  return panels;
}

void ProbeView::connectHead() {
  connect(head_->picker(), &ModelPicker::runChosen, this, [this] {
    modelChanged();
    Q_EMIT runChosen(run());
    lineChanged(true);
  });
  connect(head_->beside(), &ModelPicker::runChosen, this, &ProbeView::besideChanged);
  for (ModelPicker* picker : {head_->picker(), head_->beside()})
    connect(picker, &ModelPicker::stepChosen, this, [this] {
      nameColumns();
      lineChanged(false);
    });
  connect(head_, &ProbeHead::topChosen, this, [this] { lineChanged(true); });
}

// ---- Models

void ProbeView::setRuns(const std::vector<ProbeRun>& runs) {
  head_->setRuns(runs);
  body_->setVisible(!runs.empty());
  empty_->setVisible(runs.empty());
  head_->setVisible(!runs.empty());
  nameColumns();
}

void ProbeView::selectRun(const QString& id) {
  if (head_->select(id)) modelChanged();
}

void ProbeView::modelChanged() {
  last_tokens_.clear();
  nameColumns();
  clearAnswer();
}

void ProbeView::setCheckpoints(const QString& run, const std::vector<RunCheckpoint>& checkpoints) {
  head_->setCheckpoints(run, checkpoints);
}

QString ProbeView::run() const {
  return head_->picker()->run();
}
bool ProbeView::runIsLive() const {
  return head_->isLive();
}
QString ProbeView::runDataset() const {
  return head_->picker()->current() == nullptr ? QString() : head_->picker()->current()->dataset;
}
QString ProbeView::besideRun() const {
  return head_->beside()->run();
}

void ProbeView::chooseBeside(const QString& run) {
  if (head_->beside()->select(run)) besideChanged();
}

void ProbeView::besideChanged() {
  beside_column_->clear();
  likelihood_->clearBeside();
  nameColumns();
  Q_EMIT besideChosen(besideRun());
  lineChanged(true);
}

/// Alone a model needs no name above its answers.
void ProbeView::nameColumns() {
  const bool two = !besideRun().isEmpty();
  column_->setTitle(two ? ProbeHead::nameOf(*head_->picker()) : QString());
  beside_column_->setTitle(two ? ProbeHead::nameOf(*head_->beside()) : QString());
  beside_column_->setVisible(two);
}

// ---- What is asked

ProbeKind ProbeView::kind() const {
  return static_cast<ProbeKind>(kinds_->current());
}

void ProbeView::setKind(ProbeKind kind) {
  kinds_->setCurrent(static_cast<int>(kind));
  for (std::size_t i = 0; i < panels_.size(); ++i) panels_[i]->setVisible(i == number(kind));
  pieces_->setVisible(kind == ProbeKind::fill);
  showHint();
  showHeat();
}

void ProbeView::chooseKind(ProbeKind kind) {
  setKind(kind);
  clearAnswer();
  lineChanged(true);
}

bool ProbeView::canAsk() const {
  if (run().isEmpty() || masked_.pieces().empty()) return false;
  return kind() != ProbeKind::fill || masked_.maskCount() > 0;
}

Question ProbeView::question(bool on_purpose) const {
  Question asked;
  asked.model = run();
  asked.text = masked_.text();
  asked.record = on_purpose;
  asked.kind = kind();
  asked.step = head_->picker()->step();
  asked.joint = kind() == ProbeKind::fill && masked_.maskCount() > 1;
  asked.layer = attention_->layer();
  asked.head = attention_->head();
  asked.top = besideRun().isEmpty() ? top() : std::max(top(), top_to_compare);
  return asked;
}

Question ProbeView::besideQuestion() const {
  Question asked = question(false);
  asked.model = besideRun();
  asked.step = head_->beside()->step();
  return asked;
}

int ProbeView::answersShown() const {
  return column_->answers()->shownCount();
}
QString ProbeView::text() const {
  return masked_.text();
}
int ProbeView::top() const {
  return head_->top();
}
bool ProbeView::follows() const {
  return head_->follows();
}
MaskAnswers* ProbeView::answers() const {
  return column_->answers();
}
QLabel* ProbeView::filled() const {
  return column_->filled();
}
ErrorNote* ProbeView::error() const {
  return kind() == ProbeKind::fill         ? column_->error()
         : kind() == ProbeKind::likelihood ? likelihood_->error()
                                           : attention_->error();
}
void ProbeView::setHeldOutAvailable(bool available) {
  examples_->setHeldOutAvailable(available);
}

void ProbeView::setExamples(const QStringList& questions) {
  examples_->setExamples(questions);
  if (text().isEmpty() && !questions.isEmpty()) setText(questions.front());
}

void ProbeView::setText(const QString& text) {
  masked_.setText(text);
  line_->setText(text);
  chips_->setLine(masked_);
}

void ProbeView::lineChanged(bool on_purpose) {
  chips_->setLine(masked_);
  error()->clear();
  showHint();
  if (!canAsk()) return clearAnswer();
  setStale();
  Q_EMIT askWanted(masked_.text(), on_purpose);
}

// ---- What is answered

void ProbeView::setStale() {
  column_->setStale(true);
  beside_column_->setStale(true);
  likelihood_->setWaiting(true);
}

void ProbeView::clearAnswer() {
  column_->clear();
  beside_column_->clear();
  likelihood_->clear();
  attention_->clear();
  head_->clearStatus();
  showHint();
}

void ProbeView::setPins(const QStringList& pins) {
  pins_ = pins;
  std::vector<ListEntry> entries;
  for (const QString& pin : pins_) entries.push_back({pin, pin, {}, {}, pin});
  pin_list_->setEntries(std::move(entries));
  constexpr int head = 40, line = 42, most_lines = 4;
  pin_list_->setMaximumHeight(head + line * std::min(most_lines, static_cast<int>(pins_.size())));
  pin_list_->setVisible(!pins_.isEmpty());
  showPinned();
}

void ProbeView::showPinned() {
  pin_->setChecked(pins_.contains(masked_.unmasked()));
  pin_->setEnabled(!masked_.pieces().empty());
}

void ProbeView::showHint() {
  showPinned();
  const int masks = masked_.maskCount();
  hint_->setText(masked_.pieces().empty()          ? QString()
                 : kind() == ProbeKind::likelihood ? tr("Point at a token for what the model expected there.")
                 : masks == 0                      ? tr("Click a word to hide it from the model.")
                 : last_tokens_.isEmpty()          ? tr("Click a gap to show its word again.")
                                                   : tr("Click a word to hide it, a gap to show it again."));
}

void ProbeView::cutAs(const std::vector<std::string>& tokens) {
  last_tokens_.clear();
  for (const std::string& token : tokens) last_tokens_ << QString::fromStdString(token);
  if (pieces_->current() == 0 || kind() != ProbeKind::fill) masked_.cutAs(last_tokens_);
  chips_->setLine(masked_);
  showHint();
}

void ProbeView::showHeat() {
  chips_->setHeat(kind() == ProbeKind::likelihood ? likelihood_->heat(masked_)
                                                  : std::vector<ChipFlow::Heat>{});
}

void ProbeView::setAnswer(const FillResult& result, qint64 milliseconds, bool settled) {
  ProbeLog::Entry entry;
  entry.run_id = run();
  entry.run_name = head_->picker()->current() != nullptr ? head_->picker()->current()->name : QString();
  entry.result = result;
  entry.milliseconds = milliseconds;
  entry.settled = settled;
  log_.add(std::move(entry));
  log_list_->setEntries(log_.listEntries());
  if (kind() == ProbeKind::fill && QString::fromStdString(result.text) == text())
    showResult(result, milliseconds);
}

void ProbeView::showResult(const FillResult& result, qint64 milliseconds) {
  cutAs(result.tokens);
  column_->show(result, masked_, top());
  if (const FillResult& other = beside_column_->result(); other.text == result.text && !other.text.empty())
    beside_column_->show(FillResult(other), masked_, top(), result.masks);
  head_->showStatus(result.step, result.live, milliseconds);
}

void ProbeView::setLikelihood(const LikelihoodResult& result, qint64 milliseconds) {
  if (kind() != ProbeKind::likelihood || QString::fromStdString(result.text) != text()) return;
  cutAs(result.tokens);
  likelihood_->setResult(result);
  showHeat();
  head_->showStatus(result.step, result.live, milliseconds);
}

void ProbeView::setAttention(const AttentionMap& map, qint64 milliseconds) {
  if (kind() != ProbeKind::attention || QString::fromStdString(map.text) != text()) return;
  cutAs(map.tokens);
  attention_->setMap(map);
  head_->showStatus(map.step, map.live, milliseconds);
}

void ProbeView::setBesideAnswer(const ProbeDone& done) {
  if (besideRun().isEmpty()) return;
  if (done.error) {
    if (kind() == ProbeKind::fill) beside_column_->showError(*done.error);
  } else if (done.likelihood && kind() == ProbeKind::likelihood) {
    likelihood_->setBeside(*done.likelihood, ProbeHead::nameOf(*head_->beside()));
  } else if (!done.likelihood && !done.attention && kind() == ProbeKind::fill &&
             QString::fromStdString(done.result.text) == text()) {
    const FillResult& first = column_->result();
    beside_column_->show(done.result, masked_, top(),
                         first.text == done.result.text ? first.masks : std::vector<FilledMask>{});
  }
}

void ProbeView::setError(const Error& error) {
  clearAnswer();
  if (kind() == ProbeKind::fill)
    column_->showError(error);
  else if (kind() == ProbeKind::likelihood)
    likelihood_->showError(error);
  else
    attention_->showError(error);
}

}  // namespace cloze::ui
