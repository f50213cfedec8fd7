// SPDX-License-Identifier: GPL-3.0-or-later
// The filter of a table of runs, as typed by a person:
//
//   lr > 1e-3 and status:finished        small "second try"        not (family = classic or loss = nan)
//
// A word alone, or a text in quotation marks, is searched in name, id, status, dataset, tokenizer, tags and
// note. Terms side by side must all hold; and, or, not and parentheses as usual, and before or. A comparison
// is a name of run_columns.h, which may be of a step (loss@1000), one of : = != < <= > >=, and a value: text
// (":" holds it, "=" is it, whatever the case; of tags, "=" is one of them), numbers (1e-3, 40%, 10k, 2M,
// inf, nan), dates (2026-01-31, 2026-01-31T14:30; local time, and a date is the whole day), spans of time
// (90, 15m, 2h, 3d). A comparison with something that a run does not have is false,
// != as well.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/history/run_columns.h"

namespace cloze {

/// An immutable value, cheap to copy. Any thread.
class RunFilter {
 public:
  /// Accepts every run.
  RunFilter() = default;
  /// bad_input that names the word at fault, and what it could have been. Blank text accepts every run.
  static Result<RunFilter> parse(std::string_view text);

  /// recipe: the run's, or nullptr when this version cannot read it. at: what the run was at steps(), in any
  /// order; one that is missing has not been read.
  bool accepts(const RunRecord& run, const Recipe* recipe, std::span<const RunAtStep> at = {}) const;
  /// Whether a recipe changes the answer.
  bool needs_recipe() const;
  /// Whether it compares with this column.
  bool asks_for(std::string_view column_name) const;
  /// Those that it compares something at, ascending.
  std::vector<std::int64_t> steps() const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
};

}  // namespace cloze
