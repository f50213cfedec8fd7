// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <cstdio>

#include "app/cli/commands.h"
#include "app/cli/output.h"

namespace cloze::cli {

Result<std::unique_ptr<Session>> Context::session() const {
  CLOZE_TRY(const Workspace opened, workspace());
  return Session::open(opened);
}

void print_error(const Error& error, bool json) {
  fmt::print(stderr, "cloze: {}\n", error.message);
  if (!error.hint.empty()) fmt::print(stderr, "       {}\n", error.hint);
  if (json) print_json({{"error", {{"message", error.message}, {"hint", error.hint}}}});
}

}  // namespace cloze::cli
