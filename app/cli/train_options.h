// SPDX-License-Identifier: GPL-3.0-or-later
// The options that say what is to be trained, for commands that start a run and those that put it off.
#pragma once

#include <string>
#include <vector>

#include "core/session/session.h"

namespace CLI {
class App;
}

namespace cloze::cli {

struct TrainOptions {
  std::string recipe;
  std::vector<std::string> settings;
  RunRequest request;

  void add_to(CLI::App& command);
  /// Recipe, model to start from and settings put together.
  Result<RunRequest> request_for(const Workspace& workspace) const;
};

}  // namespace cloze::cli
