// SPDX-License-Identifier: GPL-3.0-or-later
// Texts in the form in which they are looked for. Internal to the core.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cloze {

/// Valid UTF-8 with case folded (Unicode's simple folding) and blanks only where two words of a script with
/// blanks meet, so that "Don't", "don ' t" and "DON'T" are the same, and 我 们 is 我们. offsets, unless it is
/// null, becomes for each byte of the form where its character begins in the text, and one more for the end.
std::string search_form(std::string_view text, std::vector<std::uint32_t>* offsets = nullptr);

}  // namespace cloze
