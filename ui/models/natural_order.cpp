// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/natural_order.h"

#include <QByteArray>
#include <QCollator>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cstdint>
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

/// The texts' places, by keys that compare() orders; texts that it takes for equal stand in the order of
/// their characters.
template <class Keyed, class Compare>
std::vector<int> ranks_of(std::vector<Keyed>& keyed, const std::vector<QString>& texts,
                          const Compare& compare) {
  std::ranges::sort(keyed, [&](const Keyed& a, const Keyed& b) {
    const int order = compare(a, b);
    return order != 0 ? order < 0 : texts[a.text] < texts[b.text];
  });
  std::vector<int> ranks(texts.size(), -1);
  int rank = -1;
  for (std::size_t i = 0; i < keyed.size(); ++i) {
    if (i == 0 || texts[keyed[i].text] != texts[keyed[i - 1].text]) ++rank;
    ranks[keyed[i].text] = rank;
  }
  return ranks;
}

struct PlainKeyed {
  std::uint64_t head;  ///< The key's first bytes, which mostly decide.
  QByteArray key;
  std::size_t text;
};

/// Nothing when some text needs the collator.
std::optional<std::vector<int>> plain_ranks(const std::vector<QString>& texts) {
  std::vector<PlainKeyed> keyed;
  keyed.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].isEmpty()) continue;
    std::optional<QByteArray> key = plain_key(texts[i]);
    if (!key) return std::nullopt;
    std::uint64_t head = 0;
    for (qsizetype byte = 0; byte < 8; ++byte)
      head = head << 8 | (byte < key->size() ? std::uint64_t(std::uint8_t((*key)[byte])) : 0);
    keyed.push_back({head, std::move(*key), i});
  }
  return ranks_of(keyed, texts, [](const PlainKeyed& a, const PlainKeyed& b) {
    return a.head != b.head ? (a.head < b.head ? -1 : 1) : a.key.compare(b.key);
  });
}

struct CollatorKeyed {
  QCollatorSortKey key;
  std::size_t text;
};

}  // namespace

std::vector<int> natural_ranks(const std::vector<QString>& texts) {
  // The C locale's order is that of the bytes, with capitals in front and 10 before 2.
  QLocale locale;
  if (locale.language() == QLocale::C) locale = QLocale(QLocale::English);
  if (locale.language() == QLocale::English || locale.language() == QLocale::Chinese)
    if (auto ranks = plain_ranks(texts)) return std::move(*ranks);
  QCollator collator(locale);
  collator.setNumericMode(true);
  collator.setCaseSensitivity(Qt::CaseInsensitive);
  std::vector<CollatorKeyed> keyed;
  keyed.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (!texts[i].isEmpty()) keyed.push_back({collator.sortKey(texts[i]), i});
  return ranks_of(keyed, texts,
                  [](const CollatorKeyed& a, const CollatorKeyed& b) { return a.key.compare(b.key); });
}

}  // namespace cloze::ui
