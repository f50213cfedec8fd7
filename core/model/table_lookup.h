// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a table that is also the decoder's weight. Its gradient has two parts: a dense one from the decoder
// and a few rows from the lookup. Held apart they would cost a table of zeros and two more passes over V*D
// numbers; here the decoder leaves its part, and the lookup, whose backward pass comes last, adds its rows.
//
// Shapes: V vocabulary, D hidden size, B rows, T tokens per row.
#pragma once

#include <torch/custom_class.h>

#include "core/kernels/torch.h"

namespace cloze {

/// The decoder's part of the gradient of one pass, from its backward pass to the lookup's.
struct PendingGradient : torch::CustomClassHolder {
  torch::Tensor gradient_VD;
};
using PendingGradientPointer = c10::intrusive_ptr<PendingGradient>;

/// Rows of values_VD (fp32, or fp64) at token_ids_BT (int32 or int64): BTD. The gradient goes to weight_VD,
/// the tensor that products read: values_VD itself or its rounded copy, and holds what `pending` has got
/// meanwhile. Differentiable once.
torch::Tensor table_lookup(const torch::Tensor& values_VD, const torch::Tensor& weight_VD,
                           const torch::Tensor& token_ids_BT, const PendingGradientPointer& pending);

}  // namespace cloze
