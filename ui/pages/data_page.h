// SPDX-License-Identifier: GPL-3.0-or-later
// Data: texts, tokenizers, datasets, and what is in them. Connects DataView to the session and to the disk;
// everything is read in the background. UI thread only.
#pragma once

#include <QPointer>
#include <functional>
#include <memory>

#include "core/session/dataset_browser.h"
#include "core/session/events.h"
#include "ui/pages/page.h"

namespace cloze {
struct CleanRequest;
}

namespace cloze::ui {

class CleaningDialog;
class CorpusFormatEdit;
class DataView;
class SessionBridge;
class SourcePicker;

class DataPage : public Page {
  Q_OBJECT
 public:
  explicit DataPage(SessionBridge& bridge, QWidget* parent = nullptr);
  QString title() const override;
  void activated() override;
  DataView* view() const { return view_; }

 public Q_SLOTS:
  /// Trains on the sample.
  void quickstart();

 Q_SIGNALS:
  /// A dataset, by name, that the person wants to train on.
  void datasetReady(const QString& name);
  void quickstartStarted(cloze::RequestId job);

 private:
  void wireView();
  void readCorpora();
  void readStored(const QString& show_dataset = {}, const QString& show_tokenizer = {});
  void openDataset(const QString& hash);
  void openTokenizer(const QString& name);
  void tokenize(const QString& text, bool of_dataset);
  /// The next part of a search that has found and looked through so many documents.
  void search(const QString& text, SearchPosition from, std::size_t found, std::uint64_t documents);
  void countDataset();
  /// What a stopped build left, by the hash of the dataset to be.
  void resumeBuild(const QString& hash);
  void discardBuild(const QString& hash);
  /// Steps for the text that is chosen there. fill says how the text is cleaned before them.
  void chooseSteps(SourcePicker* sources, CorpusFormatEdit* format, std::function<void(CleanRequest&)> fill);
  void takeProgress(const JobProgress& progress);
  void takeDone(const JobDone& done);

  SessionBridge& bridge_;
  DataView* view_;
  std::shared_ptr<const DatasetBrowser> dataset_;  ///< Of the reader; shared with the work in the background.
  std::shared_ptr<const Tokenizer> tokenizer_;     ///< Of the tokenizer pane.
  QString wanted_dataset_, wanted_tokenizer_;
  QString show_dataset_, show_tokenizer_;  ///< As soon as they are listed.
  /// The newest readings: an older one may come back later, and says what is no longer so.
  int corpora_reading_ = 0, stored_reading_ = 0;
  int search_ = 0;  ///< Number of the search that is wanted.
  RequestId tokenizer_job_ = 0, dataset_job_ = 0, quickstart_job_ = 0, cleaning_job_ = 0;
  QPointer<CleaningDialog> cleaning_;
};

}  // namespace cloze::ui
