// SPDX-License-Identifier: GPL-3.0-or-later
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/run_options.h"
#include "app/cli/train_options.h"
#include "app/cli/wait.h"

namespace cloze::cli {
namespace {

Result<void> run(const Context& context, const TrainOptions& options) {
  const Interruption interruption;
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const RunRequest request, options.request_for(session->workspace()));
  CLOZE_TRY(const std::string id, session->start_run(request));
  CLOZE_TRY(const RunOutcome outcome, wait_for_run(*session, id));
  print_outcome(outcome, context.json);
  return {};
}

}  // namespace

void add_train(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("train", "Train a model; Ctrl-C saves a checkpoint and stops");
  auto options = std::make_shared<TrainOptions>();
  options->add_to(*command);
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
