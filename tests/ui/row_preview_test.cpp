// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <algorithm>

#include "ui/widgets/batch_pane.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/row_flow.h"
#include "ui/widgets/row_preview_pane.h"

namespace cloze::ui {
namespace {

const DatasetFacts speeches{"sotu", "sotu-8k", 8192, 2'900'000, 237, 150'000, 12};

SeenToken token(const char* text, SeenKind kind = SeenKind::ordinary, const char* original = nullptr) {
  return {.id = 7, .text = text, .kind = kind, .original = 9, .original_text = original ? original : text};
}

SeenRow row(std::uint64_t number, std::vector<SeenToken> tokens) {
  SeenRow made;
  made.number = number;
  made.place = {.cursor = {0, number}, .batch = number / 4, .row = std::int64_t(number % 4), .batch_rows = 4};
  made.step = std::int64_t(number / 4) + 1;
  made.length = std::int64_t(tokens.size());
  made.predicted = std::ranges::count_if(tokens, is_predicted, &SeenToken::kind);
  made.tokens = std::move(tokens);
  return made;
}

RowPreview some_rows(std::uint64_t first = 0) {
  RowPreview preview;
  for (std::uint64_t i = first; i < first + 3; ++i)
    preview.rows.push_back(
        row(i, {token("[CLS]", SeenKind::begin), token(" the"), token("[MASK]", SeenKind::masked, " river"),
                token(" runs"), token(" seven", SeenKind::replaced, " to"), token(" sea", SeenKind::kept),
                token("[SEP]", SeenKind::document_end), token(" it"), token("[SEP]", SeenKind::end)}));
  return preview;
}

TEST(ShownRows, SayWhereTheRowStandsInTheRun) {
  RowPreview preview = some_rows();
  EXPECT_EQ(shown_rows(preview, 1)[1].title, "Row 2 of the run's first batch");
  EXPECT_TRUE(shown_rows(preview, 1)[1].note.contains("9 tokens"));
  EXPECT_TRUE(shown_rows(preview, 1)[1].note.contains("3 to predict"));
  preview = some_rows(6);
  preview.rows[0].pass = 2;
  EXPECT_EQ(shown_rows(preview, 1)[0].title, "Step 2, row 3");
  EXPECT_EQ(shown_rows(preview, 3)[0].title, "Step 2, batch 2, row 3");
  preview.rows[0].place.cursor.epoch = 4;
  EXPECT_TRUE(shown_rows(preview, 1)[0].note.endsWith("epoch 5"));
  preview.rows[0].next_follows = true;
  preview.rows[1].next_follows = false;
  EXPECT_TRUE(shown_rows(preview, 1)[0].note.startsWith("B is what follows A"));
  EXPECT_TRUE(shown_rows(preview, 1)[1].note.startsWith("B is from another document"));
}

StepLosses some_losses() {
  StepLosses losses{.step = 12, .weights_step = 10, .rows = 80, .predicted = 240, .mean = 4.5};
  losses.recorded_loss = 6.25;
  for (const SeenRow& one : some_rows().rows) {
    const float most = 9 - float(one.number);
    losses.shown.push_back({.row = one, .losses = {most, 0.5F, 2}, .mean = double(most + 2.5F) / 3});
  }
  return losses;
}

TEST(ShownRows, LossesStandWithWhatIsPredicted) {
  StepLosses losses = some_losses();
  losses.shown[1].next_sentence_loss = 0.75;
  const auto rows = shown_rows(losses, 1);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].title, "Loss 3.833  \u00B7  row 1");
  EXPECT_EQ(shown_rows(losses, 2)[2].title, "Loss 3.167  \u00B7  batch 1, row 3");
  EXPECT_FALSE(rows[0].note.contains("next sentence"));
  EXPECT_TRUE(rows[1].note.endsWith("next sentence: loss 0.750")) << rows[1].note.toStdString();
  std::vector<double> told;
  for (const ShownToken& each : rows[0].tokens) {
    EXPECT_EQ(each.loss.has_value(), is_predicted(each.kind));
    if (each.loss) told.push_back(*each.loss);
  }
  EXPECT_EQ(told, (std::vector<double>{9, 0.5, 2}));
  EXPECT_TRUE(describe(rows[0].tokens[2]).contains("loss 9.000 nats"))
      << describe(rows[0].tokens[2]).toStdString();
  EXPECT_FALSE(describe(rows[0].tokens[1]).contains("loss"));
}

TEST(RowFlow, TheDeeperTheLossTheDeeperTheColour) {
  RowFlow flow;
  flow.resize(500, 300);
  flow.setRows(shown_rows(some_losses(), 1));
  flow.show();
  const QImage picture = flow.viewport()->grab().toImage();
  const auto paper = [&](int token) {  // Beneath the mark, beside what stood there.
    const QRect area = flow.tokenRect(0, token);
    return picture.pixelColor(area.left() + 2, area.bottom() - 1);
  };
  const auto away = [&](const QColor& color) {
    const QColor ground = picture.pixelColor(2, picture.height() - 2);
    return std::abs(color.red() - ground.red()) + std::abs(color.green() - ground.green()) +
           std::abs(color.blue() - ground.blue());
  };
  EXPECT_GT(away(paper(2)), away(paper(5)) + 20);
  EXPECT_GT(away(paper(5)), away(paper(4)) + 10);
}

TEST(BatchPane, AsksForAStepAndShowsItsRows) {
  BatchPane pane;
  pane.resize(460, 500);
  pane.show();
  QSignalSpy wanted(&pane, &BatchPane::batchWanted), closed(&pane, &BatchPane::closed);
  pane.setLastStep(13);
  pane.open(12);
  ASSERT_EQ(wanted.count(), 1);
  EXPECT_EQ(wanted[0][0].toLongLong(), 12);
  EXPECT_EQ(pane.heading()->text(), "Batch of step 12");
  pane.setAnswer(some_losses());
  EXPECT_EQ(pane.flow()->rows().size(), 3U);
  const QString facts = pane.facts()->text();
  for (const char* part :
       {"loss 6.250 as recorded", "4.500 with the weights of step 10", "80 rows", "240 to"})
    EXPECT_TRUE(facts.contains(part)) << part << " in " << facts.toStdString();
  pane.forwardButton()->click();
  EXPECT_EQ(wanted.back()[0].toLongLong(), 13);
  EXPECT_FALSE(pane.forwardButton()->isEnabled()) << "the run has no step behind it yet";
  pane.setLastStep(14);
  EXPECT_TRUE(pane.forwardButton()->isEnabled());
  pane.backButton()->click();
  EXPECT_EQ(wanted.back()[0].toLongLong(), 12);
  pane.open(1);
  EXPECT_FALSE(pane.backButton()->isEnabled());
  pane.setAnswer(
      std::unexpected(Error{ErrorCode::not_found, "run 'a' has no checkpoint yet", "save one now"}));
  EXPECT_TRUE(pane.error()->isVisible());
  EXPECT_TRUE(pane.flow()->rows().empty());
  pane.setAnswer(some_losses());
  EXPECT_FALSE(pane.error()->isVisible());
  EXPECT_TRUE(pane.flow()->isVisible());
  pane.closeButton()->click();
  QTest::keyClick(&pane, Qt::Key_Escape);
  EXPECT_EQ(closed.count(), 2);
}

TEST(ShownRows, PaddingIsOneMark) {
  RowPreview preview;
  preview.rows.push_back(row(0, {token("[CLS]", SeenKind::begin), token("a"), token("[SEP]", SeenKind::end),
                                 token("[PAD]", SeenKind::padding), token("[PAD]", SeenKind::padding)}));
  const auto shown = shown_rows(preview, 1);
  ASSERT_EQ(shown[0].tokens.size(), 4U);
  EXPECT_EQ(shown[0].tokens[3].count, 2);
  EXPECT_TRUE(describe(shown[0].tokens[3]).contains("positions 3 to 4"));
}

TEST(ShownRows, ATokenTellsWhatStoodThere) {
  const auto tokens = shown_rows(some_rows(), 1)[0].tokens;
  EXPECT_EQ(describe(tokens[2]), "[MASK]  ·  id 7  ·  to predict: ▁river (id 9)  ·  position 2");
  EXPECT_TRUE(describe(tokens[4]).contains("a random token; to predict: ▁to (id 9)"));
  EXPECT_TRUE(describe(tokens[5]).contains("left as it is"));
  EXPECT_TRUE(describe(tokens[6]).contains("a document ends"));
}

TEST(RowFlow, FindsTokensAndLeavesRoomForWhatStoodThere) {
  RowFlow flow;
  flow.resize(300, 400);
  flow.show();
  flow.setRows(shown_rows(some_rows(), 1));
  for (int r = 0; r < 3; ++r)
    for (int i = 0; i < 9; ++i) {
      const QRect place = flow.tokenRect(r, i);
      EXPECT_LE(place.right(), 300);
      ASSERT_TRUE(flow.viewport()->rect().contains(place)) << r << " " << i;
      EXPECT_EQ(flow.tokenAt(place.center()), &flow.rows()[std::size_t(r)].tokens[std::size_t(i)]);
      if (i > 0 && flow.tokenRect(r, i - 1).top() == place.top()) {
        EXPECT_LE(flow.tokenRect(r, i - 1).right(), place.left() + 1) << "they overlap";
      }
    }
  EXPECT_GT(flow.tokenRect(0, 2).height(), QFontMetrics(flow.font()).height()) << "no room beneath";
  EXPECT_EQ(flow.tokenAt({2, 2}), nullptr);
  EXPECT_TRUE(flow.tokenRect(3, 0).isNull());
  EXPECT_FALSE(flow.grab().isNull());
}

TEST(RowFlow, ChineseIsBrokenBetweenItsTokens) {
  std::vector<SeenToken> tokens{token("[CLS]", SeenKind::begin)};
  for (int i = 0; i < 60; ++i) tokens.push_back(token(i % 2 == 0 ? "历史" : "我们"));
  tokens[9] = token("[MASK]", SeenKind::masked, "中国历史");
  RowPreview preview;
  preview.rows.push_back(row(0, tokens));
  RowFlow flow;
  flow.resize(260, 200);
  flow.show();
  flow.setRows(shown_rows(preview, 1));
  int lines = 1;
  const int wide = QFontMetrics(flow.font()).horizontalAdvance("历史");
  for (int i = 1; i < 61; ++i) {
    const QRect before = flow.tokenRect(0, i - 1), place = flow.tokenRect(0, i);
    EXPECT_LE(place.right(), 260);
    if (i != 9) {
      EXPECT_GE(place.width(), wide);
    }
    if (place.top() > before.top())
      ++lines;
    else
      EXPECT_LE(before.right(), place.left() + 1);
  }
  EXPECT_GT(lines, 5);
  EXPECT_GT(flow.verticalScrollBar()->maximum(), 0);
}

class RowPreviewPaneTest : public testing::Test {
 protected:
  RowPreviewPaneTest() {
    recipe.objective.sequence_length = 64;
    pane.resize(600, 300);
    pane.show();
  }
  /// Waits for a question, or until none will come.
  int asked() {
    QTest::qWait(350);
    return int(wanted.count());
  }
  RowPreviewRequest request() const { return wanted.back().at(1).value<RowPreviewRequest>(); }
  Recipe recipe;
  RowPreviewPane pane;
  QSignalSpy wanted{&pane, &RowPreviewPane::rowsWanted};
};

TEST_F(RowPreviewPaneTest, WithoutADatasetItSaysSo) {
  pane.setSource(recipe, std::nullopt);
  EXPECT_EQ(asked(), 0);
  EXPECT_TRUE(pane.note()->isVisible());
  EXPECT_FALSE(pane.note()->text().isEmpty());
  EXPECT_FALSE(pane.flow()->isVisible());
  EXPECT_FALSE(pane.otherButton()->isEnabled());
}

TEST_F(RowPreviewPaneTest, AsksOnceWhenTheRecipeHasSettled) {
  pane.setSource(recipe, speeches);
  recipe.objective.mask_rate = 0.3;
  pane.setSource(recipe, speeches);
  recipe.objective.mask_rate = 0.4;
  pane.setSource(recipe, speeches);
  ASSERT_EQ(asked(), 1);
  EXPECT_EQ(request().recipe, recipe);
  EXPECT_EQ(request().first, 0U);
  pane.setRows(some_rows());
  EXPECT_EQ(pane.flow()->rows().size(), 3U);
  EXPECT_TRUE(pane.flow()->isVisible());
  // What does not change the rows asks for none.
  recipe.model.layers = 9;
  recipe.optimizer.learning_rate = 1;
  pane.setSource(recipe, speeches);
  EXPECT_EQ(asked(), 1);
  for (const auto change : {+[](Recipe& r) { r.seed = 5; }, +[](Recipe& r) { r.optimizer.batch_size = 5; },
                            +[](Recipe& r) { r.objective.whole_word = true; },
                            +[](Recipe& r) { r.model.family = Family::classic; },
                            +[](Recipe& r) { r.objective.next_sentence = true; }}) {
    const int before = int(wanted.count());
    change(recipe);
    pane.setSource(recipe, speeches);
    EXPECT_EQ(asked(), before + 1);
    pane.setRows(some_rows());
  }
}

TEST_F(RowPreviewPaneTest, AnAnswerToAnOlderRecipeIsNotShown) {
  pane.setSource(recipe, speeches);
  ASSERT_EQ(asked(), 1);
  recipe.seed = 2;
  pane.setSource(recipe, speeches);
  EXPECT_EQ(asked(), 1) << "one question at a time";
  pane.setRows(some_rows());
  EXPECT_TRUE(pane.flow()->rows().empty());
  ASSERT_EQ(wanted.count(), 2);
  EXPECT_EQ(request().recipe.seed, 2);
  pane.setRows(some_rows());
  EXPECT_FALSE(pane.flow()->rows().empty());
}

TEST_F(RowPreviewPaneTest, StepsThroughTheDataset) {
  pane.setSource(recipe, speeches);
  ASSERT_EQ(asked(), 1);
  const auto count = std::uint64_t(request().count);
  EXPECT_GT(count, 1U);
  pane.setRows(some_rows());
  EXPECT_FALSE(pane.backButton()->isEnabled());
  pane.otherButton()->click();
  ASSERT_EQ(wanted.count(), 2) << "at once";
  EXPECT_EQ(request().first, count);
  pane.setRows(some_rows(count));
  EXPECT_TRUE(pane.backButton()->isEnabled());
  pane.backButton()->click();
  EXPECT_EQ(request().first, 0U);
  pane.setRows(some_rows());
  pane.otherButton()->click();
  pane.setRows(some_rows(count));
  recipe.objective.mask_rate = 0.5;
  pane.setSource(recipe, speeches);
  asked();
  EXPECT_EQ(request().first, count) << "the same rows with other masks";
  DatasetFacts other = speeches;
  other.name = "other";
  pane.setSource(recipe, other);
  pane.setRows(some_rows());
  asked();
  EXPECT_EQ(request().first, 0U);
  EXPECT_EQ(wanted.back().front().toString(), "other");
}

TEST_F(RowPreviewPaneTest, AnErrorStandsWhereTheRowsWould) {
  pane.setSource(recipe, speeches);
  ASSERT_EQ(asked(), 1);
  pane.setRows(fail(ErrorCode::bad_input, "a sequence of 600 tokens is longer than the model's 512 positions",
                    "change the setting objective.sequence_length"));
  EXPECT_TRUE(pane.error()->isVisible());
  EXPECT_TRUE(pane.error()->text().contains("600 tokens"));
  EXPECT_FALSE(pane.flow()->isVisible());
  EXPECT_FALSE(pane.otherButton()->isEnabled());
  recipe.objective.sequence_length = 32;
  pane.setSource(recipe, speeches);
  ASSERT_EQ(asked(), 2);
  RowPreview refused = some_rows();
  refused.held_out = Error{ErrorCode::bad_input, "the held-out split of dataset 'sotu' has no token", ""};
  pane.setRows(refused);
  EXPECT_TRUE(pane.error()->text().contains("held-out")) << "a run would be refused";
  EXPECT_TRUE(pane.flow()->isVisible());
  pane.otherButton()->click();
  pane.setRows(some_rows());
  EXPECT_FALSE(pane.error()->isVisible());
}

TEST_F(RowPreviewPaneTest, FoldedItTakesNoRoomAndAsksNothing) {
  pane.foldButton()->click();
  EXPECT_FALSE(pane.isOpen());
  EXPECT_LT(pane.maximumHeight(), 60);
  pane.setSource(recipe, speeches);
  EXPECT_EQ(asked(), 0);
  pane.foldButton()->click();
  EXPECT_EQ(asked(), 1);
  EXPECT_GT(pane.maximumHeight(), 1000);
}

}  // namespace
}  // namespace cloze::ui
