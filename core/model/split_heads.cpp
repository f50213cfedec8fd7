// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/split_heads.h"

#include <ATen/Dispatch.h>
#include <ATen/OpMathType.h>
#include <ATen/Parallel.h>

namespace cloze {
namespace {

struct Shape {
  std::int64_t B, T, H, K;
};

/// One head of one token: K numbers. turned = scale * rotate(source), by the angle or, with sign -1, back.
template <class scalar, class angle>
void turn(const scalar* source, scalar* turned, std::int64_t K, const angle* cos_k, const angle* sin_k,
          angle scale, angle sign) {
  const std::int64_t k = K / 2;
  if (cos_k == nullptr) {
    for (std::int64_t i = 0; i < K; ++i)
      turned[i] = static_cast<scalar>(scale * static_cast<angle>(source[i]));
    return;
  }
  for (std::int64_t i = 0; i < k; ++i) {
    const angle a = static_cast<angle>(source[i]), b = static_cast<angle>(source[i + k]);
    const angle c = cos_k[i], s = sign * sin_k[i];
    turned[i] = static_cast<scalar>(scale * (a * c - b * s));
    turned[i + k] = static_cast<scalar>(scale * (b * c + a * s));
  }
}

/// forward: qkv_BTX to the three heads_BHTK. Backward: gradients of those to the gradient of qkv_BTX; the
/// transpose of a rotation is the rotation back.
template <class scalar>
void move(scalar* qkv_BTX, scalar* const heads_BHTK[3], const Shape& n, const RotaryAngles& angles,
          double query_scale, bool forward) {
  using angle = at::opmath_type<scalar>;
  const bool rotate = angles.cos_Tk.defined();
  const angle* const cos_Tk = rotate ? angles.cos_Tk.const_data_ptr<angle>() : nullptr;
  const angle* const sin_Tk = rotate ? angles.sin_Tk.const_data_ptr<angle>() : nullptr;
  at::parallel_for(0, n.B * n.T, 64, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
      const std::int64_t b = row / n.T, t = row % n.T;
      for (int part = 0; part < 3; ++part) {
        const bool turns = rotate && part < 2;
        const angle* const cos_k = turns ? cos_Tk + t * (n.K / 2) : nullptr;
        const angle* const sin_k = turns ? sin_Tk + t * (n.K / 2) : nullptr;
        const angle scale = part == 0 ? static_cast<angle>(query_scale) : angle{1};
        for (std::int64_t h = 0; h < n.H; ++h) {
          scalar* const flat = qkv_BTX + ((row * 3 + part) * n.H + h) * n.K;
          scalar* const head = heads_BHTK[part] + ((b * n.H + h) * n.T + t) * n.K;
          if (forward)
            turn<scalar, angle>(flat, head, n.K, cos_k, sin_k, scale, 1);
          else
            turn<scalar, angle>(head, flat, n.K, cos_k, sin_k, scale, -1);
        }
      }
    }
  });
}

void move(torch::Tensor qkv_BTX, const std::array<torch::Tensor, 3>& heads_BHTK, const Shape& shape,
          const RotaryAngles& angles, double query_scale, bool forward) {
  AT_DISPATCH_FLOATING_TYPES_AND(torch::kBFloat16, qkv_BTX.scalar_type(), "split_heads", [&] {
    scalar_t* const heads[3] = {heads_BHTK[0].data_ptr<scalar_t>(), heads_BHTK[1].data_ptr<scalar_t>(),
                                heads_BHTK[2].data_ptr<scalar_t>()};
    move<scalar_t>(qkv_BTX.data_ptr<scalar_t>(), heads, shape, angles, query_scale, forward);
  });
}

class SplitHeads : public torch::autograd::Function<SplitHeads> {
 public:
  static torch::autograd::variable_list forward(torch::autograd::AutogradContext* context,
                                                const torch::Tensor& qkv_BTX, std::int64_t heads,
                                                const RotaryAngles& angles, double query_scale) {
    const torch::Tensor qkv = qkv_BTX.contiguous();
    const Shape shape{qkv.size(0), qkv.size(1), heads, qkv.size(2) / (3 * heads)};
    std::array<torch::Tensor, 3> made;
    for (torch::Tensor& one : made) one = at::empty({shape.B, shape.H, shape.T, shape.K}, qkv.options());
    move(qkv, made, shape, angles, query_scale, true);
    context->saved_data["cos"] = angles.cos_Tk;
    context->saved_data["sin"] = angles.sin_Tk;
    context->saved_data["scale"] = query_scale;
    return {made[0], made[1], made[2]};
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients_BHTK) {
    std::array<torch::Tensor, 3> given;
    for (std::size_t i = 0; i < 3; ++i) given[i] = gradients_BHTK[i].contiguous();
    const Shape shape{given[0].size(0), given[0].size(2), given[0].size(1), given[0].size(3)};
    const torch::Tensor gradient_BTX =
        at::empty({shape.B, shape.T, 3 * shape.H * shape.K}, given[0].options());
    move(gradient_BTX, given, shape,
         {context->saved_data["cos"].toTensor(), context->saved_data["sin"].toTensor()},
         context->saved_data["scale"].toDouble(), false);
    return {gradient_BTX, {}, {}, {}};
  }
};

}  // namespace

Heads split_heads(const torch::Tensor& qkv_BTX, std::int64_t heads, const RotaryAngles& angles,
                  double query_scale) {
  const auto type = qkv_BTX.scalar_type();
  const bool here = qkv_BTX.device().is_cpu() &&
                    (type == torch::kFloat32 || type == torch::kFloat64 || type == torch::kBFloat16);
  if (!here) return split_heads_composed(qkv_BTX, heads, angles, query_scale);
  const auto made = SplitHeads::apply(qkv_BTX, heads, angles, query_scale);
  return {made[0], made[1], made[2]};
}

Heads split_heads_composed(const torch::Tensor& qkv_BTX, std::int64_t heads, const RotaryAngles& angles,
                           double query_scale) {
  const std::int64_t B = qkv_BTX.size(0), T = qkv_BTX.size(1);
  torch::Tensor qkv_BT3HK = qkv_BTX.view({B, T, 3, heads, -1});
  if (angles.cos_Tk.defined()) qkv_BT3HK = rotate_queries_and_keys(qkv_BT3HK, angles);
  const auto parts_BHTK = qkv_BT3HK.permute({2, 0, 3, 1, 4}).unbind(0);
  return {parts_BHTK[0] * query_scale, parts_BHTK[1], parts_BHTK[2]};
}

}  // namespace cloze
