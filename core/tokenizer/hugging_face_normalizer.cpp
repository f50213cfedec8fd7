// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/hugging_face_normalizer.h"

#include <fmt/format.h>
#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "core/text/characters.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;

/// A class of a regular expression with every character for which member() holds, as ranges. Spelled out,
/// because the library's own classes follow another version of Unicode.
template <class Member>
std::string character_class(Member member) {
  std::string ranges;
  for (char32_t begin = 0; begin <= UCHAR_MAX_VALUE; ++begin) {
    if (!member(begin)) continue;
    char32_t end = begin;
    while (end < UCHAR_MAX_VALUE && member(end + 1)) ++end;
    ranges += begin == end ? fmt::format("\\x{{{:X}}}", static_cast<std::uint32_t>(begin))
                           : fmt::format("\\x{{{:X}}}-\\x{{{:X}}}", static_cast<std::uint32_t>(begin),
                                         static_cast<std::uint32_t>(end));
    begin = end;
  }
  return "[" + ranges + "]";
}

Json replace(const std::string& regex, std::string_view content) {
  return {{"type", "Replace"}, {"pattern", {{"Regex", regex}}}, {"content", content}};
}

void add_form(Json& steps, Normalization normalization) {
  if (normalization == Normalization::nfc) steps.push_back({{"type", "NFC"}});
  if (normalization == Normalization::nfkc) steps.push_back({{"type", "NFKC"}});
}

std::string utf8(char32_t character) {
  char bytes[U8_MAX_LENGTH];
  std::size_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, static_cast<UChar32>(character));
  return {bytes, length};
}

std::string folded(const std::string& text) {
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  UErrorCode status = U_ZERO_ERROR;
  icu::CaseMap::utf8Fold(U_FOLD_CASE_DEFAULT, text, sink, nullptr, status);
  return out;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> folds_beyond_lower_case() {
  std::vector<std::pair<std::string, std::string>> folds;
  for (char32_t character = 0x80; character <= UCHAR_MAX_VALUE; ++character) {
    const auto code_point = static_cast<UChar32>(character);
    if (U_IS_SURROGATE(code_point) || u_tolower(code_point) != code_point) continue;
    const std::string text = utf8(character);
    if (std::string fold = folded(text); fold != text) folds.emplace_back(text, std::move(fold));
  }
  return folds;
}

Json hugging_face_normalizer(const CleaningOptions& cleaning) {
  Json steps = Json::array();
  // Metaspace looks where in the text its part begins, so what goes from the front leaves a blank there.
  const std::string gone = cleaning.strip_control ? character_class(is_control) + "+" : "\\x{FEFF}";
  steps.push_back(replace("\\A" + gone, " "));
  if (cleaning.strip_control) steps.push_back(replace(character_class(is_control), ""));
  add_form(steps, cleaning.normalization);
  if (cleaning.lowercase) {
    steps.push_back({{"type", "Lowercase"}});
    for (const auto& [from, to] : folds_beyond_lower_case())
      steps.push_back({{"type", "Replace"}, {"pattern", {{"String", from}}}, {"content", to}});
    add_form(steps, cleaning.normalization);
  }
  // Line breaks and tabs separate words in any case; SentencePiece takes runs of spaces as one.
  const auto is_blank = [&](char32_t c) {
    return cleaning.collapse_whitespace ? is_white_space(c) : c == ' ' || c == '\t' || is_line_break(c);
  };
  steps.push_back(replace(character_class(is_blank) + "+", " "));
  // It drops blanks at the end, those that are written as U+2581 too, and puts its own before one that a text
  // begins with.
  const std::string mark(word_mark);
  steps.push_back(replace("[ " + mark + "]+\\z", ""));
  steps.push_back(replace("\\A *" + mark, mark + mark));
  return {{"type", "Sequence"}, {"normalizers", std::move(steps)}};
}

}  // namespace cloze
