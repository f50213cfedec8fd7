// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <algorithm>

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
