// SPDX-License-Identifier: GPL-3.0-or-later
// Classes of characters that cleaning, document and boundary code must agree on.
#pragma once

#include <cstddef>
#include <string_view>

namespace cloze {

/// A character that ends a line: LF, VT, FF, CR, NEL, LINE SEPARATOR, PARAGRAPH SEPARATOR (UAX #14, class BK
/// and kin).
bool is_line_break(char32_t character);

/// White space (Unicode property White_Space), line breaks included.
bool is_white_space(char32_t character);

/// Control and format characters that carry no text: categories Cc and Cf, except line breaks, tabs, the
/// joiners U+200C and U+200D (they change how Persian and Hindi words and joined emoji are read) and the
/// visible Arabic number signs (property Prepended_Concatenation_Mark).
bool is_control(char32_t character);

/// Whether a text in valid UTF-8 has a character that leaves ink: neither white space, control nor format
/// character.
bool has_visible(std::string_view text);

/// Where to cut valid UTF-8 of more than limit bytes (limit at least 4): in front of the last space within
/// the limit when it lies in the second half, so that no word is cut, else between two characters. Above 0.
std::size_t cut_position(std::string_view text, std::size_t limit);

/// Code points of valid UTF-8.
std::size_t count_characters(std::string_view text);

/// The text without the white space at its ends.
std::string_view trim(std::string_view text);

}  // namespace cloze
