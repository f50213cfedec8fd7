// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/corpus_reader.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/models/data_entries.h"
#include "ui/models/entry_list_model.h"
#include "ui/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/entry_delegate.h"

namespace cloze::ui {

CorpusReader::CorpusReader(QWidget* parent) : QWidget(parent) {
  name_ = new QLabel;
  set_role(name_, "title");
  about_ = new ElidedLabel;
  set_role(about_, "muted");
  forget_ = new QPushButton(tr("Remove"));
  forget_->setToolTip(tr("Take it off this list; the files stay where they are"));
  tokenizer_ = new QPushButton(tr("New tokenizer…"));
  dataset_ = new QPushButton(tr("New dataset…"));
  auto* titles = new QVBoxLayout;
  titles->setSpacing(0);
  titles->addWidget(name_);
  titles->addWidget(about_);
  auto* top = new QHBoxLayout;
  top->setSpacing(grid::small);
  top->addLayout(titles, 1);
  for (QPushButton* button : {forget_, tokenizer_, dataset_}) top->addWidget(button, 0, Qt::AlignTop);

  files_ = new EntryListModel(this);
  view_ = new QListView;
  view_->setModel(files_);
  view_->setItemDelegate(new EntryDelegate(view_));
  view_->setUniformItemSizes(true);
  view_->setMouseTracking(true);
  view_->setFixedWidth(212);
  view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  view_->setAccessibleName(tr("Files"));
  text_ = new QPlainTextEdit;
  text_->setReadOnly(true);
  text_->setAccessibleName(tr("Beginning of the file"));
  auto* middle = new QHBoxLayout;
  middle->setSpacing(grid::medium);
  middle->addWidget(view_);
  middle->addWidget(text_, 1);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(grid::medium);
  all->addLayout(top);
  all->addLayout(middle, 1);

  connect(tokenizer_, &QPushButton::clicked, this, &CorpusReader::tokenizerWanted);
  connect(dataset_, &QPushButton::clicked, this, &CorpusReader::datasetWanted);
  connect(forget_, &QPushButton::clicked, this, [this] { Q_EMIT forgetWanted(corpus_.id); });
  connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& now) {
            if (!now.isValid()) return;
            shown_file_ = now.data(EntryListModel::IdRole).toString();
            Q_EMIT textWanted(shown_file_);
          });
}

void CorpusReader::setCorpus(const Corpus& corpus) {
  const bool same =
      corpus.id == corpus_.id && corpus.present == corpus_.present && !files_->entries().empty();
  corpus_ = corpus;
  name_->setText(corpus.title);
  about_->setText(
      corpus.present
          ? tr("%1 in files: %2").arg(file_size(double(corpus.bytes)), QLocale().toString(corpus.files)) +
                QStringLiteral("  ·  ") + corpus.about
          : corpus.about);
  forget_->setVisible(!corpus.sample);
  tokenizer_->setEnabled(corpus.present);
  dataset_->setEnabled(corpus.present);
  if (same) return;
  files_->setEntries({});
  text_->setPlainText(corpus.present  ? QString()
                      : corpus.sample ? tr("This sample has not been fetched yet.\n\nFetch it in a terminal "
                                           "with:\n\n    packaging/bootstrap.sh")
                                      : tr("There is nothing at this place any more."));
  if (corpus.present) Q_EMIT filesWanted(corpus.id);
}

void CorpusReader::setFiles(const QString& corpus, const std::vector<CorpusFile>& files) {
  if (corpus != corpus_.id) return;
  std::vector<ListEntry> entries;
  for (const CorpusFile& file : files) {
    ListEntry entry;
    entry.id = file.path;
    entry.title = file.name;
    entry.detail = file_size(double(file.bytes));
    entry.tip = file.path;
    entries.push_back(entry);
  }
  files_->setEntries(std::move(entries));
  if (files.empty())
    text_->setPlainText(tr("There is no text file here."));
  else
    view_->setCurrentIndex(files_->index(0));
}

void CorpusReader::setText(const QString& path, const QString& beginning) {
  if (path == shown_file_) text_->setPlainText(beginning);
}

}  // namespace cloze::ui
