// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dataset_browser.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/base/clock.h"
#include "core/base/ordered_pool.h"
#include "core/base/threads.h"
#include "core/data/document_tokenizer.h"
#include "core/text/boundaries.h"
#include "core/text/cleaning.h"
#include "core/text/search_form.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"  // word_mark

namespace cloze {
namespace {

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
        {.id = ids[i], .text = readable_piece(tokenizer.piece(ids[i])), .starts_word = word_starts[i] != 0});
  return tokens;
}

/// Documents that follow each other in a split, of about this many tokens.
constexpr std::uint64_t range_tokens = 1 << 16;
struct DocumentRange {
  Split split = Split::train;
  std::uint64_t begin = 0, end = 0;
};

constexpr std::size_t most_around = 60;  // Bytes of text on each side of a match.

SearchHit hit_at(const std::string& text, std::size_t begin, std::size_t end) {
  std::size_t from = begin > most_around ? begin - most_around : 0;
  while (from < begin && (text[from] & 0xC0) == 0x80) ++from;
  std::size_t to = std::min(text.size(), end + most_around);
  while (to < text.size() && (text[to] & 0xC0) == 0x80) ++to;
  return {.before = text.substr(from, begin - from),
          .match = text.substr(begin, end - begin),
          .after = text.substr(end, to - end)};
}

/// Of one thread.
class RangeSearch {
 public:
  RangeSearch(const Dataset& dataset, const Tokenizer& tokenizer, std::string_view form)
      : dataset_(dataset), tokenizer_(tokenizer), form_(form) {}

  Result<std::vector<SearchHit>> operator()(DocumentRange&& range) {
    const TokenStore& store = dataset_.split(range.split);
    std::vector<SearchHit> hits;
    for (std::uint64_t document = range.begin; document < range.end; ++document) {
      const std::uint64_t begin = store.sentence_begin(store.document_begin(document)),
                          end = store.sentence_begin(store.document_begin(document + 1));
      ids_.resize(end - begin);
      store.read(begin, ids_);
      const std::string text = tokenizer_.decode(ids_);
      std::size_t at = search_form(text).find(form_);
      if (at == std::string::npos) continue;
      search_form(text, &offsets_);
      hits.push_back(hit_at(text, offsets_[at], offsets_[at + form_.size()]));
      hits.back().split = range.split;
      hits.back().document = document;
    }
    return hits;
  }

 private:
  const Dataset& dataset_;
  const Tokenizer& tokenizer_;
  std::string_view form_;
  std::vector<TokenId> ids_;
  std::vector<std::uint32_t> offsets_;
};

}  // namespace

std::string readable_piece(std::string_view piece) {
  std::string text;
  for (std::size_t at = 0; at < piece.size();) {
    if (piece.substr(at).starts_with(word_mark)) {
      text += ' ';
      at += word_mark.size();
    } else {
      text += piece[at++];
    }
  }
  return text;
}

std::optional<std::size_t> find_token(const std::vector<std::string>& texts, std::string_view wanted) {
  std::string joined;
  std::vector<std::size_t> begins;
  for (const std::string& text : texts) {
    begins.push_back(joined.size());
    joined += text;
  }
  std::vector<std::uint32_t> offsets;
  const std::size_t at = search_form(joined, &offsets).find(search_form(wanted));
  if (at == std::string::npos || texts.empty()) return std::nullopt;
  return static_cast<std::size_t>(std::ranges::upper_bound(begins, offsets[at]) - begins.begin()) - 1;
}

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

SearchPart DatasetBrowser::search(std::string_view query, SearchPosition from, std::size_t most_hits,
                                  double seconds) const {
  SearchPart part;
  const std::string form = search_form(clean(query, tokenizer_->cleaning()));
  if (form.empty() || most_hits == 0) return part;
  using Pool = OrderedPool<DocumentRange, std::vector<SearchHit>>;
  std::vector<Pool::Work> workers;
  for (int i = 0; i < thread_count(0); ++i) workers.emplace_back(RangeSearch(dataset_, *tokenizer_, form));
  const auto take = [&part](std::vector<SearchHit>&& hits) -> Result<void> {
    part.hits.insert(part.hits.end(), std::make_move_iterator(hits.begin()),
                     std::make_move_iterator(hits.end()));
    return {};
  };
  const std::size_t most_ranges = 2 * workers.size();
  Pool pool(std::move(workers), take, most_ranges, UINT64_MAX);
  const Stopwatch watch;
  // At least one range, so that every part is further than the one before.
  const auto enough = [&] {
    return part.documents > 0 && (part.hits.size() >= most_hits || watch.seconds() > seconds);
  };
  for (const Split split : {from.split, Split::held_out}) {
    const TokenStore& store = dataset_.split(split);
    std::uint64_t document = split == from.split ? from.document : 0;
    while (document < store.document_count() && !enough()) {
      DocumentRange range{split, document, document};
      const auto token = [&](std::uint64_t at) { return store.sentence_begin(store.document_begin(at)); };
      while (range.end < store.document_count() && token(range.end) - token(range.begin) < range_tokens)
        ++range.end;
      document = range.end;
      part.documents += range.end - range.begin;
      pool.push(range, 1).value();  // The work cannot fail.
    }
    if (document < store.document_count()) part.next = SearchPosition{split, document};
    if (part.next || split == Split::held_out) break;
  }
  pool.finish().value();
  if (part.hits.size() > most_hits) {
    // What was found too much is found again by the next part.
    const SearchHit& first = part.hits[most_hits];
    part.next = SearchPosition{first.split, first.document};
    part.hits.resize(most_hits);
  }
  return part;
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
