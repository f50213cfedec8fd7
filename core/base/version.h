// SPDX-License-Identifier: GPL-3.0-or-later
// Which program this is.
#pragma once

#include <string_view>

namespace cloze {

std::string_view program_version();  ///< "0.1.0"
std::string_view git_revision();     ///< Of the source it was built from, "unknown" outside a checkout.

}  // namespace cloze
