// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/data_view.h"

#include <gtest/gtest.h>

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QUrl>

#include "core/session/session.h"
#include "ui/models/data_entries.h"
#include "ui/widgets/dataset_drawer.h"
#include "ui/widgets/document_reader.h"
#include "ui/widgets/entry_list.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/number_edit.h"
#include "ui/widgets/source_picker.h"
#include "ui/widgets/source_weights.h"
#include "ui/widgets/tokenizer_drawer.h"
#include "ui/widgets/unfinished_pane.h"
#include "ui/widgets/welcome_panel.h"

namespace cloze::ui {
namespace {

Corpus sample(bool present) {
  Corpus corpus;
  corpus.id = "/samples/sotu";
  corpus.title = corpus.sample_name = "sotu";
  corpus.sample = true;
  corpus.present = present;
  corpus.bytes = 12'200'000;
  return corpus;
}

TokenizerInfo tokenizer(const char* name) {
  TokenizerInfo info;
  info.name = name;
  info.report.split_lines = 7;
  info.report.reserved_characters = 4;
  info.report.corpus.skipped_files = 5;
  info.report.corpus.cleaning.invalid_sequences = 3;
  return info;
}

DatasetInfo dataset(const char* name, const char* hash) {
  DatasetInfo info;
  info.name = name;
  info.hash = hash;
  info.tokenizer_name = "sotu-8k";
  info.train = {237, 70'000, 2'900'000, 29'000};
  info.held_out = {12, 4'000, 100'000, 1'000};
  info.cut_sentences = 2;
  info.empty_sentences = 9;
  return info;
}

void write(const QString& path, const QByteArray& content) {
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(content);
}

TEST(DataView, AnEmptyWorkspaceIsWelcomed) {
  DataView view;
  view.setCorpora({sample(false)});
  view.setStored({}, {});
  EXPECT_TRUE(view.isWelcome());
  EXPECT_FALSE(view.welcome()->quickstartButton()->isEnabled()) << "the sample has to be fetched first";
  view.setCorpora({sample(true)});
  EXPECT_TRUE(view.welcome()->quickstartButton()->isEnabled());
  QSignalSpy quick(view.welcome(), &WelcomePanel::quickstartWanted);
  view.welcome()->quickstartButton()->click();
  EXPECT_EQ(quick.count(), 1);
  view.setStored({tokenizer("sotu-8k")}, {});
  EXPECT_FALSE(view.isWelcome());
}

TEST(DataView, OpensTheNewestDataset) {
  DataView view;
  QSignalSpy open(&view, &DataView::openDatasetWanted);
  view.setStored({tokenizer("sotu-8k")}, {dataset("sotu", "aa"), dataset("old", "bb")});
  EXPECT_FALSE(view.isWelcome());
  ASSERT_EQ(open.count(), 1);
  EXPECT_EQ(open.front().front().toString(), "aa");
  QSignalSpy use(&view, &DataView::useDataset);
  Q_EMIT view.reader()->useWanted();
  EXPECT_EQ(use.front().front().toString(), "sotu");
}

TEST(TokenizerDrawer, MakesTheRequestItShows) {
  TokenizerDrawer drawer;
  EXPECT_FALSE(drawer.submitButton()->isEnabled());
  drawer.sources()->setCorpora({sample(true)});
  drawer.sources()->setChecked({"/samples/sotu"});
  EXPECT_EQ(drawer.name()->text(), "sotu-8k");
  EXPECT_TRUE(drawer.submitButton()->isEnabled());
  drawer.setTaken({"sotu-8k"});
  EXPECT_EQ(drawer.name()->text(), "sotu-8k-2");
  const TokenizerRequest request = drawer.request();
  EXPECT_EQ(request.name, "sotu-8k-2");
  EXPECT_EQ(request.corpus, std::vector<std::filesystem::path>{"/samples/sotu"});
  EXPECT_EQ(request.settings.vocabulary_size, 8192);
  EXPECT_EQ(request.settings.cleaning, CleaningOptions{})
      << "what is shown at first is what core takes by default";
  EXPECT_EQ(request.format.boundary, DocumentBoundary::file);
  EXPECT_DOUBLE_EQ(request.settings.character_coverage, TokenizerSettings{}.character_coverage);

  drawer.vocabulary()->setText("12.5");
  Q_EMIT drawer.vocabulary()->edited("12.5");
  EXPECT_FALSE(drawer.submitButton()->isEnabled());
  EXPECT_TRUE(drawer.obstacle().contains("vocabulary"));
}

TEST(TokenizerDrawer, WordPieceCleansAsBertDoes) {
  TokenizerDrawer drawer;
  drawer.sources()->setCorpora({sample(true)});
  drawer.sources()->setChecked({"/samples/sotu"});
  drawer.show();
  QCheckBox* lowercase = nullptr;
  for (auto* box : drawer.findChildren<QCheckBox*>())
    if (box->text() == "Lower case") lowercase = box;
  ASSERT_NE(lowercase, nullptr);
  lowercase->setChecked(true);
  for (auto* choice : drawer.findChildren<QAbstractButton*>())
    if (choice->text() == "WordPiece") choice->click();
  EXPECT_EQ(lowercase->text(), "Lower case, without accents");
  const TokenizerSettings settings = drawer.request().settings;
  EXPECT_EQ(settings.kind, TokenizerKind::wordpiece);
  CleaningOptions lower;
  lower.lowercase = true;
  EXPECT_EQ(settings.cleaning, lower);
}

TEST(TokenizerDrawer, AsksForTheFieldOfRecordsOnly) {
  TokenizerDrawer drawer;
  drawer.show();
  Corpus records = sample(true);
  records.id = "/news.jsonl.gz";
  records.title = "news.jsonl.gz";
  records.records = true;
  drawer.sources()->setCorpora({sample(true), records});
  drawer.sources()->setChecked({"/samples/sotu"});
  QLineEdit* field = nullptr;
  for (auto* edit : drawer.findChildren<QLineEdit*>())
    if (edit->accessibleName() == "Text field") field = edit;
  ASSERT_NE(field, nullptr);
  EXPECT_FALSE(field->isVisible());
  drawer.sources()->setChecked({"/news.jsonl.gz"});
  EXPECT_TRUE(field->isVisible());
  EXPECT_EQ(drawer.name()->text(), "news-8k");
  EXPECT_EQ(drawer.request().format.text_field, "text");
  field->setText("body");
  EXPECT_EQ(drawer.request().format.text_field, "body");
}

TEST(TokenizerDrawer, ShowsAnErrorBesideWhatIsAtFault) {
  TokenizerDrawer drawer;
  drawer.beginJob("reading");
  EXPECT_TRUE(drawer.working());
  drawer.showJobError(
      {ErrorCode::bad_input, "a vocabulary of 99999 is larger than the corpus allows", "at most 812"});
  EXPECT_FALSE(drawer.working());
  drawer.setTaken({"another"});
  EXPECT_TRUE(drawer.vocabularyError()->text().contains("812")) << "news from elsewhere do not wipe it away";
  EXPECT_FALSE(drawer.sourceError()->isVisibleTo(&drawer));
  drawer.showJobError({ErrorCode::not_found, "there is no file '/x'", ""});
  EXPECT_TRUE(drawer.sourceError()->text().contains("/x"));
  drawer.showJobError({ErrorCode::disk_full, "no space left", "free some"});
  EXPECT_TRUE(drawer.error()->text().contains("No space left"));
}

TEST(TokenizerDrawer, TellsTheCountsOfItsReport) {
  TokenizerDrawer drawer;
  drawer.done(tokenizer("sotu-8k"));
  EXPECT_EQ(drawer.resultFacts()->figure("Split lines"), "7");
  EXPECT_EQ(drawer.resultFacts()->figure("Invalid characters"), "3");
  EXPECT_EQ(drawer.resultFacts()->figure("Reserved characters"), "4");
  EXPECT_EQ(drawer.resultFacts()->figure("Other files"), "5");
}

TEST(DatasetDrawer, MakesTheRequestItShows) {
  DatasetDrawer drawer;
  drawer.sources()->setCorpora({sample(true)});
  drawer.sources()->setChecked({"/samples/sotu"});
  EXPECT_TRUE(drawer.obstacle().contains("tokenizer"));
  drawer.setTokenizers({"a", "b"});
  drawer.chooseTokenizer("b");
  drawer.heldOut()->setText("10");
  Q_EMIT drawer.heldOut()->edited("10");
  ASSERT_TRUE(drawer.obstacle().isEmpty());
  const DatasetRequest request = drawer.request();
  EXPECT_EQ(request.name, "sotu");
  EXPECT_EQ(request.tokenizer, "b");
  EXPECT_DOUBLE_EQ(request.settings.held_out_share, 0.1);
  drawer.done(dataset("sotu", "aa"));
  EXPECT_EQ(drawer.resultFacts()->figure("Unknown tokens"), "1.00 %");
  EXPECT_EQ(drawer.resultFacts()->figure("Cut sentences"), "2");
  EXPECT_EQ(drawer.resultFacts()->figure("Empty sentences"), "9");
}

TEST(DatasetDrawer, SeveralTextsHaveWeights) {
  DatasetDrawer drawer;
  drawer.setTokenizers({"a"});
  drawer.chooseTokenizer("a");
  Corpus other = sample(true);
  other.id = "/other";
  other.title = "other";
  drawer.sources()->setCorpora({sample(true), other});
  drawer.sources()->setChecked({"/samples/sotu"});
  EXPECT_TRUE(drawer.weights()->isHidden());
  EXPECT_TRUE(drawer.request().settings.weights.empty());
  drawer.sources()->setChecked({"/samples/sotu", "/other"});
  EXPECT_FALSE(drawer.weights()->isHidden());
  EXPECT_TRUE(drawer.request().settings.weights.empty()) << "all are 1";
  const auto type = [&](const char* text) {
    NumberEdit* edit = drawer.weights()->edit("/other");
    edit->setText(text);
    Q_EMIT edit->edited(text);
  };
  type("2.5");
  EXPECT_EQ(drawer.request().settings.weights, (std::vector<double>{1, 2.5}));
  EXPECT_TRUE(drawer.obstacle().isEmpty());
  for (const char* wrong : {"0", "101", "many", ""}) {
    type(wrong);
    EXPECT_TRUE(drawer.obstacle().contains("Times an epoch")) << wrong;
  }
  type("0.5");
  // Another choice keeps the number.
  drawer.sources()->setChecked({"/other"});
  EXPECT_TRUE(drawer.request().settings.weights.empty());
  drawer.sources()->setChecked({"/samples/sotu", "/other"});
  EXPECT_EQ(drawer.weights()->edit("/other")->text(), "0.5");
  EXPECT_EQ(drawer.request().settings.weights, (std::vector<double>{1, 0.5}));
}

TEST(DataView, AnUnfinishedBuildIsListedAndGoneOnWithOrRemoved) {
  DataView view;
  UnfinishedBuild build{.info = dataset("pages", "cc"), .done = 0.43, .disk_bytes = 1'500'000'000};
  build.info.settings.corpus = {"/corpora/pages"};
  view.setStored({tokenizer("sotu-8k")}, {dataset("sotu", "aa")}, {build});
  ASSERT_EQ(view.datasetList()->model().rowCount(), 2);
  EXPECT_EQ(view.datasetList()->model().index(1, 0).data(EntryListModel::FigureRole).toString(), "43 %");
  view.showDataset("cc");
  UnfinishedPane* pane = view.unfinished();
  EXPECT_FALSE(pane->isHidden());
  EXPECT_EQ(pane->hash(), "cc");
  EXPECT_EQ(pane->findChild<FactList*>()->figure("On disk"), "1.5 GB");
  QSignalSpy resume(pane, &UnfinishedPane::resumeWanted), discard(pane, &UnfinishedPane::discardWanted);
  pane->resumeButton()->click();
  ASSERT_EQ(resume.count(), 1);
  EXPECT_EQ(resume.front().front().toString(), "cc");
  // Removing takes two clicks on the same build.
  pane->discardButton()->click();
  EXPECT_EQ(discard.count(), 0);
  EXPECT_TRUE(pane->discardButton()->text().contains("for good"));
  pane->discardButton()->click();
  ASSERT_EQ(discard.count(), 1);
  EXPECT_EQ(discard.front().front().toString(), "cc");
  // While it is built, here or elsewhere, neither.
  build.running = true;
  view.setStored({tokenizer("sotu-8k")}, {dataset("sotu", "aa")}, {build});
  EXPECT_EQ(pane->hash(), "cc");
  EXPECT_FALSE(pane->resumeButton()->isEnabled());
  EXPECT_FALSE(pane->discardButton()->isEnabled());
  // Once it is there, it is read as any other.
  QSignalSpy open(&view, &DataView::openDatasetWanted);
  view.setStored({tokenizer("sotu-8k")}, {dataset("pages", "cc"), dataset("sotu", "aa")}, {});
  ASSERT_EQ(open.count(), 1);
  EXPECT_EQ(open.front().front().toString(), "cc");
  EXPECT_TRUE(pane->isHidden());
}

TEST(SourcePicker, OffersOnlyWhatIsThere) {
  SourcePicker picker;
  Corpus gone = sample(false);
  gone.id = "/gone";
  picker.setCorpora({sample(true), gone});
  picker.setChecked({"/gone", "/samples/sotu"});
  EXPECT_EQ(picker.checked(), QStringList{"/samples/sotu"});
  EXPECT_EQ(picker.firstTitle(), "sotu");
}

TEST(Corpora, ReadsFoldersAndCutsBetweenCharacters) {
  QTemporaryDir folder;
  QDir(folder.path()).mkdir("deep");
  write(folder.filePath("a.txt"), "abc");
  write(folder.filePath("deep/b.txt"), QString("三国演义").toUtf8());
  const auto files = corpus_files(folder.path());
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(file_beginning(folder.filePath("deep/b.txt"), 7), "三国");
  EXPECT_EQ(file_beginning(folder.filePath("a.txt"), 100), "abc");
  const auto corpora = read_corpora({folder.path(), folder.filePath("gone")});
  ASSERT_GE(corpora.size(), 2U);
  EXPECT_EQ(corpora[corpora.size() - 2].files, 2U);
  EXPECT_EQ(corpora[corpora.size() - 2].bytes, 15U);
  EXPECT_FALSE(corpora.back().present);

  write(folder.filePath("deep/c.jsonl"), "{\"text\": \"x\"}");
  EXPECT_FALSE(read_corpora({folder.filePath("a.txt")}).back().records);
  EXPECT_TRUE(read_corpora({folder.path()}).back().records);
  write(folder.filePath("d.csv"),
        "text\n" +
            QByteArray(
                "\xD6\xD0\xB9\xFA\xC8\xCB\xC3\xF1\xB5\xC4\xC0\xFA\xCA\xB7\xBA\xDC\xD3\xC6\xBE\xC3\xA1\xA3")
                .repeated(4));
  EXPECT_TRUE(file_beginning(folder.filePath("d.csv")).startsWith("text\n中国人民的历史")) << "converted";
  write(folder.filePath("e.txt.gz"), "no gzip");
  EXPECT_TRUE(file_beginning(folder.filePath("e.txt.gz")).contains("cannot be unpacked"));

  QMimeData dropped;
  write(folder.filePath("picture.png"), "x");
  dropped.setUrls({QUrl::fromLocalFile(folder.path()), QUrl::fromLocalFile(folder.filePath("a.txt")),
                   QUrl::fromLocalFile(folder.filePath("picture.png")), QUrl("https://example.org/x.txt")});
  EXPECT_EQ(corpus_paths_of(&dropped), (QStringList{folder.path(), folder.filePath("a.txt")}));
}

TEST(Names, CanBeFolders) {
  EXPECT_TRUE(is_good_name("sotu-8k"));
  EXPECT_TRUE(is_good_name("三国"));
  EXPECT_FALSE(is_good_name("a/b"));
  EXPECT_FALSE(is_good_name(".."));
  EXPECT_FALSE(is_good_name(""));
  EXPECT_EQ(name_from("My notes (2024).txt"), "My-notes-2024");
  EXPECT_EQ(name_from("news.2024.jsonl.gz"), "news-2024");
  EXPECT_EQ(name_from("version 1.2"), "version-1-2");
  EXPECT_EQ(file_size(12'200'000), "12.2 MB");
  EXPECT_EQ(file_size(15), "15 bytes");
  EXPECT_EQ(percent(0.9995), "99.95 %");
}

}  // namespace
}  // namespace cloze::ui
