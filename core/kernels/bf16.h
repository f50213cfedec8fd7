// SPDX-License-Identifier: GPL-3.0-or-later
// bfloat16 as it lies in memory: the upper half of a float. Without torch, so that kernels compile in a
// second.
#pragma once

#include <cstdint>

namespace cloze {

struct Bf16 {
  std::uint16_t bits;
};

}  // namespace cloze
