// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/data_view.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/session/workspace.h"
#include "ui/models/data_entries.h"
#include "ui/theme.h"
#include "ui/widgets/corpus_reader.h"
#include "ui/widgets/dataset_drawer.h"
#include "ui/widgets/document_reader.h"
#include "ui/widgets/entry_list.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/number_edit.h"
#include "ui/widgets/source_picker.h"
#include "ui/widgets/tokenizer_drawer.h"
#include "ui/widgets/tokenizer_trial.h"
#include "ui/widgets/unfinished_pane.h"
#include "ui/widgets/vocabulary_view.h"
#include "ui/widgets/welcome_panel.h"

namespace cloze::ui {

DataView::DataView(QWidget* parent) : QWidget(parent) {
  setAcceptDrops(true);
  welcome_ = new WelcomePanel;
  corpus_reader_ = new CorpusReader;
  reader_ = new DocumentReader;
  unfinished_pane_ = new UnfinishedPane;
  tokenizer_drawer_ = new TokenizerDrawer;
  dataset_drawer_ = new DatasetDrawer;
  tokenizer_drawer_->hide();
  dataset_drawer_->hide();
  QWidget* lists = buildLists();
  tokenizer_pane_ = buildTokenizerPane();
  pane_ = new QStackedWidget;
  pane_->addWidget(buildNothingPane());
  pane_->addWidget(corpus_reader_);
  pane_->addWidget(tokenizer_pane_);
  pane_->addWidget(reader_);
  pane_->addWidget(unfinished_pane_);

  auto* lower = new QWidget;
  auto* line = new QHBoxLayout(lower);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(grid::large);
  line->addWidget(lists);
  line->addWidget(pane_, 1);
  line->addWidget(tokenizer_drawer_);
  line->addWidget(dataset_drawer_);
  outer_ = new QStackedWidget;
  outer_->addWidget(lower);
  outer_->addWidget(welcome_);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(outer_);

  drop_hint_ = new QLabel(tr("Drop text files and folders to add them"), this);
  static_cast<QLabel*>(drop_hint_)->setAlignment(Qt::AlignCenter);
  set_role(drop_hint_, "card");
  drop_hint_->hide();

  connect(welcome_, &WelcomePanel::browseWanted, this, [this] {
    leaveWelcome();
    if (!corpora_.empty()) showCorpus(corpora_.front().id);
  });
  connect(welcome_, &WelcomePanel::openWanted, this, &DataView::addPaths);
  connect(corpus_reader_, &CorpusReader::tokenizerWanted, this,
          [this] { openTokenizerDrawer({corpus_reader_->corpus().id}); });
  connect(corpus_reader_, &CorpusReader::datasetWanted, this,
          [this] { openDatasetDrawer({corpus_reader_->corpus().id}); });
  connect(corpus_reader_, &CorpusReader::forgetWanted, this, &DataView::forgetCorpus);
  connect(reader_, &DocumentReader::useWanted, this, [this] {
    const auto found =
        std::ranges::find(datasets_, dataset_list_->current().toStdString(), &DatasetInfo::hash);
    if (found != datasets_.end()) Q_EMIT useDataset(QString::fromStdString(found->name));
  });
  wireDrawers();
}

DataView::~DataView() = default;

QWidget* DataView::buildLists() {
  corpora_list_ = new EntryList(tr("Texts"), tr("Add…"), tr("Add files or folders, or drop them here."));
  corpora_list_->addButton()->setToolTip(tr("Add files or folders of text"));
  tokenizer_list_ = new EntryList(tr("Tokenizers"), tr("New…"),
                                  tr("A tokenizer learns from text which pieces words are made of."));
  dataset_list_ = new EntryList(tr("Datasets"), tr("New…"),
                                tr("A dataset is text cut by a tokenizer, ready to train on."));
  auto* column = new QSplitter(Qt::Vertical);
  column->setFixedWidth(248);
  column->setChildrenCollapsible(false);
  column->setHandleWidth(grid::large);
  for (EntryList* list : {corpora_list_, tokenizer_list_, dataset_list_}) column->addWidget(list);
  connect(corpora_list_, &EntryList::addWanted, this, &DataView::addPaths);
  connect(tokenizer_list_, &EntryList::addWanted, this, [this] { openTokenizerDrawer(); });
  connect(dataset_list_, &EntryList::addWanted, this, [this] { openDatasetDrawer(); });
  connect(corpora_list_, &EntryList::chosen, this, &DataView::showCorpus);
  connect(tokenizer_list_, &EntryList::chosen, this, &DataView::showTokenizer);
  connect(dataset_list_, &EntryList::chosen, this, &DataView::showDataset);
  connect(corpora_list_, &EntryList::removeWanted, this, [this](const QString& id) {
    const Corpus* chosen = corpus(id);
    if (chosen != nullptr && !chosen->sample) Q_EMIT forgetCorpus(id);
  });
  return column;
}

QWidget* DataView::buildTokenizerPane() {
  tokenizer_name_ = new QLabel;
  set_role(tokenizer_name_, "title");
  auto* build = new QPushButton(tr("New dataset…"));
  build->setToolTip(tr("Cut text with this tokenizer"));
  set_role(build, "primary");
  auto* top = new QHBoxLayout;
  top->addWidget(tokenizer_name_, 1);
  top->addWidget(build);
  auto* card = new QFrame;
  set_role(card, "card");
  tokenizer_facts_ = new FactList;
  auto* card_column = new QVBoxLayout(card);
  card_column->setContentsMargins(grid::large, grid::large, grid::large, grid::large);
  card_column->addWidget(tokenizer_facts_);
  card->setMaximumWidth(460);
  vocabulary_ = new VocabularyView;
  tokenizer_trial_ = new TokenizerTrial;
  tokenizer_trial_->flow()->setCompact(6);
  auto* pane = new QWidget;
  auto* column = new QVBoxLayout(pane);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(grid::large);
  column->addLayout(top);
  auto* sides = new QHBoxLayout;
  sides->setSpacing(grid::large);
  sides->addWidget(card, 0, Qt::AlignTop);
  sides->addWidget(vocabulary_, 1);
  column->addLayout(sides, 1);
  column->addWidget(tokenizer_trial_);
  connect(build, &QPushButton::clicked, this, [this] { openDatasetDrawer({}, tokenizer_list_->current()); });
  return pane;
}

QWidget* DataView::buildNothingPane() {
  auto* hint = new QLabel(tr("Choose a text, a tokenizer or a dataset to look into it."));
  hint->setAlignment(Qt::AlignCenter);
  set_role(hint, "muted");
  return hint;
}

void DataView::wireDrawers() {
  for (Drawer* drawer : {static_cast<Drawer*>(tokenizer_drawer_), static_cast<Drawer*>(dataset_drawer_)})
    connect(drawer, &Drawer::closed, drawer, &QWidget::hide);
  for (SourcePicker* sources : {tokenizer_drawer_->sources(), dataset_drawer_->sources()})
    connect(sources, &SourcePicker::pathsAdded, this, &DataView::pathsAdded);
  connect(tokenizer_drawer_, &Drawer::nextWanted, this, [this] {
    const QStringList sources = tokenizer_drawer_->sources()->checked();
    tokenizer_drawer_->showForm();
    openDatasetDrawer(sources, tokenizer_drawer_->made());
  });
  connect(dataset_drawer_, &DatasetDrawer::tokenizerWanted, this,
          [this] { openTokenizerDrawer(dataset_drawer_->sources()->checked()); });
  connect(dataset_drawer_, &Drawer::nextWanted, this, [this] {
    dataset_drawer_->showForm();
    dataset_drawer_->hide();
    Q_EMIT useDataset(dataset_drawer_->made());
  });
}

void DataView::addPaths() {
  QMenu menu;
  const QAction* files = menu.addAction(tr("Files…"));
  const QAction* folder = menu.addAction(tr("A folder…"));
  const QWidget* below =
      isWelcome() ? static_cast<QWidget*>(welcome_->openButton()) : corpora_list_->addButton();
  const QAction* chosen = menu.exec(below->mapToGlobal(QPoint(0, below->height())));
  const QStringList paths = chosen == files    ? ask_for_files(this)
                            : chosen == folder ? ask_for_folder(this)
                                               : QStringList();
  if (!paths.isEmpty()) Q_EMIT pathsAdded(paths);
}

void DataView::setCorpora(const std::vector<Corpus>& corpora) {
  corpora_ = corpora;
  std::vector<ListEntry> entries;
  for (const Corpus& each : corpora) {
    entries.push_back(entry_of(each));
    if (each.sample_name == QLatin1String("sotu")) welcome_->setSample(each);
  }
  corpora_list_->setEntries(std::move(entries));
  tokenizer_drawer_->sources()->setCorpora(corpora);
  dataset_drawer_->sources()->setCorpora(corpora);
  if (const Corpus* shown = corpus(corpus_reader_->corpus().id)) corpus_reader_->setCorpus(*shown);
}

void DataView::setStored(const std::vector<TokenizerInfo>& tokenizers,
                         const std::vector<DatasetInfo>& datasets,
                         const std::vector<UnfinishedBuild>& unfinished) {
  tokenizers_ = tokenizers;
  datasets_ = datasets;
  unfinished_ = unfinished;
  std::vector<ListEntry> entries;
  QStringList names;
  for (const TokenizerInfo& info : tokenizers) {
    entries.push_back(entry_of(info));
    names << QString::fromStdString(info.name);
  }
  tokenizer_list_->setEntries(std::move(entries));
  tokenizer_drawer_->setTaken(names);
  dataset_drawer_->setTokenizers(names);
  entries.clear();
  names.clear();
  for (const DatasetInfo& info : datasets) {
    entries.push_back(entry_of(info));
    names << QString::fromStdString(info.name);
  }
  for (const UnfinishedBuild& build : unfinished) entries.push_back(entry_of(build));
  dataset_list_->setEntries(std::move(entries));
  dataset_drawer_->setTaken(names);
  if (pane_->currentWidget() == unfinished_pane_) {
    // It may have gone on, or have been finished or removed.
    const QString shown = unfinished_pane_->hash();
    pane_->setCurrentIndex(0);
    showDataset(shown);
  }
  const bool nothing = tokenizers.empty() && datasets.empty() && unfinished.empty();
  if (!std::exchange(first_, false)) {
    if (!nothing) leaveWelcome();
    return;
  }
  outer_->setCurrentWidget(nothing ? static_cast<QWidget*>(welcome_) : outer_->widget(0));
  if (!datasets.empty()) showDataset(QString::fromStdString(datasets.front().hash));
}

bool DataView::isWelcome() const {
  return outer_->currentWidget() == welcome_;
}
void DataView::leaveWelcome() {
  outer_->setCurrentIndex(0);
}

const Corpus* DataView::corpus(const QString& id) const {
  const auto found = std::ranges::find(corpora_, id, &Corpus::id);
  return found == corpora_.end() ? nullptr : &*found;
}

void DataView::showCorpus(const QString& id) {
  const Corpus* chosen = corpus(id);
  if (chosen == nullptr) return;
  corpora_list_->setCurrent(id);
  tokenizer_list_->setCurrent({});
  dataset_list_->setCurrent({});
  pane_->setCurrentWidget(corpus_reader_);
  corpus_reader_->setCorpus(*chosen);
}

void DataView::showTokenizer(const QString& name) {
  const auto found = std::ranges::find(tokenizers_, name.toStdString(), &TokenizerInfo::name);
  if (found == tokenizers_.end()) return;
  tokenizer_list_->setCurrent(name);
  corpora_list_->setCurrent({});
  dataset_list_->setCurrent({});
  tokenizer_name_->setText(name);
  tokenizer_facts_->setFacts(facts_of(*found));
  pane_->setCurrentWidget(tokenizer_pane_);
  Q_EMIT openTokenizerWanted(name);
  tokenizer_trial_->refresh();
}

void DataView::showDataset(const QString& hash) {
  const auto stopped = std::ranges::find(unfinished_, hash.toStdString(),
                                         [](const UnfinishedBuild& build) { return build.info.hash; });
  if (stopped != unfinished_.end()) {
    dataset_list_->setCurrent(hash);
    corpora_list_->setCurrent({});
    tokenizer_list_->setCurrent({});
    unfinished_pane_->setBuild(*stopped);
    pane_->setCurrentWidget(unfinished_pane_);
    return;
  }
  const auto found = std::ranges::find(datasets_, hash.toStdString(), &DatasetInfo::hash);
  if (found == datasets_.end()) return;
  dataset_list_->setCurrent(hash);
  corpora_list_->setCurrent({});
  tokenizer_list_->setCurrent({});
  pane_->setCurrentWidget(reader_);
  Q_EMIT openDatasetWanted(hash);
  const ListEntry entry = entry_of(*found);
  const double tokens = double(found->train.tokens + found->held_out.tokens);
  const double unknown =
      tokens > 0 ? double(found->train.unknown_tokens + found->held_out.unknown_tokens) / tokens : 0;
  reader_->setDataset(
      entry.title,
      tr("%1 tokens  ·  vocabulary %2  ·  %3 unknown")
          .arg(short_number(tokens), short_number(double(found->vocabulary_size)), percent(unknown)),
      fact_list_of(*found), found->train.documents, found->held_out.documents);
}

void DataView::openTokenizerDrawer(const QStringList& sources) {
  leaveWelcome();
  dataset_drawer_->hide();
  if (!tokenizer_drawer_->working() && !sources.isEmpty()) {
    tokenizer_drawer_->showForm();
    tokenizer_drawer_->sources()->setChecked(sources);
  }
  tokenizer_drawer_->show();
  tokenizer_drawer_->vocabulary()->setFocus();
}

void DataView::openDatasetDrawer(const QStringList& sources, const QString& tokenizer) {
  leaveWelcome();
  tokenizer_drawer_->hide();
  if (!dataset_drawer_->working()) {
    if (!sources.isEmpty() || !tokenizer.isEmpty()) dataset_drawer_->showForm();
    if (!sources.isEmpty()) dataset_drawer_->sources()->setChecked(sources);
    if (!tokenizer.isEmpty()) dataset_drawer_->chooseTokenizer(tokenizer);
  }
  dataset_drawer_->show();
  dataset_drawer_->name()->setFocus();
}

void DataView::dragEnterEvent(QDragEnterEvent* event) {
  if (corpus_paths_of(event->mimeData()).isEmpty()) return;
  event->acceptProposedAction();
  drop_hint_->setGeometry(QRect(0, 0, std::min(width(), 420), 96));
  drop_hint_->move(rect().center() - drop_hint_->rect().center());
  drop_hint_->show();
  drop_hint_->raise();
}

void DataView::dragLeaveEvent(QDragLeaveEvent*) {
  drop_hint_->hide();
}

void DataView::dropEvent(QDropEvent* event) {
  drop_hint_->hide();
  const QStringList paths = corpus_paths_of(event->mimeData());
  if (paths.isEmpty()) return;
  event->acceptProposedAction();
  Q_EMIT pathsAdded(paths);
}

}  // namespace cloze::ui
