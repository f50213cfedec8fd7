// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>

#include "ui/models/document_list_model.h"
#include "ui/models/entry_list_model.h"
#include "ui/models/probe_log.h"
#include "ui/models/search_hits_model.h"
#include "ui/models/vocabulary_model.h"
#include "ui/widgets/entry_list.h"

namespace cloze::ui {
namespace {

ListEntry entry(const QString& id, const QString& detail = {}) {
  ListEntry made;
  made.id = made.title = id;
  made.detail = detail;
  return made;
}

QString ids(const EntryListModel& model) {
  QString all;
  for (int row = 0; row < model.rowCount(); ++row)
    all += model.index(row).data(EntryListModel::IdRole).toString();
  return all;
}

TEST(EntryListModel, ChangesAsAModelMust) {
  EntryListModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.setEntries({entry("a"), entry("b"), entry("c")});
  const QPersistentModelIndex b = model.index(1);
  for (const QString& order :
       {QString("cab"), QString("b"), QString("xbyz"), QString("zyxb"), QString("ab"), QString("ba")}) {
    std::vector<ListEntry> entries;
    for (const QChar c : order) entries.push_back(entry(c));
    model.setEntries(entries);
    EXPECT_EQ(ids(model), order);
    EXPECT_EQ(b.data(EntryListModel::IdRole).toString(), "b") << "a selection follows its entry";
  }
  QSignalSpy changed(&model, &EntryListModel::dataChanged);
  model.setEntries({entry("b", "new"), entry("a")});
  EXPECT_EQ(changed.count(), 1);
  EXPECT_EQ(model.index(0).data(EntryListModel::DetailRole).toString(), "new");
  model.setEntries({});
  EXPECT_EQ(model.rowCount(), 0);
}

TEST(SearchHitsModel, GrowsAsAModelMust) {
  SearchHitsModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.add({{false, 3, "the ", "red", " boat"}});
  model.add({});
  model.add({{true, 11, "a\n", "RED", ""}, {true, 12, "", "red", ""}});
  ASSERT_EQ(model.rowCount(), 3);
  EXPECT_EQ(model.index(0).data().toString(), "the red boat");
  EXPECT_EQ(model.index(1).data().toString(), "a RED");
  EXPECT_EQ(model.index(1).data(SearchHitsModel::NumberRole).toInt(), 12);
  EXPECT_TRUE(model.index(2).data(SearchHitsModel::HeldOutRole).toBool());
  model.clear();
  EXPECT_EQ(model.rowCount(), 0);
}

QString pieces_of(const VocabularyModel& model) {
  QStringList pieces;
  for (int row = 0; row < model.rowCount(); ++row)
    pieces << model.index(row, VocabularyModel::PieceColumn).data().toString();
  return pieces.join(QLatin1Char(' '));
}

TEST(VocabularyModel, IsFilteredAndSorted) {
  VocabularyModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.setVocabulary({"[PAD]", "▁the", "ing", "▁The", "中国"}, {0, 900, 1200, 30, 0});
  EXPECT_EQ(model.columnCount(), 4);
  EXPECT_EQ(model.unused(), 2U);
  EXPECT_EQ(pieces_of(model), "[PAD] ▁the ing ▁The 中国");
  model.sort(VocabularyModel::CountColumn, Qt::DescendingOrder);
  EXPECT_EQ(pieces_of(model), "ing ▁the ▁The [PAD] 中国");
  model.setFilter("THE");
  EXPECT_EQ(pieces_of(model), "▁the ▁The");
  model.setFilter(" t");  // A blank is the mark of a word's beginning.
  EXPECT_EQ(pieces_of(model), "▁the ▁The");
  model.setFilter("国");
  EXPECT_EQ(pieces_of(model), "中国");
  model.setFilter("");
  model.sort(VocabularyModel::IdColumn, Qt::DescendingOrder);
  EXPECT_EQ(pieces_of(model), "中国 ▁The ing ▁the [PAD]");
  model.setVocabulary({"a", "b"}, {});
  EXPECT_EQ(model.columnCount(), 2);
  EXPECT_EQ(model.unused(), 0U);
}

TEST(EntryList, SelectsWithoutTelling) {
  EntryList list("Texts", "Add", "None yet");
  list.setEntries({entry("a"), entry("b")});
  QSignalSpy chosen(&list, &EntryList::chosen);
  list.setCurrent("b");
  EXPECT_EQ(list.current(), "b");
  EXPECT_EQ(chosen.count(), 0);
  list.setCurrent({});
  EXPECT_TRUE(list.current().isEmpty());
}

TEST(DocumentListModel, ChangesAsAModelMust) {
  DocumentListModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  for (const quint64 count : {100, 0, 7, 65}) {
    model.reset(count);
    model.setBlock(0, std::vector<DocumentSummary>(64, {"x", 1, 1, 0}));
    EXPECT_EQ(model.rowCount(), static_cast<int>(count));
  }
}

TEST(DocumentListModel, AsksForBlocksOnce) {
  DocumentListModel model;
  QSignalSpy wanted(&model, &DocumentListModel::blockWanted);
  model.reset(1'000'000'000);
  wanted.clear();
  (void)model.index(70).data();
  (void)model.index(71).data();
  ASSERT_EQ(wanted.count(), 1);
  EXPECT_EQ(wanted.front().at(0).toInt(), 64);
  EXPECT_EQ(wanted.front().at(1).toInt(), DocumentListModel::block_rows);
  model.setBlock(64, std::vector<DocumentSummary>(64, {"Fellow citizens", 1200, 40, 1}));
  EXPECT_EQ(model.index(70).data().toString(), "Fellow citizens");
  EXPECT_EQ(model.index(70).data(DocumentListModel::TokensRole).toULongLong(), 1200U);
  EXPECT_FALSE(model.index(200).data(DocumentListModel::LoadedRole).toBool());

  model.reset(70);
  wanted.clear();
  (void)model.index(69).data();
  EXPECT_EQ(wanted.back().at(1).toInt(), 6) << "the last block ends with the list";
  model.setBlock(64, std::vector<DocumentSummary>(64));
  model.setBlock(-5, std::vector<DocumentSummary>(3));
  model.reset(0);
  EXPECT_EQ(model.rowCount(), 0);
}

ProbeLog::Entry asked(const char* text, bool settled, const char* run = "r") {
  ProbeLog::Entry made;
  made.run_id = run;
  made.result.text = text;
  made.settled = settled;
  return made;
}

TEST(ProbeLog, KeepsWhatWasAskedOnPurpose) {
  ProbeLog log;
  log.add(asked("The [MASK]", true));
  log.add(asked("The [MASK] o", false));
  log.add(asked("The [MASK] of", false));
  ASSERT_EQ(log.entries().size(), 2U) << "typing leaves only its last state";
  EXPECT_EQ(log.listEntries().front().title, "The ___ of");
  log.add(asked("The [MASK]", false));
  log.add(asked("New [MASK]", true));
  ASSERT_EQ(log.entries().size(), 2U) << "asked again by itself, a question stays and is kept once";
  log.add(asked("The [MASK]", true, "another run"));
  EXPECT_EQ(log.entries().size(), 3U);
  EXPECT_NE(log.find(log.listEntries().front().id), nullptr);
  EXPECT_EQ(log.find("9999"), nullptr);
}

}  // namespace
}  // namespace cloze::ui
