// SPDX-License-Identifier: GPL-3.0-or-later
// The residual stream: adding a branch and normalizing the sum in one pass over memory.
//
// The stream is kept in fp32 beside bf16 products (fp64 beside fp64), so that small updates of deep models
// are not rounded away; the matrix products read the normed rows in their own type.
//
// Shapes: N rows, D width.
#pragma once

#include "core/kernels/torch.h"
#include "core/model/norm.h"

namespace cloze {

struct Normed {
  torch::Tensor sum_ND;  ///< stream + branch, wide.
  torch::Tensor
      wide_normed_ND;       ///< Undefined unless asked for, and where products are as wide as the stream.
  torch::Tensor normed_ND;  ///< In the products' type.
};

/// What of the normed rows is wanted besides normed_ND.
enum class WideNormed { no, yes };

/// stream_ND is wide; branch_ND is of the products' type, undefined for none; all leading axes are kept.
/// Differentiable once.
Normed residual_norm(const torch::Tensor& stream_ND, const torch::Tensor& branch_ND, const NormImpl& norm,
                     torch::ScalarType product_type, WideNormed wide_normed);

/// The same from torch's own operations: for other devices, and the measure for the one above.
Normed residual_norm_composed(const torch::Tensor& stream_ND, const torch::Tensor& branch_ND,
                              const NormImpl& norm, torch::ScalarType product_type, WideNormed wide_normed);

}  // namespace cloze
