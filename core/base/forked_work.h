// SPDX-License-Identifier: GPL-3.0-or-later
// Work of a library that cannot be interrupted, or that ends the process when it meets what it did not
// expect, done in a forked copy of this process: it can be killed, and its end is an error here.
#pragma once

#include <functional>
#include <string>

#include "core/base/progress.h"
#include "core/base/result.h"

namespace cloze {

/// Forks, calls work() in the child and returns what it returned. cancelled within a tenth of a second of the
/// flag, with the child killed. internal when the child ended without an answer, with what it wrote to its
/// standard error.
///
/// The child is a copy of a process that may have had other threads, of which only the calling one is left.
/// So work must not need a lock that another thread may have held: memory and threads of its own are fine
/// (the C library sees to these), logging, files opened before, Qt, OpenMP, LibTorch and SQLite are not. No
/// destructor of a static object runs in the child.
Result<std::string> run_forked(const std::function<Result<std::string>()>& work, const CancelFlag* cancel);

}  // namespace cloze
