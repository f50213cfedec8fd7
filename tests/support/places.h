// SPDX-License-Identifier: GPL-3.0-or-later
// Where the sources and the built programs are. Only places.cpp is compiled with the two paths, so that the
// compiler cache of one clone serves another.
#pragma once

#include <string>

namespace cloze::test {

/// A file of the sources, as "tests/golden/tokenizer_ids.json"; their folder for an empty name.
std::string source_path(const std::string& relative);

/// A built program, as "cloze".
std::string program_path(const std::string& name);

}  // namespace cloze::test
