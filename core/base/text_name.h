// SPDX-License-Identifier: GPL-3.0-or-later
// Names that people give to things, and text from outside that is shown to them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace cloze {

/// Whether all bytes are UTF-8 (no surrogates, nothing overlong, up to U+10FFFF).
bool is_utf8(std::string_view text);

/// Text of any origin made fit for a message or a terminal: control characters (C0 and C1, those that turn
/// the writing direction, line separators) and bytes that are not UTF-8 become \xNN. Line breaks and tabs
/// stay.
std::string printable(std::string_view text);

/// A name by which a person finds a dataset or a run again. It is shown and compared, never a path: bad_input
/// when it is empty, longer than 200 bytes, not UTF-8, "." or "..", holds a slash, a backslash or a control
/// character, or has blanks at its ends. what: "dataset".
Result<void> check_name(std::string_view what, std::string_view name);

/// A name that becomes a folder: as above, and only ASCII letters, digits, '-', '_' and '.', with no dot in
/// front, at most 100 bytes.
Result<void> check_folder_name(std::string_view what, std::string_view name);

}  // namespace cloze
