// SPDX-License-Identifier: GPL-3.0-or-later
// JSON from a file that anybody may have written: parsed within limits, so that neither stack, memory nor
// time run away, and without a key that stands twice.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace cloze {

/// Ours nest four deep and have thirty keys in one object.
inline constexpr std::size_t deepest_json = 32, most_json_keys = 1000;

/// The tree, or an error of this code and hint that names origin and what is wrong: no JSON (with the line),
/// a key twice in one object, nesting deeper than deepest_json, more than most_keys keys in one object, a
/// number beyond 1.8e308. Its time is proportional to the text; looking a key up in the tree goes through all
/// keys of the object.
Result<nlohmann::ordered_json> parse_strict_json(std::string_view text, std::string_view origin,
                                                 ErrorCode code, std::string hint,
                                                 std::size_t most_keys = most_json_keys);

}  // namespace cloze
