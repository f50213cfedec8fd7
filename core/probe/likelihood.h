// SPDX-License-Identifier: GPL-3.0-or-later
// How likely a model finds each token of a text: its probability when it alone is masked, and their sum, the
// pseudo-log-likelihood (Salazar et al. 2020, "Masked language model scoring", section 2). No torch in this
// header.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/model/model_handle.h"
#include "core/probe/likelihood_result.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// One forward pass per token, several in a batch, in fp32. Probabilities are over the vocabulary without the
/// special tokens; [MASK]s of the text stay and, like tokens outside the vocabulary, are not scored.
/// bad_input when nothing is left to score, and as question_row.h says; cancelled when goes_on, which is
/// asked between batches, says no. The model is put into evaluation mode and back; one caller at a time.
Result<LikelihoodResult> pseudo_log_likelihood(const ModelHandle& model, const Tokenizer& tokenizer,
                                               const std::string& text, const GoesOn& goes_on = {});

}  // namespace cloze
