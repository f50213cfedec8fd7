// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"

namespace cloze {

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  constexpr std::uint64_t multiplier_0 = 0xD2511F53, multiplier_1 = 0xCD9E8D57;
  constexpr std::uint32_t weyl_0 = 0x9E3779B9, weyl_1 = 0xBB67AE85;
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product_0 = multiplier_0 * counter[0];
    const std::uint64_t product_1 = multiplier_1 * counter[2];
    counter = {static_cast<std::uint32_t>(product_1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product_1),
               static_cast<std::uint32_t>(product_0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product_0)};
    key = {key[0] + weyl_0, key[1] + weyl_1};
  }
  return counter;
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  const auto words = philox({static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(b >> 32),
                             static_cast<std::uint32_t>(c), static_cast<std::uint32_t>(c >> 32)},
                            {static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(a >> 32)});
  return static_cast<std::uint64_t>(words[1]) << 32 | words[0];
}

Draws::Draws(std::uint64_t seed, std::uint32_t stream, std::uint64_t index)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
      counter_{0, stream, static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32)} {}

std::uint32_t Draws::next_u32() {
  if (used_ == 4) {
    words_ = philox(counter_, key_);
    ++counter_[0];
    used_ = 0;
  }
  return words_[used_++];
}

double Draws::next_unit() {
  const std::uint64_t high = next_u32();
  const std::uint64_t bits = (high << 32 | next_u32()) >> 11;
  return static_cast<double>(bits) * 0x1.0p-53;
}

std::uint64_t Draws::next_below(std::uint64_t bound) {
  // Rejection on the 64-bit range: draw again while the value lies in the incomplete last block.
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
  for (;;) {
    const std::uint64_t high = next_u32();
    const std::uint64_t value = high << 32 | next_u32();
    if (value < limit) return value % bound;
  }
}

Permutation::Permutation(std::uint64_t size, std::uint64_t seed, std::uint64_t epoch)
    : size_(size), half_bits_(1) {
  while (half_bits_ < 32 && (std::uint64_t{1} << (2 * half_bits_)) < size) ++half_bits_;
  for (unsigned round = 0; round < round_keys_.size(); ++round)
    round_keys_[round] = mix(seed, epoch, 0x5A11ULL + round);
}

std::uint64_t Permutation::operator()(std::uint64_t position) const {
  const std::uint64_t half_mask = (std::uint64_t{1} << half_bits_) - 1;
  std::uint64_t value = position;
  do {
    std::uint64_t left = value >> half_bits_, right = value & half_mask;
    for (const std::uint64_t key : round_keys_) {
      const std::uint64_t next = left ^ (mix(key, right) & half_mask);
      left = right;
      right = next;
    }
    value = left << half_bits_ | right;
  } while (value >= size_);
  return value;
}

}  // namespace cloze
