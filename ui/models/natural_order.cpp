// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/natural_order.h"

#include <QCollator>
#include <QLocale>
#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "ui/qt_text.h"

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

bool is_digit(char16_t c) {
  return c >= u'0' && c <= u'9';
}

/// Puts bytes behind keys that compare as the texts do; false for a text with other characters.
bool add_plain_key(const auto& text, std::string& keys) {
  const auto size = std::size_t(text.size());
  const auto at = [&](std::size_t i) {
    if constexpr (std::is_same_v<decltype(text), const QString&>)
      return text[qsizetype(i)].unicode();
    else
      return char16_t(std::uint8_t(text[i]));
  };
  for (std::size_t i = 0; i < size;) {
    const char16_t c = at(i);
    if (c >= 128 || weights[c] == 0) return false;
    keys += weights[c];
    if (!is_digit(c)) {
      ++i;
      continue;
    }
    // A number: first how long it is, then its digits.
    while (i + 1 < size && at(i) == u'0' && is_digit(at(i + 1))) ++i;
    const std::size_t begin = i;
    while (i < size && is_digit(at(i))) ++i;
    if (i - begin > 127) return false;
    keys += char(i - begin);
    for (std::size_t digit = begin; digit < i; ++digit) keys += char(at(digit));
  }
  return true;
}

/// The texts' places, by keys that compare() orders; texts that it takes for equal stand in the order of
/// their characters.
template <class Keyed, class Text, class Compare>
std::vector<int> ranks_of(std::vector<Keyed>& keyed, const std::vector<Text>& texts, const Compare& compare) {
  std::ranges::sort(keyed, [&](const Keyed& a, const Keyed& b) {
    const auto order = compare(a, b);
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
  std::array<std::uint64_t, 2> head;  ///< The key's first bytes, which mostly decide.
  std::size_t begin, length;          ///< The key's place among all keys.
  std::size_t text;
};

/// Nothing when some text needs the collator.
template <class Text>
std::optional<std::vector<int>> plain_ranks(const std::vector<Text>& texts) {
  std::string keys;
  std::vector<PlainKeyed> keyed;
  keyed.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].size() == 0) continue;
    const std::size_t begin = keys.size();
    if (!add_plain_key(texts[i], keys)) return std::nullopt;
    PlainKeyed one{{}, begin, keys.size() - begin, i};
    for (std::size_t byte = 0; byte < 16; ++byte)
      one.head[byte / 8] =
          one.head[byte / 8] << 8 | (byte < one.length ? std::uint8_t(keys[begin + byte]) : 0u);
    keyed.push_back(one);
  }
  return ranks_of(keyed, texts, [&](const PlainKeyed& a, const PlainKeyed& b) {
    if (a.head != b.head) return a.head <=> b.head;
    const auto key = [&](const PlainKeyed& one) {
      return std::string_view(keys).substr(one.begin, one.length);
    };
    return key(a) <=> key(b);
  });
}

struct CollatorKeyed {
  QCollatorSortKey key;
  std::size_t text;
};

QLocale locale_of_names() {
  // The C locale's order is that of the bytes, with capitals in front and 10 before 2.
  const QLocale locale;
  return locale.language() == QLocale::C ? QLocale(QLocale::English) : locale;
}

bool has_plain_order(const QLocale& locale) {
  return locale.language() == QLocale::English || locale.language() == QLocale::Chinese;
}

}  // namespace

std::vector<int> natural_ranks(const std::vector<QString>& texts) {
  const QLocale locale = locale_of_names();
  if (has_plain_order(locale))
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

std::vector<int> natural_ranks(const std::vector<std::string_view>& texts) {
  if (has_plain_order(locale_of_names()))
    if (auto ranks = plain_ranks(texts)) return std::move(*ranks);
  std::vector<QString> converted;
  converted.reserve(texts.size());
  for (const std::string_view text : texts) converted.push_back(text_of(text));
  return natural_ranks(converted);
}

}  // namespace cloze::ui
