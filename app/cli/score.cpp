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
  const LikelihoodResult& result = *answer.likelihood;
  if (context.json) {
    fmt::print("{}\n", to_json(result));
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const TokenLikelihood& score : result.scores)
    rows.push_back({shown(score.token), fmt::format("{:.2f} %", 100 * score.token.probability),
                    fmt::format("{:.3f}", score.log_probability), std::to_string(score.rank),
                    shown(score.expected), fmt::format("{:.2f} %", 100 * score.expected.probability)});
  print_table({"token", "probability", "nats", "rank", "expected", "with"}, std::move(rows));
  fmt::print("pseudo-log-likelihood: {:.4f}\npseudo-perplexity: {:.3f}\n", result.log_likelihood,
             result.perplexity());
  return {};
}

}  // namespace

void add_score(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("score", "How likely a model finds each token of a text (pseudo-log-likelihood)");
  auto request = std::make_shared<ProbeRequest>();
  request->kind = ProbeKind::likelihood;
  add_probe_options(*command, *request, "Text to be scored");
  command->callback(
      [&context, request] { context.action = [&context, request] { return run(context, *request); }; });
}

}  // namespace cloze::cli
