// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/residual_norm.h"

#include "core/kernels/tensors.h"

namespace cloze {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

class ResidualNorm : public torch::autograd::Function<ResidualNorm> {
 public:
  static variable_list forward(AutogradContext* context, const torch::Tensor& stream,
                               const std::optional<torch::Tensor>& given_branch, const torch::Tensor& weight,
                               const std::optional<torch::Tensor>& given_bias, double epsilon,
                               torch::ScalarType product_type, bool wide_normed) {
    const torch::Tensor branch = given_branch.value_or(torch::Tensor()),
                        bias = given_bias.value_or(torch::Tensor());
    const torch::Tensor stream_ND = stream.contiguous();
    const torch::Tensor branch_ND = branch.defined() ? branch.contiguous() : branch;
    const std::int64_t D = stream_ND.size(-1), N = stream_ND.numel() / D;
    const torch::Tensor sum_ND = branch.defined() ? at::empty_like(stream_ND) : stream_ND;
    const torch::Tensor normed_ND = at::empty_like(stream_ND, stream_ND.options().dtype(product_type));
    const torch::Tensor wide_ND = wide_normed ? at::empty_like(stream_ND) : torch::Tensor();
    const torch::Tensor moments_2N = at::empty({2, N}, stream_ND.options());
    with_type(product_type, [&]<class T>(std::type_identity<T>) {
      using W = Wide<T>;
      const NormForward<T> n{
          .stream = data<W>(stream_ND),
          .branch = data<T>(branch_ND),
          .weight = data<W>(weight),
          .bias = data<W>(bias),
          .sum = branch.defined() ? data<W>(sum_ND) : nullptr,
          .wide_normed = data<W>(wide_ND),
          .normed = data<T>(normed_ND),
          .mean = data<W>(moments_2N),
          .reciprocal = data<W>(moments_2N) + N,
          .D = D,
          .epsilon = static_cast<W>(epsilon),
      };
      over_rows(N, D, [&](std::int64_t begin, std::int64_t end) { kernels<T>().norm(n, begin, end); });
    });
    context->set_materialize_grads(false);
    context->save_for_backward({sum_ND, moments_2N, weight, bias});
    context->saved_data["branch"] = branch.defined();
    context->saved_data["product_type"] = static_cast<std::int64_t>(product_type);
    context->saved_data["wide"] = wide_normed;
    // Without a branch the sum is the input itself, and nothing follows from it.
    variable_list made{normed_ND};
    if (branch.defined()) made.push_back(sum_ND);
    if (wide_normed) made.push_back(wide_ND);
    return made;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor &sum_ND = saved[0], &moments_2N = saved[1], &weight = saved[2], &bias = saved[3];
    const bool with_branch = context->saved_data["branch"].toBool(),
               with_wide = context->saved_data["wide"].toBool();
    const auto product_type = static_cast<torch::ScalarType>(context->saved_data["product_type"].toInt());
    for (torch::Tensor& gradient : gradients)
      if (gradient.defined()) gradient = gradient.contiguous();
    const std::int64_t D = sum_ND.size(-1), N = sum_ND.numel() / D;
    const torch::Tensor stream_gradient_ND = at::empty_like(sum_ND);
    const torch::Tensor branch_gradient_ND =
        with_branch ? at::empty_like(sum_ND, sum_ND.options().dtype(product_type)) : torch::Tensor();
    torch::Tensor vector_gradients;  // of the weight, and behind it of the bias
    with_type(product_type, [&]<class T>(std::type_identity<T>) {
      using W = Wide<T>;
      const NormBackward<T> n{
          .sum = data<W>(sum_ND),
          .mean = data<W>(moments_2N),
          .reciprocal = data<W>(moments_2N) + N,
          .weight = data<W>(weight),
          .sum_gradient = with_branch ? data<W>(gradients[1]) : nullptr,
          .wide_normed_gradient = with_wide ? data<W>(gradients.back()) : nullptr,
          .normed_gradient = data<T>(gradients[0]),
          .stream_gradient = data<W>(stream_gradient_ND),
          .branch_gradient = data<T>(branch_gradient_ND),
          .weight_gradient = nullptr,
          .bias_gradient = nullptr,
          .D = D,
      };
      vector_gradients = over_rows_summing<W>(N, D, bias.defined() ? 2 * D : D, sum_ND.scalar_type(),
                                              [&](std::int64_t begin, std::int64_t end, W* mine) {
                                                NormBackward<T> part = n;
                                                part.weight_gradient = mine;
                                                part.bias_gradient = bias.defined() ? mine + D : nullptr;
                                                kernels<T>().norm_backward(part, begin, end);
                                              });
    });
    return {stream_gradient_ND,
            branch_gradient_ND,
            vector_gradients.narrow(0, 0, D),
            bias.defined() ? vector_gradients.narrow(0, D, D) : torch::Tensor(),
            {},
            {},
            {}};
  }
};

}  // namespace

Normed residual_norm(const torch::Tensor& stream_ND, const torch::Tensor& branch_ND, const NormImpl& norm,
                     torch::ScalarType product_type, WideNormed wide_normed) {
  if (!has_kernels(stream_ND) || wide_type(product_type) != stream_ND.scalar_type() ||
      norm.weight_D.scalar_type() != stream_ND.scalar_type())
    return residual_norm_composed(stream_ND, branch_ND, norm, product_type, wide_normed);
  const bool wide = wide_normed == WideNormed::yes && product_type != stream_ND.scalar_type();
  const auto made = ResidualNorm::apply(stream_ND, optional(branch_ND), norm.weight_D, optional(norm.bias_D),
                                        norm.epsilon(), product_type, wide);
  return {branch_ND.defined() ? made[1] : stream_ND, wide ? made.back() : torch::Tensor(), made[0]};
}

Normed residual_norm_composed(const torch::Tensor& stream_ND, const torch::Tensor& branch_ND,
                              const NormImpl& norm, torch::ScalarType product_type, WideNormed wide_normed) {
  Normed made;
  made.sum_ND = branch_ND.defined() ? stream_ND + branch_ND : stream_ND;
  const torch::Tensor normed_ND =
      at::layer_norm(made.sum_ND, norm.weight_D.sizes(), norm.weight_D, norm.bias_D, norm.epsilon());
  made.normed_ND = normed_ND.to(product_type);
  if (wide_normed == WideNormed::yes && product_type != normed_ND.scalar_type())
    made.wide_normed_ND = normed_ND;
  return made;
}

}  // namespace cloze
