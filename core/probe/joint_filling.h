// SPDX-License-Identifier: GPL-3.0-or-later
// What a model would write into several masks together. A masked language model says for each mask alone what
// stands there; one filling after another, in reading order, makes these a probability of all:
//   p(w1 ... wM) = p(w1 | all masked) p(w2 | w1, the others masked) ... (Wang and Cho 2019, "BERT has a
//   mouth"; the order of reading is ours).
// With two masks the most probable fillings are found exactly: first words are tried from the most probable
// on, and those whose own probability is below the last kept filling's cannot lead to a better one. With more
// masks, or a model so undecided that thousands of first words remain, a beam search finds good ones.
//
// Includes torch: .cpp files of probe only. Shapes: V vocabulary.
#pragma once

#include "core/model/model_on_device.h"
#include "core/probe/question_row.h"

namespace cloze {

/// The `top` best fillings. first_log_probability_V: of the row's first mask, all masked. At least two masks.
/// The model must be in AnsweringMode, without gradients. cancelled when goes_on says so.
Result<JointFillings> joint_fillings(ModelOnDevice& model, const Tokenizer& tokenizer, const QuestionRow& row,
                                     const torch::Tensor& first_log_probability_V, int top,
                                     const GoesOn& goes_on);

}  // namespace cloze
