// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/linear_cross_entropy.h"

#include <algorithm>

#include "core/kernels/products.h"
#include "core/kernels/tensors.h"

namespace cloze {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Rows whose logits become their gradient while they are still in the cache.
constexpr std::int64_t rows_at_once = 256;
/// Rows whose gradient is kept for one product with the hidden states: bounds the memory, 2 * V bytes a row.
constexpr std::int64_t rows_kept = 2048;

class LinearCrossEntropy : public torch::autograd::Function<LinearCrossEntropy> {
 public:
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& given_MD,
                               const torch::Tensor& weight_VD, const torch::Tensor& bias_V,
                               const torch::Tensor& labels_M, const PendingGradientPointer& pending) {
    const torch::Tensor hidden_MD = given_MD.contiguous(), labels = labels_M.contiguous();
    const std::int64_t M = hidden_MD.size(0), V = weight_VD.size(0);
    const auto type = hidden_MD.scalar_type();
    const torch::Tensor losses_M = at::empty({M}, bias_V.options());
    const torch::Tensor hidden_gradient_MD = at::empty_like(hidden_MD);
    const torch::Tensor bias_gradient_V = at::zeros_like(bias_V);
    const torch::Tensor logits = at::empty({std::min(M, rows_kept), V}, hidden_MD.options());
    torch::Tensor weight_gradient_VD;
    for (std::int64_t group = 0; group < M; group += rows_kept) {
      const std::int64_t rows = std::min(rows_kept, M - group);
      for (std::int64_t first = 0; first < rows; first += rows_at_once) {
        const std::int64_t count = std::min(rows_at_once, rows - first);
        torch::Tensor part_RV = logits.narrow(0, first, count);
        torch::Tensor hidden_part_RD = hidden_gradient_MD.narrow(0, group + first, count);
        product_into(part_RV, hidden_MD.narrow(0, group + first, count), weight_VD);
        with_type(type, [&]<class T>(std::type_identity<T>) {
          using W = Wide<T>;
          const CrossEntropy<T> n{
              .logits = data<T>(part_RV),
              .bias = data<W>(bias_V),
              .labels = labels.const_data_ptr<std::int64_t>() + group + first,
              .losses = data<W>(losses_M) + group + first,
              .bias_gradient = nullptr,
              .V = V,
              .scale = W{1} / static_cast<W>(M),
          };
          bias_gradient_V.add_(over_rows_summing<W>(count, V, V, bias_V.scalar_type(),
                                                    [&](std::int64_t begin, std::int64_t end, W* mine) {
                                                      CrossEntropy<T> mine_too = n;
                                                      mine_too.bias_gradient = mine;
                                                      kernels<T>().cross_entropy(mine_too, begin, end);
                                                    }));
        });
        product_into(hidden_part_RD, part_RV, weight_VD.t());
      }
      const torch::Tensor product_VD =
          product(logits.narrow(0, 0, rows).t(), hidden_MD.narrow(0, group, rows).t());
      if (M <= rows_kept)
        weight_gradient_VD = product_VD;
      else if (group == 0)
        weight_gradient_VD = product_VD.to(wide_type(type));
      else
        weight_gradient_VD.add_(product_VD);
    }
    context->save_for_backward({hidden_gradient_MD, weight_gradient_VD.to(type), bias_gradient_V});
    if (pending) context->saved_data["pending"] = c10::IValue::make_capsule(pending);
    return losses_M.mean();
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    // They were made for a gradient of 1, the usual one.
    if (gradients[0].item<double>() != 1)
      for (torch::Tensor& gradient : saved) gradient = gradient * gradients[0].to(gradient.scalar_type());
    if (const auto found = context->saved_data.find("pending"); found != context->saved_data.end()) {
      static_cast<PendingGradient&>(*found->second.toCapsule()).gradient_VD = saved[1];
      saved[1] = torch::Tensor();
    }
    return {saved[0], saved[1], saved[2], {}, {}};
  }
};

}  // namespace

torch::Tensor linear_cross_entropy(const torch::Tensor& hidden_MD, const torch::Tensor& weight_VD,
                                   const torch::Tensor& bias_V, const torch::Tensor& labels_M,
                                   const PendingGradientPointer& pending) {
  if (!has_kernels(hidden_MD) || hidden_MD.scalar_type() != weight_VD.scalar_type() ||
      !weight_VD.is_contiguous() || bias_V.scalar_type() != wide_type(hidden_MD.scalar_type()))
    return linear_cross_entropy_composed(hidden_MD, weight_VD, bias_V, labels_M);
  return LinearCrossEntropy::apply(hidden_MD, weight_VD, bias_V, labels_M, pending);
}

torch::Tensor linear_cross_entropy_composed(const torch::Tensor& hidden_MD, const torch::Tensor& weight_VD,
                                            const torch::Tensor& bias_V, const torch::Tensor& labels_M) {
  const torch::Tensor logits_MV = at::linear(hidden_MD, weight_VD);
  return torch::nn::functional::cross_entropy(logits_MV.to(bias_V.scalar_type()) + bias_V, labels_M);
}

}  // namespace cloze
