// SPDX-License-Identifier: GPL-3.0-or-later
// One set of kernels per processor level; for kernels.cpp and the tests, which compare the levels.
#pragma once

#include "core/kernels/kernels.h"

namespace cloze {

struct LevelKernels {
  Kernels<double> of_double;
  Kernels<float> of_float;
  Kernels<Bf16> of_bf16;
};

extern const LevelKernels kernels_plain;
#ifdef __x86_64__
extern const LevelKernels kernels_v3, kernels_v4;  ///< Only where this processor has the level.
#endif

}  // namespace cloze
