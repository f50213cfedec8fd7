// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/wait.h"

namespace cloze::cli {
namespace {

Result<void> run(const Context& context, const ExportRequest& request) {
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const JobDone done, wait_for_job(*session, session->export_model(request)));
  if (context.json)
    print_json({{"folder", done.folder}});
  else
    fmt::print("exported to: {}\n", done.folder);
  return {};
}

}  // namespace

void add_export(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("export", "Write a model as a folder that Hugging Face transformers loads");
  auto request = std::make_shared<ExportRequest>();
  command->add_option("run", request->model, "Id or name of a run, or a checkpoint folder")->required();
  command->add_option("--to", request->folder, "Folder to make; one that holds something is refused")
      ->required();
  command->add_option("--license", request->license, "For the model card, such as cc-by-4.0");
  command->callback(
      [&context, request] { context.action = [&context, request] { return run(context, *request); }; });
}

}  // namespace cloze::cli
