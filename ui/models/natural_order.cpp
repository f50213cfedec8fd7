// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/natural_order.h"

#include <QByteArray>
#include <QCollator>
#include <QHash>
#include <QLocale>
#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace cloze::ui {
namespace {

/// ASCII in the order of the Unicode Collation Algorithm's root table, a digit standing for all of them.
constexpr std::string_view root_order = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0abcdefghijklmnopqrstuvwxyz";

constexpr auto weights = [] {
  std::array<char, 128> made{};
  for (std::size_t i = 0; i < root_order.size(); ++i) {
    const char c = root_order[i];
    made[std::size_t(c)] = char(i + 1);
    if (c >= 'a' && c <= 'z') made[std::size_t(c - 'a' + 'A')] = made[std::size_t(c)];
  }
  for (char digit = '1'; digit <= '9'; ++digit) made[std::size_t(digit)] = made['0'];
  return made;
}();

bool is_digit(QChar c) {
  return c >= u'0' && c <= u'9';
}

/// Bytes that compare as the texts do; nothing for one with other characters.
std::optional<QByteArray> plain_key(const QString& text) {
  QByteArray key;
  key.reserve(text.size() + 8);
  for (qsizetype i = 0; i < text.size();) {
    const char16_t c = text[i].unicode();
    if (c >= 128 || weights[c] == 0) return std::nullopt;
    key += weights[c];
    if (!is_digit(text[i])) {
      ++i;
      continue;
    }
    // A number: first how long it is, then its digits.
    while (i + 1 < text.size() && text[i] == u'0' && is_digit(text[i + 1])) ++i;
    const qsizetype begin = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    if (i - begin > 127) return std::nullopt;
    key += char(i - begin);
    for (qsizetype digit = begin; digit < i; ++digit) key += char(text[digit].unicode());
  }
  return key;
}

template <class Key, class Compare>
void rank(std::vector<std::pair<Key, QString>>& keyed, QHash<QString, int>& ranks, const Compare& compare) {
  std::ranges::sort(keyed, [&](const auto& a, const auto& b) {
    const int order = compare(a.first, b.first);
    return order != 0 ? order < 0 : a.second < b.second;
  });
  for (std::size_t i = 0; i < keyed.size(); ++i) ranks[keyed[i].second] = int(i);
}

/// False when some text needs the collator.
bool rank_plain(QHash<QString, int>& ranks) {
  std::vector<std::pair<QByteArray, QString>> keyed;
  keyed.reserve(std::size_t(ranks.size()));
  for (auto text = ranks.keyBegin(); text != ranks.keyEnd(); ++text) {
    std::optional<QByteArray> key = plain_key(*text);
    if (!key) return false;
    keyed.emplace_back(std::move(*key), *text);
  }
  rank(keyed, ranks, [](const QByteArray& a, const QByteArray& b) { return a.compare(b); });
  return true;
}

}  // namespace

std::vector<int> natural_ranks(const std::vector<QString>& texts) {
  QHash<QString, int> ranks;
  for (const QString& text : texts)
    if (!text.isEmpty()) ranks.insert(text, 0);
  // The C locale's order is that of the bytes, with capitals in front and 10 before 2.
  QLocale locale;
  if (locale.language() == QLocale::C) locale = QLocale(QLocale::English);
  const bool root_letters = locale.language() == QLocale::English || locale.language() == QLocale::Chinese;
  if (!root_letters || !rank_plain(ranks)) {
    QCollator collator(locale);
    collator.setNumericMode(true);
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    std::vector<std::pair<QCollatorSortKey, QString>> keyed;
    keyed.reserve(std::size_t(ranks.size()));
    for (auto text = ranks.keyBegin(); text != ranks.keyEnd(); ++text)
      keyed.emplace_back(collator.sortKey(*text), *text);
    rank(keyed, ranks, [](const QCollatorSortKey& a, const QCollatorSortKey& b) { return a.compare(b); });
  }
  std::vector<int> all;
  all.reserve(texts.size());
  for (const QString& text : texts) all.push_back(ranks.value(text, -1));
  return all;
}

}  // namespace cloze::ui
