// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/language.h"

#include <cld2/public/compact_lang_det.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/base/text_name.h"
#include "core/text/characters.h"

namespace cloze {
namespace {

/// CLD2 takes the length as an int; more than this tells nothing new.
constexpr std::size_t longest_look = 1 << 20;

}  // namespace

std::vector<LanguageShare> detect_languages(std::string_view text) {
  if (text.size() > longest_look) text = text.substr(0, cut_position(text, longest_look));
  constexpr bool plain_text = true;
  constexpr int flags = 0;
  CLD2::Language languages[3];
  int percents[3], text_bytes = 0;
  double scores[3];
  bool reliable = false;
  CLD2::ExtDetectLanguageSummary(text.data(), static_cast<int>(text.size()), plain_text, nullptr, flags,
                                 languages, percents, scores, nullptr, &text_bytes, &reliable);
  std::vector<LanguageShare> shares;
  if (!reliable) return shares;
  for (int i = 0; i < 3; ++i)
    if (languages[i] != CLD2::UNKNOWN_LANGUAGE && percents[i] > 0)
      shares.push_back({CLD2::LanguageCode(languages[i]), percents[i] / 100.0});
  return shares;
}

std::vector<std::string> split_languages(std::string_view codes) {
  std::vector<std::string> list;
  for (std::size_t begin = 0; begin <= codes.size();) {
    const std::size_t end = std::min(codes.find('+', begin), codes.size());
    list.emplace_back(trim(codes.substr(begin, end - begin)));
    begin = end + 1;
  }
  return list;
}

Result<void> check_languages(std::string_view codes) {
  for (const std::string& code : split_languages(codes)) {
    const CLD2::Language language = CLD2::GetLanguageFromName(code.c_str());
    if (language == CLD2::UNKNOWN_LANGUAGE || CLD2::LanguageCode(language) != code)
      return fail(ErrorCode::bad_input,
                  fmt::format("language.keep: '{}' is no known language", printable(code)),
                  "give codes of ISO 639 such as en, zh, pt, several as en+zh");
  }
  return {};
}

}  // namespace cloze
