// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/places.h"

namespace cloze::test {

std::string source_path(const std::string& relative) {
  return relative.empty() ? CLOZE_SOURCE_DIR : CLOZE_SOURCE_DIR "/" + relative;
}

std::string program_path(const std::string& name) {
  return CLOZE_BIN_DIR "/" + name;
}

}  // namespace cloze::test
