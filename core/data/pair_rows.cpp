// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of two parts, for next-sentence prediction: [CLS] A [SEP] B [SEP].
#include <fmt/format.h>

#include <algorithm>

#include "core/data/manifest.h"
#include "core/data/rows.h"
#include "core/data/streams.h"

namespace cloze {
namespace {

/// Segments lie one behind the other and cover the split, so their beginnings say all.
struct Segments {
  std::vector<std::uint64_t> begin;  ///< First token of each segment; last: the number of tokens.
  std::vector<std::uint64_t>
      document_begin;  ///< First segment of each document; last: the number of segments.
};

/// Packs whole sentences into segments of at most `most` tokens; a longer sentence is cut.
Segments cut_segments(const TokenStore& store, std::uint64_t most) {
  Segments segments;
  for (std::uint64_t document = 0; document < store.document_count(); ++document) {
    segments.document_begin.push_back(segments.begin.size());
    segments.begin.push_back(store.sentence_begin(store.document_begin(document)));
    const std::uint64_t last = store.document_begin(document + 1);
    for (std::uint64_t sentence = store.document_begin(document); sentence < last; ++sentence) {
      std::uint64_t begin = store.sentence_begin(sentence);
      const std::uint64_t end = store.sentence_begin(sentence + 1);
      if (end - segments.begin.back() <= most) continue;  // Joins what the segment already holds.
      if (begin > segments.begin.back()) segments.begin.push_back(begin);
      for (; end - begin > most; begin += most) segments.begin.push_back(begin + most);
    }
  }
  segments.document_begin.push_back(segments.begin.size());
  segments.begin.push_back(store.token_count());
  return segments;
}

class PairRows final : public SplitRows {
 public:
  PairRows(Dataset dataset, Split split, const ObjectiveConfig& objective, std::int64_t seed)
      : SplitRows(std::move(dataset), split, objective, seed),
        segments_(cut_segments(store(), static_cast<std::uint64_t>((length_ - 3) / 2))) {
    // A row per segment that has another one behind it: every one but the last of its document.
    rows_ = segments_.begin.size() - 1 - (segments_.document_begin.size() - 1);
  }

 private:
  void fill(std::uint64_t epoch, std::uint64_t number, Row& row) const override {
    const std::uint64_t document = document_of(number);
    const std::uint64_t a = number + document;  // Each document before has one segment that is no row's A.
    Draws draws = stream::draws(seed_, epoch, stream::next_sentence, number);
    row.next_sentence = draws.next_u32() & 1;
    const std::uint64_t b = row.next_sentence == 0 ? a + 1 : other_segment(document, draws);

    row.ids[0] = SpecialTokens::cls;
    std::size_t place = append_segment(a, row, 1);
    const std::size_t b_begin = place;
    place = append_segment(b, row, place);
    std::ranges::fill(row.types.subspan(b_begin, place - b_begin), 1);
    row.length = static_cast<std::int32_t>(place);
  }

  /// The document whose segment is the A of a row: the last one with document_begin[d] - d <= number.
  std::uint64_t document_of(std::uint64_t number) const {
    std::uint64_t low = 0, high = segments_.document_begin.size() - 1;
    while (high - low > 1) {
      const std::uint64_t middle = low + (high - low) / 2;
      (segments_.document_begin[middle] - middle <= number ? low : high) = middle;
    }
    return low;
  }

  /// Uniform over the segments of all other documents.
  std::uint64_t other_segment(std::uint64_t document, Draws& draws) const {
    const std::uint64_t own_begin = segments_.document_begin[document];
    const std::uint64_t own = segments_.document_begin[document + 1] - own_begin;
    const std::uint64_t drawn = draws.next_below(segments_.begin.size() - 1 - own);
    return drawn < own_begin ? drawn : drawn + own;
  }

  /// Copies a segment and a [SEP]; the place behind them.
  std::size_t append_segment(std::uint64_t segment, Row& row, std::size_t place) const {
    const std::uint64_t begin = segments_.begin[segment];
    const auto size = static_cast<std::size_t>(segments_.begin[segment + 1] - begin);
    store().read(begin, row.ids.subspan(place, size));
    if (!row.word_starts.empty()) store().read_word_starts(begin, row.word_starts.subspan(place, size));
    row.ids[place + size] = SpecialTokens::sep;
    return place + size + 1;
  }

  Segments segments_;
};

}  // namespace

Result<std::shared_ptr<const RowMaker>> make_pair_rows(Dataset dataset, Split split,
                                                       const ObjectiveConfig& objective, std::int64_t seed) {
  const std::string name = dataset.info().name;
  if (dataset.split(split).document_count() < 2)
    return fail(ErrorCode::bad_input,
                fmt::format("the {} split of dataset '{}' has one document, sentence pairs need two",
                            split_name(split), name),
                "build the dataset from more documents, or turn objective.next_sentence off");
  auto rows = std::make_shared<const PairRows>(std::move(dataset), split, objective, seed);
  if (rows->rows_per_epoch() == 0)
    return fail(
        ErrorCode::bad_input,
        fmt::format(
            "no document in the {} split of dataset '{}' is long enough for a sentence pair of {} tokens",
            split_name(split), name, objective.sequence_length),
        "make objective.sequence_length smaller, or build the dataset from longer documents");
  return rows;
}

}  // namespace cloze
