// SPDX-License-Identifier: GPL-3.0-or-later
// The ids of each text, a line for each, for the comparison with the tokenizers library in wordpiece.py:
//   cloze_token_ids TOKENIZER TEXTS.json > ids.txt
// TEXTS.json is an array of strings. The tokenizer sees them as they are, as the other one does.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {
namespace {

Result<void> print_ids(const std::filesystem::path& folder, const std::filesystem::path& texts) {
  CLOZE_TRY(const auto tokenizer, load_tokenizer(folder));
  CLOZE_TRY(const std::string json, read_file(texts));
  std::vector<TokenId> ids;
  for (const std::string text : nlohmann::json::parse(json)) {
    ids.clear();
    tokenizer->encode(text, ids);
    fmt::print("{}\n", fmt::join(ids, " "));
  }
  return {};
}

}  // namespace
}  // namespace cloze

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: cloze_token_ids TOKENIZER TEXTS.json\n");
    return 2;
  }
  const auto done = cloze::print_ids(argv[1], argv[2]);
  if (!done) fmt::print(stderr, "{}\n", cloze::to_string(done.error()));
  return done ? 0 : 1;
}
