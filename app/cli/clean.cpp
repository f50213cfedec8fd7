// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/corpus_options.h"
#include "app/cli/output.h"
#include "app/cli/wait.h"
#include "core/text/characters.h"
#include "core/text/step_reports_json.h"

namespace cloze::cli {
namespace {

struct Options {
  CorpusOptions corpus;
  CleanRequest request;
  bool list = false;
};

void print_known_steps() {
  for (const StepInfo& step : step_infos()) {
    fmt::print("{}: {}\n", step.name, step.help);
    for (const StepSetting& setting : step.settings)
      fmt::print("    {}={}: {}\n", setting.name, to_string(setting.initial), setting.help);
  }
  fmt::print("\nLists with a name:\n");
  for (const StepPreset& preset : step_presets())
    fmt::print("{}: {} ({})\n", preset.name, preset.help, to_text(preset.steps));
}

std::string beginning(const std::string& text) {
  constexpr std::size_t most = 200;
  return one_line(text.size() <= most ? text : text.substr(0, cut_position(text, most)) + " ...");
}

void print_examples(const CleaningPreview& preview) {
  for (const CleaningExample& example : preview.examples) {
    fmt::print("\n{} {} document {} of {}{}\n", preview.report.steps[example.step].step,
               example.dropped ? "drops" : "changes", example.ordinal, example.source,
               example.reason.empty() ? "" : ": " + example.reason);
    fmt::print("  {}\n", beginning(example.before));
    if (!example.dropped) fmt::print("  {}\n", beginning(example.after));
    if (example.duplicate_of)
      fmt::print("  document {} stays: {}\n", *example.duplicate_of, beginning(example.original));
  }
}

Json to_json(const CleaningPreview& preview) {
  Json examples = Json::array();
  for (const CleaningExample& example : preview.examples) {
    Json json{{"step", preview.report.steps[example.step].step},
              {"dropped", example.dropped},
              {"source", example.source},
              {"document", example.ordinal},
              {"reason", example.reason},
              {"before", example.before},
              {"after", example.after}};
    if (example.duplicate_of)
      json["duplicate_of"] = {{"document", *example.duplicate_of}, {"text", example.original}};
    examples.push_back(std::move(json));
  }
  return {{"documents", preview.report.documents},
          {"steps", step_reports_to_json(preview.report.steps)},
          {"examples", examples}};
}

Result<void> run(const Context& context, Options options) {
  if (options.list) {
    print_known_steps();
    return {};
  }
  CLOZE_TRY(options.request.cleaning.corpus, options.corpus.resolve());
  CLOZE_TRY(options.request.cleaning.format, options.corpus.resolve_format());
  const Interruption interruption;
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const JobDone done, wait_for_job(*session, session->clean(options.request)));
  const CleaningPreview& preview = *done.cleaning;
  if (context.json) {
    print_json(to_json(preview));
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const StepReport& step : preview.report.steps)
    rows.push_back({step.step, fmt::format("{}", step.kept), fmt::format("{}", step.changed),
                    fmt::format("{}", step.dropped), fmt::format("{:.1f}", 1e-6 * double(step.bytes_in)),
                    fmt::format("{:.1f}", 1e-6 * double(step.bytes_out))});
  print_table({"step", "kept", "changed", "dropped", "MB in", "MB out"}, rows);
  fmt::print("documents left: {}\n", preview.report.documents);
  CorpusReport read = preview.report;
  read.steps.clear();  // Shown above.
  print_left_out(read, options.request.cleaning.cleaning);
  print_examples(preview);
  return {};
}

}  // namespace

void add_clean(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("clean", "Show what cleaning steps do with a corpus, or write what is left");
  auto options = std::make_shared<Options>();
  options->request.cleaning.examples_per_step = 3;
  options->corpus.add_to(*command);
  command->add_flag("--list", options->list, "List the steps and their settings instead");
  command->add_option("--show", options->request.cleaning.examples_per_step, "Documents to show per step")
      ->capture_default_str()
      ->check(CLI::Range(0, 1000));
  command->add_option("--tokenizer", options->request.tokenizer,
                      "Do this tokenizer's cleaning first, as 'cloze dataset build' does");
  command->add_option("--to", options->request.output,
                      "File to make, .jsonl, with the documents that are left; one that is there is refused");
  command->add_option("--threads", options->request.cleaning.threads, "0 takes all cores")
      ->capture_default_str();
  command->callback(
      [&context, options] { context.action = [&context, options] { return run(context, *options); }; });
}

}  // namespace cloze::cli
