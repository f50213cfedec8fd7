// SPDX-License-Identifier: GPL-3.0-or-later
// Documents of a dataset as tokens a person can look at.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

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
  /// Tokens of any text, cleaned as the tokenizer asks.
  std::vector<BrowsedToken> tokenize(const std::string& text) const;

 private:
  DatasetBrowser(Dataset dataset, std::shared_ptr<const Tokenizer> tokenizer)
      : dataset_(std::move(dataset)), tokenizer_(std::move(tokenizer)) {}
  Dataset dataset_;
  std::shared_ptr<const Tokenizer> tokenizer_;
};

}  // namespace cloze
