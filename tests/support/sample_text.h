// SPDX-License-Identifier: GPL-3.0-or-later
// Text with a little structure, made up for tests that train on it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "tests/support/temporary_folder.h"

namespace cloze::test {

/// documents .txt files of simple English sentences into folder; the same text for the same seed.
void write_sample_corpus(const std::filesystem::path& folder, int documents, int sentences_per_document,
                         std::uint64_t seed = 1);

/// documents .txt files of made-up words of two to five syllables: a vocabulary without end.
void write_many_words(const std::filesystem::path& folder, int documents, int words_per_document);

}  // namespace cloze::test
