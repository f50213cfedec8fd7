// SPDX-License-Identifier: GPL-3.0-or-later
// A tokenizer whose ids can be told by looking: 'a' is 5, 'b' is 6 ... 'z' is 30, '.' is 31, everything else
// that can be seen is unknown, one token per character. A blank belongs to the token behind it, as with
// SentencePiece, or, with separate_blanks, is a token of its own (32, spelt U+2581), with one more in front
// of the text.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/tokenizer/tokenizer.h"

namespace cloze::test {

class FakeTokenizer final : public Tokenizer {
 public:
  explicit FakeTokenizer(bool separate_blanks = false, std::int64_t vocabulary_size = 40,
                         std::string hash = "fake")
      : separate_blanks_(separate_blanks), vocabulary_size_(vocabulary_size), hash_(std::move(hash)) {}

  std::int64_t vocabulary_size() const override { return vocabulary_size_; }

  void encode(std::string_view text, std::vector<TokenId>& ids) const override {
    std::vector<TokenSpan> spans;
    encode_spans(text, spans);
    for (const TokenSpan& span : spans) ids.push_back(span.id);
  }

  void encode_spans(std::string_view text, std::vector<TokenSpan>& tokens) const override {
    if (text.empty() || text == "~") return;  // "~" is a sentence that gives no token.
    const std::size_t before = tokens.size();
    make_spans(text, tokens);
    made_ += tokens.size() - before;
    if (told_) told_(made_);
  }

  std::string decode(const std::vector<TokenId>& ids) const override {
    std::string text;
    for (const TokenId id : ids) text += piece(id);
    return text;
  }

  std::string_view piece(TokenId id) const override {
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz.";
    static constexpr std::array<std::string_view, 5> special{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
    if (id < 5) return special[static_cast<std::size_t>(id)];
    if (id < 32) return letters.substr(static_cast<std::size_t>(id - 5), 1);
    return id == 32 ? "\xE2\x96\x81" : "?";
  }

  TokenId id_of(std::string_view piece) const override {
    if (piece == ".") return 31;
    if (piece.size() == 1 && piece[0] >= 'a' && piece[0] <= 'z') return piece[0] - 'a' + 5;
    return SpecialTokens::unknown;
  }

  const CleaningOptions& cleaning() const override { return cleaning_; }
  const std::string& hash() const override { return hash_; }

  void set_cleaning(const CleaningOptions& cleaning) { cleaning_ = cleaning; }

  /// What is to hear, on any thread, how many tokens were made since this call.
  void tell(std::function<void(std::uint64_t)> told) {
    made_ = 0;
    told_ = std::move(told);
  }
  std::uint64_t made() const { return made_; }

 private:
  void make_spans(std::string_view text, std::vector<TokenSpan>& tokens) const {
    if (separate_blanks_) tokens.push_back({32, 0, 0});
    std::uint32_t begin = 0;
    for (std::uint32_t at = 0; at < text.size();) {
      std::uint32_t end = at + 1;
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
      if (text[at] == ' ') {
        if (separate_blanks_) {
          tokens.push_back({32, at, end});
          begin = end;
        }
      } else {
        tokens.push_back({id_of(text.substr(at, end - at)), begin, end});
        begin = end;
      }
      at = end;
    }
  }

  mutable std::atomic<std::uint64_t> made_ = 0;
  std::function<void(std::uint64_t)> told_;
  bool separate_blanks_;
  std::int64_t vocabulary_size_;
  std::string hash_;
  CleaningOptions cleaning_;
};

}  // namespace cloze::test
