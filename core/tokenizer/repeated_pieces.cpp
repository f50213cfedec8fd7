// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/repeated_pieces.h"

#include "core/tokenizer/sentencepiece_tokenizer.h"

namespace cloze {
namespace {

/// The shortest text that the piece is made of, once or several times.
std::string_view root_of(std::string_view piece) {
  for (std::size_t length = 1; length <= piece.size() / 2; ++length)
    if (piece.size() % length == 0 && piece.substr(length) == piece.substr(0, piece.size() - length))
      return piece.substr(0, length);
  return piece;
}

}  // namespace

RepeatedPieces::RepeatedPieces(std::span<const std::string> pieces)
    : group_(pieces.size()), bytes_(pieces.size()) {
  std::map<std::string_view, std::vector<std::size_t>> by_root;
  for (std::size_t id = SpecialTokens::count; id < pieces.size(); ++id) {
    bytes_[id] = static_cast<std::uint32_t>(pieces[id].size());
    if (pieces[id].find(word_mark) == std::string::npos) by_root[root_of(pieces[id])].push_back(id);
  }
  std::uint32_t group = 0;
  for (const auto& [root, ids] : by_root) {
    if (ids.size() < 2) continue;
    ++group;
    for (const std::size_t id : ids) group_[id] = group;
  }
}

}  // namespace cloze
