// SPDX-License-Identifier: GPL-3.0-or-later
// cloze batch: the rows of a training step, and what the model lost on them.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/seen_rows.h"
#include "app/cli/wait.h"

namespace cloze::cli {
namespace {

struct BatchOptions {
  ProbeRequest request;
  std::size_t count = 5;
};

Json json_of(const StepRow& row) {
  Json json = row_json(row.row);
  json["mean_loss"] = row.mean;
  json["losses"] = row.losses;
  json["next_sentence_loss"] = row.next_sentence_loss ? Json(*row.next_sentence_loss) : Json();
  return json;
}

void print_row(const StepRow& row, bool wordpiece) {
  fmt::print("loss {:.3f}: row {} of {}, {} tokens, {} predicted{}\n{}\n\n", row.mean, row.row.place.row + 1,
             row.row.place.batch_rows, row.row.length, row.row.predicted,
             row.next_sentence_loss ? fmt::format(", next sentence {:.3f}", *row.next_sentence_loss) : "",
             row_text(row.row, wordpiece, row.losses));
}

Result<void> run(const Context& context, const BatchOptions& options) {
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(ProbeDone answer, ask(*session, options.request));
  StepLosses& losses = *answer.batch;
  if (losses.shown.size() > options.count)
    losses.shown.erase(losses.shown.begin() + static_cast<std::ptrdiff_t>(options.count), losses.shown.end());
  if (context.json) {
    Json rows = Json::array();
    for (const StepRow& row : losses.shown) rows.push_back(json_of(row));
    print_json({{"step", losses.step},
                {"weights_step", losses.weights_step},
                {"rows", losses.rows},
                {"predicted", losses.predicted},
                {"mean_loss", losses.mean},
                {"recorded_loss", losses.recorded_loss ? Json(*losses.recorded_loss) : Json()},
                {"highest", std::move(rows)}});
    return {};
  }
  CLOZE_TRY(History history, History::open_read_only(session->workspace().database()));
  CLOZE_TRY(const RunRecord record, history.find_run(options.request.model));
  CLOZE_TRY(const bool wordpiece, has_wordpiece(session->workspace(), record.tokenizer_name));
  fmt::print("step {}: {} rows, {} predicted; loss {:.3f} with the weights of step {}{}\n\n", losses.step,
             losses.rows, losses.predicted, losses.mean, losses.weights_step,
             losses.recorded_loss ? fmt::format(", {:.3f} as recorded", *losses.recorded_loss) : "");
  fmt::print(stderr, "cloze: {{what the model gets|what it is to find, and its loss}}\n");
  for (const StepRow& row : losses.shown) print_row(row, wordpiece);
  return {};
}

}  // namespace

void add_batch(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand(
      "batch", "The rows of a training step, those of the highest loss first, token by token");
  auto options = std::make_shared<BatchOptions>();
  options->request.kind = ProbeKind::batch;
  command->add_option("run", options->request.model, "Id or name of a run")->required();
  command->add_option("step", options->request.batch_step, "The step")
      ->required()
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--checkpoint", options->request.step,
                   "Step of the checkpoint whose losses are shown (default: the last one before the step)")
      ->check(CLI::PositiveNumber);
  command->add_option("--count", options->count, "Rows to show")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace cloze::cli
