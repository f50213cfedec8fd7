// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/document_reader.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/models/browsed_tokens.h"
#include "ui/theme.h"
#include "ui/widgets/document_delegate.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/hit_delegate.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/statistics_view.h"
#include "ui/widgets/tokenizer_trial.h"

namespace cloze::ui {
namespace {

constexpr int list_width = 212;
constexpr int settle_ms = 250;

QListView* make_list(QAbstractItemModel* model, QAbstractItemDelegate* delegate) {
  auto* view = new QListView;
  view->setModel(model);
  delegate->setParent(view);
  view->setItemDelegate(delegate);
  view->setUniformItemSizes(true);
  view->setMouseTracking(true);
  view->setLayoutMode(QListView::Batched);
  view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  return view;
}

}  // namespace

DocumentReader::DocumentReader(QWidget* parent) : QWidget(parent) {
  name_ = new QLabel;
  set_role(name_, "title");
  summary_ = new ElidedLabel;
  set_role(summary_, "muted");
  facts_button_ = new QPushButton(tr("Details"));
  facts_button_->setCheckable(true);
  facts_button_->setToolTip(tr("What the build counted"));
  statistics_button_ = new QPushButton(tr("Statistics"));
  statistics_button_->setCheckable(true);
  statistics_button_->setToolTip(
      tr("Lengths, unknown tokens and the vocabulary, counted over the whole dataset"));
  use_ = new QPushButton(tr("Train on this"));
  use_->setToolTip(tr("Take this dataset to the Configure page"));
  set_role(use_, "primary");
  auto* titles = new QVBoxLayout;
  titles->setSpacing(0);
  titles->addWidget(name_);
  titles->addWidget(summary_);
  auto* top = new QHBoxLayout;
  top->setSpacing(grid::small);
  top->addLayout(titles, 1);
  top->addWidget(statistics_button_, 0, Qt::AlignTop);
  top->addWidget(facts_button_, 0, Qt::AlignTop);
  top->addWidget(use_, 0, Qt::AlignTop);

  auto* facts_card = new QFrame;
  set_role(facts_card, "card");
  facts_ = new FactList;
  auto* facts_column = new QVBoxLayout(facts_card);
  facts_column->addWidget(facts_);
  facts_card->hide();
  error_ = new ErrorNote;

  statistics_ = new StatisticsView;
  middle_ = new QStackedWidget;
  middle_->addWidget(makeDocuments());
  middle_->addWidget(statistics_);

  trial_ = new TokenizerTrial;
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(grid::small);
  all->addLayout(top);
  all->addWidget(facts_card);
  all->addWidget(error_);
  all->addWidget(middle_, 1);
  all->addWidget(trial_);

  connect(facts_button_, &QPushButton::toggled, facts_card, &QWidget::setVisible);
  connect(use_, &QPushButton::clicked, this, &DocumentReader::useWanted);
  connect(split_, &Segmented::chosen, this, &DocumentReader::showSplit);
  connect(documents_, &DocumentListModel::blockWanted, this,
          [this](int first, int count) { Q_EMIT documentsWanted(heldOut(), first, count); });
  connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& now) {
            if (now.isValid()) show(heldOut(), now.row());
          });
  connect(hit_list_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& now) {
            if (now.isValid()) show(hits_->hit(now.row()).held_out, hits_->hit(now.row()).document);
          });
  settle_.setSingleShot(true);
  settle_.setInterval(settle_ms);
  connect(search_, &QLineEdit::textChanged, &settle_, qOverload<>(&QTimer::start));
  connect(&settle_, &QTimer::timeout, this, &DocumentReader::startSearch);
  connect(statistics_button_, &QPushButton::toggled, this, [this](bool on) {
    middle_->setCurrentIndex(on ? 1 : 0);
    if (on && !statistics_->counted()) Q_EMIT statisticsWanted();
  });
  const auto tell = [this](int token) {
    const int which = token >= 0 ? token : flow_->current();
    const auto& shown = flow_->flowTokens();
    token_note_->setText(which >= 0 && which < static_cast<int>(shown.size())
                             ? TokenFlow::describe(shown[static_cast<std::size_t>(which)])
                             : tr("Hover or click a token to see its id."));
  };
  connect(flow_, &TokenFlow::hovered, this, tell);
  connect(flow_, &TokenFlow::currentChanged, this, tell);
}

QWidget* DocumentReader::makeDocuments() {
  split_ = new Segmented({tr("Train"), tr("Held out")});
  split_->setTip(0, tr("Documents the model learns from"));
  split_->setTip(1, tr("Documents kept aside to measure it"));
  documents_ = new DocumentListModel(this);
  view_ = make_list(documents_, new DocumentDelegate);
  view_->setAccessibleName(tr("Documents"));
  search_ = new QLineEdit;
  search_->setPlaceholderText(tr("Search all documents"));
  search_->setAccessibleName(tr("Search all documents"));
  search_->setToolTip(
      tr("Finds text in both parts, whatever its case; what the vocabulary does not know is not found"));
  search_->setClearButtonEnabled(true);
  search_note_ = new QLabel;
  search_note_->setFont(tabular_font(TextSize::small));
  set_role(search_note_, "muted");
  search_note_->hide();
  hits_ = new SearchHitsModel(this);
  hit_list_ = make_list(hits_, new HitDelegate);
  hit_list_->setAccessibleName(tr("Documents that hold the text"));
  lists_ = new QStackedWidget;
  lists_->addWidget(view_);
  lists_->addWidget(hit_list_);
  auto* left = new QVBoxLayout;
  left->setSpacing(grid::unit);
  left->addWidget(split_);
  left->addWidget(search_);
  left->addWidget(search_note_);
  left->addWidget(lists_, 1);
  auto* left_box = new QWidget;
  left_box->setFixedWidth(list_width);
  left->setContentsMargins(0, 0, 0, 0);
  left_box->setLayout(left);

  document_note_ = new ElidedLabel;
  document_note_->setFont(tabular_font(TextSize::small));
  set_role(document_note_, "muted");
  token_note_ = new ElidedLabel;
  token_note_->setFont(tabular_font(TextSize::small));
  token_note_->setContentsMargins(grid::medium, 0, grid::medium, grid::unit);
  flow_ = new TokenFlow;
  flow_->setAccessibleName(tr("Tokens of the document"));
  flow_->setPlaceholder(tr("Choose a document to see its tokens."));
  auto* page = new QFrame;
  set_role(page, "card");
  auto* page_column = new QVBoxLayout(page);
  page_column->setContentsMargins(1, 1, 1, 1);
  page_column->setSpacing(0);
  page_column->addWidget(flow_, 1);
  page_column->addWidget(token_note_);
  auto* right = new QVBoxLayout;
  right->setSpacing(grid::unit);
  document_note_->setContentsMargins(0, grid::unit, 0, grid::unit);
  right->addWidget(document_note_);
  right->addWidget(page, 1);
  auto* both = new QWidget;
  auto* middle = new QHBoxLayout(both);
  middle->setContentsMargins(0, 0, 0, 0);
  middle->setSpacing(grid::medium);
  middle->addWidget(left_box);
  middle->addLayout(right, 1);
  return both;
}

bool DocumentReader::heldOut() const {
  return split_->current() == 1;
}

void DocumentReader::setDataset(const QString& name, const QString& summary, const std::vector<Fact>& facts,
                                quint64 train, quint64 held_out) {
  name_->setText(name);
  summary_->setText(summary);
  facts_->setFacts(facts);
  error_->clear();
  counts_[0] = train;
  counts_[1] = held_out;
  const QLocale locale;
  split_->setText(0, tr("Train %1").arg(locale.toString(train)));
  split_->setText(1, tr("Held out %1").arg(locale.toString(held_out)));
  split_->setCurrent(0);
  search_->clear();
  statistics_->clear();
  startSearch();
  trial_->refresh();
}

void DocumentReader::startSearch() {
  settle_.stop();
  const QString text = search_->text().trimmed();
  split_->setEnabled(text.isEmpty());
  search_note_->setVisible(!text.isEmpty());
  search_note_->setText(tr("Searching…"));
  lists_->setCurrentIndex(text.isEmpty() ? 0 : 1);
  hits_->clear();
  if (text.isEmpty())
    showSplit();
  else
    showNothing();
  Q_EMIT searchWanted(text);
}

void DocumentReader::addHits(const QString& text, std::vector<DocumentHit> hits, int done) {
  if (text != search_->text().trimmed()) return;
  hits_->add(std::move(hits));
  const int found = hits_->rowCount();
  if (found > 0 && !hit_list_->currentIndex().isValid()) hit_list_->setCurrentIndex(hits_->index(0));
  QString note = found == 1 ? tr("1 document") : tr("%1 documents").arg(QLocale().toString(found));
  if (found == 0 && done >= 100) note = tr("No document holds this.");
  if (done < 100) note += QStringLiteral("  ·  ") + tr("%1 % searched").arg(done);
  search_note_->setText(note);
}

void DocumentReader::setStatistics(DatasetStatistics statistics, std::vector<QString> pieces) {
  statistics_->setStatistics(std::move(statistics), std::move(pieces));
}

void DocumentReader::show(bool held_out, int document) {
  if (held_out == shown_held_out_ && document == number_) return;
  shown_held_out_ = held_out;
  number_ = document;
  Q_EMIT documentWanted(held_out, document);
}

void DocumentReader::showNothing() {
  number_ = -1;
  flow_->setTokens({});
  document_note_->clear();
}

void DocumentReader::showSplit() {
  showNothing();
  documents_->reset(counts_[heldOut() ? 1 : 0]);
  if (documents_->rowCount() > 0) view_->setCurrentIndex(documents_->index(0));
}

void DocumentReader::askAgain() {
  startSearch();
  trial_->refresh();
  if (statistics_button_->isChecked()) Q_EMIT statisticsWanted();
}

void DocumentReader::setDocuments(bool held_out, int first, const std::vector<DocumentSummary>& rows) {
  if (held_out == heldOut()) documents_->setBlock(first, rows);
}

void DocumentReader::setDocument(bool held_out, int number, const DocumentSummary& whole,
                                 std::vector<FlowToken> head) {
  if (held_out != shown_held_out_ || number != number_) return;
  const QLocale locale;
  QString note =
      tr("Document %1  ·  %2 tokens  ·  %3 sentences")
          .arg(locale.toString(number + 1), locale.toString(whole.tokens), locale.toString(whole.sentences));
  if (whole.unknown > 0)
    note += QStringLiteral("  ·  ") + tr("%1 unknown").arg(locale.toString(whole.unknown));
  if (head.size() < whole.tokens)
    note += QStringLiteral("  ·  ") +
            tr("first %1 shown").arg(locale.toString(static_cast<qulonglong>(head.size())));
  document_note_->setText(note);
  const QString text = search_->text().trimmed();
  const int found = text.isEmpty() ? -1 : token_of(head, text);
  flow_->setTokens(std::move(head));
  if (found >= 0) flow_->setCurrent(found);
}

}  // namespace cloze::ui
