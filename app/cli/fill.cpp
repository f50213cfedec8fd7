// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/probe_options.h"
#include "app/cli/wait.h"
#include "core/session/probe_json.h"

namespace cloze::cli {
namespace {

Result<void> run(const Context& context, const ProbeRequest& request) {
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const ProbeDone answer, ask(*session, request));
  const FillResult& result = answer.result;
  if (context.json) {
    fmt::print("{}\n", to_json(result));
    return {};
  }
  fmt::print("{}\n", result.filled);
  for (std::size_t i = 0; i < result.masks.size(); ++i) {
    fmt::print("[MASK] {}\n", i + 1);
    for (const TokenProbability& token : result.masks[i].top)
      fmt::print("  {:6.2f} %  {}\n", 100 * token.probability, shown(token));
  }
  if (result.joint.top.empty()) return {};
  fmt::print("all together{}\n", result.joint.exact ? "" : " (the best found)");
  for (const JointFilling& filling : result.joint.top)
    fmt::print("  {:9.5f} %  {}\n", 100 * filling.probability, filling.filled);
  return {};
}

}  // namespace

void add_fill(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("fill", "Let a model fill in the [MASK]s of a text");
  auto request = std::make_shared<ProbeRequest>();
  add_probe_options(*command, *request, "Text with one or more [MASK]");
  command->add_option("--top", request->top, "Tokens per mask")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->add_flag("--joint", request->joint, "Also what fits into all [MASK]s together");
  command->callback(
      [&context, request] { context.action = [&context, request] { return run(context, *request); }; });
}

}  // namespace cloze::cli
