// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/gelu.h"

#include "core/kernels/tensors.h"

namespace cloze {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

class Gelu : public torch::autograd::Function<Gelu> {
 public:
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& given) {
    const torch::Tensor x = given.contiguous(), y = at::empty_like(x);
    with_type(x.scalar_type(), [&]<class T>(std::type_identity<T>) {
      over_rows(x.numel(), 1, [&](std::int64_t begin, std::int64_t end) {
        kernels<T>().gelu(data<T>(x), data<T>(y), begin, end);
      });
    });
    context->save_for_backward({x});
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const torch::Tensor x = context->get_saved_variables()[0], y_gradient = gradients[0].contiguous(),
                        x_gradient = at::empty_like(x);
    with_type(x.scalar_type(), [&]<class T>(std::type_identity<T>) {
      over_rows(x.numel(), 1, [&](std::int64_t begin, std::int64_t end) {
        kernels<T>().gelu_backward(data<T>(x), data<T>(y_gradient), data<T>(x_gradient), begin, end);
      });
    });
    return {x_gradient};
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
  return has_kernels(x) ? Gelu::apply(x) : at::gelu(x);
}

torch::Tensor geglu(const torch::Tensor& x) {
  if (has_kernels(x)) return Geglu::apply(x);
  const auto halves = x.chunk(2, -1);
  return at::gelu(halves[0]) * halves[1];
}

}  // namespace cloze
