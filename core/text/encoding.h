// SPDX-License-Identifier: GPL-3.0-or-later
// Tells text that is not UTF-8 by its first bytes.
#pragma once

#include <string_view>

namespace cloze {

/// How much of a file is looked at.
inline constexpr std::size_t encoding_sample_bytes = 1 << 16;

/// Why the beginning of a file cannot be read as UTF-8 ("is UTF-16 text, as its byte-order mark says"), or
/// nothing when it can. A little damage is not a reason: bad sequences are replaced and counted.
std::string_view not_utf8(std::string_view beginning);

}  // namespace cloze
