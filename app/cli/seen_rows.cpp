// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/seen_rows.h"

#include <fmt/format.h>

namespace cloze::cli {
namespace {

Json token_json(const SeenToken& token) {
  Json json{{"id", token.id}, {"text", token.text}, {"kind", std::string(seen_kind_name(token.kind))}};
  if (is_predicted(token.kind)) {
    json["original"] = token.original;
    json["original_text"] = token.original_text;
  }
  json["segment"] = token.segment;
  return json;
}

}  // namespace

Json row_json(const SeenRow& row) {
  Json tokens = Json::array();
  for (const SeenToken& token : row.tokens) tokens.push_back(token_json(token));
  return {{"row", row.number + 1},
          {"step", row.step},
          {"pass", row.pass},
          {"row_of_batch", row.place.row + 1},
          {"batch_rows", row.place.batch_rows},
          {"epoch", row.place.cursor.epoch},
          {"row_of_split", row.row_of_split},
          {"length", row.length},
          {"predicted", row.predicted},
          {"next_follows", row.next_follows ? Json(*row.next_follows) : Json()},
          {"tokens", std::move(tokens)}};
}

std::string row_text(const SeenRow& row, bool wordpiece, std::span<const float> losses) {
  const auto bare = [](const std::string& text) { return text.substr(text.starts_with(' ') ? 1 : 0); };
  std::string text;
  bool apart = true;  // From what stands before.
  auto loss = losses.begin();
  for (std::size_t i = 0; i < static_cast<std::size_t>(row.length); ++i) {
    const SeenToken& token = row.tokens[i];
    const bool predicted = is_predicted(token.kind), special = !predicted && token.kind != SeenKind::ordinary;
    const bool word =
        wordpiece ? !token.original_text.starts_with("##") : token.original_text.starts_with(' ');
    if ((special || apart || word) && !text.empty()) text += ' ';
    if (predicted) {
      const std::string lost = loss == losses.end() ? std::string() : fmt::format(" {:.2f}", *loss++);
      text += fmt::format("{{{}|{}{}}}", bare(token.text), bare(token.original_text), lost);
    } else {
      text += bare(token.text);
    }
    if (token.kind == SeenKind::document_end) text += " //";
    apart = special;
  }
  if (const std::size_t padding = row.tokens.size() - static_cast<std::size_t>(row.length); padding > 0)
    text += fmt::format(" [PAD] x {}", padding);
  return one_line(text);
}

Result<bool> has_wordpiece(const Workspace& workspace, const std::string& tokenizer) {
  CLOZE_TRY(const auto folder, workspace.find_tokenizer(tokenizer));
  CLOZE_TRY(const TokenizerInfo info, read_tokenizer_info(folder));
  return info.settings.kind == TokenizerKind::wordpiece;
}

}  // namespace cloze::cli
