// SPDX-License-Identifier: GPL-3.0-or-later
// Every page of the shell is drawn with made-up values in both schemes, and must not come out blank. With
// CLOZE_PICTURES=DIR the pictures are kept to be looked at.
#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QImage>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

#include "core/config/recipe_json.h"
#include "core/session/workspace.h"
#include "tests/ui/made_up_run.h"
#include "ui/charts/run_figure.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/run_page.h"
#include "ui/theme.h"
#include "ui/widgets/chart_card.h"
#include "ui/widgets/cleaning_dialog.h"
#include "ui/widgets/cleaning_steps_edit.h"
#include "ui/widgets/data_view.h"
#include "ui/widgets/dataset_drawer.h"
#include "ui/widgets/document_reader.h"
#include "ui/widgets/embed_dialog.h"
#include "ui/widgets/fold_section.h"
#include "ui/widgets/frame.h"
#include "ui/widgets/histogram_view.h"
#include "ui/widgets/run_charts.h"
#include "ui/widgets/run_ticker.h"
#include "ui/widgets/source_picker.h"
#include "ui/widgets/statistics_view.h"
#include "ui/widgets/status_line.h"
#include "ui/widgets/tokenizer_drawer.h"

namespace cloze::ui {
namespace {

/// Draws the widget at the given size, keeps the picture where asked for, and returns how many colours it
/// has.
int picture(QWidget& widget, const QString& name, const QSize& size = {1208, 720}) {
  widget.resize(size);
  widget.ensurePolished();
  widget.show();
  QApplication::processEvents();
  const QImage image = widget.grab().toImage();
  if (const QString folder = qEnvironmentVariable("CLOZE_PICTURES"); !folder.isEmpty()) {
    QDir().mkpath(folder);
    image.save(folder + "/" + name + (current_scheme() == ColorScheme::dark ? "-dark.png" : "-light.png"));
  }
  QSet<QRgb> colors;
  for (int y = 0; y < image.height(); y += 3) {
    for (int x = 0; x < image.width(); x += 3) colors.insert(image.pixel(x, y));
  }
  return int(colors.size());
}

class Pictures : public testing::TestWithParam<ColorScheme> {
 protected:
  void SetUp() override { apply_theme(*qApp, GetParam()); }
  void TearDown() override { apply_theme(*qApp, ColorScheme::light); }
};

TEST_P(Pictures, EmptyRunPage) {
  RunPage page;
  EXPECT_GT(picture(page, "run-empty"), 8);
}

TEST_P(Pictures, RunInTraining) {
  RunPage page;
  const RunHistory run =
      test::made_up_run("20260131-123456-ab12", "quickstart", 2140, 3400, 3, RunStatus::running);
  page.runStarted(test::made_up_start(run));
  page.stepsDone("20260131-123456-ab12", test::made_up_steps(run));
  for (const EvaluationMetrics& e : run.evaluations) page.evaluationDone({run.record.id, e, 6.56});
  for (const RunEvent& event : run.events) page.runNotice({run.record.id, event});
  page.runNotice({run.record.id, {1300, 1.78e9, "warning", "Loss rose by half within 20 steps"}});
  EXPECT_GT(picture(page, "run-training"), 40);
}

TEST_P(Pictures, RunThatEnded) {
  RunPage page;
  RunHistory run = test::made_up_run("20260131-123456-ab12", "quickstart", 3400, 3400, 3);
  for (std::size_t i = 900; i < 930; ++i) run.steps[i].loss = not_a_number;
  run.steps[1700].loss = 60;
  page.runStarted(test::made_up_start(run));
  page.stepsDone("20260131-123456-ab12", test::made_up_steps(run));
  for (const EvaluationMetrics& e : run.evaluations) page.evaluationDone({run.record.id, e, 6.56});
  page.runEnded({run.record.id, RunStatus::finished, {}});
  EXPECT_GT(picture(page, "run-ended"), 40);
}

TEST_P(Pictures, Comparison) {
  std::vector<RunHistory> runs;
  int number = 0;
  for (const auto& [name, rate, layers, status] : {std::tuple{"quickstart", 3e-3, 2, RunStatus::running},
                                                   {"quickstart", 1e-3, 2, RunStatus::finished},
                                                   {"deeper", 3e-3, 4, RunStatus::finished},
                                                   {"too fast", 3e-2, 2, RunStatus::failed},
                                                   {"first try", 3e-3, 2, RunStatus::stopped},
                                                   {"classic", 1e-3, 2, RunStatus::interrupted}}) {
    ++number;
    const std::string id = "2026013" + std::to_string(7 - number) + "-123456-ab1" + std::to_string(number);
    const std::int64_t steps = status == RunStatus::finished ? 3400 : 3400 - 400 * number;
    runs.push_back(test::made_up_run(id, name, steps, 3400, std::uint64_t(20 - number), status));
    Recipe recipe;
    recipe.optimizer.learning_rate = rate;
    recipe.model.layers = layers;
    if (runs.back().record.name == "classic") recipe.model.family = Family::classic;
    runs.back().record.recipe_json = recipe_to_json(recipe);
  }
  ComparePage page(test::source_of(runs));
  QSignalSpy refreshed(&page, &ComparePage::refreshed);
  page.refresh();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !refreshed.isEmpty(); }));
  QTest::qWait(50);
  page.selectRuns({QString::fromStdString(runs[0].record.id), QString::fromStdString(runs[1].record.id),
                   QString::fromStdString(runs[2].record.id)});
  QTest::qWait(200);
  EXPECT_GT(picture(page, "compare"), 40);
}

TEST_P(Pictures, WhatIsExported) {
  ComparePage page(test::source_of({}));
  QMenu* menu = nullptr;
  for (auto* button : page.findChildren<QPushButton*>())
    if (button->menu() != nullptr) menu = button->menu();
  ASSERT_NE(menu, nullptr);
  EXPECT_GT(picture(*menu, "export-menu", menu->sizeHint()), 4);
  EmbedDialog dialog("a", "quickstart");
  dialog.setTexts({"/home/me/reviews.jsonl", "/home/me/letters.txt"});
  EXPECT_GT(picture(dialog, "embed", dialog.size()), 8);
}

TEST_P(Pictures, ATokenizerOfRecords) {
  TokenizerDrawer drawer;
  Corpus reviews;
  reviews.id = "/home/me/reviews.jsonl";
  reviews.title = "reviews.jsonl";
  reviews.bytes = 12'200'000;
  reviews.records = true;
  drawer.sources()->setCorpora({reviews});
  drawer.sources()->setChecked({"/home/me/reviews.jsonl"});
  for (auto* choice : drawer.findChildren<QAbstractButton*>())
    if (choice->text() == "WordPiece") choice->click();
  for (auto* fold : drawer.findChildren<FoldSection*>()) fold->setOpen(true);
  EXPECT_GT(picture(drawer, "tokenizer-records", {440, 720}), 8);
}

TEST_P(Pictures, ADatasetWhoseBuildStopped) {
  DataView view;
  const auto corpus = [](const char* path, const char* title, std::uint64_t bytes) {
    Corpus made;
    made.id = path;
    made.title = title;
    made.bytes = bytes;
    return made;
  };
  view.setCorpora({corpus("/home/me/pages.jsonl.zst", "pages.jsonl.zst", 9'800'000'000),
                   corpus("/home/me/letters", "letters", 12'200'000)});
  TokenizerInfo tokenizer;
  tokenizer.name = "pages-16k";
  UnfinishedBuild build{.done = 0.43, .disk_bytes = 1'920'000'000};
  build.info.name = "pages";
  build.info.hash = "cc";
  build.info.tokenizer_name = "pages-16k";
  build.info.settings.corpus = {"/home/me/pages.jsonl.zst", "/home/me/letters"};
  build.info.train = {1'490'000, 29'000'000, 830'000'000, 1'000};
  build.info.held_out = {78'000, 1'500'000, 43'000'000, 100};
  view.setStored({tokenizer}, {}, {build});
  view.showDataset("cc");
  EXPECT_GT(picture(view, "unfinished", {1180, 700}), 8);
  view.openDatasetDrawer({"/home/me/pages.jsonl.zst", "/home/me/letters"}, "pages-16k");
  EXPECT_GT(picture(*view.datasetDrawer(), "dataset-weights", {440, 640}), 8);
}

TEST_P(Pictures, CleaningSteps) {
  CleaningDialog dialog({"/corpus"}, {});
  CleaningPreview preview;
  preview.steps = *steps_from_text("web");
  preview.report.documents = 52'252;
  preview.report.steps = {{"markup", 63'919, 63'919, 0, 198'700'000, 194'800'000},
                          {"boilerplate", 63'701, 63'701, 218, 194'800'000, 163'500'000},
                          {"personal-data", 63'701, 6'448, 0, 163'500'000, 163'400'000},
                          {"length", 63'661, 0, 40, 163'400'000, 163'400'000},
                          {"symbols", 63'661, 0, 0, 163'400'000, 163'400'000},
                          {"digits", 63'661, 0, 0, 163'400'000, 163'400'000},
                          {"repetition", 63'661, 0, 0, 163'400'000, 163'400'000},
                          {"exact-duplicates", 57'092, 0, 6'569, 163'400'000, 147'700'000},
                          {"near-duplicates", 52'252, 0, 4'840, 147'700'000, 134'600'000}};
  for (std::uint64_t i = 0; i < 12; ++i)
    preview.examples.push_back(
        {.step = 8,
         .dropped = true,
         .source = "pages.jsonl",
         .before =
             "Under the limitation of armaments treaty a large saving in outlay and a considerable decrease "
             "in "
             "maintenance of the Navy has been changed. We should maintain the policy of working toward it.",
         .after = "",
         .reason = std::to_string(81 + i) + " % similar",
         .ordinal = 4'852 + 311 * i,
         .duplicate_of = 17 + i,
         .original =
             "Under the limitation of armaments treaty a large saving in outlay and a considerable decrease "
             "in maintenance of the Navy has been accomplished. We should maintain the policy of constantly "
             "working toward it."});
  dialog.stepsEdit()->setSteps(preview.steps);
  Q_EMIT dialog.stepsEdit()->edited();
  dialog.showPreview(preview);
  dialog.stepsEdit()->list()->setCurrentRow(9);
  EXPECT_GT(picture(dialog, "cleaning-steps", {1040, 680}), 20);
}

TEST_P(Pictures, StatisticsOfADataset) {
  StatisticsView numbers;
  std::map<std::uint64_t, std::uint64_t> documents, sentences, unknown;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    documents[1265 + i * i % 42'000]++;
    sentences[1 + i * i % (i % 9 == 0 ? 300 : 60)]++;
    unknown[i % 17 == 0 ? i % 35 : i % 4]++;
  }
  DatasetStatistics statistics;
  statistics.document_tokens = make_histogram(documents);
  statistics.sentence_tokens = make_histogram(sentences);
  statistics.document_unknown = make_histogram(unknown);
  std::vector<QString> pieces{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ",",
                              "▁the",  ".",     "▁of",   "▁and",  "中国"};
  statistics.token_counts = {0, 948, 0, 0, 0, 111'230, 98'310, 80'124, 61'023, 58'000, 12};
  numbers.setStatistics(statistics, pieces);
  EXPECT_EQ(numbers.documentTokens()->describe(0).left(15), "1,024 to 1,535:");
  EXPECT_GT(picture(numbers, "dataset-statistics", {884, 520}), 20);
}

TEST_P(Pictures, DocumentsThatHoldAText) {
  DocumentReader reader;
  reader.setDataset("sotu", "2.46M tokens", {}, 233, 16);
  reader.searchLine()->setText("nuclear weapons");
  Q_EMIT reader.searchLine()->textChanged("nuclear weapons");
  QSignalSpy wanted(&reader, &DocumentReader::searchWanted);
  ASSERT_TRUE(wanted.wait());
  std::vector<DocumentHit> hits;
  for (int i = 0; i < 9; ++i)
    hits.push_back({i % 3 == 2, 155 + i, "we take into full account our great and growing number of ",
                    "nuclear weapons", " and the most effective means of using them against an aggressor"});
  QSignalSpy document(&reader, &DocumentReader::documentWanted);
  reader.addHits("nuclear weapons", hits, 62);
  ASSERT_EQ(document.count(), 1);
  EXPECT_EQ(document[0][1].toInt(), 155);
  std::vector<FlowToken> tokens;
  for (const char* text :
       {"we", " take", " into", " account", " our", " nuclear", " weapon", "s", " and", " the"})
    tokens.push_back({5, text, text[0] == ' ', false, false});
  tokens.front().starts_word = tokens.front().starts_sentence = true;
  reader.setDocument(false, 155, {}, tokens);
  EXPECT_EQ(reader.flow()->current(), 5);
  EXPECT_GT(picture(reader, "dataset-search", {884, 640}), 20);
}

TEST_P(Pictures, EmptyComparePage) {
  ComparePage page(test::source_of({}));
  EXPECT_GT(picture(page, "compare-empty"), 8);
}

TEST_P(Pictures, FrameWithARunAndAProblem) {
  Frame frame;
  auto* page = new RunPage;
  frame.addPage("data", Icon::data, "Data", new RunPage);
  frame.addPage("configure", Icon::configure, "Configure", new RunPage);
  frame.addPage("run", Icon::run, "Run", page);
  frame.addPage("compare", Icon::compare, "Compare", new RunPage);
  frame.addPage("probe", Icon::probe, "Probe", new RunPage);
  frame.setWorkspaceName("cloze-studio", "/home/ada/cloze-studio");
  frame.showPage("run");
  frame.setActive("probe", true);
  const RunHistory run =
      test::made_up_run("20260131-123456-ab12", "quickstart", 2140, 3400, 3, RunStatus::running);
  page->runStarted(test::made_up_start(run));
  page->stepsDone("20260131-123456-ab12", test::made_up_steps(run));
  for (const EvaluationMetrics& e : run.evaluations) page->evaluationDone({run.record.id, e, 6.56});
  for (const RunEvent& event : run.events) page->runNotice({run.record.id, event});
  frame.ticker()->runStarted(test::made_up_start(run));
  frame.ticker()->stepsDone("20260131-123456-ab12", test::made_up_steps(run));
  frame.statusLine()->setDevice("cpu (2 threads)");
  frame.statusLine()->setSpeed(58200);
  frame.statusLine()->addProblem("Checkpoint 2000 could not be saved: no space left",
                                 "free 12 MB in /home/ada");
  frame.show();
  page->charts()->lossCard()->chart()->showCrosshair(1234);
  EXPECT_GT(picture(frame, "frame", {1280, 800}), 40);
}

TEST_P(Pictures, FigureOnPaper) {
  RunHistory run = test::made_up_run("20260131-123456-ab12", "quickstart", 3400, 3400, 3);
  ChartFigure figure = loss_figure(run);
  fit_figure(figure, {960, 600});
  const QImage image = figure_image(figure, {960, 600}, 1);
  if (const QString folder = qEnvironmentVariable("CLOZE_PICTURES"); !folder.isEmpty())
    image.save(folder + "/figure.png");
  EXPECT_EQ(image.pixelColor(1, 1), QColor(Qt::white));  // Whatever the theme is.
}

INSTANTIATE_TEST_SUITE_P(Schemes, Pictures, testing::Values(ColorScheme::light, ColorScheme::dark),
                         [](const auto& scheme) {
                           return scheme.param == ColorScheme::dark ? "Dark" : "Light";
                         });

}  // namespace
}  // namespace cloze::ui
