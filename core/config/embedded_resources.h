// SPDX-License-Identifier: GPL-3.0-or-later
// Files of resources/ compiled into the program, so that it needs no installation folder.
#pragma once

#include <span>
#include <string_view>

namespace cloze {

struct EmbeddedResource {
  std::string_view name;  ///< File name without its ending.
  std::string_view content;
};

/// resources/presets/*.json in the order of their size.
std::span<const EmbeddedResource> embedded_presets();

/// resources/samples.json.
std::string_view embedded_samples();

}  // namespace cloze
