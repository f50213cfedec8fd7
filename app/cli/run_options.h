// SPDX-License-Identifier: GPL-3.0-or-later
// Options of a run that change nothing in its result.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "core/config/recipe_fields.h"
#include "core/session/session.h"

namespace cloze::cli {

inline void add_run_options(CLI::App& command, RunOptions& options) {
  command.add_option("--device", options.device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  command.add_option("--threads", options.threads, "Threads of matrix products; 0 takes all cores")
      ->capture_default_str();
  command
      .add_option("--loader-threads", options.loader_threads,
                  "Threads that prepare batches; 0 makes them between steps")
      ->capture_default_str()
      ->check(CLI::Range(0, 64));
  command
      .add_option("--hang-seconds", options.hang_seconds,
                  "Give up a run that shows no sign of life for so long; 0 never does")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e6));
}

inline void add_isolated_option(CLI::App& command, RunOptions& options) {
  command.add_flag("--isolated", options.isolated,
                   "Train in a process of its own, so that a crash of the engine ends the run only");
}

/// "path=value" settings over a recipe.
inline Result<void> apply_settings(Recipe& recipe, const std::vector<std::string>& settings) {
  for (const std::string& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos)
      return fail(ErrorCode::bad_input, "--set takes path=value, not '" + setting + "'",
                  "for example: --set model.layers=4");
    CLOZE_CHECK(set_field(recipe, setting.substr(0, equals), setting.substr(equals + 1)));
  }
  return {};
}

}  // namespace cloze::cli
