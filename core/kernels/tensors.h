// SPDX-License-Identifier: GPL-3.0-or-later
// From tensors to the kernels' pointers. Includes torch: for .cpp files of model, optim and train.
#pragma once

#include <ATen/Parallel.h>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include "core/kernels/kernels.h"
#include "core/kernels/torch.h"

namespace cloze {

/// Whether the kernels know this tensor's device and type.
inline bool has_kernels(const torch::Tensor& tensor) {
  const auto type = tensor.scalar_type();
  return tensor.device().is_cpu() &&
         (type == torch::kBFloat16 || type == torch::kFloat32 || type == torch::kFloat64);
}

/// The type of sums and of the residual stream beside products of this type.
inline torch::ScalarType wide_type(torch::ScalarType type) {
  return type == torch::kBFloat16 ? torch::kFloat32 : type;
}

/// Calls f with a value of the kernels' type for this element type: f(std::type_identity<float>{}).
template <class F>
auto with_type(torch::ScalarType type, F&& f) {
  switch (type) {
    case torch::kBFloat16:
      return f(std::type_identity<Bf16>{});
    case torch::kFloat32:
      return f(std::type_identity<float>{});
    case torch::kFloat64:
      return f(std::type_identity<double>{});
    default:
      TORCH_CHECK(false, "no kernel for ", type);
  }
}

/// An autograd Function takes no undefined tensor, but it takes an optional one.
inline std::optional<torch::Tensor> optional(const torch::Tensor& tensor) {
  return tensor.defined() ? std::make_optional(tensor) : std::nullopt;
}

/// Where a contiguous tensor's numbers lie; null for an undefined one.
template <class T>
T* data(const torch::Tensor& tensor) {
  if (!tensor.defined()) return nullptr;
  TORCH_INTERNAL_ASSERT_DEBUG_ONLY(tensor.is_contiguous());
  if constexpr (std::is_same_v<T, Bf16>)
    return reinterpret_cast<Bf16*>(tensor.mutable_data_ptr<at::BFloat16>());
  else
    return tensor.mutable_data_ptr<T>();
}

/// Rows [0, rows) shared among torch's threads, at least about 16,384 numbers each.
template <class F>
void over_rows(std::int64_t rows, std::int64_t numbers_per_row, F&& f) {
  constexpr std::int64_t numbers_per_task = 16384;
  at::parallel_for(0, rows,
                   std::max<std::int64_t>(1, numbers_per_task / std::max<std::int64_t>(1, numbers_per_row)),
                   std::forward<F>(f));
}

/// The same, where every thread adds into a buffer of its own; afterwards the buffers are added up in the
/// order of the threads. f(begin, end, buffer); buffer starts at 0 and has `width` numbers.
template <class W, class F>
torch::Tensor over_rows_summing(std::int64_t rows, std::int64_t numbers_per_row, std::int64_t width,
                                torch::ScalarType type, F&& f) {
  const torch::Tensor buffers = torch::zeros({at::get_num_threads(), width}, type);
  W* const first = data<W>(buffers);
  over_rows(rows, numbers_per_row, [&](std::int64_t begin, std::int64_t end) {
    f(begin, end, first + at::get_thread_num() * width);
  });
  return buffers.size(0) == 1 ? buffers.select(0, 0) : buffers.sum(0);
}

}  // namespace cloze
