// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/split_heads.h"

#include "core/kernels/tensors.h"

namespace cloze {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// forward: flat_BRX to the parts. Backward: gradients of those to the gradient of flat_BRX; the transpose of
/// a rotation is the rotation back.
void move(const torch::Tensor& flat_BRX, const variable_list& parts_BHRK, const std::vector<HeadPart>& parts,
          const RotaryAngles& angles, const torch::Tensor& positions_BR, bool forward) {
  const std::int64_t B = flat_BRX.size(0), R = flat_BRX.size(1), X = flat_BRX.size(2);
  const std::int64_t H = parts_BHRK[0].size(1), K = parts_BHRK[0].size(3);
  with_type(flat_BRX.scalar_type(), [&]<class T>(std::type_identity<T>) {
    using W = Wide<T>;
    const auto moved = forward ? kernels<T>().split_heads : kernels<T>().merge_heads;
    std::vector<HeadMove<T>> moves;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const bool rotate = parts[i].rotate && angles.cos_Tk.defined();
      moves.push_back({
          .flat = data<T>(flat_BRX) + static_cast<std::int64_t>(i) * H * K,
          .heads = data<T>(parts_BHRK[i]),
          .stride = X,
          .R = R,
          .H = H,
          .K = K,
          .cos = rotate ? data<W>(angles.cos_Tk) : nullptr,
          .sin = rotate ? data<W>(angles.sin_Tk) : nullptr,
          .positions = data<std::int64_t>(positions_BR),
          .scale = static_cast<W>(parts[i].scale),
      });
    }
    over_rows(B * R, X, [&](std::int64_t begin, std::int64_t end) {
      for (const HeadMove<T>& one : moves) moved(one, begin, end);
    });
  });
}

class SplitHeads : public torch::autograd::Function<SplitHeads> {
 public:
  static variable_list forward(AutogradContext* context, const torch::Tensor& given_BRX, std::int64_t heads,
                               const std::vector<HeadPart>& parts, const RotaryAngles& angles,
                               const std::optional<torch::Tensor>& positions) {
    const torch::Tensor positions_BR = positions.value_or(torch::Tensor());
    const torch::Tensor flat_BRX = given_BRX.contiguous();
    const std::int64_t B = flat_BRX.size(0), R = flat_BRX.size(1), count = std::ssize(parts);
    variable_list made;
    for (std::int64_t i = 0; i < count; ++i)
      made.push_back(at::empty({B, heads, R, flat_BRX.size(2) / (count * heads)}, flat_BRX.options()));
    move(flat_BRX, made, parts, angles, positions_BR, true);
    context->saved_data["cos"] = angles.cos_Tk;
    context->saved_data["sin"] = angles.sin_Tk;
    context->saved_data["positions"] = positions_BR;
    c10::List<bool> rotate;
    c10::List<double> scale;
    for (const HeadPart& part : parts) {
      rotate.push_back(part.rotate);
      scale.push_back(part.scale);
    }
    context->saved_data["rotate"] = rotate;
    context->saved_data["scale"] = scale;
    return made;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients_BHRK) {
    auto& kept = context->saved_data;
    const c10::List<bool> rotate = kept["rotate"].toBoolList();
    const c10::List<double> scale = kept["scale"].toDoubleList();
    std::vector<HeadPart> parts;
    for (std::size_t i = 0; i < rotate.size(); ++i) parts.push_back({rotate.get(i), scale.get(i)});
    for (torch::Tensor& gradient : gradients_BHRK) gradient = gradient.contiguous();
    const torch::Tensor& one = gradients_BHRK[0];
    const torch::Tensor gradient_BRX =
        at::empty({one.size(0), one.size(2), std::ssize(parts) * one.size(1) * one.size(3)}, one.options());
    move(gradient_BRX, gradients_BHRK, parts, {kept["cos"].toTensor(), kept["sin"].toTensor()},
         kept["positions"].toTensor(), false);
    return {gradient_BRX, {}, {}, {}, {}};
  }
};

}  // namespace

std::vector<torch::Tensor> split_heads(const torch::Tensor& flat_BRX, std::int64_t heads,
                                       const std::vector<HeadPart>& parts, const RotaryAngles& angles,
                                       const torch::Tensor& positions_BR) {
  if (!has_kernels(flat_BRX)) return split_heads_composed(flat_BRX, heads, parts, angles, positions_BR);
  return SplitHeads::apply(flat_BRX, heads, parts, angles, optional(positions_BR));
}

std::vector<torch::Tensor> split_heads_composed(const torch::Tensor& flat_BRX, std::int64_t heads,
                                                const std::vector<HeadPart>& parts,
                                                const RotaryAngles& angles,
                                                const torch::Tensor& positions_BR) {
  const std::int64_t B = flat_BRX.size(0), R = flat_BRX.size(1);
  const auto flat_BRHK = flat_BRX.view({B, R, std::ssize(parts), heads, -1}).unbind(2);
  std::vector<torch::Tensor> made;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    torch::Tensor one_BRHK = flat_BRHK[i];
    if (parts[i].rotate && angles.cos_Tk.defined()) one_BRHK = rotate(one_BRHK, angles, positions_BR);
    made.push_back(one_BRHK.permute({0, 2, 1, 3}) * parts[i].scale);
  }
  return made;
}

}  // namespace cloze
