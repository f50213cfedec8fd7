// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of one part, for masked-language modelling alone: [CLS], T-2 tokens of the split's ring, [SEP].
#include <algorithm>

#include "core/data/rows.h"
#include "core/data/streams.h"

namespace cloze {
namespace {

class RingRows final : public SplitRows {
 public:
  RingRows(Dataset dataset, Split split, const ObjectiveConfig& objective, std::int64_t seed)
      : SplitRows(std::move(dataset), split, objective, seed),
        inner_(static_cast<std::uint64_t>(length_ - 2)) {
    const TokenStore& tokens = store();
    const std::uint64_t documents = tokens.document_count();
    document_begin_.reserve(documents + 1);
    for (std::uint64_t document = 0; document <= documents; ++document)
      document_begin_.push_back(tokens.sentence_begin(tokens.document_begin(document)) + document);
    // Training leaves out what does not fill a row (another part of the ring in each epoch); held-out text is
    // asked for completely.
    const std::uint64_t ring = ring_size();
    rows_ = training() ? std::max<std::uint64_t>(1, ring / inner_) : (ring + inner_ - 1) / inner_;
  }

 private:
  std::uint64_t ring_size() const { return document_begin_.back(); }

  void fill(std::uint64_t epoch, std::uint64_t number, Row& row) const override {
    const std::uint64_t ring = ring_size();
    const std::uint64_t shift =
        training() ? stream::draws(seed_, epoch, stream::ring_shift, 0).next_below(ring) : 0;
    const std::uint64_t begin = number * inner_;
    const auto count = static_cast<std::size_t>(std::min(inner_, ring - begin));
    row.ids[0] = SpecialTokens::cls;
    copy_ring((shift + begin) % ring, row, 1, count);
    row.ids[count + 1] = SpecialTokens::sep;
    row.length = static_cast<std::int32_t>(count) + 2;
  }

  /// Copies count tokens of the ring, from position on, to row places from place on.
  void copy_ring(std::uint64_t position, Row& row, std::size_t place, std::size_t count) const {
    auto document = static_cast<std::size_t>(std::ranges::upper_bound(document_begin_, position) -
                                             document_begin_.begin()) -
                    1;
    while (count > 0) {
      const std::uint64_t separator = document_begin_[document + 1] - 1;
      const auto ordinary = static_cast<std::size_t>(std::min<std::uint64_t>(count, separator - position));
      if (ordinary > 0) {
        // One separator per document before this one lies in the ring but not in the store.
        store().read(position - document, row.ids.subspan(place, ordinary));
        if (!row.word_starts.empty())
          store().read_word_starts(position - document, row.word_starts.subspan(place, ordinary));
      }
      place += ordinary;
      position += ordinary;
      count -= ordinary;
      if (count == 0) return;
      row.ids[place++] = SpecialTokens::sep;
      ++position;
      --count;
      if (++document + 1 == document_begin_.size()) document = position = 0;
    }
  }

  std::uint64_t inner_;  // T-2
  std::vector<std::uint64_t>
      document_begin_;  // Ring position of each document's first token; last: the ring's size.
};

}  // namespace

Result<std::shared_ptr<const RowMaker>> make_ring_rows(Dataset dataset, Split split,
                                                       const ObjectiveConfig& objective, std::int64_t seed) {
  return std::make_shared<const RingRows>(std::move(dataset), split, objective, seed);
}

}  // namespace cloze
