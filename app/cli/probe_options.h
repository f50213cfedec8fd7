// SPDX-License-Identifier: GPL-3.0-or-later
// What all commands that question a model ask for and print.
#pragma once

#include <CLI/CLI.hpp>

#include "app/cli/output.h"
#include "core/session/session.h"

namespace cloze::cli {

/// A token as people tell it: one that goes on with a word with "##" in front.
inline std::string shown(const TokenProbability& token) {
  return (token.starts_word ? "" : "##") + one_line(token.token);
}

inline void add_probe_options(CLI::App& command, ProbeRequest& request, const std::string& text_help) {
  command.add_option("run", request.model, "Id or name of a run, or a checkpoint folder")->required();
  command.add_option("text", request.text, text_help)->required();
  command
      .add_option("--checkpoint", request.step,
                  "Step of the run's checkpoint that answers (default: its newest)")
      ->check(CLI::PositiveNumber);
}

}  // namespace cloze::cli
