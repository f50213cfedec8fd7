// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"

namespace cloze {

std::string to_string(const Error& error) {
  return error.hint.empty() ? error.message : error.message + " (" + error.hint + ")";
}

}  // namespace cloze
