// SPDX-License-Identifier: GPL-3.0-or-later
// Looks through the bytes of a SentencePiece model before SentencePiece gets to see them. Its reader trusts a
// model in places (normalization tables are used unchecked, a failed assertion ends the process), and
// protobuf makes sixty bytes of memory out of two; what this accepts is what our training writes, and
// harmless.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/result.h"

namespace cloze {

/// Bytes; far above the largest vocabulary's.
inline constexpr std::size_t largest_model = 64 << 20;

/// What a model holds, counted on the way.
struct ModelFacts {
  std::int64_t pieces = 0;
};

/// damaged, naming origin and what is wrong: no protobuf message, another message, a field twice, no pieces
/// or more than largest_vocabulary, ids 0..4 other than [PAD] [UNK] [CLS] [SEP] [MASK] with their types, a
/// piece that is empty, no UTF-8, given twice or of a special type, a score that is not finite, an algorithm
/// other than unigram and BPE, byte fallback, or normalization rules (the text is cleaned before).
Result<ModelFacts> check_model(std::string_view model, std::string_view origin);

}  // namespace cloze
