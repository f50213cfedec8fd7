// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_writer.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "core/data/joined_shards.h"
#include "core/text/hashing.h"

namespace cloze {
namespace {

std::vector<ShardEntry> shards_of(const Manifest& manifest, Split split) {
  std::vector<ShardEntry> shards;
  for (const ShardEntry& shard : manifest.shards)
    if (shard.split == split) shards.push_back(shard);
  return shards;
}

TokenizedDocument stored_document(const TokenStore& store, std::uint64_t number) {
  TokenizedDocument document;
  const std::uint64_t first = store.document_begin(number), last = store.document_begin(number + 1);
  const std::uint64_t begin = store.sentence_begin(first), end = store.sentence_begin(last);
  document.ids.resize(end - begin);
  document.word_starts.resize(end - begin);
  store.read(begin, document.ids);
  store.read_word_starts(begin, document.word_starts);
  for (std::uint64_t sentence = first, at = begin; sentence < last; ++sentence) {
    const std::uint64_t next = store.sentence_begin(sentence + 1);
    document.sentence_sizes.push_back(static_cast<std::uint32_t>(next - at));
    at = next;
  }
  document.unknown_tokens =
      static_cast<std::uint64_t>(std::ranges::count(document.ids, SpecialTokens::unknown));
  return document;
}

}  // namespace

std::uint64_t copies_of(std::span<const TokenId> ids, double weight) {
  const double whole = std::floor(weight);
  if (whole == weight) return static_cast<std::uint64_t>(whole);
  const std::uint64_t hash =
      hash_text({reinterpret_cast<const char*>(ids.data()), ids.size_bytes()}, 0x77656967);
  const bool one_more = std::ldexp(static_cast<double>(hash >> 11), -53) < weight - whole;
  return static_cast<std::uint64_t>(whole) + (one_more ? 1 : 0);
}

DatasetWriter::DatasetWriter(std::filesystem::path folder, BuildState state, std::uint64_t tokens_per_chunk)
    : folder_(std::move(folder)),
      state_(std::move(state)),
      tokens_per_chunk_(tokens_per_chunk),
      seconds_before_(state_.seconds),
      train_(folder_, Split::train, state_.manifest.info.vocabulary_size,
             shards_of(state_.manifest, Split::train), state_.manifest.info.train),
      held_out_(folder_, Split::held_out, state_.manifest.info.vocabulary_size,
                shards_of(state_.manifest, Split::held_out), state_.manifest.info.held_out) {
  DatasetInfo& info = state_.manifest.info;
  info.sources.resize(info.settings.weights.size());
}

bool DatasetWriter::would_overfill(const TokenizedDocument& document) const {
  const ShardCounts train = train_.open_counts(), held_out = held_out_.open_counts();
  if (train.documents + held_out.documents == 0) return false;
  return train.tokens + held_out.tokens + document.ids.size() > tokens_per_chunk_ ||
         train.sentences + held_out.sentences + document.sentence_sizes.size() > most_sentences_per_chunk;
}

Result<void> DatasetWriter::append(const TokenizedDocument& document) {
  if (would_overfill(document)) CLOZE_CHECK(end_chunk());
  DatasetInfo& info = state_.manifest.info;
  ++state_.documents;
  state_.last_text = document.text_hash;
  state_.position = document.position;
  info.cut_sentences += document.cut_sentences;
  info.empty_sentences += document.empty_sentences;
  if (document.ids.empty()) {
    ++state_.empty;
    return {};
  }
  state_.smallest = std::min(state_.smallest, document.text_hash);
  state_.largest = std::max(state_.largest, document.text_hash);
  if (document.text_hash < state_.bound) return held_out_.append(document);
  if (info.settings.weights.empty()) return train_.append(document);
  if (copies_of(document.ids, info.settings.weight(document.given)) == 0) return {};
  if (state_.stretches.empty() || state_.stretches.back().given != document.given)
    state_.stretches.push_back({train_.counts().documents, document.given});
  return append_to_train(document, document.given);
}

Result<void> DatasetWriter::append_to_train(const TokenizedDocument& document, std::size_t given) {
  SourceCounts& source = state_.manifest.info.sources[given];
  ++source.documents;
  source.tokens += document.ids.size();
  return train_.append(document);
}

Result<void> DatasetWriter::end_chunk() {
  CLOZE_CHECK(finish());
  return save_build_state(state_, folder_);
}

Result<void> DatasetWriter::finish() {
  CLOZE_CHECK(train_.end_shard());
  CLOZE_CHECK(held_out_.end_shard());
  Manifest& manifest = state_.manifest;
  manifest.info.train = train_.counts();
  manifest.info.held_out = held_out_.counts();
  manifest.shards = train_.shards();
  manifest.shards.insert(manifest.shards.end(), held_out_.shards().begin(), held_out_.shards().end());
  state_.seconds = seconds_before_ + watch_.seconds();
  return {};
}

Result<void> DatasetWriter::add_copies(PacedProgress& progress, const CancelFlag* cancel) {
  const std::vector<double>& weights = state_.manifest.info.settings.weights;
  if (weights.empty() || std::ranges::max(weights) <= 1) return {};
  // What is copied is read back, so it must lie in shards that have ended.
  if (state_.copy == 0) {
    state_.copy = 2;
    state_.originals = train_.counts().documents;
    CLOZE_CHECK(end_chunk());
  }
  CLOZE_TRY(const auto store,
            open_token_store(folder_, train_.shards(), Split::train, state_.manifest.info.vocabulary_size));
  const auto passes = static_cast<std::uint64_t>(std::ceil(std::ranges::max(weights)));
  for (; state_.copy <= passes; ++state_.copy, state_.next_original = 0)
    for (std::size_t i = 0; i < state_.stretches.size(); ++i)
      if (weights[state_.stretches[i].given] > double(state_.copy) - 1)
        CLOZE_CHECK(copy_stretch(*store, i, progress, cancel));
  return {};
}

Result<void> DatasetWriter::copy_stretch(const TokenStore& store, std::size_t stretch,
                                         PacedProgress& progress, const CancelFlag* cancel) {
  const std::size_t given = state_.stretches[stretch].given;
  const double weight = state_.manifest.info.settings.weight(given);
  const std::uint64_t end =
      stretch + 1 < state_.stretches.size() ? state_.stretches[stretch + 1].first : state_.originals;
  std::uint64_t& next = state_.next_original;
  for (next = std::max(next, state_.stretches[stretch].first); next < end; ++next) {
    if (cancel != nullptr && cancel->cancelled())
      return fail(ErrorCode::cancelled, "the dataset build was stopped");
    progress.at("repeating", next, state_.originals);
    const TokenizedDocument document = stored_document(store, next);
    if (copies_of(document.ids, weight) < state_.copy) continue;
    if (would_overfill(document)) CLOZE_CHECK(end_chunk());
    CLOZE_CHECK(append_to_train(document, given));
  }
  return {};
}

}  // namespace cloze
