// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/train_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloze {
namespace {

TEST(TrainState, KeepsEveryBit) {
  const TrainState state{.step = 1234567890123,
                         .cursor = {7, 99},
                         .seconds = 0.1 + 0.2,
                         .tokens = 1e15 + 1,
                         .guard = {{3.1, 1.0 / 3, 1e-300}, 2, 17},
                         .left_out = {{0, 24}, {1, 0}},
                         .dataset_hash = "ab12"};
  const auto back = train_state_from_json(to_json(state), "state.json");
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_EQ(*back, state);
}

TEST(TrainState, NamesTheFileAndTheKeyAtFault) {
  const auto missing = train_state_from_json(R"({"format": 1, "step": 3})", "there/state.json");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::damaged);
  EXPECT_THAT(missing.error().message,
              testing::AllOf(testing::HasSubstr("there/state.json"), testing::HasSubstr("epoch")));
  EXPECT_EQ(train_state_from_json("not json", "x").error().code, ErrorCode::damaged);
  EXPECT_EQ(train_state_from_json(R"({"format": 3})", "x").error().code, ErrorCode::newer_version);
}

TEST(TrainState, TheFirstFormatHadNoGuard) {
  const auto read = train_state_from_json(
      R"({"format": 1, "step": 3, "epoch": 0, "row": 6, "seconds": 1.5, "tokens": 96, "dataset_hash": "ab"})",
      "x");
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(read->step, 3);
  EXPECT_EQ(read->guard, GuardState{});
  EXPECT_TRUE(read->left_out.empty());
}

}  // namespace
}  // namespace cloze
