// SPDX-License-Identifier: GPL-3.0-or-later
// Which tokens of a row are predicted, and what the model sees in their place: Devlin et al. 2019,
// section 3.1 and appendix A.1, with the shares as settings; whole words as in the authors' later release.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/config/recipe.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// Masks rows of any kind. A function of (seed, epoch, row number) and the row's tokens alone. Immutable
/// apart from Scratch, which belongs to one thread.
class Masking {
 public:
  Masking(const ObjectiveConfig& objective, std::int64_t vocabulary_size, std::int64_t seed);

  /// Memory that is kept between rows.
  struct Scratch {
    std::vector<std::int32_t> candidates, words, chosen;
  };

  /// Of the candidates (every token but [PAD], [CLS], [SEP], [MASK]) max(1, round(mask_rate * candidates))
  /// are chosen without replacement, none when there is no candidate. A chosen one becomes [MASK], a random
  /// ordinary token (perhaps itself), or stays, by the shares of the recipe. With whole words, words are
  /// taken in random order as long as they fit into that number; the first one is taken even when it alone
  /// has more. A word is a candidate with the candidates right behind it that begin no word.
  ///
  /// ids: one row, changed in place. word_starts: as long as ids with whole words, else not read. base: added
  /// to the position in the row for *positions, to which ascending positions are appended, as the original
  /// ids are to *labels.
  void apply(std::uint64_t epoch, std::uint64_t row, std::span<TokenId> ids,
             std::span<const std::uint8_t> word_starts, std::int64_t base,
             std::vector<std::int64_t>& positions, std::vector<std::int64_t>& labels, Scratch& scratch) const;

  bool whole_word() const { return objective_.whole_word; }

 private:
  ObjectiveConfig objective_;
  std::int64_t vocabulary_size_;
  std::int64_t seed_;
};

}  // namespace cloze
