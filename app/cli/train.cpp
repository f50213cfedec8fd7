// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/run_options.h"
#include "app/cli/train_options.h"
#include "app/cli/wait.h"

namespace cloze::cli {
namespace {

void print_report(const PreflightReport& report, const Recipe& recipe, bool json) {
  if (json)
    return print_json({{"device", report.device},
                       {"fits", report.fits},
                       {"extrapolated", report.extrapolated},
                       {"seconds_per_step", report.seconds_per_step},
                       {"tokens_per_second", report.tokens_per_second},
                       {"peak_bytes", report.peak_bytes},
                       {"available_bytes", report.available_bytes},
                       {"largest_batch", report.largest_batch},
                       {"proposed_batch_size", report.batch_size},
                       {"proposed_accumulation", report.accumulation},
                       {"total_steps", report.total_steps},
                       {"run_seconds", report.run_seconds}});
  const double seconds = report.seconds_per_step;
  fmt::print("{}: {} a step, {} tokens/s{}\n", report.device,
             seconds < 1 ? fmt::format("{:.3g} ms", 1e3 * seconds) : fmt::format("{:.3g} s", seconds),
             short_count(report.tokens_per_second),
             report.extrapolated ? ", from smaller batches: the recipe's does not fit" : "");
  fmt::print("memory of a step: {} of {} that are free\n", short_bytes(report.peak_bytes),
             short_bytes(report.available_bytes));
  fmt::print("the run: {}, {} without evaluations\n",
             report.total_steps > 0 ? fmt::format("{} steps", report.total_steps) : "until its time is up",
             short_duration(report.run_seconds));
  fmt::print("largest batch that fits: {}\n", report.largest_batch);
  if (report.batch_size > 0 && report.batch_size != recipe.optimizer.batch_size)
    fmt::print("the same rows a step: --set optimizer.batch_size={} --set optimizer.accumulation={}\n",
               report.batch_size, report.accumulation);
}

Result<void> measure(const Context& context, Session& session, const RunRequest& request) {
  CLOZE_TRY(const JobDone done, wait_for_job(session, session.preflight({.recipe = request.recipe,
                                                                         .dataset = request.dataset,
                                                                         .options = request.options})));
  print_report(*done.preflight, request.recipe, context.json);
  return {};
}

Result<void> run(const Context& context, const TrainOptions& options, bool preflight) {
  const Interruption interruption;
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const RunRequest request, options.request_for(session->workspace()));
  if (preflight) return measure(context, *session, request);
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
  auto preflight = std::make_shared<bool>(false);
  command->add_flag("--preflight", *preflight,
                    "Measure a step's time and memory and the largest batch that fits; train nothing");
  command->callback([&context, options, preflight] {
    context.action = [&context, options, preflight] { return run(context, *options, *preflight); };
  });
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
