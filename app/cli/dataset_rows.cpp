// SPDX-License-Identifier: GPL-3.0-or-later
// cloze dataset rows: what a recipe makes of a dataset, row by row.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/run_options.h"
#include "core/config/recipe_json.h"
#include "core/session/row_preview.h"

namespace cloze::cli {
namespace {

struct RowsOptions {
  std::string dataset, recipe = "quickstart";
  std::vector<std::string> settings;
  std::uint64_t first = 1;
  std::int64_t count = 3;
};

Json token_json(const SeenToken& token) {
  Json json{{"id", token.id}, {"text", token.text}, {"kind", std::string(seen_kind_name(token.kind))}};
  if (is_predicted(token.kind)) {
    json["original"] = token.original;
    json["original_text"] = token.original_text;
  }
  json["segment"] = token.segment;
  return json;
}

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

/// The row as running text. wordpiece: pieces come without the blanks between words.
std::string row_text(const SeenRow& row, bool wordpiece) {
  const auto bare = [](const std::string& text) { return text.substr(text.starts_with(' ') ? 1 : 0); };
  std::string text;
  bool apart = true;  // From what stands before.
  for (std::size_t i = 0; i < static_cast<std::size_t>(row.length); ++i) {
    const SeenToken& token = row.tokens[i];
    const bool predicted = is_predicted(token.kind), special = !predicted && token.kind != SeenKind::ordinary;
    const bool word =
        wordpiece ? !token.original_text.starts_with("##") : token.original_text.starts_with(' ');
    if ((special || apart || word) && !text.empty()) text += ' ';
    if (predicted)
      text += fmt::format("{{{}|{}}}", bare(token.text), bare(token.original_text));
    else
      text += bare(token.text);
    if (token.kind == SeenKind::document_end) text += " //";
    apart = special;
  }
  if (const std::size_t padding = row.tokens.size() - static_cast<std::size_t>(row.length); padding > 0)
    text += fmt::format(" [PAD] x {}", padding);
  return one_line(text);
}

void print_row(const SeenRow& row, bool wordpiece, std::int64_t passes) {
  fmt::print("step {}{}, row {} of {} (row {} of the split, epoch {}): {} tokens, {} predicted{}\n", row.step,
             passes > 1 ? fmt::format(", pass {} of {}", row.pass, passes) : "", row.place.row + 1,
             row.place.batch_rows, row.row_of_split, row.place.cursor.epoch, row.length, row.predicted,
             !row.next_follows   ? ""
             : *row.next_follows ? "; the second part follows the first"
                                 : "; the second part is from another document");
  fmt::print("{}\n\n", row_text(row, wordpiece));
}

Result<void> rows(const Context& context, const RowsOptions& options) {
  CLOZE_TRY(const Workspace workspace, context.workspace());
  RowPreviewRequest request;
  CLOZE_TRY(request.recipe, load_recipe(options.recipe));
  CLOZE_CHECK(apply_settings(request.recipe, options.settings));
  request.first = options.first - 1;
  request.count = options.count;
  CLOZE_TRY(const auto previewer, RowPreviewer::open(workspace, options.dataset));
  CLOZE_TRY(const RowPreview preview, previewer->rows(request));
  const DatasetInfo& info = previewer->dataset().info();
  if (preview.held_out)
    fmt::print(stderr, "cloze: a run would be refused: {}\n", to_string(*preview.held_out));
  if (context.json) {
    Json json = Json::array();
    for (const SeenRow& row : preview.rows) json.push_back(row_json(row));
    print_json({{"dataset", info.name},
                {"dataset_hash", info.hash},
                {"rows_per_epoch", preview.rows_per_epoch},
                {"refused", preview.held_out ? Json(to_string(*preview.held_out)) : Json()},
                {"rows", std::move(json)}});
    return {};
  }
  CLOZE_TRY(const auto folder, workspace.find_tokenizer(info.tokenizer_name));
  CLOZE_TRY(const TokenizerInfo tokenizer, read_tokenizer_info(folder));
  fmt::print(stderr, "cloze: {{what the model gets|what it is to find}}; [SEP] // ends a document\n");
  for (const SeenRow& row : preview.rows)
    print_row(row, tokenizer.settings.kind == TokenizerKind::wordpiece,
              request.recipe.optimizer.accumulation);
  return {};
}

}  // namespace

void add_dataset_rows(CLI::App& group, Context& context) {
  auto* command = group.add_subcommand("rows", "Show the rows that a run would train on, masks and all");
  auto options = std::make_shared<RowsOptions>();
  command->add_option("name", options->dataset, "Name or hash")->required();
  command->add_option("--recipe", options->recipe, "A preset or a JSON file")->capture_default_str();
  command->add_option("--set", options->settings, "Change a setting: path=value")->allow_extra_args(false);
  command->add_option("--first", options->first, "The first row, counted from the run's beginning")
      ->capture_default_str()
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 62));
  command->add_option("--count", options->count, "Rows to show")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{1}, RowPreviewer::most_rows));
  command->callback(
      [&context, options] { context.action = [&context, options] { return rows(context, *options); }; });
}

}  // namespace cloze::cli
