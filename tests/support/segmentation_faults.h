// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <string>

namespace cloze::test {

/// Programs that are started while it lives end by SIGSEGV itself. AddressSanitizer, which reads its options
/// when a program starts, would make a report and an exit status of it.
class RealSegmentationFaults {
 public:
  RealSegmentationFaults() { set(before_ + ":handle_segv=0"); }
  ~RealSegmentationFaults() { set(before_); }
  RealSegmentationFaults(const RealSegmentationFaults&) = delete;
  RealSegmentationFaults& operator=(const RealSegmentationFaults&) = delete;

 private:
  static void set(const std::string& options) { ::setenv("ASAN_OPTIONS", options.c_str(), 1); }
  static std::string options() {
    const char* found = std::getenv("ASAN_OPTIONS");
    return found == nullptr ? "" : found;
  }
  const std::string before_ = options();
};

}  // namespace cloze::test
