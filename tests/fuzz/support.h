// SPDX-License-Identifier: GPL-3.0-or-later
// What the fuzz targets share. Build and run: ctest -L fuzz -V prints executions per second; for hours:
// build/release/bin/NAME_fuzz -max_total_time=3600 tests/fuzz/corpus/NAME.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "core/base/result.h"

namespace cloze::fuzz {

/// Ends the process when something that must hold does not: libFuzzer keeps the input.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

/// A refusal names the file, in a message that can be shown.
inline void require_told(const Error& error) {
  require(error.message.find("FILE") != std::string::npos, "the error names the file");
  require(error.message.size() < 4000, "the message is short");
  require(error.code != ErrorCode::internal, "what stands in a file is not our defect");
}

inline std::string_view text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace cloze::fuzz
