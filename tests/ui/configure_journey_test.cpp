// SPDX-License-Identifier: GPL-3.0-or-later
// The Configure page over a real session: what it tells of a recipe before a run begins.
#include <QPushButton>
#include <QTest>
#include <QThreadPool>

#include "core/config/recipe_json.h"
#include "tests/core/session/session_fixture.h"
#include "ui/bridge/session_bridge.h"
#include "ui/pages/configure_page.h"
#include "ui/qt_text.h"
#include "ui/widgets/configure_view.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/field_row.h"
#include "ui/widgets/job_progress.h"
#include "ui/widgets/number_edit.h"
#include "ui/widgets/preflight_panel.h"
#include "ui/widgets/recipe_form.h"
#include "ui/widgets/recipe_inspector.h"
#include "ui/widgets/row_flow.h"
#include "ui/widgets/row_preview_pane.h"

namespace cloze::ui {
namespace {

constexpr int patience_ms = 60'000;

class ConfigureJourney : public test::SessionTest {
 protected:
  void SetUp() override {
    bridge = std::make_unique<SessionBridge>(open());
    page = std::make_unique<ConfigurePage>(*bridge);
    page->resize(1200, 760);
    page->show();
  }
  void TearDown() override {
    QThreadPool::globalInstance()->waitForDone();
    page.reset();
    bridge.reset();
  }
  void begin(const QString& dataset = QStringLiteral("people")) {
    page->loadRecipe(QString::fromStdString(recipe_to_json(test::small_recipe())));
    page->selectDataset(dataset);
    page->activated();
    ASSERT_TRUE(QTest::qWaitFor([&] { return page->view()->dataset() == dataset; }, patience_ms));
  }
  void edit(std::string_view path, const QString& text) {
    auto* editor = qobject_cast<NumberEdit*>(page->view()->form()->row(path)->editor());
    editor->setText(text);
    Q_EMIT editor->edited(text);
  }
  RowPreviewPane* rows() const { return page->view()->rows(); }

  /// What the page should show now.
  QString expected() const {
    const auto previewer = RowPreviewer::open(bridge->workspace(), page->view()->dataset().toStdString());
    const Recipe recipe = page->view()->recipe();
    const auto answer =
        (*previewer)->rows({recipe, rows()->first(), std::int64_t(rows()->flow()->rows().size())});
    if (!answer) return text_of(answer.error().message);
    return text(shown_rows(*answer, recipe.optimizer.accumulation));
  }
  static QString text(const std::vector<ShownRow>& shown) {
    QStringList parts;
    for (const ShownRow& row : shown) {
      parts << row.title << row.note;
      for (const ShownToken& token : row.tokens) parts << describe(token);
    }
    return parts.join('\n');
  }
  QString shown() const { return text(rows()->flow()->rows()); }
  bool showsRows() const { return !rows()->flow()->rows().empty(); }
  bool waitForOther(const QString& before) const {
    return QTest::qWaitFor([&] { return showsRows() && shown() != before; }, patience_ms);
  }

  std::unique_ptr<SessionBridge> bridge;
  std::unique_ptr<ConfigurePage> page;
};

TEST_F(ConfigureJourney, ShowsTheRowsThatTheRunBeginsWith) {
  begin();
  ASSERT_TRUE(QTest::qWaitFor([&] { return showsRows(); }, patience_ms))
      << rows()->error()->text().toStdString();
  EXPECT_EQ(shown(), expected());
  EXPECT_EQ(rows()->flow()->rows().front().title, "Row 1 of the run's first batch");

  // It follows the form.
  for (const auto& [path, value] : {std::pair{"objective.mask_rate", "0.6"},
                                    {"seed", "12"},
                                    {"objective.sequence_length", "24"},
                                    {"optimizer.batch_size", "3"}}) {
    const QString before = shown();
    edit(path, value);
    ASSERT_TRUE(waitForOther(before)) << path;
    EXPECT_EQ(shown(), expected()) << path;
  }
  const QString before = shown();
  rows()->otherButton()->click();
  ASSERT_TRUE(waitForOther(before));
  EXPECT_EQ(shown(), expected());
  EXPECT_FALSE(shown().contains("first batch, row 1"));

  // What has no rows says why in their place.
  edit("objective.sequence_length", "64");
  ASSERT_TRUE(QTest::qWaitFor([&] { return rows()->error()->isVisible(); }, patience_ms));
  EXPECT_TRUE(rows()->error()->text().contains("32 positions"));
  edit("objective.sequence_length", "16");
  ASSERT_TRUE(QTest::qWaitFor([&] { return showsRows() && !rows()->error()->isVisible(); }, patience_ms));
}

TEST_F(ConfigureJourney, AnotherDatasetUnderTheSameNameIsRead) {
  begin();
  ASSERT_TRUE(QTest::qWaitFor([&] { return showsRows(); }, patience_ms));
  const QString before = shown();
  test::write_sample_corpus(*folder_ / "second", 9, 30, 4);
  DatasetRequest dataset;
  dataset.name = "people";
  dataset.tokenizer = "small";
  dataset.settings.corpus = {*folder_ / "second"};
  dataset.settings.held_out_share = 0.3;
  bridge->session().build_dataset(dataset);
  ASSERT_TRUE(waitForOther(before));
  EXPECT_EQ(shown(), expected());
}

TEST_F(ConfigureJourney, AnEmptyWorkspaceShowsNoRows) {
  auto workspace = Workspace::open(*folder_ / "empty");
  SessionBridge other(std::move(*Session::open(*workspace)));
  ConfigurePage empty(other);
  empty.resize(1200, 760);
  empty.show();
  empty.activated();
  QTest::qWait(600);
  EXPECT_TRUE(empty.view()->rows()->flow()->rows().empty());
  EXPECT_TRUE(empty.view()->rows()->note()->isVisible());
  EXPECT_FALSE(empty.view()->rows()->error()->isVisible());
  QThreadPool::globalInstance()->waitForDone();
}

TEST_F(ConfigureJourney, ChineseRows) {
  std::string text;
  for (const char* who : {"我们", "他的朋友", "年轻的王后", "一个水手"})
    for (const char* what : {"看见中国历史。", "喜欢红色的船。", "研究一封长信。", "记得北京的市场。"})
      text += std::string(who) + what;
  for (int i = 0; i < 8; ++i)
    test::put_file(*folder_ / ("zh/" + std::to_string(i) + ".txt"), text + std::to_string(i) + "。");
  TokenizerRequest tokenizer;
  tokenizer.name = "zh";
  tokenizer.corpus = {*folder_ / "zh"};
  tokenizer.settings.kind = TokenizerKind::character;
  tokenizer.settings.vocabulary_size = 200;
  bridge->session().train_tokenizer(tokenizer);
  DatasetRequest dataset;
  dataset.name = "zh";
  dataset.tokenizer = "zh";
  dataset.settings.corpus = {*folder_ / "zh"};
  dataset.settings.held_out_share = 0.3;
  bridge->session().build_dataset(dataset);
  begin("zh");
  ASSERT_TRUE(QTest::qWaitFor([&] { return showsRows(); }, patience_ms))
      << rows()->error()->text().toStdString();
  EXPECT_EQ(shown(), expected());
  bool ideographs = false;
  for (const ShownToken& token : rows()->flow()->rows().front().tokens)
    ideographs = ideographs || (!token.original.isEmpty() && token.original.trimmed()[0].unicode() >= 0x4E00);
  EXPECT_TRUE(ideographs) << shown().toStdString();
  EXPECT_FALSE(page->grab().isNull());
}

TEST_F(ConfigureJourney, MeasuresTheRecipeAndPutsTheLargestBatchIn) {
  begin();
  edit("optimizer.batch_size", "2");
  edit("optimizer.accumulation", "4");
  PreflightPanel* panel = page->view()->inspector()->preflight();
  ASSERT_TRUE(panel->measureButton()->isEnabled()) << panel->measureButton()->toolTip().toStdString();
  panel->measureButton()->click();
  EXPECT_TRUE(panel->working());
  ASSERT_TRUE(QTest::qWaitFor([&] { return !panel->working(); }, patience_ms));
  ASSERT_NE(panel->measured(), nullptr) << panel->error()->text().toStdString();
  EXPECT_GT(panel->measured()->tokens_per_second, 100);
  EXPECT_EQ(panel->measured()->batch_size, 8);
  panel->proposalButton()->click();
  EXPECT_EQ(page->view()->recipe().optimizer.batch_size, 8);
  EXPECT_EQ(page->view()->recipe().optimizer.accumulation, 1);
  EXPECT_EQ(panel->measured(), nullptr);

  panel->measureButton()->click();
  panel->progress()->cancelButton()->click();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !panel->working(); }, patience_ms));
  EXPECT_FALSE(panel->error()->isVisible());
}

TEST_F(ConfigureJourney, NothingIsMeasuredBesideARun) {
  begin();
  edit("budget.steps", "1000000");
  PreflightPanel* panel = page->view()->inspector()->preflight();
  panel->measureButton()->click();
  page->view()->startButton()->click();
  EXPECT_FALSE(bridge->session().active_run().empty());
  EXPECT_FALSE(panel->measureButton()->isEnabled());
  ASSERT_TRUE(QTest::qWaitFor([&] { return !panel->working(); }, patience_ms));
  EXPECT_FALSE(panel->error()->isVisible()) << "the start took the machine; that is no error";
  bridge->session().stop();
  ASSERT_TRUE(QTest::qWaitFor([&] { return panel->measureButton()->isEnabled(); }, patience_ms));
}

}  // namespace
}  // namespace cloze::ui
