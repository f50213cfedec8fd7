// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/wordpiece_tokenizer.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>

#include "core/tokenizer/pieces.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"

namespace cloze {
namespace {

struct TextHash : std::hash<std::string_view> {
  using is_transparent = void;
};
/// Found by a view, without a string made for it.
using IdsByText = std::unordered_map<std::string, TokenId, TextHash, std::equal_to<>>;

class WordPieceTokenizer final : public Tokenizer {
 public:
  WordPieceTokenizer(ForeignVocabulary vocabulary, WordPieceSettings settings, CleaningOptions cleaning,
                     std::string hash)
      : vocabulary_(std::move(vocabulary)),
        settings_(std::move(settings)),
        cleaning_(cleaning),
        hash_(std::move(hash)) {
    for (TokenId id = 0; id < vocabulary_.size(); ++id) add(id);
  }

  std::int64_t vocabulary_size() const override { return vocabulary_.size(); }

  void encode(std::string_view clean_text, std::vector<TokenId>& ids) const override {
    std::vector<TokenSpan> tokens;
    encode_spans(clean_text, tokens);
    for (const TokenSpan& token : tokens) ids.push_back(token.id);
  }

  void encode_spans(std::string_view clean_text, std::vector<TokenSpan>& tokens) const override {
    for (const BertWord& word : bert_words(clean_text, settings_.normalization)) spell(word, tokens);
  }

  /// Words end at white space before anything else is looked at.
  bool splits_at_blanks() const override { return true; }

  std::string decode(const std::vector<TokenId>& ids) const override { return decode_pieces(*this, ids); }

  std::string_view piece(TokenId id) const override {
    if (id < 0 || id >= vocabulary_.size()) return {};
    return pieces_[static_cast<std::size_t>(id)];
  }

  TokenId id_of(std::string_view piece) const override {
    const auto found = by_piece_.find(piece);
    return found == by_piece_.end() ? SpecialTokens::unknown : found->second;
  }

  TokenId original_id(TokenId id) const override { return vocabulary_.their_id(id); }
  const CleaningOptions& cleaning() const override { return cleaning_; }
  const std::string& hash() const override { return hash_; }

 private:
  void add(TokenId id) {
    const std::string token(vocabulary_.token(id));
    const std::string& prefix = settings_.continuing_prefix;
    std::string piece;
    if (id < SpecialTokens::count) {
      piece = special_token_names[id];
      // Names of special tokens in a text are text, but what a word may be in theirs it may be here.
      beginning_.emplace(token, id);
    } else if (token.empty()) {
      piece = "[row " + std::to_string(vocabulary_.their_id(id)) + "]";
    } else {
      beginning_.emplace(token, id);
      if (token.starts_with(prefix) && token.size() > prefix.size()) {
        piece = token.substr(prefix.size());
        continuing_.emplace(piece, id);
        longest_ = std::max(longest_, piece.size());
      } else {
        piece = std::string(word_mark) + token;
      }
    }
    longest_ = std::max(longest_, token.size());
    by_piece_.emplace(piece, id);
    pieces_.push_back(std::move(piece));
  }

  void spell(const BertWord& word, std::vector<TokenSpan>& tokens) const {
    const std::size_t before = tokens.size(), count = word.characters.size();
    const auto unknown = [&] {
      tokens.resize(before);
      tokens.push_back({SpecialTokens::unknown, word.characters.front().begin, word.characters.back().end});
    };
    if (count > static_cast<std::size_t>(settings_.longest_word)) return unknown();
    const auto byte_at = [&](std::size_t i) { return i < count ? word.characters[i].at : word.text.size(); };
    const std::string_view text = word.text;
    for (std::size_t begin = 0; begin < count;) {
      const IdsByText& known = begin == 0 ? beginning_ : continuing_;
      std::size_t end = count;
      while (end > begin && byte_at(end) - byte_at(begin) > longest_) --end;
      auto found = known.end();
      for (; end > begin; --end)
        if (found = known.find(text.substr(byte_at(begin), byte_at(end) - byte_at(begin)));
            found != known.end())
          break;
      if (end == begin) return unknown();
      tokens.push_back({found->second, word.characters[begin].begin, word.characters[end - 1].end});
      begin = end;
    }
  }

  ForeignVocabulary vocabulary_;
  WordPieceSettings settings_;
  CleaningOptions cleaning_;
  std::string hash_;
  std::vector<std::string> pieces_;
  IdsByText beginning_, continuing_, by_piece_;
  std::size_t longest_ = 0;  // Bytes of the longest piece.
};

}  // namespace

std::shared_ptr<const Tokenizer> make_wordpiece_tokenizer(ForeignVocabulary vocabulary,
                                                          WordPieceSettings settings,
                                                          CleaningOptions cleaning, std::string hash) {
  return std::make_shared<WordPieceTokenizer>(std::move(vocabulary), std::move(settings), cleaning,
                                              std::move(hash));
}

}  // namespace cloze
