// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <thread>

namespace cloze {

/// The number of threads that a setting asks for: 0 and less are all cores. From 1 to 256.
inline int thread_count(std::int64_t wanted) {
  if (wanted <= 0) wanted = std::thread::hardware_concurrency();
  return static_cast<int>(std::clamp<std::int64_t>(wanted, 1, 256));
}

}  // namespace cloze
