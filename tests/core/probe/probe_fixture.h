// SPDX-License-Identifier: GPL-3.0-or-later
// A small model and what it says by its forward pass alone.
#pragma once

#include <gtest/gtest.h>

#include "core/probe/question_row.h"
#include "tests/core/interop/small_checkpoint.h"

namespace cloze::test {

class ProbeTest : public testing::TestWithParam<Family> {
 protected:
  const SmallCheckpoint checkpoint_{GetParam()};
  const LoadedCheckpoint& loaded_ = checkpoint_.loaded();

  QuestionRow row(const std::string& text) const {
    auto made = question_row(text, *loaded_.tokenizer, loaded_.recipe.model);
    EXPECT_TRUE(made) << to_string(made.error());
    return *made;
  }
  ModelInput input(const std::vector<TokenId>& ids, const std::vector<std::int32_t>& types) const {
    ModelInput made;
    made.token_ids_BT = torch::tensor(ids, torch::kInt32).unsqueeze(0);
    if (GetParam() == Family::classic) made.token_types_BT = torch::tensor(types, torch::kInt32).unsqueeze(0);
    return made;
  }
  /// Natural logarithms of the probabilities at one position of one row; special tokens left out.
  torch::Tensor says_V(const std::vector<TokenId>& ids, const std::vector<std::int32_t>& types,
                       std::int64_t position) const {
    const torch::NoGradGuard no_grad;
    ModelInput asked = input(ids, types);
    asked.masked_positions_M = torch::tensor({position}, torch::kInt64);
    torch::Tensor logits_V = loaded_.model->model->forward(asked).token_logits_MV[0].clone();
    logits_V.slice(0, 0, SpecialTokens::count).fill_(-std::numeric_limits<float>::infinity());
    return logits_V.log_softmax(0);
  }
};

}  // namespace cloze::test
