// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/rotary.h"

#include <cmath>

namespace cloze {

Rotary::Rotary(std::int64_t head_size, std::int64_t max_positions, double base) {
  TORCH_CHECK(head_size % 2 == 0, "rotary positions need an even head size, not ", head_size);
  const auto options = torch::TensorOptions().dtype(torch::kFloat64);
  const torch::Tensor exponent_k = torch::arange(0, head_size, 2, options) / static_cast<double>(head_size);
  const torch::Tensor frequency_k = torch::exp(exponent_k * -std::log(base));
  const torch::Tensor angle_Tk = torch::outer(torch::arange(max_positions, options), frequency_k);
  exact_ = {angle_Tk.cos(), angle_Tk.sin()};
}

RotaryAngles Rotary::angles(std::int64_t T, torch::Device device, torch::ScalarType model_type) {
  const auto type = model_type == torch::kFloat64 ? torch::kFloat64 : torch::kFloat32;
  const torch::Tensor& kept = cached_.cos_Tk;
  if (!kept.defined() || kept.device() != device || kept.scalar_type() != type)
    cached_ = {exact_.cos_Tk.to(device, type), exact_.sin_Tk.to(device, type)};
  return {cached_.cos_Tk.narrow(0, 0, T), cached_.sin_Tk.narrow(0, 0, T)};
}

torch::Tensor rotate(const torch::Tensor& x_BRHK, const RotaryAngles& angles,
                     const torch::Tensor& positions_BR) {
  const std::int64_t R = x_BRHK.size(1), k = x_BRHK.size(3) / 2;
  const auto of_positions = [&](const torch::Tensor& table_Tk) {
    return positions_BR.defined() ? table_Tk.index({positions_BR}).unsqueeze(2)
                                  : table_Tk.narrow(0, 0, R).view({1, R, 1, k});
  };
  const torch::Tensor first = x_BRHK.narrow(3, 0, k), second = x_BRHK.narrow(3, k, k);
  const torch::Tensor cos = of_positions(angles.cos_Tk), sin = of_positions(angles.sin_Tk);
  return at::cat({first * cos - second * sin, second * cos + first * sin}, 3).to(x_BRHK.scalar_type());
}

}  // namespace cloze
