// SPDX-License-Identifier: GPL-3.0-or-later
// Work of a library that cannot be interrupted, or that ends the process when it meets what it did not
// expect, done by a program of its own, from its standard input to its standard output: it can be killed,
// and its end is an error here.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"

namespace cloze {

/// Puts the next bytes into its argument, which is empty; leaves it empty at the end of the input.
using InputChunks = std::function<void(std::string& chunk)>;

/// Starts the program, writes the chunks to it and returns its whole output. cancelled within a tenth of a
/// second of the flag, with the program killed. internal when it ends with another status than 0, with the
/// last line it wrote to its standard error. unavailable when no process can be started.
///
/// A program that ends without having read all of its input is no error by itself. It is in a process group
/// of its own, so that Ctrl-C in a terminal reaches this process only; it must see to its own end when this
/// process is killed (PR_SET_PDEATHSIG, which holds for the calling thread: that waits here). Any thread.
Result<std::string> run_filter(const std::filesystem::path& program,
                               const std::vector<std::string>& arguments, const InputChunks& next_chunk,
                               const CancelFlag* cancel);

}  // namespace cloze
