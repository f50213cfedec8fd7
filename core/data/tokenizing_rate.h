// SPDX-License-Identifier: GPL-3.0-or-later
// How fast text becomes tokens on this machine: `cloze bench tokenize`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "core/base/result.h"
#include "core/text/documents.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

struct TokenizingRateRequest {
  std::vector<std::filesystem::path> corpus;
  CorpusFormat format;
  std::string locale = "en";
  int threads = 0;  ///< 0 takes all cores.
  int rounds = 5;
};

struct TokenizingRate {
  std::uint64_t documents = 0, bytes = 0, tokens = 0;  ///< Of one round, clean text.
  int threads = 0;
  double encode_bytes_per_second = 0;   ///< Ids of each line alone; median of the rounds.
  double dataset_bytes_per_second = 0;  ///< What a dataset build does: sentences, words and a hash besides.
};

/// Reads the corpus into memory first, then shares its documents among the threads.
Result<TokenizingRate> measure_tokenizing(std::shared_ptr<const Tokenizer> tokenizer,
                                          const TokenizingRateRequest& request);

}  // namespace cloze
