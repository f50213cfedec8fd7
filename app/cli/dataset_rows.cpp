// SPDX-License-Identifier: GPL-3.0-or-later
// cloze dataset rows: what a recipe makes of a dataset, row by row.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/run_options.h"
#include "app/cli/seen_rows.h"
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
  CLOZE_TRY(const bool wordpiece, has_wordpiece(workspace, info.tokenizer_name));
  fmt::print(stderr, "cloze: {{what the model gets|what it is to find}}; [SEP] // ends a document\n");
  for (const SeenRow& row : preview.rows) print_row(row, wordpiece, request.recipe.optimizer.accumulation);
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
