// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "core/text/language.h"

namespace cloze {
namespace {

constexpr double most = 1e12;

StepSetting share(std::string_view name, std::string_view label, std::string_view help, double initial) {
  return {name, label, "", help, initial, 0, 1};
}
StepSetting flag(std::string_view name, std::string_view label, std::string_view help, bool initial) {
  return {name, label, "", help, initial};
}
StepSetting count(std::string_view name, std::string_view label, std::string_view unit, std::string_view help,
                  std::int64_t initial, double minimum, double maximum = most) {
  return {name, label, unit, help, initial, minimum, maximum};
}

std::vector<StepInfo> all_infos() {
  return {
      {StepKind::markup, "markup", "HTML", "HTML tags go, entities such as &amp; become characters", {}},
      {StepKind::boilerplate,
       "boilerplate",
       "Boilerplate lines",
       "Lines that stand in many documents, such as menus and notices, go from all of them",
       {count("max_documents", "In more than", "documents", "A line in more documents than this goes", 20, 2,
              200),
        count("min_characters", "Of at least", "characters", "Shorter lines stay", 20, 1)}},
      {StepKind::personal_data,
       "personal-data",
       "Personal data",
       "Mail addresses and phone, card and id numbers become <mail>, <phone>, <card>, <id>",
       {flag("mail", "Mail addresses", "Addresses such as name@example.org", true),
        flag("phone", "Phone numbers", "With a country code, or written in groups", true),
        flag("card", "Card numbers", "13 to 19 digits whose check digit (Luhn) is right", true),
        flag("id", "Id numbers", "IBAN, Chinese resident and US social security numbers", true)}},
      {StepKind::length,
       "length",
       "Length",
       "Too short and too long documents are dropped",
       {count("min_characters", "At least", "characters", "Shorter documents are dropped", 100, 0),
        count("max_characters", "At most", "characters", "Longer documents are dropped; 0 keeps them", 0,
              0)}},
      {StepKind::symbols,
       "symbols",
       "Symbols",
       "Documents that are full of symbols, such as code and tables, are dropped",
       {share("max_share", "At most", "Of the characters that are no blanks", 0.1)}},
      {StepKind::digits,
       "digits",
       "Digits",
       "Documents that are full of numbers are dropped",
       {share("max_share", "At most", "Of the characters that are no blanks", 0.3)}},
      {StepKind::repetition,
       "repetition",
       "Repetition",
       "Documents that repeat themselves are dropped",
       {share("max_share", "At most", "Of the words, those that repeat what the document said before", 0.3),
        count("ngram", "n-gram length", "words", "Words in a row that count when they come again", 10, 2,
              100)}},
      {StepKind::language,
       "language",
       "Language",
       "Documents in other languages are dropped",
       {{"keep", "Keep", "", "Codes such as en, zh, pt, several with a plus between: en+zh",
         std::string("en")},
        share("min_share", "At least", "Of a document's text that is in these languages", 0.5),
        flag("keep_unknown", "Keep what cannot be told", "Documents too short or too mixed to tell", true)}},
      {StepKind::exact_duplicates,
       "exact-duplicates",
       "Exact duplicates",
       "Of documents with the same text the first one stays",
       {}},
      {StepKind::near_duplicates,
       "near-duplicates",
       "Near duplicates",
       "Documents that are nearly one that was kept before are dropped",
       {{"threshold", "Similarity from", "",
         "Share of their n-grams that two documents have in common (Jaccard)", 0.8, 0.5, 1},
        count("ngram", "n-gram length", "words", "Words in a row; in Chinese, characters", 5, 1, 20)}},
  };
}

CleaningSteps steps_of(std::initializer_list<StepKind> kinds) {
  CleaningSteps steps;
  for (const StepKind kind : kinds) steps.push_back(make_step(kind));
  return steps;
}

std::string_view type_name(const FieldValue& value) {
  constexpr std::array names{"true or false", "a whole number", "a number", "text"};
  return names[value.index()];
}

/// A value of the setting's type, or nothing.
std::optional<FieldValue> parse_value(std::string_view text, const StepSetting& setting) {
  const auto number = [&](auto value) -> std::optional<FieldValue> {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
  };
  switch (setting.initial.index()) {
    case 0:
      if (text == "true" || text == "yes") return true;
      if (text == "false" || text == "no") return false;
      return std::nullopt;
    case 1:
      return number(std::int64_t{});
    case 2:
      return number(double{});
    default:
      return std::string(text);
  }
}

Error no_such(std::string_view what, std::string_view word, std::span<const std::string_view> known) {
  const std::string near = nearest(word, known);
  std::string all;
  for (const std::string_view name : known) all += fmt::format("{}{}", all.empty() ? "" : ", ", name);
  return Error{ErrorCode::bad_input, fmt::format("there is no {} '{}'", what, word),
               near.empty() ? "known: " + all : fmt::format("did you mean '{}'? Known: {}", near, all)};
}

std::vector<std::string_view> setting_names(const StepInfo& info) {
  std::vector<std::string_view> names;
  for (const StepSetting& setting : info.settings) names.push_back(setting.name);
  return names;
}

/// Calls for each part between the separators.
template <class Use>
Result<void> for_each_part(std::string_view text, char separator, const Use& use) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    CLOZE_CHECK(use(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return {};
}

Result<void> set_value(CleaningStep& step, std::string_view assignment) {
  const StepInfo& info = info_of(step.kind);
  const std::size_t equals = assignment.find('=');
  const std::string_view name = assignment.substr(0, equals);
  const auto names = setting_names(info);
  if (names.empty()) return fail(ErrorCode::bad_input, fmt::format("the step {} has no settings", info.name));
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    return std::unexpected(no_such(fmt::format("setting of {}", info.name), name, names));
  const auto at = static_cast<std::size_t>(found - names.begin());
  const auto value = equals == std::string_view::npos
                         ? std::nullopt
                         : parse_value(assignment.substr(equals + 1), info.settings[at]);
  if (!value)
    return fail(ErrorCode::bad_input, fmt::format("{}: '{}' must be {}=VALUE with {}", info.name, assignment,
                                                  name, type_name(info.settings[at].initial)));
  step.values[at] = *value;
  return {};
}

Result<CleaningStep> step_from_text(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string_view name = text.substr(0, colon);
  const auto infos = step_infos();
  const auto info = std::ranges::find(infos, name, &StepInfo::name);
  if (info == infos.end()) {
    std::vector<std::string_view> known;
    for (const StepInfo& one : infos) known.push_back(one.name);
    for (const StepPreset& preset : step_presets()) known.push_back(preset.name);
    return std::unexpected(no_such("cleaning step", name, known));
  }
  CleaningStep step = make_step(info->kind);
  if (colon < text.size())
    CLOZE_CHECK(for_each_part(text.substr(colon + 1), ':',
                              [&step](std::string_view part) { return set_value(step, part); }));
  return step;
}

Result<void> check_value(const StepInfo& info, const StepSetting& setting, const FieldValue& value) {
  if (value.index() != setting.initial.index())
    return fail(ErrorCode::bad_input,
                fmt::format("{}.{} must be {}", info.name, setting.name, type_name(setting.initial)));
  double number = setting.minimum;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) number = static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) number = *real;
  if (!(number >= setting.minimum && number <= setting.maximum))
    return fail(ErrorCode::bad_input,
                fmt::format("{}.{} is {}, it must be from {} to {}", info.name, setting.name,
                            to_string(value), setting.minimum, setting.maximum));
  return {};
}

}  // namespace

std::span<const StepInfo> step_infos() {
  static const std::vector<StepInfo> infos = all_infos();
  return infos;
}

const StepInfo& info_of(StepKind kind) {
  return *std::ranges::find(step_infos(), kind, &StepInfo::kind);
}

bool cleans_text(StepKind kind) {
  return kind == StepKind::markup || kind == StepKind::boilerplate || kind == StepKind::personal_data;
}

bool looks_for_duplicates(StepKind kind) {
  return kind == StepKind::exact_duplicates || kind == StepKind::near_duplicates;
}

CleaningStep make_step(StepKind kind) {
  CleaningStep step{kind, {}};
  for (const StepSetting& setting : info_of(kind).settings) step.values.push_back(setting.initial);
  return step;
}

std::span<const StepPreset> step_presets() {
  static const std::vector<StepPreset> presets{
      {"basic", "Short and repeated documents go", steps_of({StepKind::length, StepKind::exact_duplicates})},
      {"duplicates", "Of equal and nearly equal documents one stays",
       steps_of({StepKind::exact_duplicates, StepKind::near_duplicates})},
      {"web", "For pages collected from the web",
       steps_of({StepKind::markup, StepKind::boilerplate, StepKind::personal_data, StepKind::length,
                 StepKind::symbols, StepKind::digits, StepKind::repetition, StepKind::exact_duplicates,
                 StepKind::near_duplicates})},
  };
  return presets;
}

Result<void> check_steps(const CleaningSteps& steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const StepInfo& info = info_of(steps[i].kind);
    for (std::size_t before = 0; before < i; ++before)
      if (steps[before].kind == steps[i].kind)
        return fail(ErrorCode::bad_input, fmt::format("the cleaning step {} stands twice", info.name),
                    "each step can be done once");
    if (steps[i].values.size() != info.settings.size())
      return fail(ErrorCode::bad_input, fmt::format("the cleaning step {} has {} settings, not {}", info.name,
                                                    info.settings.size(), steps[i].values.size()));
    for (std::size_t at = 0; at < info.settings.size(); ++at)
      CLOZE_CHECK(check_value(info, info.settings[at], steps[i].values[at]));
    if (steps[i].kind == StepKind::language)
      CLOZE_CHECK(check_languages(value_of<std::string>(steps[i], "keep")));
    if (steps[i].kind == StepKind::length) {
      const auto least = value_of<std::int64_t>(steps[i], "min_characters");
      const auto longest = value_of<std::int64_t>(steps[i], "max_characters");
      if (longest > 0 && longest < least)
        return fail(ErrorCode::bad_input,
                    fmt::format("length.max_characters is {}, less than min_characters, which is {}", longest,
                                least));
    }
  }
  return {};
}

Result<CleaningSteps> steps_from_text(std::string_view text) {
  CleaningSteps steps;
  CLOZE_CHECK(for_each_part(text, ',', [&steps](std::string_view part) -> Result<void> {
    const auto preset = std::ranges::find(step_presets(), part, &StepPreset::name);
    if (preset != step_presets().end()) {
      steps.insert(steps.end(), preset->steps.begin(), preset->steps.end());
      return {};
    }
    CLOZE_TRY(steps.emplace_back(), step_from_text(part));
    return {};
  }));
  CLOZE_CHECK(check_steps(steps));
  return steps;
}

std::string to_text(const CleaningSteps& steps) {
  std::string text;
  for (const CleaningStep& step : steps) {
    const StepInfo& info = info_of(step.kind);
    if (!text.empty()) text += ',';
    text += info.name;
    for (std::size_t i = 0; i < info.settings.size(); ++i)
      if (step.values[i] != info.settings[i].initial)
        text += fmt::format(":{}={}", info.settings[i].name, to_string(step.values[i]));
  }
  return text;
}

}  // namespace cloze
