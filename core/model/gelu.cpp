// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/gelu.h"

#include "core/kernels/tensors.h"

namespace cloze {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The slope is formed together with the value, while x is at hand: backward is a product then.
class Gelu : public torch::autograd::Function<Gelu> {
 public:
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& given, bool with_slope) {
    const torch::Tensor x = given.contiguous(), y = at::empty_like(x);
    const torch::Tensor slope = with_slope ? at::empty_like(x) : torch::Tensor();
    with_type(x.scalar_type(), [&]<class T>(std::type_identity<T>) {
      over_rows(x.numel(), 1, [&](std::int64_t begin, std::int64_t end) {
        kernels<T>().gelu(data<T>(x), data<T>(y), data<T>(slope), begin, end);
      });
    });
    context->save_for_backward({slope});
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const torch::Tensor slope = context->get_saved_variables()[0], y_gradient = gradients[0].contiguous(),
                        x_gradient = at::empty_like(slope);
    with_type(slope.scalar_type(), [&]<class T>(std::type_identity<T>) {
      over_rows(slope.numel(), 1, [&](std::int64_t begin, std::int64_t end) {
        kernels<T>().multiply(data<T>(slope), data<T>(y_gradient), data<T>(x_gradient), begin, end);
      });
    });
    return {x_gradient, {}};
  }
};

class Geglu : public torch::autograd::Function<Geglu> {
 public:
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& given) {
    const torch::Tensor x = given.contiguous();
    const std::int64_t F = x.size(-1) / 2, rows = x.numel() / (2 * F);
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape.back() = F;
    const torch::Tensor y = at::empty(shape, x.options());
    with_type(x.scalar_type(), [&]<class T>(std::type_identity<T>) {
      over_rows(rows, F, [&](std::int64_t begin, std::int64_t end) {
        kernels<T>().geglu(data<T>(x), data<T>(y), F, begin, end);
      });
    });
    context->save_for_backward({x});
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const torch::Tensor x = context->get_saved_variables()[0], y_gradient = gradients[0].contiguous(),
                        x_gradient = at::empty_like(x);
    const std::int64_t F = x.size(-1) / 2, rows = x.numel() / (2 * F);
    with_type(x.scalar_type(), [&]<class T>(std::type_identity<T>) {
      over_rows(rows, F, [&](std::int64_t begin, std::int64_t end) {
        kernels<T>().geglu_backward(data<T>(x), data<T>(y_gradient), data<T>(x_gradient), F, begin, end);
      });
    });
    return {x_gradient};
  }
};

}  // namespace

torch::Tensor gelu(const torch::Tensor& x) {
  if (!has_kernels(x)) return at::gelu(x);
  return Gelu::apply(x, at::GradMode::is_enabled() && x.requires_grad());
}

torch::Tensor geglu(const torch::Tensor& x) {
  if (has_kernels(x)) return Geglu::apply(x);
  const auto halves = x.chunk(2, -1);
  return at::gelu(halves[0]) * halves[1];
}

}  // namespace cloze
