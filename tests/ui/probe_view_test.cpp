// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/probe_view.h"

#include <gtest/gtest.h>

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "ui/models/example_questions.h"
#include "ui/widgets/chip_flow.h"
#include "ui/widgets/entry_list.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/mask_answers.h"
#include "ui/widgets/top_bars.h"

namespace cloze::ui {
namespace {

FillResult answer(const QString& text, std::vector<std::string> words, bool live = false) {
  FillResult result;
  result.text = text.toStdString();
  result.filled = text.toStdString();
  for (const std::string& word : words)
    result.masks.push_back({1, {{7, word, true, 0.5}, {8, "other", true, 0.25}}});
  result.step = 1200;
  result.live = live;
  return result;
}

struct ProbeViewShown : testing::Test {
  ProbeViewShown() {
    view.setRuns({{"r1", "one", "d", "in training", true}, {"r0", "old", "d", "step 10", false}});
    view.resize(1100, 700);
    view.QWidget::show();
  }
  ProbeView view;
};

TEST(ProbeView, SaysThatThereIsNoModel) {
  ProbeView view;
  view.resize(900, 600);
  view.QWidget::show();
  EXPECT_FALSE(view.line()->isVisible());
  view.setRuns({{"r1", "one", "d", "", false}});
  EXPECT_TRUE(view.line()->isVisible());
}

TEST_F(ProbeViewShown, TypingAsksAndAClickAsksOnPurpose) {
  QSignalSpy ask(&view, &ProbeView::askWanted);
  view.line()->clear();
  QTest::keyClicks(view.line(), "The cat");
  EXPECT_EQ(ask.count(), 0) << "there is no gap to fill";
  QTest::mouseClick(view.chips(), Qt::LeftButton, {}, view.chips()->chipRect(1).center());
  ASSERT_EQ(ask.count(), 1);
  EXPECT_EQ(ask.back().at(0).toString(), "The [MASK]");
  EXPECT_TRUE(ask.back().at(1).toBool());
  EXPECT_EQ(view.line()->text(), "The [MASK]");
  QTest::keyClicks(view.line(), " sat");
  EXPECT_FALSE(ask.back().at(1).toBool());
}

TEST_F(ProbeViewShown, ShowsTheAnswerAndWhereItComesFrom) {
  view.setText("The [MASK] sat");
  view.setAnswer(answer("The [MASK] sat", {"cat"}, true), 12, true);
  EXPECT_EQ(view.answersShown(), 1);
  EXPECT_EQ(view.answers()->bars(0)->candidates().front().token, "cat");
  EXPECT_TRUE(view.status()->text().contains("live"));
  EXPECT_TRUE(view.status()->text().contains("12 ms"));
  EXPECT_EQ(view.log()->model().rowCount(), 1);
}

TEST_F(ProbeViewShown, AnAnswerToAnOlderQuestionIsOnlyLogged) {
  view.setText("A [MASK]");
  view.setAnswer(answer("The [MASK]", {"cat"}), 12, true);
  EXPECT_EQ(view.answersShown(), 0);
  EXPECT_EQ(view.log()->model().rowCount(), 1);
}

TEST_F(ProbeViewShown, AChosenWordGoesIntoTheSentence) {
  view.setText("The [MASK] and [MASK]");
  view.setAnswer(answer(view.text(), {"cat", "dog"}), 12, true);
  QSignalSpy ask(&view, &ProbeView::askWanted);
  QTest::mouseClick(view.answers()->bars(1), Qt::LeftButton, {}, {10, 5});
  EXPECT_EQ(view.text(), "The [MASK] and dog");
  EXPECT_EQ(ask.count(), 1);
}

TEST_F(ProbeViewShown, AnErrorTakesTheAnswersPlace) {
  view.setText("The [MASK]");
  view.setAnswer(answer(view.text(), {"cat"}), 12, true);
  view.setError({ErrorCode::not_found, "run r1 has no checkpoint yet", "wait for the first one"});
  EXPECT_EQ(view.answersShown(), 0);
  EXPECT_TRUE(view.error()->text().contains("wait for the first one"));
}

TEST_F(ProbeViewShown, OffersExamplesInTheLanguageOfTheData) {
  for (const QString& question : example_questions("zh"))
    EXPECT_TRUE(is_mostly_ideographic(QString(question).remove("[MASK]")));
  view.setExamples(example_questions("en"));
  QSignalSpy ask(&view, &ProbeView::askWanted);
  for (QPushButton* button : view.findChildren<QPushButton*>())
    if (button->text().contains("___") && button->text().startsWith("I ask")) button->click();
  ASSERT_EQ(ask.count(), 1);
  EXPECT_EQ(ask.back().at(0).toString(), "I ask the [MASK] to pass this bill.");
}

TEST_F(ProbeViewShown, ChoosingARunKeepsIt) {
  view.selectRun("r0");
  EXPECT_EQ(view.run(), "r0");
  EXPECT_FALSE(view.runIsLive());
  view.setRuns({{"r2", "new", "d", "", true}, {"r1", "one", "d", "", false}, {"r0", "old", "d", "", false}});
  EXPECT_EQ(view.run(), "r0");
}

}  // namespace
}  // namespace cloze::ui
