// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cmath>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/run_options.h"

namespace cloze::cli {
namespace {

Result<void> run(const Context& context, const std::string& name, const std::string& dataset,
                 const RunOptions& options) {
  CLOZE_TRY(const auto session, context.session());
  Session::EvaluationReport report;
  {
    ProgressLine line;
    CLOZE_TRY(report, session->evaluate(name, options, line.sink(), dataset));
  }
  const EvaluationMetrics& m = report.metrics;
  if (context.json) {
    Json json = to_json(m);
    json["unigram_entropy"] = report.unigram_entropy;
    print_json(json);
    return {};
  }
  fmt::print("step: {}\nheld-out loss: {:.4f}\nheld-out accuracy: {:.4f}\n", m.step, m.loss, m.accuracy);
  if (!std::isnan(m.nsp_accuracy))
    fmt::print("next-sentence loss: {:.4f}\nnext-sentence accuracy: {:.4f}\n", m.nsp_loss, m.nsp_accuracy);
  fmt::print("unigram entropy: {:.4f}\npredicted tokens: {}\n", report.unigram_entropy, m.predicted_tokens);
  return {};
}

}  // namespace

void add_eval(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("eval", "Evaluate a run's newest checkpoint on the whole held-out split");
  auto name = std::make_shared<std::string>();
  auto dataset = std::make_shared<std::string>();
  auto options = std::make_shared<RunOptions>();
  command->add_option("run", *name, "Id or name of the run")->required();
  command->add_option("--dataset", *dataset, "Another dataset of the same tokenizer");
  command->add_option("--device", options->device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  command->add_option("--threads", options->threads, "0 takes all cores")->capture_default_str();
  command->callback([&context, name, dataset, options] {
    context.action = [&context, name, dataset, options] { return run(context, *name, *dataset, *options); };
  });
}

}  // namespace cloze::cli
