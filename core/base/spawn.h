// SPDX-License-Identifier: GPL-3.0-or-later
// Starting the project's other programs. Any thread.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace cloze {

/// Where the program `name` is: in the folder of the running one. unavailable when it is not there or cannot
/// be executed.
Result<std::filesystem::path> program_beside_this(std::string_view name);

/// Starts the program with these as its standard input, output and errors, which stay open here, and returns
/// its process id, for waitpid. It is in a process group of its own: Ctrl-C in a terminal reaches this
/// process only. unavailable when it cannot be started.
Result<pid_t> spawn(const std::filesystem::path& program, std::vector<std::string> arguments, int input,
                    int output, int errors = STDERR_FILENO);

}  // namespace cloze
