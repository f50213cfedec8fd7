// SPDX-License-Identifier: GPL-3.0-or-later
// Choosing cleaning steps, and what they did in view.
#include "ui/widgets/cleaning_dialog.h"

#include <gtest/gtest.h>

#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTextBrowser>

#include "ui/models/word_difference.h"
#include "ui/widgets/cleaning_steps_edit.h"

namespace cloze::ui {
namespace {

using Kind = TextPart::Kind;

TEST(WordDifferenceTest, ShowsWhatWentAndCame) {
  EXPECT_EQ(word_difference("the red boat", "the blue boat"),
            (std::vector<TextPart>{
                {Kind::same, "the "}, {Kind::removed, "red"}, {Kind::added, "blue"}, {Kind::same, " boat"}}));
  EXPECT_EQ(word_difference("我们在北京", "我们到北京"),
            (std::vector<TextPart>{
                {Kind::same, "我们"}, {Kind::removed, "在"}, {Kind::added, "到"}, {Kind::same, "北京"}}));
  EXPECT_EQ(word_difference("same", "same"), (std::vector<TextPart>{{Kind::same, "same"}}));
  EXPECT_TRUE(word_difference("", "").empty());
}

TEST(WordDifferenceTest, PartsGiveBothTextsBack) {
  QString before, after;
  for (int i = 0; i < 3000; ++i) {
    before += QString::number(i % 97) + ' ';
    after += QString::number(i % 89) + (i % 5 == 0 ? ", " : " ");
  }
  for (const auto& [a, b] : {std::pair(before, after), std::pair(before.left(900), after.left(700)),
                             std::pair(QString(), after)}) {
    QString first, second;
    for (const TextPart& part : word_difference(a, b)) {
      if (part.kind != Kind::added) first += part.text;
      if (part.kind != Kind::removed) second += part.text;
    }
    EXPECT_EQ(first, a);
    EXPECT_EQ(second, b);
  }
}

TEST(CleaningStepsEditTest, ShowsAndReturnsAnyListInItsOrder) {
  CleaningStepsEdit edit;
  EXPECT_TRUE(edit.steps().empty());
  EXPECT_EQ(edit.list()->count(), int(step_infos().size()));
  for (const char* text : {"web", "near-duplicates:threshold=0.7,length:min_characters=5,markup",
                           "language:keep=zh+en:keep_unknown=false"}) {
    const CleaningSteps steps = *steps_from_text(text);
    edit.setSteps(steps);
    EXPECT_EQ(edit.steps(), steps) << text;
    EXPECT_EQ(edit.list()->count(), int(step_infos().size()));
  }
}

TEST(CleaningStepsEditTest, ASettingThatIsTypedTicksItsStep) {
  CleaningStepsEdit edit;
  QSignalSpy edited(&edit, &CleaningStepsEdit::edited);
  edit.list()->setCurrentRow(3);
  ASSERT_EQ(edit.chosen(), StepKind::length);
  auto* least = edit.findChildren<QLineEdit*>().at(0);
  EXPECT_EQ(least->text(), "100");
  least->setText("250");
  EXPECT_GE(edited.count(), 1);
  EXPECT_EQ(to_text(edit.steps()), "length:min_characters=250");
  least->setText("many");
  EXPECT_EQ(least->property("role").toString(), "error");
  EXPECT_EQ(to_text(edit.steps()), "length:min_characters=250");
  edit.list()->setCurrentRow(7);
  ASSERT_EQ(edit.chosen(), StepKind::language);
  edit.findChildren<QLineEdit*>().at(0)->setText("xx");
  EXPECT_TRUE(edit.problem().contains("xx"));
}

CleaningPreview made_up_preview() {
  CleaningPreview preview;
  preview.steps = *steps_from_text("markup,exact-duplicates");
  preview.report.documents = 7;
  preview.report.steps = {{"markup", 10, 4, 0, 5000, 4000}, {"exact-duplicates", 7, 0, 3, 4000, 3000}};
  preview.examples = {{.step = 0,
                       .dropped = false,
                       .source = "a",
                       .before = "<b>x</b> y",
                       .after = "x y",
                       .reason = "",
                       .ordinal = 4,
                       .duplicate_of = {},
                       .original = ""},
                      {.step = 1,
                       .dropped = true,
                       .source = "b",
                       .before = "same text",
                       .after = "",
                       .reason = "100 % similar",
                       .ordinal = 9,
                       .duplicate_of = 2,
                       .original = "same text"}};
  return preview;
}

TEST(CleaningDialogTest, ShowsTheDocumentsOfTheChosenStep) {
  CleaningDialog dialog({"/corpus"}, {});
  EXPECT_FALSE(dialog.previewButton()->isEnabled());
  const CleaningPreview preview = made_up_preview();
  dialog.stepsEdit()->setSteps(preview.steps);
  Q_EMIT dialog.stepsEdit()->edited();
  QSignalSpy wanted(&dialog, &CleaningDialog::previewWanted);
  dialog.previewButton()->click();
  ASSERT_EQ(wanted.count(), 1);
  EXPECT_EQ(wanted[0][0].value<CleanRequest>().cleaning.format.steps, preview.steps);
  dialog.showPreview(preview);
  dialog.stepsEdit()->list()->setCurrentRow(0);
  ASSERT_EQ(dialog.exampleList()->count(), 1);
  EXPECT_TRUE(dialog.exampleList()->item(0)->text().contains("no. 5"));
  EXPECT_EQ(dialog.findChild<QTextBrowser*>()->toPlainText(), "<b>x</b> y");
  dialog.stepsEdit()->list()->setCurrentRow(8);
  ASSERT_EQ(dialog.exampleList()->count(), 1);
  EXPECT_TRUE(dialog.findChild<QTextBrowser*>()->toPlainText().contains("duplicate of no. 3"));
  // Other steps: what was found is about those before.
  dialog.stepsEdit()->list()->item(3)->setCheckState(Qt::Checked);
  EXPECT_FALSE(dialog.preview());
  EXPECT_EQ(dialog.exampleList()->count(), 0);
}

TEST(CleaningDialogTest, OnePreviewAtATime) {
  CleaningDialog dialog({"/corpus"}, {});
  dialog.stepsEdit()->setSteps(made_up_preview().steps);
  Q_EMIT dialog.stepsEdit()->edited();
  dialog.previewButton()->click();
  Q_EMIT dialog.stepsEdit()->edited();  // Something is typed while it runs.
  EXPECT_FALSE(dialog.previewButton()->isEnabled());
  dialog.showPreviewError({ErrorCode::cancelled, "stopped", {}});
  EXPECT_TRUE(dialog.previewButton()->isEnabled());
}

TEST(CleaningDialogTest, StepsThatAreWrongCannotBeUsed) {
  CleaningDialog dialog({"/corpus"}, {});
  CleaningStep wrong = make_step(StepKind::symbols);
  wrong.values[0] = 7.0;
  dialog.stepsEdit()->setSteps({wrong});
  Q_EMIT dialog.stepsEdit()->edited();
  EXPECT_FALSE(dialog.previewButton()->isEnabled());
  EXPECT_TRUE(dialog.previewButton()->toolTip().contains("symbols.max_share"));
}

}  // namespace
}  // namespace cloze::ui
