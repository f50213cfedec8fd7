// SPDX-License-Identifier: GPL-3.0-or-later
// Randomness as a function: every draw is computed from a key and a counter, so any sample's shuffle position
// and masks can be computed alone, in any order, on any thread.
#pragma once

#include <array>
#include <cstdint>

namespace cloze {

/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11): four
/// 32-bit random words from a 128-bit counter and a 64-bit key. Pure; equal input gives equal output on every
/// platform.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// 64 well-mixed bits from up to three numbers. Used to derive a seed for a part from the run's seed.
std::uint64_t mix(std::uint64_t a, std::uint64_t b = 0, std::uint64_t c = 0);

/// The sequence of draws that belongs to one (seed, stream, index), for example one sample of one epoch.
/// Cheap to make; not shared between threads.
class Draws {
 public:
  Draws(std::uint64_t seed, std::uint32_t stream, std::uint64_t index);

  std::uint32_t next_u32();
  /// Uniform in [0, 1), 53 bits.
  double next_unit();
  /// Uniform in [0, bound), without modulo bias; bound > 0.
  std::uint64_t next_below(std::uint64_t bound);

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> words_{};
  int used_ = 4;
};

/// A random order of 0..size-1 as a function of position: a bijection computed without a table (eight Feistel
/// rounds on the enclosing power of four, walking the cycle until the value falls inside; Black and Rogaway
/// 2002). With four rounds, orders of a few dozen elements are visibly uneven; eight pass the tests'
/// chi-square for pairs of places.
class Permutation {
 public:
  Permutation(std::uint64_t size, std::uint64_t seed, std::uint64_t epoch);
  std::uint64_t size() const { return size_; }
  /// position < size().
  std::uint64_t operator()(std::uint64_t position) const;

 private:
  std::uint64_t size_;
  unsigned half_bits_;
  std::array<std::uint64_t, 8> round_keys_;
};

}  // namespace cloze
