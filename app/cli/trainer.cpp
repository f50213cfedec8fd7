// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of a run in a process of its own; not for people, who use --isolated.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>

#include "app/cli/commands.h"
#include "app/cli/run_options.h"
#include "core/session/child_run.h"

namespace cloze::cli {

void add_trainer(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("trainer", "Train a run that the parent process has set up");
  command->group("");
  auto run = std::make_shared<std::string>();
  auto options = std::make_shared<RunOptions>();
  command->add_option("run", *run, "Id of the run")->required();
  add_run_options(*command, *options);
  command->callback([&context, run, options] {
    context.action = [&context, run, options]() -> Result<void> {
      // When the machine shuts down everybody gets these at once; the parent, or its end, tells us to stop.
      for (const int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, SIG_IGN);
      CLOZE_TRY(const Workspace workspace, context.workspace());
      return serve_run(workspace, *run, *options, STDIN_FILENO, STDOUT_FILENO);
    };
  });
}

}  // namespace cloze::cli
