// SPDX-License-Identifier: GPL-3.0-or-later
// A corpus read into memory.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/text/documents.h"

namespace cloze::test {

struct Read {
  Result<CorpusReport> report = CorpusReport{};
  std::vector<Document> documents{};
  std::vector<std::string> texts() const {
    std::vector<std::string> out;
    for (const Document& document : documents) out.push_back(document.text);
    return out;
  }
};

inline Read read_corpus(const std::vector<std::filesystem::path>& paths, const CorpusFormat& format = {},
                        const CleaningOptions& cleaning = {}) {
  Read out;
  out.report = read_documents(paths, format, cleaning, [&](Document&& document) -> Result<void> {
    out.documents.push_back(std::move(document));
    return {};
  });
  return out;
}

}  // namespace cloze::test
