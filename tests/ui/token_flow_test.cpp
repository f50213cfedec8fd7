// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/token_flow.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include "ui/widgets/document_reader.h"
#include "ui/widgets/tokenizer_trial.h"

namespace cloze::ui {
namespace {

std::vector<FlowToken> many(int count) {
  std::vector<FlowToken> tokens;
  for (int i = 0; i < count; ++i)
    tokens.push_back({5 + i, (i % 3 == 0 ? " word" : "piece") + QString::number(i % 17), i % 3 == 0,
                      i % 20 == 0, i % 50 == 49});
  return tokens;
}

TEST(TokenFlow, FindsTheTokenUnderAPoint) {
  TokenFlow flow;
  flow.resize(400, 300);
  flow.show();
  flow.setTokens(many(100));
  int seen = 0;
  for (int i = 0; i < 100; ++i) {
    const QRect place = flow.tokenRect(i);
    EXPECT_LE(place.right(), 400);
    if (!flow.viewport()->rect().contains(place)) continue;
    ++seen;
    EXPECT_EQ(flow.tokenAt(place.center()), i);
  }
  EXPECT_GT(seen, 40);
  EXPECT_EQ(flow.tokenAt({2, 2}), -1);
  EXPECT_EQ(flow.tokenAt({-5, 100}), -1);
  EXPECT_EQ(flow.tokenAt({100, 100'000}), -1);
  EXPECT_TRUE(flow.tokenRect(100).isNull());
}

TEST(TokenFlow, ScrolledPointsAreFoundToo) {
  TokenFlow flow;
  flow.resize(300, 120);
  flow.show();
  flow.setTokens(many(500));
  flow.verticalScrollBar()->setValue(flow.verticalScrollBar()->maximum());
  EXPECT_EQ(flow.tokenAt(flow.tokenRect(499).center()), 499);
}

TEST(TokenFlow, ClickAndKeysChoose) {
  TokenFlow flow;
  flow.resize(400, 200);
  flow.show();
  flow.setTokens(many(300));
  QSignalSpy current(&flow, &TokenFlow::currentChanged);
  QTest::mouseClick(flow.viewport(), Qt::LeftButton, {}, flow.tokenRect(4).center());
  EXPECT_EQ(flow.current(), 4);
  QTest::keyClick(&flow, Qt::Key_Right);
  EXPECT_EQ(flow.current(), 5);
  flow.setCurrent(299);
  EXPECT_TRUE(flow.viewport()->rect().contains(flow.tokenRect(299).center()))
      << "what is chosen is scrolled into sight";
  QTest::keyClick(&flow, Qt::Key_Right);
  EXPECT_EQ(flow.current(), 299);
  QTest::keyClick(&flow, Qt::Key_Escape);
  EXPECT_EQ(flow.current(), -1);
  EXPECT_GE(current.count(), 4);
}

TEST(TokenFlow, SaysWhatATokenIs) {
  EXPECT_EQ(TokenFlow::describe({42, " freedom", true, false, false}),
            "id 42  ·  ▁freedom  ·  begins a word");
  EXPECT_TRUE(TokenFlow::describe({1, "☃", false, false, true}).contains("not in the vocabulary"));
}

TEST(TokenFlow, LaysOutTwentyThousandTokensAtOnce) {
  TokenFlow flow;
  flow.resize(700, 500);
  QElapsedTimer clock;
  clock.start();
  flow.setTokens(many(20'000));
  flow.grab();
  EXPECT_LT(clock.elapsed(), 500) << "generous: a shared machine; some 10 ms on a free one";
}

TEST(TokenizerTrial, TakesOnlyTheAnswerToWhatIsTyped) {
  TokenizerTrial trial;
  QSignalSpy wanted(&trial, &TokenizerTrial::wanted);
  trial.setText("hello");
  ASSERT_TRUE(wanted.wait(2000));
  EXPECT_EQ(wanted.front().front().toString(), "hello");
  trial.setTokens("hel", many(1));
  EXPECT_TRUE(trial.flow()->flowTokens().empty());
  trial.setTokens("hello", many(2));
  EXPECT_EQ(trial.flow()->flowTokens().size(), 2U);
  trial.setText("");
  trial.refresh();
  EXPECT_TRUE(trial.flow()->flowTokens().empty());
}

TEST(DocumentReader, AsksForTheFirstDocumentAndDropsLateAnswers) {
  DocumentReader reader;
  reader.resize(800, 500);
  QSignalSpy wanted(&reader, &DocumentReader::documentWanted);
  reader.setDataset("sotu", "", {}, 10, 3);
  ASSERT_EQ(wanted.count(), 1);
  EXPECT_EQ(wanted.front().at(1).toInt(), 0);
  reader.setDocument(true, 0, {}, many(5));
  EXPECT_TRUE(reader.flow()->flowTokens().empty()) << "of the other split";
  reader.setDocument(false, 4, {}, many(5));
  EXPECT_TRUE(reader.flow()->flowTokens().empty()) << "of another document";
  reader.setDocument(false, 0, {}, many(5));
  EXPECT_EQ(reader.flow()->flowTokens().size(), 5U);
  EXPECT_EQ(reader.documents()->rowCount(), 10);
}

}  // namespace
}  // namespace cloze::ui
