// SPDX-License-Identifier: GPL-3.0-or-later
// Documents of a dataset as tokens a person can look at.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// A piece as it reads in a text: SentencePiece writes the blank before a word as U+2581. Pure.
std::string readable_piece(std::string_view piece);

struct BrowsedToken {
  TokenId id = 0;
  std::string text;  ///< As read in the text: a leading space where the word-begin mark stands.
  bool starts_word = false;
  bool starts_sentence = false;
};

struct BrowsedDocument {
  std::uint64_t number = 0;
  std::uint64_t tokens = 0, sentences = 0, unknown = 0;  ///< Of the whole document.
  std::vector<BrowsedToken> head;                        ///< The first tokens, at most the number asked for.
};

/// A document in which a text was found.
struct SearchHit {
  Split split = Split::train;
  std::uint64_t document = 0;
  std::string before, match, after;  ///< Of the first place in it, with some text around.
};

struct SearchPosition {
  Split split = Split::train;
  std::uint64_t document = 0;
};

struct SearchPart {
  std::vector<SearchHit> hits;         ///< In the order of the documents.
  std::optional<SearchPosition> next;  ///< Where to go on; nothing when all was looked through.
  std::uint64_t documents = 0;         ///< Looked through in this part.
};

/// The one of the tokens in which a text begins, found as DatasetBrowser::search() finds it. texts: as they
/// read one behind the other. Pure.
std::optional<std::size_t> find_token(const std::vector<std::string>& texts, std::string_view wanted);

/// Opens a dataset with its tokenizer. Immutable; any thread.
class DatasetBrowser {
 public:
  static Result<DatasetBrowser> open(const std::filesystem::path& dataset_folder,
                                     const std::filesystem::path& tokenizer_folder);
  const Dataset& dataset() const { return dataset_; }
  const Tokenizer& tokenizer() const { return *tokenizer_; }
  std::uint64_t document_count(Split split) const { return dataset_.split(split).document_count(); }
  /// number < document_count(split).
  BrowsedDocument document(Split split, std::uint64_t number, std::uint64_t most_tokens) const;
  /// Looks through documents on all cores, from a position on, until it has most_hits or the time is over:
  /// ask again for the next part, or do not. The text of the tokens is searched, as search_form() (text)
  /// says; what the vocabulary does not know cannot be found. An empty query finds nothing.
  SearchPart search(std::string_view query, SearchPosition from, std::size_t most_hits, double seconds) const;
  /// Tokens of any text, cleaned as the tokenizer asks.
  std::vector<BrowsedToken> tokenize(const std::string& text) const;

 private:
  DatasetBrowser(Dataset dataset, std::shared_ptr<const Tokenizer> tokenizer)
      : dataset_(std::move(dataset)), tokenizer_(std::move(tokenizer)) {}
  Dataset dataset_;
  std::shared_ptr<const Tokenizer> tokenizer_;
};

}  // namespace cloze
