// SPDX-License-Identifier: GPL-3.0-or-later
// The loops of a training step that are not matrix products. Each is compiled for several levels of x86-64
// and the best one for this processor is taken at run time; elsewhere there is one plain version.
//
// T is the type that tensors are stored in: double, float or Bf16. Sums and everything that is not rounded to
// T are of type Wide<T>: double for double, float otherwise. Every function works on rows [begin, end) of its
// tensors, so that a caller can share the rows among threads; none allocates or throws. Tensors are
// contiguous; pointers to different tensors do not overlap.
//
// Shapes: D width of the residual stream, F feed-forward size, V vocabulary, B rows of a batch, R positions
// of a row, H heads, K size of a head, S keys of a row.
#pragma once

#include <cstdint>

#include "core/kernels/bf16.h"

namespace cloze {

template <class T>
struct WideOf {
  using type = T;
};
template <>
struct WideOf<Bf16> {
  using type = float;
};
template <class T>
using Wide = typename WideOf<T>::type;

/// sum = stream + branch, then layer normalization over D: normed = (sum - mean) / sqrt(variance + epsilon) *
/// weight + bias (Ba, Kiros, Hinton 2016, equations 3 and 4).
template <class T>
struct NormForward {
  const Wide<T>* stream;        ///< [rows, D]
  const T* branch;              ///< [rows, D]; null: 0
  const Wide<T>*weight, *bias;  ///< [D]; bias may be null
  Wide<T>* sum;                 ///< [rows, D]; null without a branch
  Wide<T>* wide_normed;         ///< [rows, D]; may be null
  T* normed;                    ///< [rows, D]; may be null
  Wide<T>*mean, *reciprocal;    ///< [rows]; reciprocal is 1 / sqrt(variance + epsilon)
  std::int64_t D;
  Wide<T> epsilon;
};

/// stream_gradient = sum_gradient + the norm's gradient; branch_gradient is the same, rounded to T. At least
/// one of the normed rows' gradients is given.
template <class T>
struct NormBackward {
  const Wide<T>* sum;  ///< What was normalized.
  const Wide<T>*mean, *reciprocal, *weight;
  const Wide<T>*sum_gradient, *wide_normed_gradient;  ///< May be null: 0
  const T* normed_gradient;                           ///< May be null: 0
  Wide<T>* stream_gradient;
  T* branch_gradient;                       ///< May be null.
  Wide<T>*weight_gradient, *bias_gradient;  ///< [D]; added to; bias may be null.
  std::int64_t D;
};

/// A row of logits becomes the gradient of scale * sum of -log softmax(logits + bias)[label].
template <class T>
struct CrossEntropy {
  T* logits;                   ///< [rows, V], replaced by the gradient
  const Wide<T>* bias;         ///< [V]
  const std::int64_t* labels;  ///< [rows]
  Wide<T>* losses;             ///< [rows], not scaled
  Wide<T>* bias_gradient;      ///< [V]; added to
  std::int64_t V;
  Wide<T> scale;
};

/// Between a product's rows [B*R, columns] and heads [B, H, R, K]: source columns first..first+H*K-1.
template <class T>
struct HeadMove {
  T* flat;   ///< [B*R, stride], from the first column of this part
  T* heads;  ///< [B, H, R, K]
  std::int64_t stride, R, H, K;
  const Wide<T>*cos, *sin;        ///< [positions, K/2]; null: no rotation
  const std::int64_t* positions;  ///< [B*R], position within the row; null: 0..R-1
  Wide<T> scale;
};

/// Adds the gradients of looked-up rows to the table's. Occurrences of equal ids form a segment.
template <class T>
struct TableGradient {
  T* table;                    ///< [V, D]
  Wide<T>* gradient;           ///< [occurrences, D]; used up
  const std::int64_t* ids;     ///< [segments], all different
  const std::int64_t* starts;  ///< [segments + 1], into order
  const std::int64_t* order;   ///< [occurrences]
  std::int64_t D;
};

/// One step of AdamW, see core/optim/adamw.h. The gradient is multiplied by gradient_scale first; copy, where
/// given, receives the new parameter rounded.
template <class T>
struct AdamWUpdate {
  Wide<T>*parameter, *exp_avg, *exp_avg_sq;
  const T* gradient;
  Bf16* copy;
  Wide<T> gradient_scale, learning_rate, weight_decay, beta1, beta2, epsilon;
  Wide<T> correction1;       ///< 1 - beta1^t
  Wide<T> root_correction2;  ///< sqrt(1 - beta2^t)
};

/// The two passes of Muon around the orthogonalization, see core/optim/muon.h.
template <class T>
struct MuonMomentum {
  const T* gradient;
  Wide<T>*momentum, *direction;  ///< direction is only written.
  Wide<T> gradient_scale, decay;
};
template <class T>
struct MuonUpdate {
  const T* update;
  Wide<T>* parameter;
  Bf16* copy;          ///< May be null; else receives the new parameter rounded.
  Wide<T> keep, rate;  ///< parameter = keep * parameter - rate * update
};

template <class T>
struct Kernels {
  void (*norm)(const NormForward<T>&, std::int64_t begin, std::int64_t end);
  void (*norm_backward)(const NormBackward<T>&, std::int64_t begin, std::int64_t end);

  /// Exact GELU, x * Phi(x) (Hendrycks and Gimpel 2016), and its slope at x (null: not wanted), over
  /// [begin, end) numbers.
  void (*gelu)(const T* x, T* y, T* slope, std::int64_t begin, std::int64_t end);
  /// y = a * b over [begin, end) numbers.
  void (*multiply)(const T* a, const T* b, T* y, std::int64_t begin, std::int64_t end);
  /// GeGLU (Shazeer 2020, equation 6): x [rows, 2F] holds a, then g; y = gelu(a) * g.
  void (*geglu)(const T* x, T* y, std::int64_t F, std::int64_t begin, std::int64_t end);
  void (*geglu_backward)(const T* x, const T* y_gradient, T* x_gradient, std::int64_t F, std::int64_t begin,
                         std::int64_t end);

  /// Rows of scores [rows, S] become probabilities. Where lengths is given, row r belongs to the batch row
  /// r / rows_per_length, and keys from its length on get 0.
  void (*softmax)(T* scores, std::int64_t S, const std::int64_t* lengths, std::int64_t rows_per_length,
                  std::int64_t begin, std::int64_t end);
  /// gradient [rows, S] of the probabilities becomes that of the scores.
  void (*softmax_backward)(const T* probabilities, T* gradient, std::int64_t S, std::int64_t begin,
                           std::int64_t end);

  void (*cross_entropy)(const CrossEntropy<T>&, std::int64_t begin, std::int64_t end);

  /// flat to heads: heads = scale * rotate(flat). Rows are those of flat.
  void (*split_heads)(const HeadMove<T>&, std::int64_t begin, std::int64_t end);
  /// heads to flat: flat = scale * rotate back(heads): the gradient of split_heads.
  void (*merge_heads)(const HeadMove<T>&, std::int64_t begin, std::int64_t end);

  /// Over segments [begin, end).
  void (*add_segments)(const TableGradient<T>&, std::int64_t begin, std::int64_t end);

  void (*adamw)(const AdamWUpdate<T>&, std::int64_t begin, std::int64_t end);
  void (*muon_momentum)(const MuonMomentum<T>&, std::int64_t begin, std::int64_t end);
  void (*muon_update)(const MuonUpdate<T>&, std::int64_t begin, std::int64_t end);
  /// Sum of the squares of [begin, end) numbers.
  double (*square_sum)(const T* x, std::int64_t begin, std::int64_t end);

  /// sums [columns] += the column sums of x [rows, columns] over [begin, end).
  void (*column_sums)(const T* x, Wide<T>* sums, std::int64_t columns, std::int64_t begin, std::int64_t end);
};

/// For T double, float or Bf16.
template <class T>
const Kernels<T>& kernels();

/// The level that kernels() takes on this processor: "x86-64-v4", "x86-64-v3" or "plain".
const char* kernel_level();

}  // namespace cloze
