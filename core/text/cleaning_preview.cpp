// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/cleaning_preview.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/text/characters.h"
#include "core/text/hashing.h"

namespace cloze {
namespace {

std::string beginning(std::string_view text) {
  if (text.size() > longest_preview) text = text.substr(0, cut_position(text, longest_preview));
  return std::string(text);
}

/// Those of the events whose hashes are smallest: a sample of the whole corpus that depends on nothing but
/// it.
class ExampleSampler {
 public:
  explicit ExampleSampler(std::size_t most) : most_(most) {}

  void offer(const StepEvent& event) {
    auto& kept = kept_[{event.step, event.dropped}];
    const std::uint64_t rank = mix_bits(event.ordinal);
    if (most_ == 0 || (kept.size() == most_ && rank > kept.rbegin()->first)) return;
    kept[rank] = CleaningExample{.step = event.step,
                                 .dropped = event.dropped,
                                 .source = std::string(event.source),
                                 .before = beginning(event.before),
                                 .after = beginning(event.after),
                                 .reason = std::string(event.reason),
                                 .ordinal = event.ordinal,
                                 .duplicate_of = event.duplicate_of,
                                 .original = {}};
    if (kept.size() > most_) kept.erase(std::prev(kept.end()));
  }

  std::vector<CleaningExample> take() {
    std::vector<CleaningExample> examples;
    for (auto& [_, kept] : kept_)
      for (auto& [rank, example] : kept) examples.push_back(std::move(example));
    std::ranges::sort(examples, {}, [](const CleaningExample& example) {
      return std::tuple(example.step, example.ordinal);
    });
    return examples;
  }

 private:
  std::size_t most_;
  std::map<std::pair<std::size_t, bool>, std::map<std::uint64_t, CleaningExample>> kept_;
};

/// Fills in the texts that stay instead of the duplicates, with one more reading.
Result<void> find_originals(const CleaningPreviewRequest& request, std::vector<CleaningExample>& examples,
                            const ProgressSink& progress, const CancelFlag* cancel) {
  std::multimap<std::uint64_t, CleaningExample*> wanted;
  for (CleaningExample& example : examples)
    if (example.duplicate_of) wanted.emplace(*example.duplicate_of, &example);
  if (wanted.empty()) return {};
  // The text as it reaches the first step that looks for duplicates; what drops documents is not needed.
  CorpusFormat format = request.format;
  format.steps.erase(std::ranges::find_if(format.steps, looks_for_duplicates, &CleaningStep::kind),
                     format.steps.end());
  std::erase_if(format.steps, [](const CleaningStep& step) { return !cleans_text(step.kind); });
  const auto take = [&wanted](Document&& document) -> Result<void> {
    const auto [begin, end] = wanted.equal_range(document.ordinal);
    for (auto at = begin; at != end; ++at) at->second->original = beginning(document.text);
    return {};
  };
  CLOZE_CHECK(read_documents(request.corpus, format, request.cleaning, take, progress, cancel,
                             LongDocument::refuse, {.threads = request.threads}));
  return {};
}

}  // namespace

Result<CleaningPreview> preview_cleaning(const CleaningPreviewRequest& request,
                                         const std::function<Result<void>(Document&&)>& sink,
                                         const ProgressSink& progress, const CancelFlag* cancel) {
  ExampleSampler sampler(request.examples_per_step);
  const auto observe = [&sampler](const StepEvent& event) { sampler.offer(event); };
  const auto take = [&sink](Document&& document) -> Result<void> {
    return sink ? sink(std::move(document)) : Result<void>{};
  };
  CleaningPreview preview{.steps = request.format.steps, .report = {}, .examples = {}};
  CLOZE_TRY(preview.report,
            read_documents(request.corpus, request.format, request.cleaning, take, progress, cancel,
                           LongDocument::refuse,
                           {.threads = request.threads, .observer = observe, .may_drop_all = true}));
  preview.examples = sampler.take();
  CLOZE_CHECK(find_originals(request, preview.examples, progress, cancel));
  return preview;
}

}  // namespace cloze
