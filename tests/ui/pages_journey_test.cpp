// SPDX-License-Identifier: GPL-3.0-or-later
// From text to a model that answers, through the Data, Configure and Probe pages over a real session.
#include <gtest/gtest.h>

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QThreadPool>
#include <algorithm>

#include "core/base/file.h"
#include "core/config/recipe_json.h"
#include "tests/support/places.h"
#include "tests/support/sample_text.h"
#include "ui/bridge/session_bridge.h"
#include "ui/models/vocabulary_model.h"
#include "ui/pages/configure_page.h"
#include "ui/pages/data_page.h"
#include "ui/pages/probe_page.h"
#include "ui/widgets/attention_view.h"
#include "ui/widgets/chip_flow.h"
#include "ui/widgets/cleaning_dialog.h"
#include "ui/widgets/cleaning_steps_edit.h"
#include "ui/widgets/configure_view.h"
#include "ui/widgets/corpus_format_edit.h"
#include "ui/widgets/data_view.h"
#include "ui/widgets/dataset_drawer.h"
#include "ui/widgets/document_reader.h"
#include "ui/widgets/entry_list.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/gap_column.h"
#include "ui/widgets/likelihood_view.h"
#include "ui/widgets/mask_answers.h"
#include "ui/widgets/number_edit.h"
#include "ui/widgets/probe_view.h"
#include "ui/widgets/source_picker.h"
#include "ui/widgets/statistics_view.h"
#include "ui/widgets/tokenizer_drawer.h"
#include "ui/widgets/tokenizer_trial.h"
#include "ui/widgets/top_bars.h"
#include "ui/widgets/vocabulary_view.h"

namespace cloze::ui {
namespace {

constexpr int patience_ms = 60'000;

class PagesJourney : public testing::Test {
 protected:
  void SetUp() override {
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                       QString::fromStdString((folder / "settings").string()));
    QCoreApplication::setOrganizationName("cloze-tests");
    QCoreApplication::setApplicationName("pages");
    test::write_sample_corpus(folder / "corpus", 40, 30);
    auto workspace = Workspace::open(folder / "work");
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto session = Session::open(*workspace);
    ASSERT_TRUE(session) << session.error().message;
    bridge = std::make_unique<SessionBridge>(std::move(*session));
  }
  void TearDown() override {
    QThreadPool::globalInstance()->waitForDone();
    QCoreApplication::setOrganizationName({});
    QCoreApplication::setApplicationName({});
  }
  /// The drawer with the corpus in it; null when the page has not taken it in.
  TokenizerDrawer* addTextForTokenizer(DataPage& data) {
    Q_EMIT data.view()->pathsAdded({corpus()});
    const auto listed = [&] { return data.view()->corporaList()->model().rowOf(corpus()) >= 0; };
    if (!QTest::qWaitFor(listed, patience_ms)) return nullptr;
    data.view()->openTokenizerDrawer({corpus()});
    return data.view()->tokenizerDrawer();
  }
  QString corpus() const { return QString::fromStdString((folder / "corpus").string()); }

  /// What the terminal program prints for this workspace.
  QJsonDocument terminal(const QStringList& arguments) const {
    QProcess program;
    program.start(
        QString::fromStdString(test::program_path("cloze")),
        QStringList{"--workspace", QString::fromStdString((folder / "work").string()), "--json"} + arguments);
    EXPECT_TRUE(program.waitForFinished(patience_ms));
    EXPECT_EQ(program.exitCode(), 0) << program.readAllStandardError().toStdString();
    return QJsonDocument::fromJson(program.readAllStandardOutput());
  }

  test::TemporaryFolder folder;
  std::unique_ptr<SessionBridge> bridge;
};

TEST_F(PagesJourney, FromTextToAnswers) {
  DataPage data(*bridge);
  data.resize(1200, 720);
  data.show();
  ASSERT_TRUE(QTest::qWaitFor([&] { return data.view()->isWelcome(); }, patience_ms));

  // Own text, a tokenizer, a dataset.
  TokenizerDrawer* tokenizers = addTextForTokenizer(data);
  ASSERT_NE(tokenizers, nullptr);
  EXPECT_FALSE(data.view()->isWelcome());
  tokenizers->vocabulary()->setText("100000");
  Q_EMIT tokenizers->vocabulary()->edited("100000");
  ASSERT_TRUE(tokenizers->obstacle().isEmpty()) << tokenizers->obstacle().toStdString();
  tokenizers->submitButton()->click();
  EXPECT_TRUE(tokenizers->working());
  ASSERT_TRUE(QTest::qWaitFor([&] { return !tokenizers->working(); }, patience_ms));
  EXPECT_FALSE(tokenizers->vocabularyError()->text().isEmpty()) << "too large a vocabulary is told beside it";

  tokenizers->vocabulary()->setText("80");
  Q_EMIT tokenizers->vocabulary()->edited("80");
  tokenizers->submitButton()->click();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !tokenizers->made().isEmpty(); }, patience_ms))
      << tokenizers->vocabularyError()->text().toStdString() << tokenizers->error()->text().toStdString()
      << tokenizers->sourceError()->text().toStdString()
      << " obstacle: " << tokenizers->obstacle().toStdString() << " working: " << tokenizers->working()
      << " name: " << tokenizers->name()->text().toStdString();
  tokenizers->nextButton()->click();
  DatasetDrawer* datasets = data.view()->datasetDrawer();
  ASSERT_TRUE(QTest::qWaitFor([&] { return datasets->obstacle().isEmpty(); }, patience_ms))
      << datasets->obstacle().toStdString();
  datasets->heldOut()->setText("20");
  Q_EMIT datasets->heldOut()->edited("20");
  datasets->submitButton()->click();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !datasets->made().isEmpty(); }, patience_ms))
      << datasets->sourceError()->text().toStdString() << datasets->error()->text().toStdString();

  // Its tokens.
  DocumentReader* reader = data.view()->reader();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !reader->flow()->flowTokens().empty(); }, patience_ms));
  // The list's lines are read in blocks in the background.
  EXPECT_TRUE(QTest::qWaitFor([&] { return !reader->documents()->index(0).data().toString().isEmpty(); },
                              patience_ms));
  reader->trial()->setText("the sailor");
  ASSERT_TRUE(QTest::qWaitFor([&] { return !reader->trial()->flow()->flowTokens().empty(); }, patience_ms));

  // Documents that hold a text, of both splits.
  const QString wanted = QStringLiteral("SAILOR");
  reader->searchLine()->setText(wanted);
  ASSERT_TRUE(QTest::qWaitFor([&] { return reader->hits()->rowCount() > 0; }, patience_ms));
  EXPECT_EQ(reader->hits()->hit(0).match.toUpper(), wanted);
  ASSERT_TRUE(QTest::qWaitFor([&] { return reader->flow()->current() >= 0; }, patience_ms));
  const FlowToken& found = reader->flow()->flowTokens()[std::size_t(reader->flow()->current())];
  EXPECT_TRUE(found.text.trimmed().startsWith(QLatin1Char('s'))) << found.text.toStdString();
  reader->searchLine()->setText("not in there");
  const auto told = [&](const char* text) {
    return std::ranges::any_of(reader->findChildren<QLabel*>(),
                               [&](const QLabel* label) { return label->text() == QLatin1String(text); });
  };
  EXPECT_TRUE(QTest::qWaitFor([&] { return told("No document holds this."); }, patience_ms));
  EXPECT_EQ(reader->hits()->rowCount(), 0);
  reader->searchLine()->clear();
  ASSERT_TRUE(QTest::qWaitFor([&] { return reader->documentNumber() == 0; }, patience_ms));

  // All of it in numbers.
  EXPECT_FALSE(reader->statistics()->counted());
  reader->statisticsButton()->click();
  ASSERT_TRUE(QTest::qWaitFor([&] { return reader->statistics()->counted(); }, patience_ms));
  VocabularyView* vocabulary = reader->statistics()->vocabulary();
  EXPECT_GT(vocabulary->model()->size(), 20U);
  EXPECT_EQ(vocabulary->model()->columnCount(), 4);
  reader->statisticsButton()->click();

  QSignalSpy ready(&data, &DataPage::datasetReady);
  datasets->nextButton()->click();
  ASSERT_EQ(ready.count(), 1);

  // A run.
  ConfigurePage configure(*bridge);
  configure.resize(1200, 720);
  configure.selectDataset(ready.front().front().toString());
  configure.show();
  configure.activated();
  Recipe recipe = load_recipe("quickstart").value();
  recipe.model = {.layers = 1, .hidden = 16, .heads = 2, .feed_forward = 32, .max_positions = 64};
  recipe.objective.sequence_length = 32;
  recipe.optimizer.batch_size = 4;
  recipe.optimizer.precision = Precision::fp32;
  recipe.schedule.warmup_steps = 2;
  recipe.budget = {.steps = 20};
  recipe.checkpoint.every_steps = 10;
  configure.loadRecipe(QString::fromStdString(recipe_to_json(recipe)));
  EXPECT_EQ(configure.view()->recipe(), recipe);
  ASSERT_TRUE(QTest::qWaitFor([&] { return configure.view()->startButton()->isEnabled(); }, patience_ms))
      << configure.view()->obstacle().toStdString();
  QSignalSpy started(&configure, &ConfigurePage::runStarted);
  QSignalSpy ended(bridge.get(), &SessionBridge::runEnded);
  configure.view()->startButton()->click();
  ASSERT_EQ(started.count(), 1);
  ASSERT_TRUE(!ended.isEmpty() || ended.wait(patience_ms));
  EXPECT_TRUE(QTest::qWaitFor([&] { return configure.view()->obstacle().isEmpty(); }, patience_ms));

  // The terminal gives the same losses for the same recipe and dataset, to the last bit.
  const std::filesystem::path file = folder / "recipe.json";
  ASSERT_TRUE(write_file_atomically(file, recipe_to_json(recipe)));
  const QJsonObject trained = terminal({"train", "--recipe", QString::fromStdString(file.string()),
                                        "--dataset", ready.front().front().toString()})
                                  .object();
  const QJsonArray here = terminal({"runs", "metrics", started.front().front().toString()}).array(),
                   there = terminal({"runs", "metrics", trained["run"].toString()}).array();
  ASSERT_EQ(here.size(), 20);
  ASSERT_EQ(there.size(), 20);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(here[i]["loss"].toDouble(), there[i]["loss"].toDouble()) << i;

  // Its answers.
  ProbePage probe(*bridge);
  probe.resize(1200, 720);
  probe.show();
  const QString run = started.front().front().toString();
  probe.selectRun(run);
  ASSERT_TRUE(QTest::qWaitFor([&] { return probe.view()->run() == run; }, patience_ms));
  probe.view()->setText("the sailor is here");
  QTest::mouseClick(probe.view()->chips(), Qt::LeftButton, {}, probe.view()->chips()->chipRect(1).center());
  ASSERT_TRUE(QTest::qWaitFor([&] { return probe.view()->answersShown() == 1; }, patience_ms))
      << probe.view()->error()->text().toStdString();
  EXPECT_EQ(probe.view()->text(), "the [MASK] is here");
  EXPECT_GE(probe.view()->log()->model().rowCount(), 1);
  EXPECT_FALSE(probe.view()->column()->joint()->isVisible());

  // Two gaps together; and beside them what an older checkpoint says.
  ProbeView& view = *probe.view();
  view.setText("the [MASK] is [MASK]");
  QTest::keyClick(view.line(), Qt::Key_Return);
  const auto answered = [&](const std::function<bool()>& shown) {
    return QTest::qWaitFor(shown, patience_ms);
  };
  ASSERT_TRUE(answered([&] { return view.answersShown() == 2; }));
  EXPECT_TRUE(view.column()->joint()->isVisible());
  ASSERT_TRUE(answered([&] { return view.picker()->slider()->maximum() > 0; }));
  view.chooseBeside(run);
  ASSERT_TRUE(answered([&] { return view.beside()->slider()->maximum() > 0; }));
  view.beside()->slider()->setValue(0);
  ASSERT_TRUE(answered([&] {
    return view.besideColumn()->result().step == 10 && view.besideColumn()->answers()->shownCount() == 2;
  }));
  EXPECT_EQ(view.column()->result().step, 20);
  const auto& candidates = view.besideColumn()->answers()->bars(0)->candidates();
  ASSERT_EQ(candidates.size(), 5u);
  ASSERT_TRUE(candidates[0].difference);

  // How likely a sentence is, by both.
  view.chooseKind(ProbeKind::likelihood);
  view.setText("the sailor is here");
  QTest::keyClick(view.line(), Qt::Key_Return);
  ASSERT_TRUE(answered([&] { return view.likelihood()->model().hasBeside(); }));
  EXPECT_GE(view.likelihood()->model().rowCount(), 4);
  EXPECT_EQ(view.chips()->heat().size(), view.chips()->line().pieces().size());
  for (const ChipFlow::Heat& heat : view.chips()->heat()) EXPECT_GT(heat.surprisal, 0);

  // Where it looks.
  view.chooseKind(ProbeKind::attention);
  ASSERT_TRUE(answered([&] { return !view.attention()->map().weights.empty(); }));
  EXPECT_EQ(view.attention()->headBox()->count(), static_cast<int>(recipe.model.heads) + 1);
  view.attention()->headBox()->setCurrentIndex(2);
  Q_EMIT view.attention()->headBox()->activated(2);
  ASSERT_TRUE(answered([&] { return view.attention()->map().head == 1; }));
}

TEST_F(PagesJourney, AnOlderReadingOfTheTextsDoesNotBringOneBack) {
  const std::filesystem::path large = folder / "large";
  for (int i = 0; i < 3000; ++i) test::put_file(large / std::to_string(i), "text");
  DataPage data(*bridge);
  data.show();
  QThreadPool::globalInstance()->waitForDone();
  const QString path = QString::fromStdString(large.string());
  Q_EMIT data.view()->pathsAdded({path});  // Looks into every file,
  Q_EMIT data.view()->forgetCorpus(path);  // and this is read meanwhile.
  QThreadPool::globalInstance()->waitForDone();
  QTest::qWait(50);
  EXPECT_EQ(data.view()->corporaList()->model().rowOf(path), -1);
}

TEST_F(PagesJourney, ACancelledJobLeavesTheForm) {
  DataPage data(*bridge);
  data.resize(1200, 720);
  data.show();
  TokenizerDrawer* tokenizers = addTextForTokenizer(data);
  ASSERT_NE(tokenizers, nullptr);
  tokenizers->submitButton()->click();
  Q_EMIT tokenizers->cancelled();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !tokenizers->working(); }, patience_ms));
  EXPECT_TRUE(tokenizers->submitButton()->isVisible());
}

TEST_F(PagesJourney, CleaningStepsAreTriedOnTheTextAndUsed) {
  test::put_file(folder / "corpus" / "short.txt", "TOO SHORT");
  DataPage data(*bridge);
  data.resize(1200, 720);
  data.show();
  TokenizerDrawer* tokenizers = addTextForTokenizer(data);
  ASSERT_NE(tokenizers, nullptr);
  // The text that is shown is cleaned as this tokenizer will clean it.
  for (QCheckBox* box : tokenizers->findChildren<QCheckBox*>())
    if (box->text().contains("ower")) box->click();
  ASSERT_TRUE(tokenizers->request().settings.cleaning.lowercase);
  CorpusFormatEdit* format = tokenizers->format();
  format->stepsButton()->click();
  auto* dialog = data.findChild<CleaningDialog*>();
  ASSERT_NE(dialog, nullptr);
  EXPECT_FALSE(dialog->previewButton()->isEnabled());
  dialog->stepsEdit()->setSteps(*steps_from_text("length:min_characters=20,exact-duplicates"));
  Q_EMIT dialog->stepsEdit()->edited();
  dialog->previewButton()->click();
  ASSERT_TRUE(QTest::qWaitFor([&] { return dialog->preview().has_value(); }, patience_ms));
  EXPECT_EQ(dialog->preview()->report.steps[0].dropped, 1U);
  dialog->stepsEdit()->list()->setCurrentRow(3);  // Length.
  ASSERT_EQ(dialog->exampleList()->count(), 1);
  EXPECT_TRUE(dialog->exampleList()->item(0)->text().contains("too short"));
  dialog->accept();
  EXPECT_EQ(to_text(tokenizers->request().format.steps), "length:min_characters=20,exact-duplicates");
}

}  // namespace
}  // namespace cloze::ui
