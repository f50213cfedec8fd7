// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/wait.h"
#include "core/session/fill_json.h"

namespace cloze::cli {
namespace {

Result<void> run(const Context& context, const FillRequest& request) {
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const FillResult result, ask(*session, request));
  if (context.json) {
    fmt::print("{}\n", to_json(result));
    return {};
  }
  fmt::print("{}\n", result.filled);
  for (std::size_t i = 0; i < result.masks.size(); ++i) {
    fmt::print("[MASK] {}\n", i + 1);
    for (const TokenProbability& token : result.masks[i].top)
      fmt::print("  {:6.2f} %  {}{}\n", 100 * token.probability, token.starts_word ? "" : "##", token.token);
  }
  return {};
}

}  // namespace

void add_fill(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("fill", "Let a model fill in the [MASK]s of a text");
  auto request = std::make_shared<FillRequest>();
  command->add_option("run", request->model, "Id or name of a run, or a checkpoint folder")->required();
  command->add_option("text", request->text, "Text with one or more [MASK]")->required();
  command->add_option("--top", request->top, "Tokens per mask")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->callback(
      [&context, request] { context.action = [&context, request] { return run(context, *request); }; });
}

}  // namespace cloze::cli
