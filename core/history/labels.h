// SPDX-License-Identifier: GPL-3.0-or-later
// How tags stand in the file: sorted, one blank between two. Internal to core/history.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cloze {

std::string joined_tags(const std::vector<std::string>& tags);
std::vector<std::string> split_tags(std::string_view text);

}  // namespace cloze
