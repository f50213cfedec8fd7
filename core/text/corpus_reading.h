// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a corpus one after another, unpacked and in UTF-8. Internal to core/text.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/text/corpus_files.h"
#include "core/text/documents.h"
#include "core/text/records.h"

namespace cloze {

/// How many bytes of the corpus, as it lies on the disk, were read until now.
using BytesRead = std::function<std::uint64_t()>;
/// Makes what takes the texts of a file.
using OpenTextSink = std::function<std::unique_ptr<TextSink>(const CorpusFile& file, BytesRead read)>;

/// Fills in the report's files, skipped and converted ones, and invalid sequences; the rest is the sinks'.
Result<void> read_corpus_files(const std::vector<std::filesystem::path>& paths, const std::string& text_field,
                               InvalidUtf8 invalid_utf8, CorpusReport& report, const OpenTextSink& open,
                               const ProgressSink& progress, const CancelFlag* cancel);

/// An error when cancel is set.
Result<void> check_reading(const CancelFlag* cancel);

/// bad_input when nothing visible was in the whole corpus.
Error holds_no_text(const CorpusReport& report);

}  // namespace cloze
