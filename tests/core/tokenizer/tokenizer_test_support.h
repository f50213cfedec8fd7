// SPDX-License-Identifier: GPL-3.0-or-later
// A small corpus of two languages and tokenizers trained on it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/tokenizer/tokenizer.h"
#include "tests/support/sample_text.h"
#include "tests/support/temporary_folder.h"

namespace cloze::test {

/// English and Chinese sentences, some 40 kB, the same every time.
inline void write_two_languages(const std::filesystem::path& folder) {
  write_sample_corpus(folder, 20, 30);
  const std::vector<std::string> who{"我们", "他的朋友", "年轻的王后", "一个水手"},
      does{"看见", "喜欢", "研究", "记得"}, what{"中国历史", "红色的船", "一封长信", "北京的市场"};
  std::string text;
  for (std::uint64_t i = 0; i < 400; ++i) {
    Draws draws(7, 0, i);
    text += who[draws.next_below(4)] + does[draws.next_below(4)] + what[draws.next_below(4)] +
            (i % 5 == 4 ? "。\n" : "。");
  }
  put_file(folder / "zh.txt", text);
}

/// Trains in a fraction of a second.
inline TokenizerSettings small_settings(TokenizerKind kind = TokenizerKind::unigram) {
  TokenizerSettings settings;
  settings.kind = kind;
  settings.vocabulary_size = 120;
  settings.character_coverage = 1.0;
  return settings;
}

/// Trained on write_two_languages(), once for the program.
inline std::shared_ptr<const Tokenizer> trained_tokenizer(TokenizerKind kind) {
  static std::map<TokenizerKind, std::shared_ptr<const Tokenizer>> made;
  auto& tokenizer = made[kind];
  if (tokenizer == nullptr) {
    TemporaryFolder folder;
    write_two_languages(folder / "corpus");
    const auto info = train_tokenizer({folder / "corpus"}, {}, small_settings(kind), folder / "t");
    EXPECT_TRUE(info) << to_string(info.error());
    auto loaded = load_tokenizer(folder / "t");
    EXPECT_TRUE(loaded) << to_string(loaded.error());
    tokenizer = std::move(*loaded);
  }
  return tokenizer;
}

}  // namespace cloze::test
