// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data_page.h"

#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "core/config/recipe_json.h"
#include "core/session/dataset_statistics.h"
#include "ui/bridge/background.h"
#include "ui/bridge/session_bridge.h"
#include "ui/models/browsed_tokens.h"
#include "ui/models/core_text.h"
#include "ui/models/corpora.h"
#include "ui/theme.h"
#include "ui/widgets/cleaning_dialog.h"
#include "ui/widgets/corpus_format_edit.h"
#include "ui/widgets/corpus_reader.h"
#include "ui/widgets/data_view.h"
#include "ui/widgets/dataset_drawer.h"
#include "ui/widgets/document_reader.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/source_picker.h"
#include "ui/widgets/tokenizer_drawer.h"
#include "ui/widgets/tokenizer_trial.h"
#include "ui/widgets/unfinished_pane.h"
#include "ui/widgets/vocabulary_view.h"
#include "ui/widgets/welcome_panel.h"

namespace cloze::ui {

DataPage::DataPage(SessionBridge& bridge, QWidget* parent) : Page(parent), bridge_(bridge) {
  view_ = new DataView;
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(grid::page, grid::large, grid::page, grid::large);
  all->addWidget(view_);
  wireView();
  connect(&bridge_, &SessionBridge::jobProgress, this, &DataPage::takeProgress);
  connect(&bridge_, &SessionBridge::jobDone, this, &DataPage::takeDone);
  readCorpora();
  readStored();
}

QString DataPage::title() const {
  return tr("Data");
}

void DataPage::activated() {
  readCorpora();
  readStored();
}

void DataPage::wireView() {
  connect(view_, &DataView::pathsAdded, this, [this](const QStringList& paths) {
    remember_corpora(paths);
    view_->leaveWelcome();
    readCorpora();
  });
  connect(view_, &DataView::forgetCorpus, this, [this](const QString& id) {
    forget_corpus(id);
    readCorpora();
  });
  connect(view_, &DataView::openDatasetWanted, this, &DataPage::openDataset);
  connect(view_, &DataView::openTokenizerWanted, this, &DataPage::openTokenizer);
  connect(view_, &DataView::useDataset, this, [this](const QString& name) {
    Q_EMIT datasetReady(name);
    Q_EMIT pageWanted(QStringLiteral("configure"));
  });
  connect(view_->welcome(), &WelcomePanel::quickstartWanted, this, &DataPage::quickstart);
  connect(view_->welcome(), &WelcomePanel::cancelled, this,
          [this] { bridge_.session().cancel(quickstart_job_); });

  CorpusReader* texts = view_->corpusReader();
  connect(texts, &CorpusReader::filesWanted, this, [this, texts](const QString& corpus) {
    run_in_background(
        this, [corpus] { return corpus_files(corpus); },
        [texts, corpus](const std::vector<CorpusFile>& files) { texts->setFiles(corpus, files); });
  });
  connect(texts, &CorpusReader::textWanted, this, [this, texts](const QString& path) {
    run_in_background(
        this, [path] { return file_beginning(path); },
        [texts, path](const QString& text) { texts->setText(path, text); });
  });

  DocumentReader* reader = view_->reader();
  connect(
      reader, &DocumentReader::documentsWanted, this, [this, reader](bool held_out, int first, int count) {
        if (!dataset_) return;
        run_in_background(
            this,
            [browser = dataset_, held_out, first, count] {
              return summaries(*browser, held_out, first, count);
            },
            [this, reader, browser = dataset_, held_out, first](const std::vector<DocumentSummary>& rows) {
              if (browser == dataset_) reader->setDocuments(held_out, first, rows);
            });
      });
  connect(reader, &DocumentReader::documentWanted, this, [this, reader](bool held_out, int number) {
    if (!dataset_) return;
    run_in_background(
        this,
        [browser = dataset_, held_out, number] {
          return read_document(*browser, held_out, number, DocumentReader::most_tokens);
        },
        [this, reader, browser = dataset_, held_out, number](ReadDocument document) {
          if (browser == dataset_)
            reader->setDocument(held_out, number, document.whole, std::move(document.head));
        });
  });
  connect(reader, &DocumentReader::searchWanted, this, [this](const QString& text) {
    ++search_;
    if (!text.isEmpty() && dataset_) search(text, {}, 0, 0);
  });
  connect(reader, &DocumentReader::statisticsWanted, this, &DataPage::countDataset);
  connect(reader->trial(), &TokenizerTrial::wanted, this,
          [this](const QString& text) { tokenize(text, true); });
  connect(view_->tokenizerTrial(), &TokenizerTrial::wanted, this,
          [this](const QString& text) { tokenize(text, false); });

  TokenizerDrawer* tokenizers = view_->tokenizerDrawer();
  connect(tokenizers, &Drawer::submitted, this, [this, tokenizers] {
    tokenizers->beginJob(tr("Reading the text…"));
    tokenizer_job_ = bridge_.session().train_tokenizer(tokenizers->request());
  });
  connect(tokenizers, &Drawer::cancelled, this, [this] { bridge_.session().cancel(tokenizer_job_); });
  DatasetDrawer* datasets = view_->datasetDrawer();
  connect(datasets, &Drawer::submitted, this, [this, datasets] {
    datasets->beginJob(tr("Reading the text…"));
    dataset_job_ = bridge_.session().build_dataset(datasets->request());
  });
  connect(view_->unfinished(), &UnfinishedPane::resumeWanted, this, &DataPage::resumeBuild);
  connect(view_->unfinished(), &UnfinishedPane::discardWanted, this, &DataPage::discardBuild);
  connect(datasets, &Drawer::cancelled, this, [this] { bridge_.session().cancel(dataset_job_); });
  connect(tokenizers->format(), &CorpusFormatEdit::stepsWanted, this, [this, tokenizers] {
    chooseSteps(tokenizers->sources(), tokenizers->format(), [tokenizers](CleanRequest& request) {
      request.cleaning.cleaning = tokenizers->request().settings.cleaning;
    });
  });
  connect(datasets->format(), &CorpusFormatEdit::stepsWanted, this, [this, datasets] {
    chooseSteps(datasets->sources(), datasets->format(),
                [datasets](CleanRequest& request) { request.tokenizer = datasets->request().tokenizer; });
  });
}

void DataPage::resumeBuild(const QString& hash) {
  run_in_background(
      this,
      [workspace = bridge_.workspace(), hash = hash.toStdString()] {
        return workspace.find_unfinished_build(hash);
      },
      [this](const Result<UnfinishedBuild>& build) {
        if (!build) return bridge_.report(build.error());
        if (view_->datasetDrawer()->working()) return;
        view_->openDatasetDrawer();
        view_->datasetDrawer()->beginJob(tr("Reading the text…"));
        dataset_job_ = bridge_.session().build_dataset(request_of(*build));
      });
}

void DataPage::discardBuild(const QString& hash) {
  run_in_background(
      this,
      [workspace = bridge_.workspace(), hash = hash.toStdString()]() -> Result<void> {
        CLOZE_TRY(const UnfinishedBuild build, workspace.find_unfinished_build(hash));
        return discard_unfinished_build(build);
      },
      [this](const Result<void>& discarded) {
        if (!discarded) bridge_.report(discarded.error());
        readStored();
      });
}

void DataPage::chooseSteps(SourcePicker* sources, CorpusFormatEdit* format,
                           std::function<void(CleanRequest&)> fill) {
  std::vector<std::filesystem::path> corpus;
  for (const QString& path : sources->checked()) corpus.emplace_back(path.toStdString());
  cleaning_ = new CleaningDialog(std::move(corpus), format->format(), this);
  cleaning_->setAttribute(Qt::WA_DeleteOnClose);
  connect(cleaning_, &CleaningDialog::previewWanted, this,
          [this, fill = std::move(fill)](CleanRequest request) {
            fill(request);
            cleaning_job_ = bridge_.session().clean(request);
          });
  connect(cleaning_, &CleaningDialog::previewCancelled, this,
          [this] { bridge_.session().cancel(cleaning_job_); });
  connect(cleaning_, &CleaningDialog::chosen, format, [format](const CleaningSteps& steps) {
    format->setSteps(steps);
    Q_EMIT format->edited();
  });
  cleaning_->open();
}

void DataPage::readCorpora() {
  run_in_background(
      this, [added = remembered_corpora()] { return read_corpora(added); },
      [this, reading = ++corpora_reading_](const std::vector<Corpus>& corpora) {
        if (reading == corpora_reading_) view_->setCorpora(corpora);
      });
}

void DataPage::readStored(const QString& show_dataset, const QString& show_tokenizer) {
  struct Stored {
    std::vector<TokenizerInfo> tokenizers;
    std::vector<DatasetInfo> datasets;
    std::vector<UnfinishedBuild> unfinished;
    std::vector<Error> unreadable;
  };
  if (!show_dataset.isEmpty()) show_dataset_ = show_dataset;
  if (!show_tokenizer.isEmpty()) show_tokenizer_ = show_tokenizer;
  run_in_background(
      this,
      [workspace = bridge_.workspace()] {
        Stored stored;
        stored.tokenizers = workspace.list_tokenizers(&stored.unreadable);
        stored.datasets = workspace.list_datasets(&stored.unreadable);
        stored.unfinished = list_unfinished_builds(workspace.datasets());
        return stored;
      },
      [this, reading = ++stored_reading_](const Stored& stored) {
        if (reading != stored_reading_) return;
        view_->setStored(stored.tokenizers, stored.datasets, stored.unfinished);
        for (const Error& error : stored.unreadable) bridge_.report(error);
        if (!show_tokenizer_.isEmpty()) view_->showTokenizer(std::exchange(show_tokenizer_, {}));
        if (!show_dataset_.isEmpty()) view_->showDataset(std::exchange(show_dataset_, {}));
      });
}

void DataPage::openDataset(const QString& hash) {
  wanted_dataset_ = hash;
  dataset_.reset();
  run_in_background(
      this,
      [workspace = bridge_.workspace(),
       hash = hash.toStdString()]() -> Result<std::shared_ptr<const DatasetBrowser>> {
        CLOZE_TRY(const auto folder, workspace.find_dataset(hash));
        CLOZE_TRY(const auto info, read_dataset_info(folder));
        CLOZE_TRY(const auto tokenizer, workspace.find_tokenizer(info.tokenizer_name));
        CLOZE_TRY(auto browser, DatasetBrowser::open(folder, tokenizer));
        return std::make_shared<const DatasetBrowser>(std::move(browser));
      },
      [this, hash](const Result<std::shared_ptr<const DatasetBrowser>>& opened) {
        if (hash != wanted_dataset_) return;
        if (!opened) return view_->reader()->error()->tell(opened.error());
        dataset_ = *opened;
        // What the reader asked for while the dataset was opening.
        view_->reader()->askAgain();
      });
}

void DataPage::openTokenizer(const QString& name) {
  wanted_tokenizer_ = name;
  tokenizer_.reset();
  struct Loaded {
    std::shared_ptr<const Tokenizer> tokenizer;
    std::vector<QString> pieces;
  };
  run_in_background(
      this,
      [workspace = bridge_.workspace(), name = name.toStdString()]() -> Result<Loaded> {
        CLOZE_TRY(const auto folder, workspace.find_tokenizer(name));
        CLOZE_TRY(auto tokenizer, load_tokenizer(folder));
        auto pieces = pieces_of(*tokenizer);
        return Loaded{std::move(tokenizer), std::move(pieces)};
      },
      [this, name](Result<Loaded> loaded) {
        if (name != wanted_tokenizer_) return;
        if (!loaded) return bridge_.report(loaded.error());
        tokenizer_ = loaded->tokenizer;
        view_->vocabulary()->setVocabulary(std::move(loaded->pieces));
        view_->tokenizerTrial()->refresh();
      });
}

void DataPage::tokenize(const QString& text, bool of_dataset) {
  if (of_dataset ? dataset_ == nullptr : tokenizer_ == nullptr) return;
  TokenizerTrial* trial = of_dataset ? view_->reader()->trial() : view_->tokenizerTrial();
  run_in_background(
      this,
      [browser = of_dataset ? dataset_ : nullptr, tokenizer = tokenizer_, text = text.toStdString()] {
        return browser ? flow_tokens(browser->tokenize(text)) : tokenize_text(*tokenizer, text);
      },
      [trial, text](std::vector<FlowToken> tokens) { trial->setTokens(text, std::move(tokens)); });
}

void DataPage::search(const QString& text, SearchPosition from, std::size_t found, std::uint64_t documents) {
  // Part after part, so that what is found is shown at once and another text is looked for without waiting.
  constexpr std::size_t most_found = 500;
  constexpr double part_seconds = 0.15;
  run_in_background(
      this,
      [browser = dataset_, text = text.toStdString(), from, most = most_found - found] {
        return browser->search(text, from, most, part_seconds);
      },
      [this, text, found, documents, number = search_, browser = dataset_](const SearchPart& part) {
        if (number != search_ || browser != dataset_) return;
        const std::size_t now_found = found + part.hits.size();
        const std::uint64_t now_documents = documents + part.documents;
        const bool goes_on = part.next && now_found < most_found;
        const double all =
            double(browser->document_count(Split::train) + browser->document_count(Split::held_out));
        view_->reader()->addHits(text, document_hits(part),
                                 part.next ? std::min(99, int(100 * double(now_documents) / all)) : 100);
        if (goes_on) search(text, *part.next, now_found, now_documents);
      });
}

void DataPage::countDataset() {
  if (!dataset_) return;
  struct Counted {
    Result<DatasetStatistics> statistics;
    std::vector<QString> pieces;
  };
  run_in_background(
      this,
      [browser = dataset_] {
        return Counted{dataset_statistics(browser->dataset()), pieces_of(browser->tokenizer())};
      },
      [this, browser = dataset_](Counted counted) {
        if (browser != dataset_) return;
        if (!counted.statistics) return view_->reader()->error()->tell(counted.statistics.error());
        view_->reader()->setStatistics(std::move(*counted.statistics), std::move(counted.pieces));
      });
}

void DataPage::takeProgress(const JobProgress& progress) {
  const QString what = core_text(progress.what);
  if (progress.job == tokenizer_job_)
    view_->tokenizerDrawer()->reportJob(what, progress.done, progress.total);
  if (progress.job == dataset_job_) view_->datasetDrawer()->reportJob(what, progress.done, progress.total);
  if (progress.job == cleaning_job_ && cleaning_) cleaning_->reportPreview(progress);
  if (progress.job == quickstart_job_) view_->welcome()->reportJob(what, progress.done, progress.total);
}

void DataPage::takeDone(const JobDone& done) {
  if (done.job == tokenizer_job_) {
    if (done.error)
      view_->tokenizerDrawer()->showJobError(*done.error);
    else if (done.tokenizer)
      view_->tokenizerDrawer()->done(*done.tokenizer);
  }
  if (done.job == dataset_job_) {
    if (done.error)
      view_->datasetDrawer()->showJobError(*done.error);
    else if (done.dataset)
      view_->datasetDrawer()->done(*done.dataset);
  }
  if (done.job == cleaning_job_) {
    if (cleaning_ && done.error) cleaning_->showPreviewError(*done.error);
    if (cleaning_ && done.cleaning) cleaning_->showPreview(*done.cleaning);
    return;  // Nothing was made.
  }
  if (done.job == quickstart_job_) {
    if (done.error)
      view_->welcome()->showError(*done.error);
    else
      view_->welcome()->endJob();
    if (!done.run_id.empty() && isVisible()) Q_EMIT pageWanted(QStringLiteral("run"));
  }
  readStored(done.dataset ? QString::fromStdString(done.dataset->hash) : QString(),
             done.tokenizer && !done.dataset ? QString::fromStdString(done.tokenizer->name) : QString());
}

void DataPage::quickstart() {
  const auto preset = std::ranges::find(presets(), std::string("quickstart"), &Preset::name);
  if (preset == presets().end()) return;
  QuickstartRequest request;
  request.recipe = preset->recipe;
  request.options = bridge_.runOptions();
  view_->welcome()->beginJob();
  quickstart_job_ = bridge_.session().quickstart(request);
  Q_EMIT quickstartStarted(quickstart_job_);
}

}  // namespace cloze::ui
