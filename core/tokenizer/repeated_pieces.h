// SPDX-License-Identifier: GPL-3.0-or-later
// One order for pieces that can change places: "---" is "-" "--" as well as "--" "-", and equally probable.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// A unigram model gives each order of such pieces the same score, and SentencePiece's sum in 32-bit floats
/// decides by its rounding, that is by the text before. Shortest first is what an exact sum gives with the
/// first of equal ways kept, as other implementations do. Pieces change places exactly when both repeat the
/// same text (Lyndon and Schützenberger 1962), so a table by id tells. Immutable; any thread.
class RepeatedPieces {
 public:
  RepeatedPieces() = default;
  /// pieces by id; special tokens and pieces with a word mark stay where they are.
  explicit RepeatedPieces(std::span<const std::string> pieces);

  struct Run {
    std::size_t begin = 0, end = 0;
  };

  /// Sorts each run of neighbours that can change places and returns these runs. Of each item, id_of(item) is
  /// a reference to its id.
  template <class Item, class IdOf>
  std::vector<Run> order(std::span<Item> items, IdOf id_of) const {
    std::vector<Run> runs;
    if (group_.empty()) return runs;
    for (std::size_t begin = 0; begin + 1 < items.size();) {
      const std::uint32_t group = group_[static_cast<std::size_t>(id_of(items[begin]))];
      std::size_t end = begin + 1;
      if (group != 0)
        while (end < items.size() && group_[static_cast<std::size_t>(id_of(items[end]))] == group) ++end;
      if (end - begin > 1) {
        sort_run(items.subspan(begin, end - begin), id_of);
        runs.push_back({begin, end});
      }
      begin = end;
    }
    return runs;
  }

 private:
  template <class Item, class IdOf>
  void sort_run(std::span<Item> run, IdOf id_of) const {
    std::vector<TokenId> ids;
    for (Item& item : run) ids.push_back(id_of(item));
    std::ranges::stable_sort(ids, {}, [&](TokenId id) { return bytes_[static_cast<std::size_t>(id)]; });
    for (std::size_t i = 0; i < run.size(); ++i) id_of(run[i]) = ids[i];
  }

  std::vector<std::uint32_t> group_;  // By id: which text the piece repeats; 0: no other piece repeats it.
  std::vector<std::uint32_t> bytes_;
};

}  // namespace cloze
