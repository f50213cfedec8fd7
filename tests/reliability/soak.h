// SPDX-License-Identifier: GPL-3.0-or-later
// The suite runs short versions of the tests that count; tests/soak.sh runs the long ones.
#pragma once

#include <cstdlib>

namespace cloze::test {

inline bool soaking() {
  const char* value = std::getenv("CLOZE_SOAK");
  return value != nullptr && *value == '1';
}

/// As many times as fit the suite, or as the promise says.
inline int times(int in_suite, int in_soak) {
  return soaking() ? in_soak : in_suite;
}

}  // namespace cloze::test
