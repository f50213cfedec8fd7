// SPDX-License-Identifier: GPL-3.0-or-later
// Fast 64-bit hashes of texts, the same on every machine; for counting and comparing, not against an
// adversary. Internal to core/text.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace cloze {

/// The finalizer of SplitMix64 (Steele, Lea and Flood 2014): every bit of the result depends on every bit.
constexpr std::uint64_t mix_bits(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

/// Eight bytes at a time, little-endian.
inline std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0) {
  std::uint64_t hash = mix_bits(seed ^ text.size());
  while (text.size() >= 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), 8);
    hash = mix_bits(hash ^ word);
    text.remove_prefix(8);
  }
  std::uint64_t rest = 0;
  std::memcpy(&rest, text.data(), text.size());
  return mix_bits(hash ^ rest);
}

}  // namespace cloze
