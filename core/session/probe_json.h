// SPDX-License-Identifier: GPL-3.0-or-later
// Answers of a model as JSON, for the history and the terminal.
#pragma once

#include <string>

#include "core/probe/attention_map.h"
#include "core/probe/fill_result.h"
#include "core/probe/likelihood_result.h"

namespace cloze {

/// {"text", "filled", "step", "live", "predictions": [[{"token", "probability", "id", "starts_word"}]]}, and
/// where joint fillings were asked for "joint": {"exact", "top": [{"filled", "probability", "words"}]}.
/// UTF-8; bytes that are none are replaced.
std::string to_json(const FillResult& result);

/// {"text", "step", "live", "log_likelihood", "perplexity", "tokens": [{"token", "id", "starts_word",
/// "position", "probability", "log_probability", "rank", "expected": {...}}]}; nats.
std::string to_json(const LikelihoodResult& result);

/// {"text", "step", "live", "layers", "heads", "layer", "head", "tokens", "weights": a list per token that
/// looks}.
std::string to_json(const AttentionMap& map);

}  // namespace cloze
