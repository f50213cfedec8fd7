// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a sanitizer watches this build: it is several times slower and holds more memory.
#pragma once

namespace cloze::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

}  // namespace cloze::test
