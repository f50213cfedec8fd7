// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string>

namespace cloze::test {

/// Programs that are started while it lives end by SIGSEGV itself. The sanitizers, which read their options
/// when a program starts, would make a report and an exit status of it.
class RealSegmentationFaults {
 public:
  RealSegmentationFaults() {
    for (std::size_t i = 0; i < names.size(); ++i) set(names[i], before_[i] + ":handle_segv=0");
  }
  ~RealSegmentationFaults() {
    for (std::size_t i = 0; i < names.size(); ++i) set(names[i], before_[i]);
  }
  RealSegmentationFaults(const RealSegmentationFaults&) = delete;
  RealSegmentationFaults& operator=(const RealSegmentationFaults&) = delete;

 private:
  static constexpr std::array names{"ASAN_OPTIONS", "TSAN_OPTIONS"};
  static void set(const char* name, const std::string& options) { ::setenv(name, options.c_str(), 1); }
  static std::string options(const char* name) {
    const char* found = std::getenv(name);
    return found == nullptr ? "" : found;
  }
  const std::array<std::string, 2> before_{options(names[0]), options(names[1])};
};

}  // namespace cloze::test
