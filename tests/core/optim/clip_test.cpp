// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/clip.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cloze {
namespace {

/// Gradients 3 and (0, 4, 12): global norm 13. The last parameter has none.
std::vector<torch::Tensor> parameters() {
  std::vector<torch::Tensor> made{torch::zeros({1, 1}), torch::zeros({3}), torch::zeros({2})};
  for (torch::Tensor& parameter : made) parameter.requires_grad_();
  made[0].mutable_grad() = torch::full({1, 1}, 3.0);
  made[1].mutable_grad() = torch::tensor({0.0F, 4.0F, 12.0F});
  return made;
}

TEST(ClipTest, ScalesDownToTheLimit) {
  const auto clipped = parameters();
  EXPECT_FLOAT_EQ(clip_gradients(clipped, 6.5), 13.0);
  EXPECT_TRUE(clipped[0].grad().allclose(torch::full({1, 1}, 1.5)));
  EXPECT_TRUE(clipped[1].grad().allclose(torch::tensor({0.0F, 2.0F, 6.0F})));
  EXPECT_NEAR(clip_gradients(clipped, 6.5), 6.5, 1e-6);
}

TEST(ClipTest, LeavesSmallGradientsAlone) {
  const auto kept = parameters();
  EXPECT_FLOAT_EQ(clip_gradients(kept, 13.5), 13.0);
  EXPECT_TRUE(kept[1].grad().equal(torch::tensor({0.0F, 4.0F, 12.0F})));
}

TEST(ClipTest, ZeroMeasuresOnly) {
  const auto kept = parameters();
  EXPECT_FLOAT_EQ(clip_gradients(kept, 0), 13.0);
  EXPECT_TRUE(kept[0].grad().equal(torch::full({1, 1}, 3.0)));
}

TEST(ClipTest, NothingToMeasureIsZero) {
  EXPECT_EQ(clip_gradients({}, 1.0), 0.0);
  EXPECT_EQ(clip_gradients({torch::zeros({2}).requires_grad_()}, 1.0), 0.0);
}

TEST(ClipTest, NonFiniteIsReturnedAndTouchesNothing) {
  for (const float bad : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    const auto kept = parameters();
    kept[1].grad()[0] = bad;
    EXPECT_FALSE(std::isfinite(clip_gradients(kept, 1.0)));
    EXPECT_TRUE(kept[0].grad().equal(torch::full({1, 1}, 3.0)));
    EXPECT_TRUE(kept[1].grad().slice(0, 1).equal(torch::tensor({4.0F, 12.0F})));
  }
}

}  // namespace
}  // namespace cloze
