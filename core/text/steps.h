// SPDX-License-Identifier: GPL-3.0-or-later
// Cleaning steps: an ordered list of what is done with whole documents before they are tokenized. Each step
// sees what the one before it kept. What is done with single characters: cleaning.h.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/config/recipe_fields.h"

namespace cloze {

enum class StepKind {
  markup,            ///< HTML tags and entities become text.
  boilerplate,       ///< Lines that many documents share go.
  personal_data,     ///< Mail addresses, phone, card and id numbers are masked.
  length,            ///< Documents that are too short or too long are dropped.
  symbols,           ///< ... with too many symbols.
  digits,            ///< ... with too many digits.
  repetition,        ///< ... that repeat themselves.
  language,          ///< ... in other languages.
  exact_duplicates,  ///< ... with a text that came before.
  near_duplicates,   ///< ... that are nearly one that was kept before.
};

/// One setting of a step; the alternative of `initial` is its type.
struct StepSetting {
  std::string_view name;   ///< "min_characters"
  std::string_view label;  ///< "At least"
  std::string_view unit;   ///< "characters"; empty for a plain number.
  std::string_view help;   ///< One line.
  FieldValue initial;
  double minimum = 0, maximum = 0;  ///< Both included; numbers only.
};

/// A step described to JSON, command line and form.
struct StepInfo {
  StepKind kind;
  std::string_view name;   ///< "near-duplicates"
  std::string_view title;  ///< "Near duplicates"
  std::string_view help;   ///< One line.
  std::vector<StepSetting> settings;
};

/// All kinds, in the order in which they are usually done. Lives as long as the program; any thread.
std::span<const StepInfo> step_infos();
const StepInfo& info_of(StepKind kind);

/// Whether the step changes texts.
bool cleans_text(StepKind kind);
/// Whether the step drops what came before.
bool looks_for_duplicates(StepKind kind);

struct CleaningStep {
  StepKind kind = StepKind::length;
  std::vector<FieldValue> values;  ///< One per setting of its kind, in that order.
  bool operator==(const CleaningStep&) const = default;
};

using CleaningSteps = std::vector<CleaningStep>;

/// With the settings' initial values.
CleaningStep make_step(StepKind kind);

/// The value of a setting that the kind has.
template <class Value>
const Value& value_of(const CleaningStep& step, std::string_view setting) {
  const auto& settings = info_of(step.kind).settings;
  for (std::size_t i = 0; i < settings.size(); ++i)
    if (settings[i].name == setting) return std::get<Value>(step.values[i]);
  throw std::logic_error("a cleaning step without the setting " + std::string(setting));
}

/// A list with a name: "web" for pages collected from the web, "duplicates", "basic".
struct StepPreset {
  std::string_view name, help;
  CleaningSteps steps;
};
std::span<const StepPreset> step_presets();

/// bad_input naming step and setting: types, ranges, a kind that stands twice, no known language.
Result<void> check_steps(const CleaningSteps& steps);

/// As typed: "markup,length:min_characters=200,near-duplicates:threshold=0.7", or a preset's name, or both
/// mixed. Checked; bad_input names the word at fault and the nearest known one.
Result<CleaningSteps> steps_from_text(std::string_view text);
/// What steps_from_text() reads: settings with their initial value are left out.
std::string to_text(const CleaningSteps& steps);

/// Canonical JSON: a list of objects {"step": name, settings...}; hashed with datasets.
std::string to_json(const CleaningSteps& steps);
/// Exactly what to_json() writes, checked; else an error of this code, naming origin and key.
Result<CleaningSteps> steps_from_json(std::string_view json, std::string_view origin, ErrorCode code);

/// What one step did, in counts a person can check. kept counts the changed ones too.
struct StepReport {
  std::string step;                                  ///< Its name.
  std::uint64_t kept = 0, changed = 0, dropped = 0;  ///< Documents.
  std::uint64_t bytes_in = 0, bytes_out = 0;         ///< Of text; what is dropped gives no byte out.
  bool operator==(const StepReport&) const = default;
};

}  // namespace cloze
