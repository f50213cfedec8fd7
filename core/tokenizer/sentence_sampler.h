// SPDX-License-Identifier: GPL-3.0-or-later
// An even sample of sentences in bounded memory, the same for the same seed and corpus.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cloze {

/// Bottom-k sampling by bytes: every sentence draws a number from (seed, its position) and those with the
/// smallest numbers that fit the limit stay (Cohen and Kaplan, "Summarizing data using bottom-k sketches",
/// PODC'07). One pass, no need to know the corpus size, and at most the limit is held. Not shared between
/// threads.
class SentenceSampler {
 public:
  SentenceSampler(std::uint64_t limit_bytes, std::int64_t seed) : limit_bytes_(limit_bytes), seed_(seed) {}

  /// A sentence longer than the whole limit is never kept.
  void add(std::string_view sentence);
  /// How many were added.
  std::uint64_t seen() const { return seen_; }
  /// The sample in the order of the corpus; the sampler is empty afterwards.
  std::vector<std::string> take();

 private:
  struct Kept {
    std::uint64_t draw = 0, position = 0;
    std::string text;
    bool operator<(const Kept& other) const {
      return draw != other.draw ? draw < other.draw : position < other.position;
    }
  };
  std::uint64_t limit_bytes_, bytes_ = 0, seen_ = 0;
  std::int64_t seed_;
  std::uint64_t threshold_ =
      UINT64_MAX;           ///< Draws above it were put out before, and what is drawn now is too.
  std::vector<Kept> kept_;  ///< A heap, the largest draw on top.
};

}  // namespace cloze
