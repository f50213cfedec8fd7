// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/step_pipeline.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/text_steps.h"

namespace cloze {
namespace {

double threshold_of(const CleaningSteps& steps) {
  const auto near = std::ranges::find(steps, StepKind::near_duplicates, &CleaningStep::kind);
  return near == steps.end() ? 1 : value_of<double>(*near, "threshold");
}

/// The steps of one thread.
class Worker {
 public:
  Worker(const CleaningSteps& steps, const CleaningOptions& cleaning,
         const std::shared_ptr<const LineCounts>& line_counts, bool observed)
      : cleaning_(cleaning), observed_(observed) {
    for (const CleaningStep& step : steps) {
      kinds_.push_back(step.kind);
      text_steps_.push_back(make_text_step(step, line_counts));
      if (step.kind == StepKind::near_duplicates)
        signatures_.emplace(static_cast<std::size_t>(value_of<std::int64_t>(step, "ngram")));
    }
  }

  Result<SteppedDocument> operator()(Document&& document) {
    SteppedDocument out{.document = std::move(document), .traces = {}};
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      out.traces.emplace_back();
      work(i, out.document.text, out.traces.back());
      if (out.traces.back().dropped) break;
    }
    return out;
  }

 private:
  void work(std::size_t i, std::string& text, SteppedDocument::Trace& trace) {
    trace.bytes_in = trace.bytes_out = text.size();
    if (kinds_[i] == StepKind::exact_duplicates) {
      trace.identity = text_identity(text);
    } else if (kinds_[i] == StepKind::near_duplicates) {
      if (const auto signature = signatures_->make(text))
        trace.signature = std::make_unique<Signature>(*signature);
    }
    if (text_steps_[i] == nullptr) {
      if (observed_) trace.before = text;  // For a duplicate, which is not known yet.
      return;
    }
    const bool cleans = cleans_text(kinds_[i]);
    if (cleans) before_ = text;
    trace.dropped = !text_steps_[i]->keep(text, observed_ ? &trace.reason : nullptr);
    if (cleans && !trace.dropped && text != before_) {
      // What stood in entities is cleaned as the rest of the corpus was.
      text = clean(text, cleaning_);
      trace.dropped = text.empty();
      trace.changed = !trace.dropped && text != before_;
      trace.bytes_out = text.size();
    }
    if (trace.dropped) trace.bytes_out = 0;
    if (!observed_ || !(trace.dropped || trace.changed)) return;
    trace.before = cleans ? before_ : text;
    if (trace.changed) trace.after = text;
  }

  CleaningOptions cleaning_;
  bool observed_;
  std::vector<StepKind> kinds_;
  std::vector<std::unique_ptr<TextStep>> text_steps_;
  std::optional<SignatureMaker> signatures_;
  std::string before_;  // Kept between documents for its memory.
};

using Pool = OrderedPool<Document, SteppedDocument>;

std::vector<Pool::Work> make_workers(const CleaningSteps& steps, const CleaningOptions& cleaning,
                                     std::size_t threads,
                                     const std::shared_ptr<const LineCounts>& line_counts, bool observed) {
  std::vector<Pool::Work> workers;
  for (std::size_t i = 0; i < threads; ++i)
    workers.emplace_back(Worker(steps, cleaning, line_counts, observed));
  return workers;
}

}  // namespace

StepPipeline::StepPipeline(const CleaningSteps& steps, const CleaningOptions& cleaning, std::size_t threads,
                           std::shared_ptr<const LineCounts> line_counts, Sink sink, StepObserver observer)
    : steps_(steps),
      near_(threshold_of(steps)),
      sink_(std::move(sink)),
      observer_(std::move(observer)),
      pool_(
          make_workers(steps, cleaning, threads, line_counts, observer_ != nullptr),
          [this](SteppedDocument&& stepped) { return receive(std::move(stepped)); },
          most_documents_per_thread * threads, most_text_in_work) {
  for (const CleaningStep& step : steps) reports_.push_back({.step = std::string(info_of(step.kind).name)});
}

Result<void> StepPipeline::push(Document&& document) {
  const std::uint64_t weight = document.text.size();
  return pool_.push(std::move(document), weight);
}

Result<void> StepPipeline::finish() {
  return pool_.finish();
}

std::optional<Match> StepPipeline::find_duplicate(std::size_t step, const SteppedDocument& stepped) {
  const SteppedDocument::Trace& trace = stepped.traces[step];
  if (steps_[step].kind == StepKind::exact_duplicates)
    return exact_.find_or_add(trace.identity, stepped.document.ordinal);
  if (steps_[step].kind == StepKind::near_duplicates && trace.signature)
    return near_.find_or_add(*trace.signature, stepped.document.ordinal);
  return std::nullopt;
}

Result<void> StepPipeline::receive(SteppedDocument&& stepped) {
  for (std::size_t i = 0; i < stepped.traces.size(); ++i) {
    SteppedDocument::Trace& trace = stepped.traces[i];
    const auto match = find_duplicate(i, stepped);
    const bool dropped = trace.dropped || match.has_value();
    StepReport& report = reports_[i];
    report.bytes_in += trace.bytes_in;
    report.bytes_out += dropped ? 0 : trace.bytes_out;
    ++(dropped ? report.dropped : report.kept);
    report.changed += trace.changed ? 1 : 0;
    if (observer_ && (dropped || trace.changed)) {
      if (match) trace.reason = fmt::format("{:.0f} % similar", 100 * match->similarity);
      observer_(StepEvent{.step = i,
                          .dropped = dropped,
                          .source = stepped.document.source,
                          .ordinal = stepped.document.ordinal,
                          .before = trace.before,
                          .after = trace.after,
                          .reason = trace.reason,
                          .duplicate_of = match ? std::optional(match->ordinal) : std::nullopt});
    }
    if (dropped) return {};
  }
  return sink_(std::move(stepped.document));
}

}  // namespace cloze
