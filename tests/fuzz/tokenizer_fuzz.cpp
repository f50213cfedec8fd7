// SPDX-License-Identifier: GPL-3.0-or-later
// A tokenizer's two files: tokenizer.json, and the model as it is looked through before SentencePiece sees
// it.
#include "core/tokenizer/model_check.h"
#include "core/tokenizer/tokenizer_info.h"
#include "tests/fuzz/support.h"

using namespace cloze;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto facts = check_model(fuzz::text(data, size), "FILE");
  if (facts)
    fuzz::require(facts->pieces >= SpecialTokens::count, "a model has the special tokens");
  else
    fuzz::require_told(facts.error());
  const auto stored = tokenizer_from_json(fuzz::text(data, size), "FILE");
  if (!stored) {
    fuzz::require_told(stored.error());
    return 0;
  }
  const std::string written = to_json(*stored);
  const auto again = tokenizer_from_json(written, "FILE");
  fuzz::require(again && to_json(*again) == written, "what is stored comes back equal");
  return 0;
}
