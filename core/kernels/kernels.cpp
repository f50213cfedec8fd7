// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/kernels.h"

#include "core/kernels/levels.h"

namespace cloze {
namespace {

struct Level {
  const char* name;
  const LevelKernels* kernels;
};

const Level& best() {
  static const Level level = [] {
#ifdef __x86_64__
    if (__builtin_cpu_supports("x86-64-v4")) return Level{"x86-64-v4", &kernels_v4};
    if (__builtin_cpu_supports("x86-64-v3")) return Level{"x86-64-v3", &kernels_v3};
#endif
    return Level{"plain", &kernels_plain};
  }();
  return level;
}

}  // namespace

template <>
const Kernels<double>& kernels<double>() {
  return best().kernels->of_double;
}
template <>
const Kernels<float>& kernels<float>() {
  return best().kernels->of_float;
}
template <>
const Kernels<Bf16>& kernels<Bf16>() {
  return best().kernels->of_bf16;
}

const char* kernel_level() {
  return best().name;
}

}  // namespace cloze
