// SPDX-License-Identifier: GPL-3.0-or-later
// A fill-mask answer as JSON: {text, filled, step, live, predictions: [per mask [{token, id, starts_word,
// probability}]]}. Printed by the terminal and kept in the history.
#pragma once

#include <string>

#include "core/probe/fill_result.h"

namespace cloze {

std::string to_json(const FillResult& result);

}  // namespace cloze
