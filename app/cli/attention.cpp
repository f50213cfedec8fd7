// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <numeric>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/probe_options.h"
#include "app/cli/wait.h"
#include "core/session/probe_json.h"

namespace cloze::cli {
namespace {

/// A token a line with those it looks at most.
void print_map(const AttentionMap& map) {
  constexpr std::size_t shown = 3;
  const std::size_t length = map.tokens.size();
  std::vector<std::vector<std::string>> rows;
  for (std::size_t query = 0; query < length; ++query) {
    const float* weights = map.weights.data() + query * length;
    std::vector<std::size_t> keys(length);
    std::iota(keys.begin(), keys.end(), std::size_t{0});
    std::ranges::stable_sort(keys, std::greater<>(), [&](std::size_t key) { return weights[key]; });
    std::vector<std::string> row{one_line(map.tokens[query])};
    for (std::size_t i = 0; i < shown; ++i)
      row.push_back(i < length
                        ? fmt::format("{} {:.0f} %", one_line(map.tokens[keys[i]]), 100 * weights[keys[i]])
                        : "");
    rows.push_back(std::move(row));
  }
  print_table({"token", "looks at", "", ""}, std::move(rows));
}

Result<void> run(const Context& context, const ProbeRequest& request) {
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const ProbeDone answer, ask(*session, request));
  if (context.json)
    fmt::print("{}\n", to_json(*answer.attention));
  else
    print_map(*answer.attention);
  return {};
}

}  // namespace

void add_attention(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("attention", "Which tokens of a text the heads of a layer look at");
  auto request = std::make_shared<ProbeRequest>();
  request->kind = ProbeKind::attention;
  request->head = AttentionQuestion::every_head;
  add_probe_options(*command, *request, "Text that the model reads");
  command->add_option("--layer", request->layer, "Layer, from 0")->capture_default_str();
  command->add_option("--head", request->head, "Head, from 0; -1: the mean of all")->capture_default_str();
  command->callback(
      [&context, request] { context.action = [&context, request] { return run(context, *request); }; });
}

}  // namespace cloze::cli
