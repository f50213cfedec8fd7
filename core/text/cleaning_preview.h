// SPDX-License-Identifier: GPL-3.0-or-later
// What the cleaning steps would do with a corpus, before anything is built on it: counts over all of it, and
// documents to look at.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/text/documents.h"

namespace cloze {

/// A document that a step changed or dropped. Texts are cut to longest_preview bytes.
struct CleaningExample {
  std::size_t step = 0;  ///< Position in the list.
  bool dropped = false;
  std::string source, before, after, reason;  ///< As in StepEvent.
  std::uint64_t ordinal = 0;
  std::optional<std::uint64_t> duplicate_of;  ///< The ordinal of the document that stays instead,
  std::string original;                       ///< and its text as it is at that step.
};

inline constexpr std::size_t longest_preview = 20'000;

struct CleaningPreview {
  CleaningSteps steps;
  CorpusReport report;
  /// By step; of what was dropped and of what was changed up to examples_per_step each, spread over the
  /// corpus and the same ones every time; within a step in the order of the documents.
  std::vector<CleaningExample> examples;
};

struct CleaningPreviewRequest {
  std::vector<std::filesystem::path> corpus;
  CorpusFormat format;
  CleaningOptions cleaning;
  std::size_t examples_per_step = 20;
  std::int64_t threads = 0;
};

/// Reads the whole corpus, as read_documents() does, which see; once more for the texts that stay
/// instead of duplicates. sink takes the documents that are left, if it is given. A list without steps is
/// looked at too, and that the steps drop every document is no error here.
Result<CleaningPreview> preview_cleaning(const CleaningPreviewRequest& request,
                                         const std::function<Result<void>(Document&&)>& sink = {},
                                         const ProgressSink& progress = {},
                                         const CancelFlag* cancel = nullptr);

}  // namespace cloze
