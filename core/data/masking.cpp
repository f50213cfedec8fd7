// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/masking.h"

#include <algorithm>
#include <cmath>

#include "core/data/streams.h"

namespace cloze {
namespace {

bool is_candidate(TokenId id) {
  return id != SpecialTokens::pad && id != SpecialTokens::cls && id != SpecialTokens::sep &&
         id != SpecialTokens::mask;
}

/// Fisher-Yates, one step: puts a random one of values[at..] at position at.
void draw_to(std::vector<std::int32_t>& values, std::size_t at, Draws& draws) {
  std::swap(values[at], values[at + draws.next_below(values.size() - at)]);
}

void choose_tokens(std::size_t wanted, Masking::Scratch& scratch, Draws& draws) {
  for (std::size_t i = 0; i < wanted; ++i) draw_to(scratch.candidates, i, draws);
  scratch.chosen.assign(scratch.candidates.begin(),
                        scratch.candidates.begin() + static_cast<std::ptrdiff_t>(wanted));
}

void choose_words(std::size_t wanted, std::span<const std::uint8_t> word_starts, Masking::Scratch& scratch,
                  Draws& draws) {
  const auto& candidates = scratch.candidates;
  // A word is named by the index of its first candidate.
  const auto begins_word = [&](std::size_t i) {
    return i == 0 || candidates[i] != candidates[i - 1] + 1 ||
           word_starts[static_cast<std::size_t>(candidates[i])] != 0;
  };
  scratch.words.clear();
  for (std::size_t i = 0; i < candidates.size(); ++i)
    if (begins_word(i)) scratch.words.push_back(static_cast<std::int32_t>(i));
  scratch.chosen.clear();
  for (std::size_t i = 0; i < scratch.words.size() && scratch.chosen.size() < wanted; ++i) {
    draw_to(scratch.words, i, draws);
    const auto begin = static_cast<std::size_t>(scratch.words[i]);
    std::size_t end = begin + 1;
    while (end < candidates.size() && !begins_word(end)) ++end;
    if (!scratch.chosen.empty() && scratch.chosen.size() + (end - begin) > wanted) continue;
    scratch.chosen.insert(scratch.chosen.end(), candidates.begin() + static_cast<std::ptrdiff_t>(begin),
                          candidates.begin() + static_cast<std::ptrdiff_t>(end));
  }
}

}  // namespace

Masking::Masking(const ObjectiveConfig& objective, std::int64_t vocabulary_size, std::int64_t seed)
    : objective_(objective), vocabulary_size_(vocabulary_size), seed_(seed) {}

void Masking::apply(std::uint64_t epoch, std::uint64_t row, std::span<TokenId> ids,
                    std::span<const std::uint8_t> word_starts, std::int64_t base,
                    std::vector<std::int64_t>& positions, std::vector<std::int64_t>& labels,
                    Scratch& scratch) const {
  scratch.candidates.clear();
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (is_candidate(ids[i])) scratch.candidates.push_back(static_cast<std::int32_t>(i));
  if (scratch.candidates.empty()) return;
  const auto count = static_cast<double>(scratch.candidates.size());
  const auto wanted =
      static_cast<std::size_t>(std::clamp(std::round(objective_.mask_rate * count), 1.0, count));

  Draws draws = stream::draws(seed_, epoch, stream::masks, row);
  if (objective_.whole_word)
    choose_words(wanted, word_starts, scratch, draws);
  else
    choose_tokens(wanted, scratch, draws);
  std::ranges::sort(scratch.chosen);

  for (const std::int32_t position : scratch.chosen) {
    TokenId& id = ids[static_cast<std::size_t>(position)];
    positions.push_back(base + position);
    labels.push_back(id);
    const double share = draws.next_unit();
    if (share < objective_.mask_token_share) {
      id = SpecialTokens::mask;
    } else if (share < objective_.mask_token_share + objective_.random_token_share) {
      const auto ordinary = static_cast<std::uint64_t>(vocabulary_size_ - SpecialTokens::count);
      id = SpecialTokens::count + static_cast<TokenId>(draws.next_below(ordinary));
    }
  }
}

}  // namespace cloze
