// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/document_reader.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme.h"
#include "ui/widgets/document_delegate.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/tokenizer_trial.h"

namespace cloze::ui {
namespace {

constexpr int list_width = 212;

}  // namespace

DocumentReader::DocumentReader(QWidget* parent) : QWidget(parent) {
  name_ = new QLabel;
  set_role(name_, "title");
  summary_ = new ElidedLabel;
  set_role(summary_, "muted");
  facts_button_ = new QPushButton(tr("Details"));
  facts_button_->setCheckable(true);
  facts_button_->setToolTip(tr("What the build counted"));
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
  top->addWidget(facts_button_, 0, Qt::AlignTop);
  top->addWidget(use_, 0, Qt::AlignTop);

  auto* facts_card = new QFrame;
  set_role(facts_card, "card");
  facts_ = new FactList;
  auto* facts_column = new QVBoxLayout(facts_card);
  facts_column->addWidget(facts_);
  facts_card->hide();
  error_ = new ErrorNote;

  split_ = new Segmented({tr("Train"), tr("Held out")});
  split_->setTip(0, tr("Documents the model learns from"));
  split_->setTip(1, tr("Documents kept aside to measure it"));
  documents_ = new DocumentListModel(this);
  view_ = new QListView;
  view_->setModel(documents_);
  view_->setItemDelegate(new DocumentDelegate(view_));
  view_->setUniformItemSizes(true);
  view_->setMouseTracking(true);
  view_->setLayoutMode(QListView::Batched);
  view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  view_->setAccessibleName(tr("Documents"));
  auto* left = new QVBoxLayout;
  left->setSpacing(grid::unit);
  left->addWidget(split_);
  left->addWidget(view_, 1);
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
  auto* middle = new QHBoxLayout;
  middle->setSpacing(grid::medium);
  middle->addWidget(left_box);
  middle->addLayout(right, 1);

  trial_ = new TokenizerTrial;
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(grid::small);
  all->addLayout(top);
  all->addWidget(facts_card);
  all->addWidget(error_);
  all->addLayout(middle, 1);
  all->addWidget(trial_);

  connect(facts_button_, &QPushButton::toggled, facts_card, &QWidget::setVisible);
  connect(use_, &QPushButton::clicked, this, &DocumentReader::useWanted);
  connect(split_, &Segmented::chosen, this, &DocumentReader::showSplit);
  connect(documents_, &DocumentListModel::blockWanted, this,
          [this](int first, int count) { Q_EMIT documentsWanted(heldOut(), first, count); });
  connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& now) {
            if (!now.isValid() || now.row() == number_) return;
            number_ = now.row();
            Q_EMIT documentWanted(heldOut(), number_);
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
  showSplit();
  trial_->refresh();
}

void DocumentReader::showSplit() {
  number_ = -1;
  flow_->setTokens({});
  document_note_->clear();
  documents_->reset(counts_[heldOut() ? 1 : 0]);
  if (documents_->rowCount() > 0) view_->setCurrentIndex(documents_->index(0));
}

void DocumentReader::askAgain() {
  showSplit();
  trial_->refresh();
}

void DocumentReader::setDocuments(bool held_out, int first, const std::vector<DocumentSummary>& rows) {
  if (held_out == heldOut()) documents_->setBlock(first, rows);
}

void DocumentReader::setDocument(bool held_out, int number, const DocumentSummary& whole,
                                 std::vector<FlowToken> head) {
  if (held_out != heldOut() || number != number_) return;
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
  flow_->setTokens(std::move(head));
}

}  // namespace cloze::ui
