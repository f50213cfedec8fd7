// SPDX-License-Identifier: GPL-3.0-or-later
// Looks into a corpus before anything is made of it: its files and their text as it stands. UI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "ui/models/corpora.h"

class QLabel;
class QListView;
class QPlainTextEdit;
class QPushButton;

namespace cloze::ui {

class ElidedLabel;
class EntryListModel;

class CorpusReader : public QWidget {
  Q_OBJECT
 public:
  explicit CorpusReader(QWidget* parent = nullptr);
  void setCorpus(const Corpus& corpus);
  void setFiles(const QString& corpus, const std::vector<CorpusFile>& files);
  void setText(const QString& path, const QString& beginning);
  const Corpus& corpus() const { return corpus_; }

 Q_SIGNALS:
  void filesWanted(const QString& corpus);
  void textWanted(const QString& path);
  void tokenizerWanted();
  void datasetWanted();
  void forgetWanted(const QString& corpus);

 private:
  Corpus corpus_;
  QString shown_file_;
  QLabel* name_;
  ElidedLabel* about_;
  QPushButton *forget_, *tokenizer_, *dataset_;
  EntryListModel* files_;
  QListView* view_;
  QPlainTextEdit* text_;
};

}  // namespace cloze::ui
