// SPDX-License-Identifier: GPL-3.0-or-later
// Documents through their cleaning steps, on many threads, in their order. Internal to core/text.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/ordered_pool.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/text/cleaning.h"
#include "core/text/documents.h"
#include "core/text/duplicates.h"
#include "core/text/line_counts.h"

namespace cloze {

/// What one document became on a thread; whether duplicates are dropped is decided in order afterwards.
struct SteppedDocument {
  Document document;
  struct Trace {
    bool changed = false, dropped = false;
    std::uint64_t bytes_in = 0, bytes_out = 0;
    std::array<std::uint64_t, 2> identity{};  ///< Exact duplicates.
    std::unique_ptr<Signature> signature;     ///< Near duplicates; null without words.
    std::string before{}, after{}, reason{};  ///< For an observer only.
  };
  std::vector<Trace> traces;  ///< Of the steps up to the one that dropped it.
};

/// The caller's thread pushes and receives.
class StepPipeline {
 public:
  using Sink = std::function<Result<void>(Document&&)>;
  StepPipeline(const CleaningSteps& steps, const CleaningOptions& cleaning, std::size_t threads,
               std::shared_ptr<const LineCounts> line_counts, Sink sink, StepObserver observer);

  Result<void> push(Document&& document);
  Result<void> finish();
  const std::vector<StepReport>& reports() const { return reports_; }

 private:
  Result<void> receive(SteppedDocument&& stepped);
  std::optional<Match> find_duplicate(std::size_t step, const SteppedDocument& stepped);

  CleaningSteps steps_;
  std::vector<StepReport> reports_;
  ExactIndex exact_;
  NearIndex near_;
  Sink sink_;
  StepObserver observer_;
  OrderedPool<Document, SteppedDocument> pool_;
};

}  // namespace cloze
