// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/run_options.h"
#include "app/cli/wait.h"
#include "core/base/file.h"
#include "core/config/recipe_json.h"
#include "core/session/probe_json.h"

namespace cloze::cli {
namespace {

constexpr const char* sentences[] = {
    "The President of the United [MASK] sent a message to Congress.",
    "I ask the Congress to pass this [MASK].",
    "The American [MASK] want peace with all nations.",
    "The revenue of the government for the fiscal [MASK] was large.",
    "We must [MASK] the security of our country.",
};

struct Options {
  QuickstartRequest request;
  std::vector<std::string> settings;
  std::string run_file;
};

Result<void> run(const Context& context, Options options) {
  CLOZE_TRY(options.request.recipe, load_recipe("quickstart"));
  CLOZE_CHECK(apply_settings(options.request.recipe, options.settings));
  const Interruption interruption;
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const JobDone prepared, wait_for_job(*session, session->quickstart(options.request)));
  CLOZE_TRY(const RunOutcome outcome, wait_for_run(*session, prepared.run_id));
  if (!options.run_file.empty()) CLOZE_CHECK(write_file_atomically(options.run_file, outcome.run_id + "\n"));
  Json filled = Json::array();
  if (!context.json) print_outcome(outcome, false);
  if (outcome.status == RunStatus::finished) {
    for (const char* sentence : sentences) {
      CLOZE_TRY(const ProbeDone answer, ask(*session, {outcome.run_id, sentence, 3}));
      const FillResult& result = answer.result;
      filled.push_back(Json::parse(to_json(result)));
      const auto& top = result.masks.front().top;
      if (!context.json)
        fmt::print("  {}   ({} {:.0f} %, {} {:.0f} %, {} {:.0f} %)\n", result.filled, top[0].token,
                   100 * top[0].probability, top[1].token, 100 * top[1].probability, top[2].token,
                   100 * top[2].probability);
    }
  }
  if (context.json)
    print_json({{"run", outcome.run_id},
                {"status", to_string(outcome.status)},
                {"held_out", outcome.evaluation ? to_json(*outcome.evaluation) : Json()},
                {"unigram_entropy", outcome.unigram_entropy},
                {"filled", std::move(filled)}});
  return {};
}

}  // namespace

void add_quickstart(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand(
      "quickstart", "Train a small model on the sample corpus and let it fill in five sentences");
  auto options = std::make_shared<Options>();
  command->add_option("--set", options->settings, "Change a setting: path=value")->allow_extra_args(false);
  command->add_option("--print-run-to", options->run_file, "Write the run's id into this file");
  add_run_options(*command, options->request.options);
  add_isolated_option(*command, options->request.options);
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace cloze::cli
