// SPDX-License-Identifier: GPL-3.0-or-later
// The decoder and its loss as one operation: the logits of a group of rows are turned into their own
// gradient in place, so no second pass over them and no fp32 copy of them is ever made.
//
// Shapes: M predicted tokens, D hidden size, V vocabulary.
#pragma once

#include "core/kernels/torch.h"
#include "core/model/table_lookup.h"

namespace cloze {

/// Mean over M of -log softmax(hidden weight^T + bias)[label], a scalar of the wide type. hidden_MD and
/// weight_VD are of one type; bias_V is wide; labels_M int64 in 0..V-1. M is at least 1. Differentiable once;
/// on the CPU the gradients are formed together with the loss. Where `pending` is given and the kernels
/// serve, the weight's gradient is left there for the table_lookup of the same pass.
torch::Tensor linear_cross_entropy(const torch::Tensor& hidden_MD, const torch::Tensor& weight_VD,
                                   const torch::Tensor& bias_V, const torch::Tensor& labels_M,
                                   const PendingGradientPointer& pending = {});

/// The same from torch's own operations: for other devices, and the measure for the one above.
torch::Tensor linear_cross_entropy_composed(const torch::Tensor& hidden_MD, const torch::Tensor& weight_VD,
                                            const torch::Tensor& bias_V, const torch::Tensor& labels_M);

}  // namespace cloze
