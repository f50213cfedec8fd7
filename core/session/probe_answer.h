// SPDX-License-Identifier: GPL-3.0-or-later
// What a loaded model answers to a question, whatever it asks for. Internal to core/session.
#pragma once

#include "core/model/model_handle.h"
#include "core/session/session.h"

namespace cloze {

/// Fills in everything but ProbeDone::probe; an error is in it. step, live: of the weights.
ProbeDone probe_answer(const ProbeRequest& request, const ModelHandle& model, const Tokenizer& tokenizer,
                       std::int64_t step, bool live, const GoesOn& goes_on);

/// What the history keeps of an answer; nothing of one that is not recorded.
std::optional<ProbeRecord> probe_record(const ProbeRequest& request, const ProbeDone& done,
                                        const std::string& run_id);

}  // namespace cloze
