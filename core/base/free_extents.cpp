// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/free_extents.h"

#include <iterator>

namespace cloze {

void FreeExtents::erase(std::map<std::uint64_t, std::uint64_t>::iterator extent) {
  by_size_.erase({extent->second, extent->first});
  by_begin_.erase(extent);
}

void FreeExtents::insert(std::uint64_t begin, std::uint64_t size) {
  by_begin_.emplace(begin, size);
  by_size_.emplace(size, begin);
}

void FreeExtents::give(std::uint64_t begin, std::uint64_t size) {
  auto after = by_begin_.lower_bound(begin);
  if (after != by_begin_.begin()) {
    const auto before = std::prev(after);
    if (before->first + before->second == begin) {
      begin = before->first;
      size += before->second;
      erase(before);
    }
  }
  if (after != by_begin_.end() && begin + size == after->first) {
    size += after->second;
    erase(after);
  }
  insert(begin, size);
}

std::optional<std::uint64_t> FreeExtents::take(std::uint64_t size) {
  const auto smallest = by_size_.lower_bound({size, 0});
  if (smallest == by_size_.end()) return std::nullopt;
  const auto [whole, begin] = *smallest;
  erase(by_begin_.find(begin));
  if (whole > size) insert(begin + size, whole - size);
  return begin;
}

}  // namespace cloze
