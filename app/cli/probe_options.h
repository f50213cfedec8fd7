// SPDX-License-Identifier: GPL-3.0-or-later
// What all commands that question a model ask for.
#pragma once

#include <CLI/CLI.hpp>

#include "core/session/session.h"

namespace cloze::cli {

inline void add_probe_options(CLI::App& command, ProbeRequest& request, const std::string& text_help) {
  command.add_option("run", request.model, "Id or name of a run, or a checkpoint folder")->required();
  command.add_option("text", request.text, text_help)->required();
  command
      .add_option("--checkpoint", request.step,
                  "Step of the run's checkpoint that answers (default: its newest)")
      ->check(CLI::PositiveNumber);
}

}  // namespace cloze::cli
