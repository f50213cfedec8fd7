// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/sentencepiece_tokenizer.h"

#include <fmt/format.h>
#include <sentencepiece_processor.h>

#include <algorithm>
#include <exception>
#include <span>
#include <utility>

#include "core/tokenizer/model_check.h"
#include "core/tokenizer/pieces.h"
#include "core/tokenizer/repeated_pieces.h"

namespace cloze {
namespace {

constexpr const char* repair = "restore the folder from a copy, or train the tokenizer again";

/// The model saw no line break and no tab in training, so they would become [UNK]. They separate words as a
/// space does, and being one byte as well they leave every offset where it was. Most text has none and is not
/// copied.
std::string_view with_spaces(std::string_view text, std::string& copy) {
  constexpr std::string_view blanks = "\t\n\v\f\r";
  if (text.find_first_of(blanks) == std::string_view::npos) return text;
  copy.assign(text);
  std::ranges::replace_if(
      copy, [&](char c) { return blanks.find(c) != std::string_view::npos; }, ' ');
  return copy;
}

class SentencePieceTokenizer final : public Tokenizer {
 public:
  SentencePieceTokenizer(TokenizerKind kind, CleaningOptions cleaning, std::string hash)
      : kind_(kind), cleaning_(cleaning), hash_(std::move(hash)) {}

  Result<void> load(std::string_view model, const std::string& origin) {
    const auto damaged = [&](std::string_view why) {
      return fail(ErrorCode::damaged, fmt::format("{}: {}", origin, why), repair);
    };
    CLOZE_CHECK(check_model(model, origin));
    try {
      const auto status = processor_.LoadFromSerializedProto({model.data(), model.size()});
      if (!status.ok()) return damaged(fmt::format("not a SentencePiece model ({})", status.error_message()));
      const int size = processor_.GetPieceSize();
      std::vector<std::string> pieces;
      for (TokenId id = 0; id < size; ++id) pieces.push_back(processor_.IdToPiece(id));
      if (kind_ == TokenizerKind::unigram) repeated_ = RepeatedPieces(pieces);
      splits_at_blanks_ = find_whether_it_splits(pieces);
    } catch (const std::exception& error) {
      return damaged(error.what());
    }
    return {};
  }

  std::int64_t vocabulary_size() const override { return processor_.GetPieceSize(); }

  void encode(std::string_view clean_text, std::vector<TokenId>& ids) const override {
    static_assert(sizeof(int) == sizeof(TokenId));
    std::string copy;
    const std::string_view text = with_spaces(clean_text, copy);
    std::vector<int> found;
    // Encode fails on a model that did not load only, and load() checked that.
    processor_.Encode({text.data(), text.size()}, &found).IgnoreError();
    repeated_.order(std::span(found), [](TokenId& id) -> TokenId& { return id; });
    ids.insert(ids.end(), found.begin(), found.end());
  }

  void encode_spans(std::string_view clean_text, std::vector<TokenSpan>& tokens) const override {
    std::string copy;
    const std::string_view text = with_spaces(clean_text, copy);
    const auto encoded = processor_.EncodeAsImmutableProto({text.data(), text.size()});
    const std::size_t size = encoded.pieces_size();
    // No reserve: callers append sentence after sentence, and an exact reserve each time would copy them all
    // again.
    const std::size_t first = tokens.size();
    for (std::size_t i = 0; i < size; ++i) {
      const auto piece = encoded.pieces(static_cast<int>(i));
      // A piece that begins a word covers the blanks before it; the text it stands for begins after them.
      std::uint32_t begin = piece.begin();
      while (begin < piece.end() && text[begin] == ' ') ++begin;
      tokens.push_back({static_cast<TokenId>(piece.id()), begin, piece.end()});
    }
    order(std::span(tokens).subspan(first));
  }

  bool splits_at_blanks() const override { return splits_at_blanks_; }

  std::string decode(const std::vector<TokenId>& ids) const override { return decode_pieces(*this, ids); }

  std::string_view piece(TokenId id) const override {
    if (id < 0 || id >= processor_.GetPieceSize()) return {};
    return processor_.IdToPiece(id);
  }

  TokenId id_of(std::string_view piece) const override {
    return processor_.PieceToId({piece.data(), piece.size()});
  }

  const CleaningOptions& cleaning() const override { return cleaning_; }
  const std::string& hash() const override { return hash_; }

 private:
  /// Pieces that change places hold no blank, so their ranges follow one another in the new order too.
  void order(std::span<TokenSpan> tokens) const {
    const auto changed = repeated_.order(tokens, [](TokenSpan& token) -> TokenId& { return token.id; });
    for (const auto [begin, end] : changed)
      for (std::size_t i = begin; i + 1 < end; ++i)
        tokens[i + 1].begin = tokens[i].end =
            tokens[i].begin + static_cast<std::uint32_t>(piece(tokens[i].id).size());
  }

  /// No piece may reach over a blank, each word must get the mark that the first one gets, and the mark must
  /// be known: unknown neighbours become one token.
  bool find_whether_it_splits(std::span<const std::string> pieces) const {
    const auto reaches_over = [](const std::string& piece) {
      return piece.find(word_mark, 1) != std::string::npos;
    };
    if (std::ranges::any_of(pieces, reaches_over) || id_of(word_mark) == SpecialTokens::unknown) return false;
    std::vector<TokenId> words, apart;
    encode("e e", words);
    encode("e", apart);
    encode("e", apart);
    return words == apart;
  }

  sentencepiece::SentencePieceProcessor
      processor_;  // Its const members keep no state, so threads may share it.
  RepeatedPieces repeated_;
  bool splits_at_blanks_ = false;
  TokenizerKind kind_;
  CleaningOptions cleaning_;
  std::string hash_;
};

}  // namespace

Result<std::shared_ptr<const Tokenizer>> make_sentencepiece_tokenizer(std::string_view model,
                                                                      std::string origin, TokenizerKind kind,
                                                                      CleaningOptions cleaning,
                                                                      std::string hash) {
  auto tokenizer = std::make_shared<SentencePieceTokenizer>(kind, cleaning, std::move(hash));
  CLOZE_CHECK(tokenizer->load(model, origin));
  return tokenizer;
}

}  // namespace cloze
