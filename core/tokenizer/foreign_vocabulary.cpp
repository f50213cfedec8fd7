// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/foreign_vocabulary.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "core/tokenizer/sentencepiece_tokenizer.h"

namespace cloze {

Result<ForeignVocabulary> ForeignVocabulary::make(std::vector<std::string> tokens,
                                                  const SpecialNames& special, std::int64_t rows,
                                                  std::string_view origin) {
  const auto refuse = [&](std::string reason) {
    return fail(ErrorCode::bad_input, fmt::format("{}: {}", origin, reason));
  };
  const auto count = static_cast<std::int64_t>(tokens.size());
  if (rows < count)
    return refuse(fmt::format("the tokenizer has {} tokens, the model's token table {} rows", count, rows));
  std::unordered_map<std::string_view, TokenId> ids;
  for (std::size_t id = 0; id < tokens.size(); ++id)
    if (tokens[id].empty())
      continue;
    else if (const auto [known, added] = ids.emplace(tokens[id], static_cast<TokenId>(id)); !added)
      return refuse(
          fmt::format("the token '{}' is given twice, as {} and {}", tokens[id], known->second, id));

  ForeignVocabulary made;
  made.their_ids_.resize(static_cast<std::size_t>(rows));
  std::iota(made.their_ids_.begin(), made.their_ids_.end(), 0);
  made.our_ids_ = made.their_ids_;
  for (std::size_t role = 0; role < special.size(); ++role) {
    const auto found = ids.find(special[role]);
    if (found == ids.end())
      return refuse(fmt::format("the token '{}' for {} is not in the vocabulary", special[role],
                                special_token_names[role]));
    const auto place = static_cast<std::size_t>(made.our_ids_[static_cast<std::size_t>(found->second)]);
    if (place < role)
      return refuse(fmt::format("'{}' stands for both {} and {}", special[role], special_token_names[place],
                                special_token_names[role]));
    std::swap(made.their_ids_[role], made.their_ids_[place]);
    for (const std::size_t ours : {role, place})
      made.our_ids_[static_cast<std::size_t>(made.their_ids_[ours])] = static_cast<TokenId>(ours);
  }
  made.tokens_ = std::move(tokens);
  return made;
}

std::string_view ForeignVocabulary::token(TokenId ours) const {
  const auto theirs = static_cast<std::size_t>(their_id(ours));
  return theirs < tokens_.size() ? std::string_view(tokens_[theirs]) : std::string_view();
}

}  // namespace cloze
