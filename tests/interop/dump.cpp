// SPDX-License-Identifier: GPL-3.0-or-later
// What this program makes of a list of texts, for the comparison with transformers in check.py:
//   cloze_interop_dump CHECKPOINT TEXTS.json OUT.safetensors
// TEXTS.json is an array of strings. OUT holds, with the ids that an imported tokenizer's files give, one
// text after another: ids (with [CLS] and [SEP]), lengths, and, with every seventh token replaced by [MASK],
// the positions masked and the logits there; for the classic family also the next-sentence logits.
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/checkpoint/loaded_checkpoint.h"
#include "core/checkpoint/tensors.h"
#include "core/model/model_on_device.h"
#include "core/text/cleaning.h"

namespace cloze {
namespace {

constexpr std::size_t every = 7, first = 3;

std::vector<TokenId> row_of(const std::string& text, const Tokenizer& tokenizer, bool foreign,
                            std::size_t longest) {
  std::vector<TokenId> ids{SpecialTokens::cls};
  // Cleaning turns every kind of line break into one, for documents; theirs see the text as it is.
  tokenizer.encode(foreign ? text : clean(text, tokenizer.cleaning()), ids);
  if (ids.size() > longest - 1) ids.resize(longest - 1);
  ids.push_back(SpecialTokens::sep);
  return ids;
}

Result<void> dump(const std::filesystem::path& checkpoint, const std::filesystem::path& texts,
                  const std::filesystem::path& out) {
  CLOZE_TRY(const LoadedCheckpoint loaded, load_checkpoint(checkpoint, "cpu"));
  CLOZE_TRY(const std::string json, read_file(texts));
  CLOZE_TRY(const TokenizerInfo info, read_tokenizer_info(checkpoint));
  const bool foreign =
      info.settings.kind == TokenizerKind::wordpiece || info.settings.kind == TokenizerKind::byte_bpe;
  const torch::NoGradGuard no_grad;
  std::vector<std::int64_t> columns(static_cast<std::size_t>(loaded.tokenizer->vocabulary_size()));
  for (TokenId id = 0; id < loaded.tokenizer->vocabulary_size(); ++id)
    columns[static_cast<std::size_t>(loaded.tokenizer->original_id(id))] = id;
  const torch::Tensor our_columns_V = torch::tensor(columns, torch::kInt64);
  const auto longest = static_cast<std::size_t>(loaded.recipe.model.max_positions);
  std::vector<std::int32_t> ids, lengths, positions;
  std::vector<torch::Tensor> logits, next_sentence;
  for (const std::string text : nlohmann::json::parse(json)) {
    std::vector<TokenId> row = row_of(text, *loaded.tokenizer, foreign, longest);
    for (const TokenId id : row) ids.push_back(loaded.tokenizer->original_id(id));
    lengths.push_back(static_cast<std::int32_t>(row.size()));
    std::vector<std::int64_t> masked;
    for (std::size_t at = first; at + 1 < row.size(); at += every) {
      masked.push_back(static_cast<std::int64_t>(at));
      positions.push_back(static_cast<std::int32_t>(at));
      row[at] = SpecialTokens::mask;
    }
    ModelInput input;
    input.token_ids_BT = torch::tensor(row, torch::kInt32).unsqueeze(0);
    input.masked_positions_M = torch::tensor(masked, torch::kInt64);
    const ModelOutput output = loaded.model->model->forward(input);
    logits.push_back(output.token_logits_MV.index_select(1, our_columns_V));
    if (output.next_sentence_logits_B2.defined()) next_sentence.push_back(output.next_sentence_logits_B2);
  }
  NamedTensors tensors{{"ids", torch::tensor(ids, torch::kInt32)},
                       {"lengths", torch::tensor(lengths, torch::kInt32)},
                       {"positions", torch::tensor(positions, torch::kInt32)},
                       {"logits", at::cat(logits)}};
  if (!next_sentence.empty()) tensors.emplace_back("next_sentence", at::cat(next_sentence));
  return write_tensors(out, tensors);
}

}  // namespace
}  // namespace cloze

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: cloze_interop_dump CHECKPOINT TEXTS.json OUT.safetensors\n");
    return 2;
  }
  const auto done = cloze::dump(argv[1], argv[2], argv[3]);
  if (!done) fmt::print(stderr, "{}\n", cloze::to_string(done.error()));
  return done ? 0 : 1;
}
