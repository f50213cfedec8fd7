// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dataset_statistics.h"

#include <algorithm>

#include "core/base/paced_progress.h"

namespace cloze {
namespace {

/// Where the bin behind this one begins: in steps of a half and a third of a power of two.
std::uint64_t next_begin(std::uint64_t begin) {
  if (begin < 4) return begin + 1;
  const bool power = (begin & (begin - 1)) == 0;
  return power ? begin / 2 * 3 : begin / 3 * 4;
}

/// One split's numbers, added to what is there.
class SplitCounter {
 public:
  SplitCounter(const TokenStore& store, std::vector<std::uint64_t>& token_counts)
      : store_(store), token_counts_(token_counts) {}

  std::uint64_t documents() const { return store_.document_count(); }

  void count(std::uint64_t document, std::map<std::uint64_t, std::uint64_t>& documents,
             std::map<std::uint64_t, std::uint64_t>& sentences,
             std::map<std::uint64_t, std::uint64_t>& unknown) {
    const std::uint64_t first = store_.document_begin(document), last = store_.document_begin(document + 1);
    const std::uint64_t begin = store_.sentence_begin(first), end = store_.sentence_begin(last);
    ++documents[end - begin];
    for (std::uint64_t sentence = first; sentence < last; ++sentence)
      ++sentences[store_.sentence_begin(sentence + 1) - store_.sentence_begin(sentence)];
    const std::uint64_t unknown_before = token_counts_[SpecialTokens::unknown];
    for (std::uint64_t at = begin; at < end;) {
      ids_.resize(std::min<std::uint64_t>(end - at, 1 << 14));
      store_.read(at, ids_);
      for (const TokenId id : ids_) ++token_counts_[static_cast<std::size_t>(id)];
      at += ids_.size();
    }
    const std::uint64_t found = token_counts_[SpecialTokens::unknown] - unknown_before, tokens = end - begin;
    ++unknown[(found * 10'000 + tokens - 1) / tokens];
  }

 private:
  const TokenStore& store_;
  std::vector<std::uint64_t>& token_counts_;
  std::vector<TokenId> ids_;
};

}  // namespace

Histogram make_histogram(const std::map<std::uint64_t, std::uint64_t>& counts) {
  Histogram histogram;
  if (counts.empty()) return histogram;
  histogram.smallest = counts.begin()->first;
  histogram.largest = counts.rbegin()->first;
  std::uint64_t all = 0;
  double sum = 0;
  Histogram::Bin bin{0, 1, 0};
  for (const auto& [value, count] : counts) {
    all += count;
    sum += static_cast<double>(value) * static_cast<double>(count);
    while (value >= bin.end) {
      if (bin.end > histogram.smallest) histogram.bins.push_back(bin);
      bin = {bin.end, next_begin(bin.end), 0};
    }
    bin.count += count;
  }
  histogram.bins.push_back(bin);
  histogram.mean = sum / static_cast<double>(all);
  std::uint64_t below = 0;
  for (const auto& [value, count] : counts)
    if ((below += count) >= (all + 1) / 2) {
      histogram.median = value;
      break;
    }
  return histogram;
}

Result<DatasetStatistics> dataset_statistics(const Dataset& dataset, const ProgressSink& progress,
                                             const CancelFlag* cancel) {
  DatasetStatistics statistics;
  statistics.token_counts.resize(static_cast<std::size_t>(dataset.info().vocabulary_size));
  std::map<std::uint64_t, std::uint64_t> documents, sentences, unknown;
  const std::uint64_t total =
      dataset.split(Split::train).document_count() + dataset.split(Split::held_out).document_count();
  PacedProgress paced(progress);
  std::uint64_t done = 0;
  for (const Split split : {Split::train, Split::held_out}) {
    SplitCounter counter(dataset.split(split), statistics.token_counts);
    for (std::uint64_t document = 0; document < counter.documents(); ++document) {
      if (cancel != nullptr && cancel->cancelled())
        return fail(ErrorCode::cancelled, "counting the dataset was stopped");
      counter.count(document, documents, sentences, unknown);
      paced.at("counting", ++done, total);
    }
  }
  statistics.document_tokens = make_histogram(documents);
  statistics.sentence_tokens = make_histogram(sentences);
  statistics.document_unknown = make_histogram(unknown);
  return statistics;
}

}  // namespace cloze
