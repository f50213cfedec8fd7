// SPDX-License-Identifier: GPL-3.0-or-later
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/run_options.h"
#include "app/cli/wait.h"
#include "core/base/text_name.h"
#include "core/config/recipe_json.h"

namespace cloze::cli {
namespace {

struct TrainOptions {
  std::string recipe;
  std::vector<std::string> settings;
  RunRequest request;
};

Result<void> run(const Context& context, TrainOptions options) {
  if (!options.request.name.empty()) CLOZE_CHECK(check_name("run", options.request.name));
  CLOZE_TRY(options.request.recipe, load_recipe(options.recipe));
  const Interruption interruption;
  CLOZE_TRY(const auto session, context.session());
  if (!options.request.from.empty()) {
    ModelConfig& model = options.request.recipe.model;
    CLOZE_TRY(const Recipe source, recipe_of(session->workspace(), options.request.from));
    model = like_model(model, source.model);
    options.request.recipe.objective.sequence_length =
        std::min(options.request.recipe.objective.sequence_length, model.max_positions);
  }
  CLOZE_CHECK(apply_settings(options.request.recipe, options.settings));
  CLOZE_TRY(const std::string id, session->start_run(options.request));
  CLOZE_TRY(const RunOutcome outcome, wait_for_run(*session, id));
  print_outcome(outcome, context.json);
  return {};
}

}  // namespace

void add_train(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("train", "Train a model; Ctrl-C saves a checkpoint and stops");
  auto options = std::make_shared<TrainOptions>();
  command->add_option("--recipe", options->recipe, "A preset or a JSON file")->required();
  command->add_option("--dataset", options->request.dataset, "Name or hash")->required();
  command->add_option("--set", options->settings, "Change a setting: path=value")->allow_extra_args(false);
  command->add_option("--name", options->request.name, "Name of the run");
  command->add_option(
      "--from", options->request.from,
      "Start from the weights of this run or checkpoint folder; the model's shape comes from there");
  add_run_options(*command, options->request.options);
  add_isolated_option(*command, options->request.options);
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

void add_resume(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand(
      "resume", "Continue a stopped, failed or interrupted run from its newest checkpoint");
  auto name = std::make_shared<std::string>();
  auto options = std::make_shared<RunOptions>();
  command->add_option("run", *name, "Id or name of the run")->required();
  add_run_options(*command, *options);
  add_isolated_option(*command, *options);
  command->callback([&context, name, options] {
    context.action = [&context, name, options]() -> Result<void> {
      const Interruption interruption;
      CLOZE_TRY(const auto session, context.session());
      CLOZE_TRY(const std::string id, session->resume_run(*name, *options));
      CLOZE_TRY(const RunOutcome outcome, wait_for_run(*session, id));
      print_outcome(outcome, context.json);
      return {};
    };
  });
}

}  // namespace cloze::cli
