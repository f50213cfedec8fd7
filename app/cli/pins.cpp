// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/output.h"

namespace cloze::cli {
namespace {

struct Wanted {
  std::vector<std::string> add, remove;
  std::string run;
};

Result<void> show_scores(const Context& context, History& history, const std::string& name) {
  CLOZE_TRY(const RunRecord run, history.find_run(name));
  CLOZE_TRY(const std::vector<PinScore> scores, history.pin_scores(run.id));
  if (context.json) {
    Json json = Json::array();
    for (const PinScore& score : scores)
      json.push_back({{"text", score.text}, {"step", score.step}, {"surprisal", score.surprisal}});
    print_json(json);
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const PinScore& score : scores)
    rows.push_back(
        {std::to_string(score.step), fmt::format("{:.4f}", score.surprisal), one_line(score.text)});
  print_table({"step", "nats per token", "sentence"}, std::move(rows));
  return {};
}

Result<void> run(const Context& context, const Wanted& wanted) {
  CLOZE_TRY(const Workspace workspace, context.workspace());
  CLOZE_TRY(History history, History::open(workspace.database()));
  if (!wanted.run.empty()) return show_scores(context, history, wanted.run);
  for (const std::string& text : wanted.remove) CLOZE_CHECK(history.unpin(text));
  for (const std::string& text : wanted.add) CLOZE_CHECK(history.pin(text));
  CLOZE_TRY(const std::vector<std::string> pins, history.pins());
  if (context.json) {
    print_json(Json(pins));
    return {};
  }
  for (const std::string& text : pins) fmt::print("{}\n", one_line(text));
  return {};
}

}  // namespace

void add_pins(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("pins", "Sentences whose likelihood all runs follow, scored behind each evaluation");
  auto wanted = std::make_shared<Wanted>();
  command->add_option("--add", wanted->add, "Sentences to be pinned");
  command->add_option("--remove", wanted->remove, "Sentences to be taken away");
  command->add_option("--run", wanted->run, "Show what a run scored, by id or name");
  command->callback(
      [&context, wanted] { context.action = [&context, wanted] { return run(context, *wanted); }; });
}

}  // namespace cloze::cli
