// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/preflight.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/config/model_size.h"
#include "core/config/recipe_fields.h"
#include "core/train/step_rig.h"

namespace cloze {
namespace {

constexpr double usable_share = 0.85;     ///< Of what is free; the rest is for everything else that lives.
constexpr double estimate_is_safe = 2.5;  ///< Estimates are not off by more.
constexpr double line_is_safe = 1.2;      ///< Nor is what follows from measurements.
constexpr double proposal_is_safe = 1.4;  ///< So that what is proposed is found to fit when it is measured.
constexpr double enough_seconds = 2, long_step_seconds = 10;
constexpr int counted_steps = 3;

std::string gigabytes(double bytes) {
  return bytes < 1e9 ? fmt::format("{:.0f} MB", bytes / 1e6) : fmt::format("{:.1f} GB", bytes / 1e9);
}

/// Bytes of a step of so many rows, by the shapes.
MemoryLine estimated(const Recipe& recipe, std::int64_t vocabulary) {
  Recipe one = recipe;
  one.optimizer.batch_size = 1;
  const MemoryEstimate estimate = estimate_memory(one, vocabulary);
  return {estimate.total() - estimate.activations, estimate.activations};
}

class Preflight {
 public:
  Preflight(const PreflightSetup& setup, const ProgressSink& progress, const std::function<bool()>& goes_on)
      : setup_(setup),
        progress_(progress),
        goes_on_(goes_on),
        memory_(setup.device),
        guess_(estimated(setup.recipe, setup.vocabulary)) {
    const OptimizerConfig& optimizer = setup.recipe.optimizer;
    batch_ = optimizer.batch_size;
    passes_ = static_cast<int>(std::min<std::int64_t>(optimizer.accumulation, 2));
    const double free = setup.available_bytes > 0 ? setup.available_bytes : memory_.available();
    report_.available_bytes = usable_share * free;
    report_.device = describe(setup.device);
  }

  Result<PreflightReport> run() {
    const double usable = report_.available_bytes;
    if (guess_.fixed + guess_.per_row > usable)
      return fail(ErrorCode::unavailable,
                  fmt::format("the model needs about {} for a step of one row, {} are free",
                              gigabytes(guess_.fixed + guess_.per_row), gigabytes(usable)),
                  "make the model or the sequences smaller");
    const std::int64_t safe = std::max<std::int64_t>(
        1, MemoryLine{guess_.fixed * estimate_is_safe, guess_.per_row * estimate_is_safe}.rows_in(usable));
    const std::int64_t small = std::clamp<std::int64_t>(batch_ / 8, 1, safe);
    steps_ = 2 * 2 + 1 + counted_steps;
    CLOZE_TRY(rig_, StepRig::make(setup_.recipe, setup_.vocabulary, setup_.device, setup_.threads));
    CLOZE_TRY(const Measured first, measure_twice(small));
    if (!first.fits) return too_large_for_one(first);
    const double steep = guess_.per_row * estimate_is_safe;
    // What the rows took over the model, they take once more.
    const double estimated_rows = guess_.per_row * static_cast<double>(small);
    const double twice = first.bytes + std::max(first.bytes - guess_.fixed, estimated_rows);
    MemoryLine line{first.bytes - steep * static_cast<double>(small), steep};
    Measured second = first;
    if (twice * line_is_safe <= usable) {
      CLOZE_TRY(second, measure_twice(2 * small));
      if (second.fits)
        line = memory_line(small, first.bytes, 2 * small, second.bytes, guess_.per_row);
      else
        second = first;
    }
    // More than the recipe's rows were tried where it has one only.
    const double expected = line.at(batch_) * line_is_safe;
    Measured whole = second;
    bool tried = false;
    if (expected <= usable) {
      CLOZE_TRY(whole, measure_whole(second));
      tried = whole.fits;
      if (tried && batch_ > small)
        line = memory_line(small, first.bytes, batch_, whole.bytes, guess_.per_row);
      if (!tried) whole = second;
    }
    report_.fits = tried;
    report_.extrapolated = !tried;
    report_.peak_bytes = tried ? whole.bytes : line.at(batch_);
    report_.largest_batch = largest(line, tried ? batch_ : second.rows);
    if (tried) report_.largest_batch = std::max(report_.largest_batch, batch_);
    if (!tried) report_.largest_batch = std::min(report_.largest_batch, batch_ - 1);
    tell_times(whole);
    const std::int64_t rows = batch_ * setup_.recipe.optimizer.accumulation;
    report_.batch_size = largest_divisor(rows, report_.largest_batch);
    report_.accumulation = report_.batch_size > 0 ? rows / report_.batch_size : 0;
    if (report_.accumulation > static_cast<std::int64_t>(find_field("optimizer.accumulation")->maximum))
      report_.batch_size = report_.accumulation = 0;
    if (progress_) progress_("measuring", steps_, steps_);
    return report_;
  }

 private:
  struct Measured {
    std::int64_t rows = 0;
    bool fits = true;
    double bytes = 0;
    double pass_seconds = 0, update_seconds = 0;
  };

  Result<Measured> measure(std::int64_t rows) {
    if (progress_) progress_("measuring", std::min(done_, steps_), steps_);
    ++done_;
    Measured made{.rows = rows};
    memory_.begin(/*anew=*/rows != last_rows_);
    last_rows_ = rows;
    auto step = rig_->step(rows, passes_, goes_on_);
    if (!step) {
      if (!rig_->out_of_memory()) return std::unexpected(std::move(step).error());
      made.fits = false;
      return made;
    }
    if (step->abandoned) return fail(ErrorCode::cancelled, "the measurement was cancelled");
    made.bytes = memory_.peak();
    made.update_seconds = step->optimizer;
    made.pass_seconds = (step->seconds - step->data - step->optimizer) / passes_;
    return made;
  }

  /// The first step of a size finds memory in one piece; the second one takes what a run takes.
  Result<Measured> measure_twice(std::int64_t rows) {
    CLOZE_TRY(const Measured first, measure(rows));
    if (!first.fits) return first;
    CLOZE_TRY(Measured second, measure(rows));
    second.bytes = std::max(first.bytes, second.bytes);
    return second;
  }

  /// A step that warms up, unless it takes long, and some that count.
  Result<Measured> measure_whole(const Measured& smaller) {
    const double expected =
        smaller.pass_seconds * passes_ * static_cast<double>(batch_) / static_cast<double>(smaller.rows);
    double bytes = 0;
    if (expected <= long_step_seconds) {
      CLOZE_TRY(const Measured warm, measure(batch_));
      if (!warm.fits) return warm;
      bytes = warm.bytes;
    }
    std::vector<Measured> counted;
    double seconds = 0;
    while (counted.empty() || (counted.size() < counted_steps && seconds < enough_seconds)) {
      CLOZE_TRY(const Measured one, measure(batch_));
      if (!one.fits) return one;
      seconds += one.pass_seconds * passes_ + one.update_seconds;
      bytes = std::max(bytes, one.bytes);
      counted.push_back(one);
    }
    // The middle one: a step that was disturbed does not count.
    const auto middle = counted.begin() + static_cast<std::ptrdiff_t>(counted.size() / 2);
    std::ranges::nth_element(counted, middle, {},
                             [](const Measured& one) { return one.pass_seconds + one.update_seconds; });
    Measured whole = *middle;
    whole.bytes = bytes;
    return whole;
  }

  Result<PreflightReport> too_large_for_one(const Measured& first) {
    return fail(ErrorCode::unavailable,
                fmt::format("a step of {} rows needs more memory than the {} that are free", first.rows,
                            gigabytes(report_.available_bytes)),
                "make the model or the sequences smaller");
  }

  /// known: rows that are measured to fit.
  std::int64_t largest(const MemoryLine& line, std::int64_t known) const {
    const Field* field = find_field("optimizer.batch_size");
    const auto most = static_cast<std::int64_t>(field->maximum);
    const double room = report_.available_bytes / proposal_is_safe;
    return std::clamp<std::int64_t>(std::max(line.rows_in(room), known), 0, most);
  }

  void tell_times(const Measured& measured) {
    const OptimizerConfig& optimizer = setup_.recipe.optimizer;
    const double grown = static_cast<double>(batch_) / static_cast<double>(measured.rows);
    report_.seconds_per_step =
        static_cast<double>(optimizer.accumulation) * measured.pass_seconds * grown + measured.update_seconds;
    report_.tokens_per_second =
        static_cast<double>(batch_ * optimizer.accumulation * setup_.recipe.objective.sequence_length) /
        report_.seconds_per_step;
  }

  const PreflightSetup& setup_;
  const ProgressSink& progress_;
  const std::function<bool()>& goes_on_;
  StepMemory memory_;  // Before the rig, which it is to see being made.
  MemoryLine guess_;
  std::unique_ptr<StepRig> rig_;
  PreflightReport report_;
  std::int64_t batch_ = 1;
  int passes_ = 1;
  std::int64_t last_rows_ = 0;
  std::uint64_t done_ = 0, steps_ = 1;
};

}  // namespace

std::int64_t MemoryLine::rows_in(double bytes) const {
  const double rows = std::floor((bytes - fixed) / per_row);
  return rows >= 1 ? static_cast<std::int64_t>(std::min(rows, 1e15)) : 0;
}

MemoryLine memory_line(std::int64_t rows_a, double bytes_a, std::int64_t rows_b, double bytes_b,
                       double estimated_per_row) {
  double per_row = rows_b > rows_a ? (bytes_b - bytes_a) / static_cast<double>(rows_b - rows_a) : 0;
  per_row = std::max({per_row, estimated_per_row / 2, 1.0});
  return {bytes_b - per_row * static_cast<double>(rows_b), per_row};
}

std::int64_t largest_divisor(std::int64_t rows, std::int64_t most) {
  for (std::int64_t divisor = std::min(rows, most); divisor >= 1; --divisor)
    if (rows % divisor == 0) return divisor;
  return 0;
}

Result<PreflightReport> preflight(const PreflightSetup& setup, const ProgressSink& progress,
                                  const std::function<bool()>& goes_on) {
  CLOZE_CHECK(validate(setup.recipe));
  return Preflight(setup, progress, goes_on).run();
}

}  // namespace cloze
