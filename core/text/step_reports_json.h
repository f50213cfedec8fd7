// SPDX-License-Identifier: GPL-3.0-or-later
// What cleaning steps did, as JSON: stored with datasets and tokenizers, and told to scripts.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "core/text/object_reader.h"
#include "core/text/steps.h"

namespace cloze {

nlohmann::ordered_json step_reports_to_json(const std::vector<StepReport>& reports);

/// The list under "steps", which is left out where there are none.
void read_step_reports(ObjectReader& object, std::vector<StepReport>& reports);

}  // namespace cloze
