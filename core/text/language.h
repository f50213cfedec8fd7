// SPDX-License-Identifier: GPL-3.0-or-later
// Which language a text is in, by CLD2 (Compact Language Detector 2): naive Bayes over character quadgrams,
// 83 languages, no download.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace cloze {

struct LanguageShare {
  std::string code;  ///< ISO 639, as CLD2 gives it: "en", "zh", "zh-Hant".
  double share = 0;  ///< Of the text's letters, 0 to 1.
};

/// The languages of a text in valid UTF-8, most of it first, at most three; empty when it is too short or too
/// mixed to tell. Pure; any thread.
std::vector<LanguageShare> detect_languages(std::string_view text);

/// The codes in "en+zh"; "zh" stands for Chinese in both scripts.
std::vector<std::string> split_languages(std::string_view codes);

/// bad_input naming a code that CLD2 does not know.
Result<void> check_languages(std::string_view codes);

}  // namespace cloze
