// SPDX-License-Identifier: GPL-3.0-or-later
// Options that tokenizer training and dataset building share.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/session/workspace.h"

namespace cloze::cli {

struct CorpusOptions {
  std::vector<std::string> paths;
  std::string sample;
  std::string cleaning;
  CorpusFormat format;

  void add_to(CLI::App& command) {
    command.add_option("corpus", paths,
                       "Files, folders and patterns: .txt .md .json .jsonl .csv .tsv, also as .gz or .zst");
    command.add_option("--sample", sample, "A sample corpus instead of files: sotu, sanguo");
    command
        .add_option("--documents", format.boundary,
                    "What ends a document: file (in JSON, CSV and TSV: record) or blank-line")
        ->transform(CLI::CheckedTransformer(std::map<std::string, DocumentBoundary>{
            {"file", DocumentBoundary::file}, {"blank-line", DocumentBoundary::blank_line}}));
    command
        .add_option("--field", format.text_field, "Key or column that holds the text in JSON, CSV and TSV")
        ->capture_default_str();
    command.add_option("--clean", cleaning,
                       "Cleaning steps in their order, such as web or markup,length:min_characters=200; "
                       "'cloze clean --list' shows them all");
  }

  Result<CorpusFormat> resolve_format() const {
    CorpusFormat full = format;
    if (!cleaning.empty()) {
      CLOZE_TRY(full.steps, steps_from_text(cleaning));
    }
    return full;
  }

  Result<std::vector<std::filesystem::path>> resolve() const {
    if (sample.empty() == paths.empty())
      return fail(ErrorCode::bad_input, "give either text files and folders, or --sample NAME");
    if (sample.empty()) return std::vector<std::filesystem::path>(paths.begin(), paths.end());
    CLOZE_TRY(const Sample found, find_sample(sample));
    return std::vector<std::filesystem::path>{found.folder};
  }
};

}  // namespace cloze::cli
