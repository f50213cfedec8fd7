// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/bert_words.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "core/text/characters.h"

namespace cloze {
namespace {

constexpr UChar32 replacement = 0xFFFD;

/// The general category in Unicode 8; U_UNASSIGNED for what came later. The few characters that were
/// reclassified since are named where they matter.
int category(UChar32 character) {
  UVersionInfo age;
  u_charAge(character, age);
  if (age[0] > 8) return U_UNASSIGNED;
  return u_charType(character);
}

bool is_removed(UChar32 character) {
  if (character == '\t' || character == '\n' || character == '\r') return false;
  if (character < 0x7F) return character < 0x20;
  const int kind = category(character);
  return character == replacement || kind == U_CONTROL_CHAR || kind == U_FORMAT_CHAR ||
         kind == U_PRIVATE_USE_CHAR;
}

bool is_chinese(UChar32 c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
         (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

bool is_mark(UChar32 character) {
  if (character < 0x300) return false;
  switch (character) {
    case 0x1734:
      return true;
    case 0x1885:
    case 0x1886:
    case 0xA9BD:
    case 0x111C9:
      return false;
    default:
      return category(character) == U_NON_SPACING_MARK;
  }
}

bool is_punctuation(UChar32 c) {
  if (c < 0x80)
    return (c > 0x20 && c < '0') || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') || (c > 'z' && c < 0x7F);
  if (c == 0x166D || c == 0x111C9) return true;
  return category(c) != U_UNASSIGNED && u_ispunct(c) != 0;
}

/// Takes characters, and gives words.
class WordMaker {
 public:
  explicit WordMaker(const BertNormalization& normalization) : normalization_(normalization) {}

  void add(UChar32 character, std::uint32_t begin, std::uint32_t end) {
    begin_ = begin;
    end_ = end;
    if (normalization_.clean_text && is_removed(character)) return;
    if (normalization_.chinese_characters && is_chinese(character)) {
      finish();
      strip(character);
      finish();
    } else {
      strip(character);
    }
  }

  std::vector<BertWord> take() {
    finish();
    return std::move(words_);
  }

 private:
  void strip(UChar32 character) {
    if (!normalization_.strip_accents || character < 0xC0) return lower(character);
    UErrorCode status = U_ZERO_ERROR;
    static const icu::Normalizer2* const canonical = icu::Normalizer2::getNFDInstance(status);
    icu::UnicodeString parts;
    if (!canonical->getDecomposition(character, parts)) {
      if (!is_mark(character)) lower(character);
      return;
    }
    for (int i = 0; i < parts.length(); i = parts.moveIndex32(i, 1))
      if (const UChar32 part = parts.char32At(i); !is_mark(part)) lower(part);
  }

  void lower(UChar32 character) {
    if (!normalization_.lowercase) return put(character);
    if (character < 0x80) return put(character >= 'A' && character <= 'Z' ? character + 32 : character);
    if (character == 0x130) {  // The one character whose lower case is two.
      put('i');
      return put(0x307);
    }
    put(u_tolower(character));
  }

  void put(UChar32 character) {
    if (is_white_space(static_cast<char32_t>(character))) return finish();
    const bool alone = is_punctuation(character);
    if (alone) finish();
    char bytes[U8_MAX_LENGTH];
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, character);
    word_.characters.push_back({static_cast<std::uint32_t>(word_.text.size()), begin_, end_});
    word_.text.append(bytes, length);
    if (alone) finish();
  }

  void finish() {
    if (word_.characters.empty()) return;
    words_.push_back(std::move(word_));
    word_ = {};
  }

  const BertNormalization& normalization_;
  std::vector<BertWord> words_;
  BertWord word_;
  std::uint32_t begin_ = 0, end_ = 0;
};

}  // namespace

std::vector<BertWord> bert_words(std::string_view text, const BertNormalization& normalization) {
  WordMaker maker(normalization);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    UChar32 character = static_cast<unsigned char>(text[at]);
    if (character < 0x80) {
      ++at;
    } else {
      std::int32_t used = 0;
      const auto left = static_cast<std::int32_t>(std::min<std::size_t>(text.size() - at, 4));
      U8_NEXT_OR_FFFD(text.data() + begin, used, left, character);
      at += static_cast<std::size_t>(used);
    }
    maker.add(character, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at));
  }
  return maker.take();
}

}  // namespace cloze
