// SPDX-License-Identifier: GPL-3.0-or-later
// cloze: the work of the studio from a terminal. JSON and results on stdout, progress and log on stderr; exit
// status 0 done, 1 failed, 2 wrong usage or bad input.
#include <CLI/CLI.hpp>

#include <exception>
#include <new>

#include "app/cli/commands.h"
#include "core/base/version.h"

namespace {

constexpr int exit_failed = 1, exit_usage = 2;

int exit_status(const cloze::Error& error) {
  const bool asked_wrongly =
      error.code == cloze::ErrorCode::bad_input || error.code == cloze::ErrorCode::not_found;
  return asked_wrongly ? exit_usage : exit_failed;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Train, watch and question masked language models", "cloze");
  app.set_version_flag(
      "--version", std::string(cloze::program_version()) + " (" + std::string(cloze::git_revision()) + ")");
  app.require_subcommand(1);
  app.fallthrough();
  cloze::cli::Context context;
  app.add_option("--workspace", context.workspace_folder, "Folder of datasets, runs and history")
      ->default_val(cloze::Workspace::default_root().string());
  app.add_flag("--json", context.json, "Print results as JSON");
  cloze::cli::add_sample(app, context);
  cloze::cli::add_tokenizer(app, context);
  cloze::cli::add_dataset(app, context);
  cloze::cli::add_train(app, context);
  cloze::cli::add_resume(app, context);
  cloze::cli::add_queue(app, context);
  cloze::cli::add_runs(app, context);
  cloze::cli::add_eval(app, context);
  cloze::cli::add_fill(app, context);
  cloze::cli::add_pins(app, context);
  cloze::cli::add_score(app, context);
  cloze::cli::add_attention(app, context);
  cloze::cli::add_batch(app, context);
  cloze::cli::add_clean(app, context);
  cloze::cli::add_embed(app, context);
  cloze::cli::add_export(app, context);
  cloze::cli::add_import(app, context);
  cloze::cli::add_bench(app, context);
  cloze::cli::add_quickstart(app, context);
  cloze::cli::add_trainer(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_usage;
  }
  const cloze::Result<void> done = [&]() -> cloze::Result<void> {
    try {
      return context.action();
    } catch (const std::bad_alloc&) {
      return cloze::fail(cloze::ErrorCode::internal, "the memory is not enough for this",
                         "close other programs, or make the task smaller");
    } catch (const std::exception& error) {
      return cloze::fail(cloze::ErrorCode::internal, error.what());
    }
  }();
  if (done) return context.exit_status;
  cloze::cli::print_error(done.error(), context.json);
  return exit_status(done.error());
}
