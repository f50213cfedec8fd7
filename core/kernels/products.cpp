// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/products.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include "core/kernels/tensors.h"

namespace cloze {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// oneDNN's product with a possible bias, null where LibTorch was built without it. Its schema is internal to
/// torch, but the version of LibTorch is pinned.
using OneDnnLinear = at::Tensor(const at::Tensor&, const at::Tensor&, const std::optional<at::Tensor>&,
                                std::string_view, c10::List<std::optional<at::Scalar>>,
                                std::optional<std::string_view>);

const c10::TypedOperatorHandle<OneDnnLinear>* one_dnn_linear() {
  static const auto handle = []() -> std::optional<c10::TypedOperatorHandle<OneDnnLinear>> {
    const auto found = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
    if (!found || !at::globalContext().hasMKLDNN()) return std::nullopt;
    return found->typed<OneDnnLinear>();
  }();
  return handle ? &*handle : nullptr;
}

bool has_fast_bf16() {
  static const bool fast = [] {
    const auto found = c10::Dispatcher::singleton().findSchema({"mkldnn::_is_mkldnn_bf16_supported", ""});
    return found && at::globalContext().hasMKLDNN() && found->typed<bool()>().call();
  }();
  return fast;
}

class LinearProduct : public torch::autograd::Function<LinearProduct> {
 public:
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& x,
                               const torch::Tensor& weight_OI, const std::optional<torch::Tensor>& bias_O) {
    const torch::Tensor x_MI = x.contiguous().view({-1, x.size(-1)});
    torch::Tensor y_MO = product(x_MI, weight_OI);
    if (bias_O) y_MO.add_(*bias_O);
    context->save_for_backward({x_MI, weight_OI});
    context->saved_data["bias"] = bias_O.has_value();
    std::vector<std::int64_t> shape = x.sizes().vec();
    context->saved_data["shape"] = shape;
    shape.back() = weight_OI.size(0);
    return y_MO.view(shape);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor &x_MI = saved[0], &weight_OI = saved[1];
    const std::int64_t O = weight_OI.size(0);
    const torch::Tensor y_gradient_MO = gradients[0].contiguous().view({-1, O});
    torch::Tensor bias_gradient_O;
    if (context->saved_data["bias"].toBool())
      with_type(y_gradient_MO.scalar_type(), [&]<class T>(std::type_identity<T>) {
        bias_gradient_O = over_rows_summing<Wide<T>>(
                              y_gradient_MO.size(0), O, O, wide_type(y_gradient_MO.scalar_type()),
                              [&](std::int64_t begin, std::int64_t end, Wide<T>* mine) {
                                kernels<T>().column_sums(data<T>(y_gradient_MO), mine, O, begin, end);
                              })
                              .to(y_gradient_MO.scalar_type());
      });
    return {product(y_gradient_MO, weight_OI.t()).view(context->saved_data["shape"].toIntVector()),
            product(y_gradient_MO.t(), x_MI.t()), bias_gradient_O};
  }
};

}  // namespace

bool is_better_widened(const torch::Tensor& tensor) {
  return tensor.scalar_type() == torch::kBFloat16 && tensor.device().is_cpu() && !has_fast_bf16();
}

torch::Tensor product(const torch::Tensor& a_MI, const torch::Tensor& b_OI) {
  const bool single = a_MI.device().is_cpu() && a_MI.scalar_type() == torch::kFloat32 && a_MI.numel() > 0;
  if (const auto* one_dnn = single ? one_dnn_linear() : nullptr; one_dnn != nullptr) {
    const torch::NoGradGuard no_grad;
    return one_dnn->call(a_MI, b_OI, std::nullopt, "none", c10::List<std::optional<at::Scalar>>(),
                         std::nullopt);
  }
  if (is_better_widened(a_MI))
    return product(a_MI.to(torch::kFloat32), b_OI.to(torch::kFloat32)).to(torch::kBFloat16);
  return at::mm(a_MI, b_OI.t());
}

void product_into(torch::Tensor& to_MO, const torch::Tensor& a_MI, const torch::Tensor& b_OI) {
  if (to_MO.scalar_type() == torch::kFloat32 || is_better_widened(a_MI)) {
    to_MO.copy_(product(a_MI, b_OI));
  } else {
    at::mm_out(to_MO, a_MI, b_OI.t());
  }
}

torch::Tensor batched_product(const torch::Tensor& a_NMI, const torch::Tensor& b_NIO) {
  if (is_better_widened(a_NMI))
    return at::bmm(a_NMI.to(torch::kFloat32), b_NIO.to(torch::kFloat32)).to(torch::kBFloat16);
  return at::bmm(a_NMI, b_NIO);
}

torch::Tensor linear(const torch::Tensor& x, const torch::Tensor& weight_OI, const torch::Tensor& bias_O) {
  if (!has_kernels(x)) return at::linear(x, weight_OI, bias_O);
  return LinearProduct::apply(x, weight_OI, optional(bias_O));
}

}  // namespace cloze
