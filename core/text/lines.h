// SPDX-License-Identifier: GPL-3.0-or-later
// The texts of files that are looked at one by one: each line of plain text, each record of JSON, CSV and
// TSV.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/text/documents.h"

namespace cloze {

/// Calls sink for every line or record, cleaned, in the order of the files; also for one without a visible
/// character, so that the texts can be counted off against the files. CorpusReport::documents counts them
/// all, empty_documents those. Otherwise as read_documents(), which see.
Result<CorpusReport> read_lines(const std::vector<std::filesystem::path>& paths,
                                const std::string& text_field, const CleaningOptions& cleaning,
                                const std::function<Result<void>(std::string&&)>& sink,
                                const ProgressSink& progress = {}, const CancelFlag* cancel = nullptr);

}  // namespace cloze
