// SPDX-License-Identifier: GPL-3.0-or-later
// Measures a recipe on a dataset before a run of it begins.
#pragma once

#include <functional>

#include "core/session/session.h"

namespace cloze {

/// goes_on as in train/preflight.h.
Result<PreflightReport> run_preflight_job(const Workspace& workspace, const PreflightRequest& request,
                                          const ProgressSink& progress, const std::function<bool()>& goes_on);

}  // namespace cloze
