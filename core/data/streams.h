// SPDX-License-Identifier: GPL-3.0-or-later
// The random streams of the data, one number per purpose, so that no two purposes ever see the same draws.
#pragma once

#include <cstdint>

#include "core/base/random.h"

namespace cloze::stream {

inline constexpr std::uint32_t ring_shift = 0xDA7A01;  ///< Where an epoch's ring of tokens starts; index 0.
inline constexpr std::uint32_t masks = 0xDA7A02;       ///< Index: row number.
inline constexpr std::uint32_t next_sentence = 0xDA7A03;  ///< Index: row number.

/// The draws of one row (or of 0) in one epoch.
inline Draws draws(std::int64_t seed, std::uint64_t epoch, std::uint32_t purpose, std::uint64_t index) {
  return Draws(mix(static_cast<std::uint64_t>(seed), epoch), purpose, index);
}

}  // namespace cloze::stream
