// SPDX-License-Identifier: GPL-3.0-or-later
// Everything on the Data page, without the session behind it: lists at the left, a reader at the right,
// drawers in which tokenizers and datasets are made. UI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "ui/models/corpora.h"

class QLabel;
class QStackedWidget;

namespace cloze {
struct TokenizerInfo;
struct DatasetInfo;
struct UnfinishedBuild;
}  // namespace cloze

namespace cloze::ui {

class CorpusReader;
class DatasetDrawer;
class DocumentReader;
class EntryList;
class FactList;
class TokenizerDrawer;
class TokenizerTrial;
class UnfinishedPane;
class VocabularyView;
class WelcomePanel;

class DataView : public QWidget {
  Q_OBJECT
 public:
  explicit DataView(QWidget* parent = nullptr);
  ~DataView() override;

  void setCorpora(const std::vector<Corpus>& corpora);
  /// What the workspace holds. The first call decides whether the welcome is shown.
  void setStored(const std::vector<TokenizerInfo>& tokenizers, const std::vector<DatasetInfo>& datasets,
                 const std::vector<UnfinishedBuild>& unfinished = {});
  /// Selects an entry and shows it; the first calls come from setStored().
  void showCorpus(const QString& id);
  void showTokenizer(const QString& name);
  /// A dataset, or one whose build is unfinished.
  void showDataset(const QString& hash);
  /// The welcome, or the lists.
  bool isWelcome() const;
  void leaveWelcome();

  void openTokenizerDrawer(const QStringList& sources = {});
  void openDatasetDrawer(const QStringList& sources = {}, const QString& tokenizer = {});

  WelcomePanel* welcome() const { return welcome_; }
  CorpusReader* corpusReader() const { return corpus_reader_; }
  DocumentReader* reader() const { return reader_; }
  TokenizerTrial* tokenizerTrial() const { return tokenizer_trial_; }
  UnfinishedPane* unfinished() const { return unfinished_pane_; }
  VocabularyView* vocabulary() const { return vocabulary_; }
  TokenizerDrawer* tokenizerDrawer() const { return tokenizer_drawer_; }
  DatasetDrawer* datasetDrawer() const { return dataset_drawer_; }
  EntryList* corporaList() const { return corpora_list_; }
  EntryList* tokenizerList() const { return tokenizer_list_; }
  EntryList* datasetList() const { return dataset_list_; }

 Q_SIGNALS:
  void pathsAdded(const QStringList& paths);
  void forgetCorpus(const QString& id);
  /// The reader wants this dataset (by hash) or this tokenizer opened.
  void openDatasetWanted(const QString& hash);
  void openTokenizerWanted(const QString& name);
  /// Train on a dataset, by name.
  void useDataset(const QString& name);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  QWidget* buildLists();
  QWidget* buildTokenizerPane();
  QWidget* buildNothingPane();
  void wireDrawers();
  void addPaths();
  const Corpus* corpus(const QString& id) const;

  std::vector<Corpus> corpora_;
  std::vector<TokenizerInfo> tokenizers_;
  std::vector<DatasetInfo> datasets_;
  std::vector<UnfinishedBuild> unfinished_;
  bool first_ = true;
  QStackedWidget *outer_, *pane_;
  WelcomePanel* welcome_;
  EntryList *corpora_list_, *tokenizer_list_, *dataset_list_;
  QWidget* tokenizer_pane_;
  QLabel* tokenizer_name_;
  FactList* tokenizer_facts_;
  TokenizerTrial* tokenizer_trial_;
  VocabularyView* vocabulary_;
  CorpusReader* corpus_reader_;
  DocumentReader* reader_;
  UnfinishedPane* unfinished_pane_;
  TokenizerDrawer* tokenizer_drawer_;
  DatasetDrawer* dataset_drawer_;
  QWidget* drop_hint_;
};

}  // namespace cloze::ui
