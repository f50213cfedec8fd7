// SPDX-License-Identifier: GPL-3.0-or-later
// Every level of the kernels against the plain one in fp64, at sizes that leave rests behind the vectors. The
// formulas themselves are compared with torch's in tests/core/model and tests/core/optim.
#include "core/kernels/kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "core/kernels/levels.h"

namespace cloze {
namespace {

template <class T>
const Kernels<T>& of(const LevelKernels& level) {
  if constexpr (std::is_same_v<T, double>) return level.of_double;
  if constexpr (std::is_same_v<T, float>) return level.of_float;
  if constexpr (std::is_same_v<T, Bf16>) return level.of_bf16;
}

float widened(Bf16 x) {
  const std::uint32_t bits = static_cast<std::uint32_t>(x.bits) << 16;
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}
double number(double x) {
  return x;
}
double number(float x) {
  return x;
}
double number(Bf16 x) {
  return widened(x);
}

template <class T>
T stored(double x) {
  if constexpr (std::is_same_v<T, Bf16>) {
    const auto value = static_cast<float>(x);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return {static_cast<std::uint16_t>(bits >> 16)};  // towards 0: any bf16 number serves
  } else {
    return static_cast<T>(x);
  }
}

template <class T>
std::vector<T> random(std::int64_t count, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal;
  std::vector<T> made;
  // Numbers that bf16 holds too, so that all types start from the same ones.
  for (std::int64_t i = 0; i < count; ++i) made.push_back(stored<T>(number(stored<Bf16>(normal(engine)))));
  return made;
}

constexpr std::int64_t rows = 5, width = 77;

template <class W>
void expect_rounded(const std::vector<W>& exact, const std::vector<Bf16>& copy, std::int64_t begin,
                    std::int64_t end) {
  for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
    EXPECT_NEAR(number(copy[i]), number(exact[i]), std::abs(number(exact[i])) / 256) << i;
}

/// All results of all kernels for one type, one after another.
template <class T>
std::vector<double> everything(const Kernels<T>& kernels) {
  using W = Wide<T>;
  std::vector<double> all;
  const auto keep = [&](const auto& numbers) {
    for (const auto& one : numbers) all.push_back(number(one));
  };
  constexpr std::int64_t n = rows * width;
  const auto stream = random<W>(n, 1), weight = random<W>(width, 2), bias = random<W>(width, 3);
  const auto branch = random<T>(n, 4), x = random<T>(n, 5), gradient = random<T>(n, 6);
  {
    std::vector<W> sum(n), wide(n), mean(rows), reciprocal(rows);
    std::vector<T> normed(n);
    kernels.norm({stream.data(), branch.data(), weight.data(), bias.data(), sum.data(), wide.data(),
                  normed.data(), mean.data(), reciprocal.data(), width, W(1e-5)},
                 0, rows);
    keep(sum), keep(wide), keep(normed), keep(mean), keep(reciprocal);
    std::vector<W> stream_gradient(n), weight_gradient(width), bias_gradient(width);
    std::vector<T> branch_gradient(n);
    kernels.norm_backward({sum.data(), mean.data(), reciprocal.data(), weight.data(), stream.data(),
                           wide.data(), gradient.data(), stream_gradient.data(), branch_gradient.data(),
                           weight_gradient.data(), bias_gradient.data(), width},
                          0, rows);
    keep(stream_gradient), keep(branch_gradient), keep(weight_gradient), keep(bias_gradient);
    for (const bool narrow_only : {true, false}) {
      kernels.norm_backward({sum.data(), mean.data(), reciprocal.data(), weight.data(), nullptr,
                             narrow_only ? nullptr : wide.data(), narrow_only ? gradient.data() : nullptr,
                             stream_gradient.data(), nullptr, weight_gradient.data(), nullptr, width},
                            0, rows);
      keep(stream_gradient), keep(weight_gradient);
    }
  }
  {
    std::vector<T> y(n), again(n), slope(n), product(n);
    kernels.gelu(x.data(), y.data(), slope.data(), 0, n);
    kernels.gelu(x.data(), again.data(), nullptr, 0, n);
    kernels.multiply(x.data(), gradient.data(), product.data(), 0, n);
    keep(y), keep(again), keep(slope), keep(product);
    const auto halves = random<T>(2 * n, 7);
    std::vector<T> halves_gradient(2 * n);
    kernels.geglu(halves.data(), y.data(), width, 0, rows);
    kernels.geglu_backward(halves.data(), gradient.data(), halves_gradient.data(), width, 0, rows);
    keep(y), keep(halves_gradient);
  }
  {
    std::vector<T> scores = x, scores_gradient = gradient;
    const std::vector<std::int64_t> lengths{width, 1, 40, 64, 76};
    kernels.softmax(scores.data(), width, lengths.data(), 1, 0, rows);
    kernels.softmax_backward(scores.data(), scores_gradient.data(), width, 0, rows);
    keep(scores), keep(scores_gradient);
  }
  {
    std::vector<T> logits = x;
    const std::vector<std::int64_t> labels{0, 76, 3, 64, 40};
    std::vector<W> losses(rows), bias_gradient(width);
    kernels.cross_entropy(
        {logits.data(), bias.data(), labels.data(), losses.data(), bias_gradient.data(), width, W(0.5)}, 0,
        rows);
    keep(logits), keep(losses), keep(bias_gradient);
  }
  {
    constexpr std::int64_t H = 2, K = 22, stride = 3 * H * K, R = 3, B = 2;
    auto flat = random<T>(B * R * stride, 8);
    std::vector<T> heads(B * H * R * K);
    const auto cos = random<W>(9 * K / 2, 9), sin = random<W>(9 * K / 2, 10);
    const std::vector<std::int64_t> positions{8, 0, 3, 1, 1, 7};
    const HeadMove<T> move{flat.data() + H * K, heads.data(), stride,           R,     H, K,
                           cos.data(),          sin.data(),   positions.data(), W(0.7)};
    kernels.split_heads(move, 0, B * R);
    keep(heads);
    kernels.merge_heads(move, 0, B * R);
    keep(flat);
  }
  {
    std::vector<T> table = branch;
    std::vector<W> looked_up = stream;  // rows 0 and 3 are of one id
    const std::vector<std::int64_t> ids{1, 4}, starts{0, 2, 3}, order{0, 3, 2};
    kernels.add_segments({table.data(), looked_up.data(), ids.data(), starts.data(), order.data(), width}, 0,
                         2);
    keep(table);
  }
  {
    std::vector<W> parameter = stream, m = random<W>(n, 11), v(n, W(0.5));
    std::vector<Bf16> copy(n);
    kernels.adamw({parameter.data(), m.data(), v.data(), gradient.data(), copy.data(), W(0.5), W(0.1),
                   W(0.01), W(0.9), W(0.98), W(1e-8), W(0.19), W(0.2)},
                  3, n - 2);
    keep(parameter), keep(m), keep(v);
    expect_rounded(parameter, copy, 3, n - 2);
  }
  {
    std::vector<W> momentum = stream, direction(n), parameter = stream;
    std::vector<Bf16> copy(n);
    kernels.muon_momentum({gradient.data(), momentum.data(), direction.data(), W(0.5), W(0.9)}, 1, n - 3);
    kernels.muon_update({x.data(), parameter.data(), copy.data(), W(0.99), W(0.1)}, 2, n);
    keep(momentum), keep(direction), keep(parameter);
    expect_rounded(parameter, copy, 2, n);
  }
  all.push_back(kernels.square_sum(x.data(), 1, n - 1));
  std::vector<W> sums(width, W(1));
  kernels.column_sums(x.data(), sums.data(), width, 0, rows);
  keep(sums);
  return all;
}

struct Level {
  std::string name;
  const LevelKernels* kernels;
};

std::vector<Level> levels() {
  std::vector<Level> found{{"plain", &kernels_plain}};
#ifdef __x86_64__
  if (__builtin_cpu_supports("x86-64-v3")) found.push_back({"x86-64-v3", &kernels_v3});
  if (__builtin_cpu_supports("x86-64-v4")) found.push_back({"x86-64-v4", &kernels_v4});
#endif
  return found;
}

template <class T>
class LevelsTest : public testing::Test {};
using StoredTypes = testing::Types<double, float, Bf16>;
TYPED_TEST_SUITE(LevelsTest, StoredTypes);

TYPED_TEST(LevelsTest, AgreeWithThePlainOnesInFp64) {
  const auto wanted = everything<double>(kernels_plain.of_double);
  // bf16 results are rounded to 2^-9, and some are computed from rounded ones
  const double tolerance = std::is_same_v<TypeParam, double>  ? 1e-10
                           : std::is_same_v<TypeParam, float> ? 2e-4
                                                              : 5e-2;
  for (const Level& level : levels()) {
    const auto actual = everything<TypeParam>(of<TypeParam>(*level.kernels));
    ASSERT_EQ(actual.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i)
      ASSERT_NEAR(actual[i], wanted[i], tolerance * std::max(1.0, std::abs(wanted[i])))
          << level.name << ", result " << i;
  }
}

TEST(Bf16Test, RoundsToNearestEvenAndKeepsWhatIsNoNumber) {
  for (const Level& level : levels()) {
    const std::vector<std::pair<std::uint32_t, std::uint16_t>> cases{
        {0x3f808000, 0x3f80}, {0x3f818000, 0x3f82}, {0x3f808001, 0x3f81}, {0x7f7fffff, 0x7f80},
        {0x7f800000, 0x7f80}, {0xff800000, 0xff80}, {0x80000000, 0x8000}};
    for (const auto& [bits, rounded] : cases) {
      float value = 0;
      std::memcpy(&value, &bits, sizeof value);
      // a step of 0 copies the parameter
      float m = 0, v = 0;
      const Bf16 gradient{0};
      Bf16 copy{0};
      level.kernels->of_bf16.adamw({&value, &m, &v, &gradient, &copy, 0, 0, 0, 0, 0, 1, 1, 1}, 0, 1);
      EXPECT_EQ(copy.bits, rounded) << level.name << " " << std::hex << bits;
    }
    float nan = 0;
    const std::uint32_t all_ones = 0x7fffffff;
    std::memcpy(&nan, &all_ones, sizeof nan);
    float m = 0, v = 0;
    const Bf16 gradient{0};
    Bf16 copy{0};
    level.kernels->of_bf16.adamw({&nan, &m, &v, &gradient, &copy, 0, 0, 0, 0, 0, 1, 1, 1}, 0, 1);
    EXPECT_TRUE(std::isnan(widened(copy))) << level.name;
  }
}

TEST(KernelsTest, TheBestLevelIsTaken) {
  EXPECT_EQ(kernel_level(), levels().back().name);
}

}  // namespace
}  // namespace cloze
