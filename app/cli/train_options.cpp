// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/train_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/cli/run_options.h"
#include "core/base/text_name.h"
#include "core/config/recipe_json.h"

namespace cloze::cli {

void TrainOptions::add_to(CLI::App& command) {
  command.add_option("--recipe", recipe, "A preset or a JSON file")->required();
  command.add_option("--dataset", request.dataset, "Name or hash")->required();
  command.add_option("--set", settings, "Change a setting: path=value")->allow_extra_args(false);
  command.add_option("--name", request.name, "Name of the run");
  command.add_option(
      "--from", request.from,
      "Start from the weights of this run or checkpoint folder; the model's shape comes from there");
  add_run_options(command, request.options);
  add_isolated_option(command, request.options);
}

Result<RunRequest> TrainOptions::request_for(const Workspace& workspace) const {
  RunRequest made = request;
  if (!made.name.empty()) CLOZE_CHECK(check_name("run", made.name));
  CLOZE_TRY(made.recipe, load_recipe(recipe));
  if (!made.from.empty()) {
    ModelConfig& model = made.recipe.model;
    CLOZE_TRY(const Recipe source, recipe_of(workspace, made.from));
    model = like_model(model, source.model);
    made.recipe.objective.sequence_length =
        std::min(made.recipe.objective.sequence_length, model.max_positions);
  }
  CLOZE_CHECK(apply_settings(made.recipe, settings));
  return made;
}

}  // namespace cloze::cli
