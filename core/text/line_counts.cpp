// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/line_counts.h"

#include <algorithm>
#include <bit>

#include "core/text/hashing.h"

namespace cloze {
namespace {

constexpr unsigned rows = 4;
constexpr std::uint64_t fewest = 1 << 16, most = 1 << 26;  // Counters in a row.
constexpr std::uint64_t bytes_per_line = 64;               // As a guess.

}  // namespace

LineCounts::LineCounts(std::uint64_t corpus_bytes)
    : mask_(std::clamp(std::bit_ceil(corpus_bytes / bytes_per_line + 1), fewest, most) - 1),
      counters_(rows * (mask_ + 1)) {}

std::size_t LineCounts::place(std::uint64_t line_hash, unsigned row) const {
  return row * (mask_ + 1) + (mix_bits(line_hash + row) & mask_);
}

void LineCounts::add(std::uint64_t line_hash) {
  for (unsigned row = 0; row < rows; ++row) {
    std::uint8_t& counter = counters_[place(line_hash, row)];
    if (counter < UINT8_MAX) ++counter;
  }
}

unsigned LineCounts::count(std::uint64_t line_hash) const {
  unsigned least = UINT8_MAX;
  for (unsigned row = 0; row < rows; ++row)
    least = std::min<unsigned>(least, counters_[place(line_hash, row)]);
  return least;
}

}  // namespace cloze
