// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <cstdio>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "core/base/text_name.h"

namespace cloze::cli {

Result<std::unique_ptr<Session>> Context::session() const {
  CLOZE_TRY(const Workspace opened, workspace());
  return Session::open(opened);
}

void print_error(const Error& error, bool json) {
  // A message holds names and values of files, which must not steer the terminal.
  fmt::print(stderr, "cloze: {}\n", printable(error.message));
  if (!error.hint.empty()) fmt::print(stderr, "       {}\n", printable(error.hint));
  if (json) print_json({{"error", {{"message", error.message}, {"hint", error.hint}}}});
}

}  // namespace cloze::cli
