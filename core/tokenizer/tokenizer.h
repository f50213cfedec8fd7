// SPDX-License-Identifier: GPL-3.0-or-later
// The tokenizer interface: text to ids and back. Ids 0..4 are [PAD] [UNK] [CLS] [SEP] [MASK] in every
// tokenizer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/text/cleaning.h"
#include "core/text/documents.h"

namespace cloze {

using TokenId = std::int32_t;

/// No vocabulary of any kind is larger.
inline constexpr std::int64_t largest_vocabulary = 1'000'000;

struct SpecialTokens {
  static constexpr TokenId pad = 0, unknown = 1, cls = 2, sep = 3, mask = 4;
  static constexpr TokenId count = 5;
};

/// One token and the bytes of the given text it stands for, without the blanks before a word; begin == end
/// for a token without text of its own (a word mark alone), and then it stands where the text behind it
/// begins.
struct TokenSpan {
  TokenId id = 0;
  std::uint32_t begin = 0, end = 0;
};

/// Immutable after loading; every const member may be called from any number of threads at once.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  virtual std::int64_t vocabulary_size() const = 0;
  /// Appends the ids of clean text (see cleaning()); adds no special tokens, and finds none: a "[MASK]" in
  /// the text is text. Line breaks and tabs separate words as a space does. Under 2 GiB at a time.
  virtual void encode(std::string_view clean_text, std::vector<TokenId>& ids) const = 0;
  /// The same ids with their byte ranges.
  virtual void encode_spans(std::string_view clean_text, std::vector<TokenSpan>& tokens) const = 0;
  /// Whether the tokens of words that stand apart by one blank (U+0020) each are those of the words alone,
  /// one word's behind the other's. Of text without U+2581 and U+2585, which mean something else to
  /// SentencePiece.
  virtual bool splits_at_blanks() const { return false; }
  /// Text of ids without the blank that a first word mark would give. Special tokens are written by their
  /// names, set off by a blank, except [UNK], which may be part of a word.
  virtual std::string decode(const std::vector<TokenId>& ids) const = 0;
  /// The piece as the vocabulary spells it (U+2581 marks a word's beginning in SentencePiece). id in range.
  virtual std::string_view piece(TokenId id) const = 0;
  /// The id of a piece, or unknown.
  virtual TokenId id_of(std::string_view piece) const = 0;
  /// The id that this token has in the files that an imported tokenizer comes from; elsewhere the same id.
  virtual TokenId original_id(TokenId id) const { return id; }
  /// Cleaning that text must go through before encode(): the one the tokenizer was trained with.
  virtual const CleaningOptions& cleaning() const = 0;
  /// SHA-256 of the model bytes and settings; part of a dataset's identity.
  virtual const std::string& hash() const = 0;
};

enum class TokenizerKind {
  unigram,    ///< SentencePiece.
  bpe,        ///< SentencePiece.
  character,  ///< SentencePiece: the most frequent characters, each a token.
  wordpiece,  ///< Of BERT.
  byte_bpe,   ///< Of GPT-2, RoBERTa and ModernBERT; imported.
};

/// SentencePiece's kinds, whose model is a SentencePiece model.
constexpr bool is_sentencepiece(TokenizerKind kind) {
  return kind == TokenizerKind::unigram || kind == TokenizerKind::bpe || kind == TokenizerKind::character;
}

/// "unigram", as files and commands spell it.
std::string_view kind_name(TokenizerKind kind);

struct TokenizerSettings {
  TokenizerKind kind = TokenizerKind::unigram;
  std::int64_t vocabulary_size = 8192;  ///< Special tokens included; 16 to 1,000,000. Of characters the most,
                                        ///< and then those that there are.
  double character_coverage = 0.9999;   ///< Share of the text's characters the vocabulary must spell, 0.98 to
                                        ///< 1; 1 for small alphabets.
  /// Train on at most so much text, sampled evenly by sentence; 10 kB to 1 GB. Unigram training takes about
  /// 20 bytes of memory for each character.
  std::int64_t sample_bytes = 64'000'000;
  std::int64_t seed = 1;  ///< Of the sampling.
  CleaningOptions cleaning;
};

/// What training saw; shown to the person, stored beside the model.
struct TokenizerReport {
  CorpusReport corpus;
  std::uint64_t sentences = 0, sampled_sentences = 0, sampled_bytes = 0;
  /// Sentences longer than the trainer takes (4192 bytes), cut at a blank or else between characters; none is
  /// dropped.
  std::uint64_t split_lines = 0;
  /// Characters that mean something of their own to SentencePiece (U+2581, U+2585), taken out of the lines.
  std::uint64_t reserved_characters = 0;
  double seconds = 0;
};

/// A stored tokenizer without loading its model.
struct TokenizerInfo {
  std::string name;  ///< Folder name under the workspace's tokenizers/.
  TokenizerSettings settings;
  std::string hash;
  double created = 0;  ///< Unix seconds.
  TokenizerReport report;
};

/// Trains SentencePiece, or WordPiece (wordpiece_training.h), on a corpus and saves tokenizer.model and
/// tokenizer.json (settings, report, hashes) into folder, which must not exist yet and whose last part is the
/// tokenizer's name (letters, digits, - _ and ., no dot in front). The folder appears complete or not at all.
/// The same corpus and settings give the same model on every machine. bad_input: a setting out of its range,
/// a name that cannot be used or is taken, a vocabulary larger or smaller than the corpus allows (with the
/// limit), NFKC for WordPiece: that cleans as BERT does, and of the cleaning options heeds lowercase, which
/// strips accents too, and invalid_utf8. Progress "reading" in bytes, then "training", without an end known
/// for SentencePiece; cancel is heard at any time: SentencePiece, which cannot be interrupted, works in a
/// forked copy of the process.
Result<TokenizerInfo> train_tokenizer(const std::vector<std::filesystem::path>& corpus,
                                      const CorpusFormat& format, const TokenizerSettings& settings,
                                      const std::filesystem::path& folder, const ProgressSink& progress = {},
                                      const CancelFlag* cancel = nullptr);

/// Loads and checks a tokenizer folder; damaged when the model does not match its recorded hash.
Result<std::shared_ptr<const Tokenizer>> load_tokenizer(const std::filesystem::path& folder);
Result<TokenizerInfo> read_tokenizer_info(const std::filesystem::path& folder);

}  // namespace cloze
