// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/natural_order.h"

#include <gtest/gtest.h>

#include <QCollator>
#include <QLocale>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace cloze::ui {
namespace {

/// Of the texts and of the same in UTF-8, which must agree.
std::vector<int> ranks_of(const std::vector<QString>& texts) {
  std::vector<std::string> bytes;
  for (const QString& text : texts) bytes.push_back(text.toStdString());
  const std::vector<int> ranks = natural_ranks(texts);
  EXPECT_EQ(natural_ranks(std::vector<std::string_view>(bytes.begin(), bytes.end())), ranks);
  return ranks;
}

std::vector<QString> sorted(std::vector<QString> texts) {
  const std::vector<int> ranks = ranks_of(texts);
  std::vector<QString> result(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) result[std::size_t(ranks[i])] = texts[i];
  return result;
}

TEST(NaturalOrderTest, IsThatOfPeople) {
  EXPECT_EQ(sorted({"run 10", "Run 9", "run 2", "base", "Alpha"}),
            (std::vector<QString>{"Alpha", "base", "run 2", "Run 9", "run 10"}));
  EXPECT_EQ(sorted({"run 10", QStringLiteral("\u00e9tude"), "run 2", "zebra", "Emil"}),
            (std::vector<QString>{"Emil", QStringLiteral("\u00e9tude"), "run 2", "run 10", "zebra"}))
      << "other letters than ASCII";
  EXPECT_EQ(ranks_of({"b", "", "a", "b"}), (std::vector{1, -1, 0, 1}));
}

TEST(NaturalOrderTest, WhatTheBeginningDoesNotDecideTheRestDoes) {
  const QString same(30, 'x');
  EXPECT_EQ(ranks_of({same + "b", same + "10", same, same + "9", same + "B", same + "a", same + "b"}),
            (std::vector{5, 2, 0, 1, 4, 3, 5}));
}

TEST(NaturalOrderTest, OfAsciiIsTheCollators) {
  QCollator collator{QLocale(QLocale::English)};
  collator.setNumericMode(true);
  collator.setCaseSensitivity(Qt::CaseInsensitive);
  std::mt19937 random(7);
  const auto draw = [&](int below) { return std::uniform_int_distribution<int>(0, below - 1)(random); };
  const auto text = [&] {
    QString made;
    for (int length = 1 + draw(8); length > 0; --length) {
      const int kind = draw(3);
      made += kind == 0 ? QString::number(draw(3) == 0 ? 0 : draw(300)) : QString(QChar(' ' + draw(95)));
    }
    return made;
  };
  for (int round = 0; round < 20000; ++round) {
    const QString a = text(), b = text();
    const int wanted = collator.compare(a, b);
    const std::vector<int> ranks = ranks_of({a, b});
    // Equal to the collator: by their characters, so that the order does not depend on chance.
    const bool before = wanted != 0 ? wanted < 0 : a < b;
    EXPECT_EQ(ranks[0] < ranks[1], before && a != b)
        << '[' << a.toStdString() << "] [" << b.toStdString() << ']';
  }
}

}  // namespace
}  // namespace cloze::ui
