// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/source_picker.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/models/data_entries.h"
#include "ui/theme.h"

namespace cloze::ui {

QStringList corpus_paths_of(const QMimeData* data) {
  QStringList paths;
  for (const QUrl& url : data->urls())
    if (url.isLocalFile() && is_corpus_path(url.toLocalFile())) paths << url.toLocalFile();
  return paths;
}

QStringList ask_for_files(QWidget* parent) {
  QStringList patterns;
  for (const std::string& ending : corpus_endings())
    patterns << QLatin1Char('*') + QString::fromStdString(ending);
  return QFileDialog::getOpenFileNames(
      parent, SourcePicker::tr("Add text files"), {},
      SourcePicker::tr("Text") + QStringLiteral(" (%1)").arg(patterns.join(QLatin1Char(' '))));
}

QStringList ask_for_folder(QWidget* parent) {
  const QString folder =
      QFileDialog::getExistingDirectory(parent, SourcePicker::tr("Add a folder of text files"));
  return folder.isEmpty() ? QStringList() : QStringList{folder};
}

SourcePicker::SourcePicker(QWidget* parent) : QWidget(parent) {
  list_ = new QListWidget;
  list_->setAccessibleName(tr("Sources"));
  list_->setToolTip(tr("Text to read; drop files and folders here to add them"));
  list_->setMinimumHeight(92);
  list_->setMaximumHeight(120);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* files = new QPushButton(tr("Add files…"));
  auto* folder = new QPushButton(tr("Add folder…"));
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(grid::small);
  buttons->addWidget(files);
  buttons->addWidget(folder);
  buttons->addStretch();
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(grid::unit);
  all->addWidget(list_);
  all->addLayout(buttons);
  connect(list_, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
    const QString path = item->data(Qt::UserRole).toString();
    checked_.removeAll(path);
    if (item->checkState() == Qt::Checked) checked_ << path;
    Q_EMIT changed();
  });
  const auto add = [this](const QStringList& paths) {
    if (!paths.isEmpty()) Q_EMIT pathsAdded(paths);
  };
  connect(files, &QPushButton::clicked, this, [this, add] { add(ask_for_files(this)); });
  connect(folder, &QPushButton::clicked, this, [this, add] { add(ask_for_folder(this)); });
}

void SourcePicker::setCorpora(const std::vector<Corpus>& corpora) {
  corpora_ = corpora;
  fill();
}

QStringList SourcePicker::checked() const {
  QStringList paths;
  for (const Corpus& corpus : corpora_)
    if (corpus.present && checked_.contains(corpus.id)) paths << corpus.id;
  return paths;
}

std::vector<Corpus> SourcePicker::checkedCorpora() const {
  std::vector<Corpus> chosen;
  for (const Corpus& corpus : corpora_)
    if (corpus.present && checked_.contains(corpus.id)) chosen.push_back(corpus);
  return chosen;
}

void SourcePicker::setChecked(const QStringList& paths) {
  checked_ = paths;
  fill();
  Q_EMIT changed();
}

bool SourcePicker::hasRecords() const {
  return std::ranges::any_of(
      corpora_, [this](const Corpus& corpus) { return corpus.records && checked_.contains(corpus.id); });
}

QString SourcePicker::firstTitle() const {
  const auto found = std::ranges::find_if(
      corpora_, [this](const Corpus& corpus) { return corpus.present && checked_.contains(corpus.id); });
  return found == corpora_.end() ? QString() : found->title;
}

void SourcePicker::fill() {
  const QSignalBlocker quiet(list_);
  list_->clear();
  for (const Corpus& corpus : corpora_) {
    auto* item = new QListWidgetItem(
        corpus.present ? QStringLiteral("%1  ·  %2").arg(corpus.title, file_size(double(corpus.bytes)))
                       : corpus.title);
    item->setData(Qt::UserRole, corpus.id);
    item->setToolTip(corpus.about);
    item->setFlags(corpus.present ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable
                                  : Qt::NoItemFlags);
    item->setCheckState(corpus.present && checked_.contains(corpus.id) ? Qt::Checked : Qt::Unchecked);
    list_->addItem(item);
  }
}

}  // namespace cloze::ui
