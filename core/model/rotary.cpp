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

torch::Tensor rotate_queries_and_keys(const torch::Tensor& qkv_BT3HK, const RotaryAngles& angles) {
  const std::int64_t k = qkv_BT3HK.size(4) / 2;
  const torch::Tensor qk_BT2HK = qkv_BT3HK.narrow(2, 0, 2);
  const torch::Tensor first = qk_BT2HK.narrow(4, 0, k), second = qk_BT2HK.narrow(4, k, k);
  const torch::Tensor cos = angles.cos_Tk.view({-1, 1, 1, k}), sin = angles.sin_Tk.view({-1, 1, 1, k});
  const torch::Tensor turned = at::cat({first * cos - second * sin, second * cos + first * sin}, 4);
  return at::cat({turned.to(qkv_BT3HK.scalar_type()), qkv_BT3HK.narrow(2, 2, 1)}, 2);
}

}  // namespace cloze
