// SPDX-License-Identifier: GPL-3.0-or-later
// The bodies of kernels.h, compiled once per processor level: the including file defines CLOZE_KERNEL_LEVEL.
// Everything has internal linkage, and nothing of the standard library that is not a constant is used: a
// shared inline function could be taken from the file of a higher level and fail on an older processor.
#include <cstdint>

#include "core/kernels/levels.h"

// Vector versions of these stand in the C library (libmvec).
#if defined(__x86_64__) && defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 35)
#define CLOZE_SIMD __attribute__((simd("notinbranch"), const))
#endif
#endif
#ifndef CLOZE_SIMD
#define CLOZE_SIMD
#endif
extern "C" {
CLOZE_SIMD float expf(float) noexcept;
CLOZE_SIMD double exp(double) noexcept;
CLOZE_SIMD float erff(float) noexcept;
CLOZE_SIMD double erf(double) noexcept;
float logf(float) noexcept;
double log(double) noexcept;
}

namespace cloze {
namespace {

inline float exponential(float x) {
  return ::expf(x);
}
inline double exponential(double x) {
  return ::exp(x);
}
inline float error_function(float x) {
  return ::erff(x);
}
inline double error_function(double x) {
  return ::erf(x);
}
inline float logarithm(float x) {
  return ::logf(x);
}
inline double logarithm(double x) {
  return ::log(x);
}
inline float square_root(float x) {
  return __builtin_sqrtf(x);
}
inline double square_root(double x) {
  return __builtin_sqrt(x);
}

inline double wide(double x) {
  return x;
}
inline float wide(float x) {
  return x;
}
inline float wide(Bf16 x) {
  return __builtin_bit_cast(float, static_cast<std::uint32_t>(x.bits) << 16);
}

template <class T>
inline T narrow(Wide<T> x) {
  return x;
}
/// To the nearest, halves to even; a number that is not one stays so.
template <>
inline Bf16 narrow<Bf16>(float x) {
  const auto bits = __builtin_bit_cast(std::uint32_t, x);
  const std::uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  return {static_cast<std::uint16_t>(x == x ? rounded : 0x7fc0u)};
}

template <class T>
void norm(const NormForward<T>& n, std::int64_t begin, std::int64_t end) {
  using W = Wide<T>;
  const std::int64_t D = n.D;
  const W share = W{1} / static_cast<W>(D);
  for (std::int64_t row = begin; row < end; ++row) {
    const W* x = n.stream + row * D;
    if (n.branch != nullptr) {
      const T* const branch = n.branch + row * D;
      W* const sum = n.sum + row * D;
#pragma omp simd
      for (std::int64_t i = 0; i < D; ++i) sum[i] = x[i] + wide(branch[i]);
      x = sum;
    }
    W total = 0;
#pragma omp simd reduction(+ : total)
    for (std::int64_t i = 0; i < D; ++i) total += x[i];
    const W mean = total * share;
    W squares = 0;
#pragma omp simd reduction(+ : squares)
    for (std::int64_t i = 0; i < D; ++i) squares += (x[i] - mean) * (x[i] - mean);
    const W reciprocal = W{1} / square_root(squares * share + n.epsilon);
    n.mean[row] = mean;
    n.reciprocal[row] = reciprocal;
    const auto value = [&](std::int64_t i) __attribute__((always_inline)) {
      const W scaled = (x[i] - mean) * reciprocal * n.weight[i];
      return n.bias == nullptr ? scaled : scaled + n.bias[i];
    };
    if (n.wide_normed != nullptr) {
      W* const out = n.wide_normed + row * D;
#pragma omp simd
      for (std::int64_t i = 0; i < D; ++i) out[i] = value(i);
    }
    if (n.normed != nullptr) {
      T* const out = n.normed + row * D;
#pragma omp simd
      for (std::int64_t i = 0; i < D; ++i) out[i] = narrow<T>(value(i));
    }
  }
}

/// The gradient of the normed rows comes in T, wide, or as the sum of both.
template <class T, bool narrow_given, bool wide_given>
void norm_backward_of(const NormBackward<T>& n, std::int64_t begin, std::int64_t end) {
  using W = Wide<T>;
  const std::int64_t D = n.D;
  const W share = W{1} / static_cast<W>(D);
  const W* const __restrict weight = n.weight;
  W* const __restrict weight_gradient = n.weight_gradient, * const __restrict bias_gradient = n.bias_gradient;
  for (std::int64_t row = begin; row < end; ++row) {
    const W* const __restrict x = n.sum + row * D;
    const T* const __restrict narrow_row = narrow_given ? n.normed_gradient + row * D : nullptr;
    const W* const __restrict wide_row = wide_given ? n.wide_normed_gradient + row * D : nullptr;
    const auto given = [&](std::int64_t i) __attribute__((always_inline)) {
      if constexpr (narrow_given && wide_given)
        return wide(narrow_row[i]) + wide_row[i];
      else if constexpr (narrow_given)
        return wide(narrow_row[i]);
      else
        return wide_row[i];
    };
    const W mean = n.mean[row], reciprocal = n.reciprocal[row];
    W along_one = 0, along_x = 0;
#pragma omp simd reduction(+ : along_one, along_x)
    for (std::int64_t i = 0; i < D; ++i) {
      const W unit = (x[i] - mean) * reciprocal, gradient = given(i), weighted = gradient * weight[i];
      weight_gradient[i] += gradient * unit;
      along_one += weighted;
      along_x += weighted * unit;
    }
    if (bias_gradient != nullptr) {
#pragma omp simd
      for (std::int64_t i = 0; i < D; ++i) bias_gradient[i] += given(i);
    }
    const W shift = reciprocal * share * along_one, slope = along_x * share * reciprocal;
    W* const __restrict out = n.stream_gradient + row * D;
    if (n.sum_gradient != nullptr) {
      const W* const __restrict sum_row = n.sum_gradient + row * D;
#pragma omp simd
      for (std::int64_t i = 0; i < D; ++i)
        out[i] = sum_row[i] + reciprocal * given(i) * weight[i] - shift - (x[i] - mean) * reciprocal * slope;
    } else {
#pragma omp simd
      for (std::int64_t i = 0; i < D; ++i)
        out[i] = reciprocal * given(i) * weight[i] - shift - (x[i] - mean) * reciprocal * slope;
    }
    if (n.branch_gradient != nullptr) {
      T* const __restrict branch = n.branch_gradient + row * D;
#pragma omp simd
      for (std::int64_t i = 0; i < D; ++i) branch[i] = narrow<T>(out[i]);
    }
  }
}

template <class T>
void norm_backward(const NormBackward<T>& n, std::int64_t begin, std::int64_t end) {
  if (n.normed_gradient != nullptr && n.wide_normed_gradient != nullptr)
    norm_backward_of<T, true, true>(n, begin, end);
  else if (n.normed_gradient != nullptr)
    norm_backward_of<T, true, false>(n, begin, end);
  else if (n.wide_normed_gradient != nullptr)
    norm_backward_of<T, false, true>(n, begin, end);
}

template <class W>
constexpr W root_half = static_cast<W>(0.70710678118654752440L);
template <class W>
constexpr W density_at_0 = static_cast<W>(0.39894228040143267794L);  // 1 / sqrt(2 pi)

template <class W>
inline W gelu_of(W x) {
  return W(0.5) * x * (1 + error_function(x * root_half<W>));
}

template <class T>
void gelu(const T* __restrict x, T* __restrict y, T* __restrict slope, std::int64_t begin, std::int64_t end) {
  using W = Wide<T>;
  if (slope == nullptr) {
#pragma omp simd
    for (std::int64_t i = begin; i < end; ++i) y[i] = narrow<T>(gelu_of(wide(x[i])));
    return;
  }
#pragma omp simd
  for (std::int64_t i = begin; i < end; ++i) {
    const W value = wide(x[i]);
    const W half = W(0.5) * (1 + error_function(value * root_half<W>));
    y[i] = narrow<T>(value * half);
    slope[i] = narrow<T>(half + value * density_at_0<W> * exponential(W(-0.5) * value * value));
  }
}

template <class T>
void multiply(const T* __restrict a, const T* __restrict b, T* __restrict y, std::int64_t begin,
              std::int64_t end) {
#pragma omp simd
  for (std::int64_t i = begin; i < end; ++i) y[i] = narrow<T>(wide(a[i]) * wide(b[i]));
}

template <class T>
void geglu(const T* x, T* y, std::int64_t F, std::int64_t begin, std::int64_t end) {
  for (std::int64_t row = begin; row < end; ++row) {
    const T *const a = x + row * 2 * F, *const g = a + F;
    T* const out = y + row * F;
#pragma omp simd
    for (std::int64_t i = 0; i < F; ++i) out[i] = narrow<T>(gelu_of(wide(a[i])) * wide(g[i]));
  }
}

template <class T>
void geglu_backward(const T* x, const T* y_gradient, T* x_gradient, std::int64_t F, std::int64_t begin,
                    std::int64_t end) {
  using W = Wide<T>;
  for (std::int64_t row = begin; row < end; ++row) {
    const T *const a = x + row * 2 * F, *const g = a + F, *const given = y_gradient + row * F;
    T *const a_gradient = x_gradient + row * 2 * F, *const g_gradient = a_gradient + F;
#pragma omp simd
    for (std::int64_t i = 0; i < F; ++i) {
      const W value = wide(a[i]), from_above = wide(given[i]);
      const W half = W(0.5) * (1 + error_function(value * root_half<W>));
      const W slope = half + value * density_at_0<W> * exponential(W(-0.5) * value * value);
      a_gradient[i] = narrow<T>(from_above * wide(g[i]) * slope);
      g_gradient[i] = narrow<T>(from_above * value * half);
    }
  }
}

template <class T>
inline Wide<T> largest(const T* x, std::int64_t n) {
  using W = Wide<T>;
  W most = -__builtin_huge_val();
#pragma omp simd reduction(max : most)
  for (std::int64_t i = 0; i < n; ++i) {
    const W value = wide(x[i]);
    most = value > most ? value : most;
  }
  return most;
}

template <class T>
void softmax(T* scores, std::int64_t S, const std::int64_t* lengths, std::int64_t rows_per_length,
             std::int64_t begin, std::int64_t end) {
  using W = Wide<T>;
  for (std::int64_t row = begin; row < end; ++row) {
    T* const x = scores + row * S;
    const std::int64_t length = lengths == nullptr ? S : lengths[row / rows_per_length];
    const W most = largest(x, length);
    W total = 0;
#pragma omp simd reduction(+ : total)
    for (std::int64_t i = 0; i < length; ++i) total += exponential(wide(x[i]) - most);
    const W share = W{1} / total;
#pragma omp simd
    for (std::int64_t i = 0; i < length; ++i) x[i] = narrow<T>(exponential(wide(x[i]) - most) * share);
    for (std::int64_t i = length; i < S; ++i) x[i] = narrow<T>(W{0});
  }
}

template <class T>
void softmax_backward(const T* probabilities, T* gradient, std::int64_t S, std::int64_t begin,
                      std::int64_t end) {
  using W = Wide<T>;
  for (std::int64_t row = begin; row < end; ++row) {
    const T* const p = probabilities + row * S;
    T* const g = gradient + row * S;
    W along = 0;
#pragma omp simd reduction(+ : along)
    for (std::int64_t i = 0; i < S; ++i) along += wide(p[i]) * wide(g[i]);
#pragma omp simd
    for (std::int64_t i = 0; i < S; ++i) g[i] = narrow<T>(wide(p[i]) * (wide(g[i]) - along));
  }
}

template <class T>
void cross_entropy(const CrossEntropy<T>& n, std::int64_t begin, std::int64_t end) {
  using W = Wide<T>;
  const std::int64_t V = n.V;
  const W scale = n.scale;
  const W* const __restrict bias = n.bias;
  W* const __restrict bias_gradient = n.bias_gradient;
  for (std::int64_t row = begin; row < end; ++row) {
    T* const __restrict x = n.logits + row * V;
    const std::int64_t label = n.labels[row];
    W most = -__builtin_huge_val();
#pragma omp simd reduction(max : most)
    for (std::int64_t i = 0; i < V; ++i) {
      const W value = wide(x[i]) + bias[i];
      most = value > most ? value : most;
    }
    const W wanted = wide(x[label]) + bias[label];
    W total = 0;
#pragma omp simd reduction(+ : total)
    for (std::int64_t i = 0; i < V; ++i) total += exponential(wide(x[i]) + bias[i] - most);
    n.losses[row] = logarithm(total) + (most - wanted);
    const W share = scale / total;
#pragma omp simd
    for (std::int64_t i = 0; i < V; ++i) {
      const W gradient = exponential(wide(x[i]) + bias[i] - most) * share;
      bias_gradient[i] += gradient;
      x[i] = narrow<T>(gradient);
    }
    bias_gradient[label] -= scale;
    x[label] = narrow<T>(exponential(wanted - most) * share - scale);
  }
}

template <class T>
inline void turn(const T* source, T* turned, std::int64_t K, const Wide<T>* cos, const Wide<T>* sin,
                 Wide<T> scale, Wide<T> sign) {
  using W = Wide<T>;
  if (cos == nullptr) {
#pragma omp simd
    for (std::int64_t i = 0; i < K; ++i) turned[i] = narrow<T>(scale * wide(source[i]));
    return;
  }
  const std::int64_t half = K / 2;
#pragma omp simd
  for (std::int64_t i = 0; i < half; ++i) {
    const W a = wide(source[i]), b = wide(source[i + half]);
    const W c = scale * cos[i], s = scale * sign * sin[i];
    turned[i] = narrow<T>(a * c - b * s);
    turned[i + half] = narrow<T>(b * c + a * s);
  }
}

template <class T, bool to_heads>
void move_heads(const HeadMove<T>& n, std::int64_t begin, std::int64_t end) {
  for (std::int64_t row = begin; row < end; ++row) {
    const std::int64_t b = row / n.R, r = row % n.R;
    const std::int64_t position = n.positions == nullptr ? r : n.positions[row];
    const Wide<T>* const cos = n.cos == nullptr ? nullptr : n.cos + position * (n.K / 2);
    const Wide<T>* const sin = n.cos == nullptr ? nullptr : n.sin + position * (n.K / 2);
    for (std::int64_t h = 0; h < n.H; ++h) {
      T* const flat = n.flat + row * n.stride + h * n.K;
      T* const head = n.heads + ((b * n.H + h) * n.R + r) * n.K;
      if constexpr (to_heads)
        turn<T>(flat, head, n.K, cos, sin, n.scale, 1);
      else
        turn<T>(head, flat, n.K, cos, sin, n.scale, -1);
    }
  }
}

template <class T>
void adamw(const AdamWUpdate<T>& n, std::int64_t begin, std::int64_t end) {
  using W = Wide<T>;
  const W keep = 1 - n.learning_rate * n.weight_decay, rate = n.learning_rate / n.correction1,
          spread = 1 / n.root_correction2;
  const auto update = [&](std::int64_t i) __attribute__((always_inline)) {
    const W gradient = n.gradient_scale * wide(n.gradient[i]);
    const W m = n.beta1 * n.exp_avg[i] + (1 - n.beta1) * gradient;
    const W v = n.beta2 * n.exp_avg_sq[i] + (1 - n.beta2) * gradient * gradient;
    n.exp_avg[i] = m;
    n.exp_avg_sq[i] = v;
    const W moved = n.parameter[i] * keep - rate * m / (square_root(v) * spread + n.epsilon);
    n.parameter[i] = moved;
    return moved;
  };
  if (n.copy == nullptr) {
#pragma omp simd
    for (std::int64_t i = begin; i < end; ++i) update(i);
  } else {
#pragma omp simd
    for (std::int64_t i = begin; i < end; ++i) n.copy[i] = narrow<Bf16>(static_cast<float>(update(i)));
  }
}

template <class T>
void muon_momentum(const MuonMomentum<T>& n, std::int64_t begin, std::int64_t end) {
  const T* const __restrict given = n.gradient;
  Wide<T>* const __restrict momentum = n.momentum, * const __restrict direction = n.direction;
  const Wide<T> scale = n.gradient_scale, decay = n.decay;
#pragma omp simd
  for (std::int64_t i = begin; i < end; ++i) {
    const Wide<T> gradient = scale * wide(given[i]);
    momentum[i] = decay * momentum[i] + gradient;
    direction[i] = gradient + decay * momentum[i];
  }
}

template <class T>
void muon_update(const MuonUpdate<T>& n, std::int64_t begin, std::int64_t end) {
  const T* const __restrict update = n.update;
  Wide<T>* const __restrict parameter = n.parameter;
  const Wide<T> keep = n.keep, rate = n.rate;
#pragma omp simd
  for (std::int64_t i = begin; i < end; ++i) parameter[i] = keep * parameter[i] - rate * wide(update[i]);
  if (n.copy == nullptr) return;
#pragma omp simd
  for (std::int64_t i = begin; i < end; ++i) n.copy[i] = narrow<Bf16>(static_cast<float>(parameter[i]));
}

/// In groups, each summed in the type of the sums, so that many numbers lose no digits: with eight lanes to a
/// vector a lane adds 64 of them.
template <class T>
double square_sum(const T* x, std::int64_t begin, std::int64_t end) {
  constexpr std::int64_t group = 512;
  double total = 0;
  for (std::int64_t first = begin; first < end; first += group) {
    const std::int64_t last = first + group < end ? first + group : end;
    Wide<T> sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::int64_t i = first; i < last; ++i) sum += wide(x[i]) * wide(x[i]);
    total += sum;
  }
  return total;
}

template <class T>
void add_segments(const TableGradient<T>& n, std::int64_t begin, std::int64_t end) {
  using W = Wide<T>;
  for (std::int64_t segment = begin; segment < end; ++segment) {
    T* const __restrict row = n.table + n.ids[segment] * n.D;
    const std::int64_t last = n.starts[segment + 1];
    for (std::int64_t first = n.starts[segment]; first < last; ++first) {
      // Each occurrence is added to the next one's gradient, and the last, the wide sum, to the table.
      const W* const __restrict gradient = n.gradient + n.order[first] * n.D;
      if (first + 1 < last) {
        W* const __restrict next = n.gradient + n.order[first + 1] * n.D;
#pragma omp simd
        for (std::int64_t i = 0; i < n.D; ++i) next[i] += gradient[i];
      } else {
#pragma omp simd
        for (std::int64_t i = 0; i < n.D; ++i) row[i] = narrow<T>(wide(row[i]) + gradient[i]);
      }
    }
  }
}

template <class T>
void column_sums(const T* x, Wide<T>* sums, std::int64_t columns, std::int64_t begin, std::int64_t end) {
  for (std::int64_t row = begin; row < end; ++row) {
    const T* const one = x + row * columns;
#pragma omp simd
    for (std::int64_t i = 0; i < columns; ++i) sums[i] += wide(one[i]);
  }
}

template <class T>
constexpr Kernels<T> all{
    .norm = norm<T>,
    .norm_backward = norm_backward<T>,
    .gelu = gelu<T>,
    .multiply = multiply<T>,
    .geglu = geglu<T>,
    .geglu_backward = geglu_backward<T>,
    .softmax = softmax<T>,
    .softmax_backward = softmax_backward<T>,
    .cross_entropy = cross_entropy<T>,
    .split_heads = move_heads<T, true>,
    .merge_heads = move_heads<T, false>,
    .add_segments = add_segments<T>,
    .adamw = adamw<T>,
    .muon_momentum = muon_momentum<T>,
    .muon_update = muon_update<T>,
    .square_sum = square_sum<T>,
    .column_sums = column_sums<T>,
};

}  // namespace

#define CLOZE_JOIN_(a, b) a##b
#define CLOZE_JOIN(a, b) CLOZE_JOIN_(a, b)
const LevelKernels CLOZE_JOIN(kernels_, CLOZE_KERNEL_LEVEL){all<double>, all<float>, all<Bf16>};

}  // namespace cloze
