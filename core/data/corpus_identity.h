// SPDX-License-Identifier: GPL-3.0-or-later
// What decides the content of a dataset, as one hash. Internal to core/data.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/paced_progress.h"
#include "core/data/dataset.h"
#include "core/text/corpus_files.h"

namespace cloze {

struct CorpusIdentity {
  std::string hash;              ///< Of the dataset.
  std::uint64_t bytes = 0;       ///< Of all files.
  std::uint64_t text_bytes = 0;  ///< The same, with a guess for what is packed.
};

/// Reads all files; progress "reading" in bytes. Names, order of arguments and number of threads are not part
/// of it: they change nothing that is stored.
Result<CorpusIdentity> identify_corpus(const std::vector<CorpusFile>& files, const DatasetSettings& settings,
                                       const Tokenizer& tokenizer, PacedProgress& progress,
                                       const CancelFlag* cancel);

/// Size and time of each file: the identity is taken before the text is read, so neither may change in
/// between.
std::vector<std::pair<std::uintmax_t, std::filesystem::file_time_type>> file_states(
    const std::vector<CorpusFile>& files);

}  // namespace cloze
