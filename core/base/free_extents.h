// SPDX-License-Identifier: GPL-3.0-or-later
// The free parts of a range of addresses: the smallest one that suffices is taken from, neighbours are joined
// when they are given back. Offsets only, no memory of its own. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace cloze {

class FreeExtents {
 public:
  /// Makes [begin, begin + size) free; it must not be so already. size at least 1.
  void give(std::uint64_t begin, std::uint64_t size);

  /// The beginning of `size` bytes that are free no longer: of the smallest extent that holds them, of
  /// several the lowest. Nothing when none does.
  std::optional<std::uint64_t> take(std::uint64_t size);

  /// Free extents by their beginning, each with its size; no two touch.
  const std::map<std::uint64_t, std::uint64_t>& extents() const { return by_begin_; }

 private:
  void erase(std::map<std::uint64_t, std::uint64_t>::iterator extent);
  void insert(std::uint64_t begin, std::uint64_t size);

  std::map<std::uint64_t, std::uint64_t> by_begin_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> by_size_;  // (size, begin)
};

}  // namespace cloze
