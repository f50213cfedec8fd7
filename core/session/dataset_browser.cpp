// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dataset_browser.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/data/document_tokenizer.h"
#include "core/text/boundaries.h"
#include "core/text/cleaning.h"

namespace cloze {
namespace {

/// The piece as it reads in a text: SentencePiece writes the blank before a word as U+2581.
std::string readable(std::string_view piece) {
  constexpr std::string_view mark = "\xE2\x96\x81";
  std::string text;
  for (std::size_t at = 0; at < piece.size();) {
    if (piece.substr(at).starts_with(mark)) {
      text += ' ';
      at += mark.size();
    } else {
      text += piece[at++];
    }
  }
  return text;
}

/// Sets starts_sentence from the sizes of the sentences that follow each other.
void mark_sentences(std::vector<BrowsedToken>& tokens, const std::vector<std::uint32_t>& sizes) {
  std::size_t at = 0;
  for (const std::uint32_t size : sizes) {
    tokens[at].starts_sentence = true;
    at += size;
  }
}

std::uint64_t count_unknown(const TokenStore& store, std::uint64_t begin, std::uint64_t end) {
  std::vector<TokenId> ids(1 << 14);
  std::uint64_t unknown = 0;
  while (begin < end) {
    const auto part = std::span(ids).first(std::min<std::uint64_t>(ids.size(), end - begin));
    store.read(begin, part);
    unknown += static_cast<std::uint64_t>(std::ranges::count(part, SpecialTokens::unknown));
    begin += part.size();
  }
  return unknown;
}

std::vector<BrowsedToken> browsed(const Tokenizer& tokenizer, std::span<const TokenId> ids,
                                  std::span<const std::uint8_t> word_starts) {
  std::vector<BrowsedToken> tokens;
  tokens.reserve(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i)
    tokens.push_back(
        {.id = ids[i], .text = readable(tokenizer.piece(ids[i])), .starts_word = word_starts[i] != 0});
  return tokens;
}

}  // namespace

Result<DatasetBrowser> DatasetBrowser::open(const std::filesystem::path& dataset_folder,
                                            const std::filesystem::path& tokenizer_folder) {
  CLOZE_TRY(Dataset dataset, Dataset::open(dataset_folder));
  CLOZE_TRY(auto tokenizer, load_tokenizer(tokenizer_folder));
  const DatasetInfo& info = dataset.info();
  if (tokenizer->hash() != info.tokenizer_hash || tokenizer->vocabulary_size() != info.vocabulary_size)
    return fail(ErrorCode::bad_input,
                fmt::format("dataset '{}' was not made with the tokenizer in '{}'", info.name,
                            tokenizer_folder.string()),
                fmt::format("it was made with tokenizer '{}'", info.tokenizer_name));
  // tokenize() makes one for each call; that the rules are there is found out now.
  CLOZE_TRY([[maybe_unused]] const auto boundaries, BoundaryFinder::make(info.settings.locale));
  return DatasetBrowser(std::move(dataset), std::move(tokenizer));
}

BrowsedDocument DatasetBrowser::document(Split split, std::uint64_t number, std::uint64_t most_tokens) const {
  const TokenStore& store = dataset_.split(split);
  const std::uint64_t first_sentence = store.document_begin(number),
                      last_sentence = store.document_begin(number + 1);
  const std::uint64_t begin = store.sentence_begin(first_sentence), end = store.sentence_begin(last_sentence);
  BrowsedDocument document;
  document.number = number;
  document.tokens = end - begin;
  document.sentences = last_sentence - first_sentence;
  document.unknown = count_unknown(store, begin, end);

  std::vector<TokenId> ids(std::min(most_tokens, document.tokens));
  std::vector<std::uint8_t> word_starts(ids.size());
  store.read(begin, ids);
  store.read_word_starts(begin, word_starts);
  document.head = browsed(*tokenizer_, ids, word_starts);
  for (std::uint64_t sentence = first_sentence; sentence < last_sentence; ++sentence) {
    const std::uint64_t at = store.sentence_begin(sentence) - begin;
    if (at >= document.head.size()) break;
    document.head[at].starts_sentence = true;
  }
  return document;
}

std::vector<BrowsedToken> DatasetBrowser::tokenize(const std::string& text) const {
  auto tokenizer = DocumentTokenizer::make(tokenizer_, dataset_.info().settings.locale);
  if (!tokenizer) return {};
  auto document = tokenizer->tokenize({.source = "text", .text = clean(text, tokenizer_->cleaning())});
  if (!document) return {};
  auto tokens = browsed(*tokenizer_, document->ids, document->word_starts);
  mark_sentences(tokens, document->sentence_sizes);
  return tokens;
}

}  // namespace cloze
