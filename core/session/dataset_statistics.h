// SPDX-License-Identifier: GPL-3.0-or-later
// What the documents of a dataset are like in numbers, counted over all of them.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

namespace cloze {

/// How often each whole number was seen, in bins that grow with it: 0, 1, 2, 3, 4, 6, 8, 12, 16, 24, ...
struct Histogram {
  struct Bin {
    std::uint64_t begin = 0, end = 0;  ///< Numbers from begin to below end.
    std::uint64_t count = 0;
    bool operator==(const Bin&) const = default;
  };
  std::vector<Bin> bins;  ///< From the smallest number seen to the largest, empty ones between them included.
  std::uint64_t smallest = 0, median = 0, largest = 0;  ///< Exact; the lower one of two medians.
  double mean = 0;
};

/// The histogram of numbers with their counts; all zero and without bins for none. Pure.
Histogram make_histogram(const std::map<std::uint64_t, std::uint64_t>& counts);

/// Over both splits.
struct DatasetStatistics {
  Histogram document_tokens, sentence_tokens;
  Histogram document_unknown;               ///< Unknown tokens in 10,000 of a document, rounded up.
  std::vector<std::uint64_t> token_counts;  ///< By id.
};

/// Reads every token. cancelled.
Result<DatasetStatistics> dataset_statistics(const Dataset& dataset, const ProgressSink& progress = {},
                                             const CancelFlag* cancel = nullptr);

}  // namespace cloze
