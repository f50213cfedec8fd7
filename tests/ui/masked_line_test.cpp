// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/masked_line.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

#include "ui/models/filled_text.h"
#include "ui/models/question_queue.h"
#include "ui/widgets/chip_flow.h"

namespace cloze::ui {
namespace {

QStringList texts(const MaskedLine& line) {
  QStringList all;
  for (const MaskedLine::Piece& piece : line.pieces()) all << piece.text;
  return all;
}

TEST(MaskedLine, SplitsIntoWordsSignsAndIdeographs) {
  EXPECT_EQ(texts(MaskedLine("We, the people’s well-known  votes.")),
            (QStringList{"We", ",", "the", "people’s", "well-known", "votes", "."}));
  EXPECT_EQ(texts(MaskedLine("孔明笑曰：x1好")), (QStringList{"孔", "明", "笑", "曰", "：", "x1", "好"}));
  EXPECT_EQ(texts(MaskedLine("a[MASK]b [SEP] 𠀀é")), (QStringList{"a", "[MASK]", "b", "[SEP]", "𠀀", "é"}));
  EXPECT_TRUE(MaskedLine("   ").pieces().empty());
}

TEST(MaskedLine, IsTheWholeTextAlways) {
  for (const QString& text : {QString("  The  cat, sat. "), QString("孔明 笑[MASK]"), QString(),
                              QString("[MASK][MASK]"), QString("\t[SEP]x")}) {
    MaskedLine line(text);
    EXPECT_EQ(line.text(), text);
    for (int i = 0; i < static_cast<int>(line.pieces().size()); ++i)
      if (line.toggle(i) && line.toggle(i)) {
        EXPECT_EQ(line.text(), text);
      }
  }
}

TEST(MaskedLine, MasksAndBringsBack) {
  MaskedLine line("The cat sat");
  EXPECT_TRUE(line.toggle(1));
  EXPECT_EQ(line.text(), "The [MASK] sat");
  EXPECT_EQ(line.hidden(0), "cat");
  EXPECT_TRUE(line.toggle(1));
  EXPECT_EQ(line.text(), "The cat sat");
  EXPECT_FALSE(line.toggle(7));
  MaskedLine typed("The [MASK] [SEP]");
  EXPECT_FALSE(typed.toggle(1)) << "what a typed mask hides is not known";
  EXPECT_FALSE(typed.toggle(2));
  EXPECT_TRUE(typed.fill(0, "dog"));
  EXPECT_EQ(typed.text(), "The dog [SEP]");
}

TEST(MaskedLine, TypingKeepsWhatTheOtherMasksHide) {
  MaskedLine line("one two three four");
  line.toggle(0);
  line.toggle(3);
  line.setText("[MASK] two or three [MASK]");
  EXPECT_EQ(line.hidden(0), "one");
  EXPECT_EQ(line.hidden(1), "four");
  line.setText("[MASK] two or three [MASK] [MASK]");
  EXPECT_EQ(line.hidden(0), "one");
  EXPECT_EQ(line.maskCount(), 3);
  line.setText("two or three");
  EXPECT_EQ(line.maskCount(), 0);
}

TEST(MaskedLine, IsCutAsTheModelCutsIt) {
  MaskedLine line("The constitutionality of [MASK]");
  ASSERT_TRUE(line.cutAs({"[CLS]", "▁The", "▁constitution", "ality", "▁of", "▁", "[MASK]", "[SEP]"}));
  EXPECT_EQ(texts(line), (QStringList{"The", "constitution", "ality", "of", "[MASK]"}));
  EXPECT_TRUE(line.pieces()[2].joined);
  EXPECT_FALSE(line.pieces()[1].joined);
  line.toggle(2);
  EXPECT_EQ(line.text(), "The constitution[MASK] of [MASK]");
  line.splitWords();
  EXPECT_EQ(line.hidden(0), "ality");
}

TEST(MaskedLine, TakesUnknownSignsAndOtherCase) {
  MaskedLine line("Hello ☃ World");
  ASSERT_TRUE(line.cutAs({"[CLS]", "▁hello", "▁", "[UNK]", "▁world", "[SEP]"}));
  EXPECT_EQ(texts(line), (QStringList{"Hello", "☃", "World"}));
  EXPECT_EQ(line.text(), "Hello ☃ World");
  MaskedLine end("say ☃");
  ASSERT_TRUE(end.cutAs({"[CLS]", "▁say", "▁", "[UNK]", "[SEP]"}));
  EXPECT_EQ(texts(end), (QStringList{"say", "☃"}));
}

TEST(MaskedLine, RefusesTokensOfAnotherText) {
  MaskedLine line("The cat");
  const auto before = line.pieces();
  EXPECT_FALSE(line.cutAs({"[CLS]", "▁A", "▁dog", "[SEP]"}));
  EXPECT_FALSE(line.cutAs({"[CLS]", "▁The", "[SEP]"}));
  EXPECT_FALSE(line.cutAs({}));
  EXPECT_EQ(line.pieces(), before);
}

TEST(MaskedLine, TellsIdeographicText) {
  EXPECT_TRUE(is_mostly_ideographic("却说曹操引兵 OK"));
  EXPECT_FALSE(is_mostly_ideographic("The word 好"));
  EXPECT_FALSE(is_mostly_ideographic(""));
}

TEST(ChipFlow, AClickMasksAndUnmasks) {
  ChipFlow chips;
  chips.setLine(MaskedLine("The cat sat on the mat and looked at the moon for a very long time"));
  chips.resize(300, chips.heightForWidth(300));
  chips.show();
  EXPECT_GT(chips.chipRect(10).top(), chips.chipRect(0).bottom()) << "lines break";
  QSignalSpy changed(&chips, &ChipFlow::changed);
  for (int chip = 0; chip < static_cast<int>(chips.line().pieces().size()); ++chip) {
    EXPECT_EQ(chips.chipAt(chips.chipRect(chip).center()), chip);
    EXPECT_LE(chips.chipRect(chip).right(), 300);
  }
  QTest::mouseClick(&chips, Qt::LeftButton, {}, chips.chipRect(1).center());
  EXPECT_TRUE(chips.line().text().startsWith("The [MASK] sat"));
  QTest::mouseClick(&chips, Qt::LeftButton, {}, chips.chipRect(1).center());
  EXPECT_TRUE(chips.line().text().startsWith("The cat sat"));
  EXPECT_EQ(changed.count(), 2);
  QTest::keyClick(&chips, Qt::Key_Right);
  QTest::keyClick(&chips, Qt::Key_Space);
  EXPECT_TRUE(chips.line().text().startsWith("The cat [MASK]"));
}

TEST(FilledText, FindsTheModelsWords) {
  EXPECT_EQ(filled_parts("The [MASK] of the [MASK].", "The people of the nation."),
            (std::vector<FilledPart>{
                {"The", false}, {" people ", true}, {"of the", false}, {" nation", true}, {".", false}}));
  EXPECT_EQ(filled_parts("[MASK] is", "This is"), (std::vector<FilledPart>{{"This ", true}, {"is", false}}));
  EXPECT_EQ(filled_parts("孔[MASK]", "孔明"), (std::vector<FilledPart>{{"孔", false}, {"明", true}}));
  EXPECT_EQ(filled_parts("A [MASK]", "something else"), (std::vector<FilledPart>{{"something else", false}}));
  EXPECT_EQ(filled_html({{"<a>", true}}, "#123456"),
            "<span style='color:#123456;font-weight:600'>&lt;a&gt;</span>");
}

TEST(QuestionQueue, AsksOneAtATimeAndTheNewestWins) {
  QuestionQueue queue(1);
  QStringList sent;
  QObject::connect(&queue, &QuestionQueue::send, [&](const Question& question) { sent << question.text; });
  queue.ask({"run", "a"}, true);
  queue.ask({"run", "b"}, true);
  queue.ask({"run", "c"}, true);
  EXPECT_EQ(sent, QStringList{"a"});
  queue.answered();
  EXPECT_EQ(sent, (QStringList{"a", "c"}));
  queue.answered();
  EXPECT_FALSE(queue.busy());
  queue.answered();
  EXPECT_EQ(sent.size(), 2);
}

TEST(QuestionQueue, LetsTypingSettle) {
  QuestionQueue queue(20);
  QSignalSpy send(&queue, &QuestionQueue::send);
  for (const char* text : {"a", "ab", "abc"}) queue.ask({"run", text});
  EXPECT_EQ(send.count(), 0);
  ASSERT_TRUE(send.wait(2000));
  EXPECT_EQ(send.count(), 1);
  EXPECT_EQ(queue.underWay()->text, "abc");
  queue.ask({"run", "abcd"});
  queue.clear();
  queue.answered();
  QTest::qWait(40);
  EXPECT_EQ(send.count(), 1);
}

}  // namespace
}  // namespace cloze::ui
