// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/run_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace cloze {
namespace {

/// What people type for a column whose name is another.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> short_forms{{
    {"lr", "optimizer.learning_rate"},
    {"batch", "optimizer.batch_size"},
    {"optimizer", "optimizer.kind"},
    {"schedule", "schedule.kind"},
    {"val_loss", "held_out_loss"},
    {"eval_loss", "held_out_loss"},
    {"best_loss", "best_held_out_loss"},
    {"speed", "tokens_per_second"},
    {"steps", "step"},
    {"tag", "tags"},
    {"notes", "note"},
    {"created", "started"},
}};

/// The same of what is measured at every step or evaluation.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> measured_forms{{
    {"lr", "learning_rate"},
    {"val_loss", "held_out_loss"},
    {"eval_loss", "held_out_loss"},
    {"speed", "tokens_per_second"},
    {"seconds", "duration"},
}};
constexpr std::string_view at_a_step = "@step";

RunValue of(double value) {
  return value;
}

template <auto Member>
RunValue text_of(const RunRecord& run, const Recipe*) {
  return run.*Member;
}

template <auto Member>
RunValue of_last(const RunRecord& run, const Recipe*) {
  return run.last ? of(static_cast<double>((*run.last).*Member)) : RunValue{};
}

template <auto Member>
RunValue of_evaluation(const RunRecord& run, const Recipe*) {
  return run.last_evaluation ? of(static_cast<double>((*run.last_evaluation).*Member)) : RunValue{};
}

template <auto Member>
RunValue of_best(const RunRecord& run, const Recipe*) {
  return run.*Member ? of(*(run.*Member)) : RunValue{};
}

/// Nothing where the recipe gives no such number and NaN stands in its place.
RunValue without_nan(const RunValue& value) {
  const double* number = std::get_if<double>(&value);
  return number != nullptr && *number != *number ? RunValue{} : value;
}

template <RunValue (*Read)(const RunRecord&, const Recipe*)>
RunValue if_any(const RunRecord& run, const Recipe* recipe) {
  return without_nan(Read(run, recipe));
}

RunColumn fact(std::string_view name, std::string_view label, std::string_view help, RunColumnKind kind,
               RunValue (*read)(const RunRecord&, const Recipe*), bool usual = false) {
  return {name, label, help, kind, usual, nullptr, read};
}

template <auto Member>
RunValue at_step(const RunAtStep& at) {
  if constexpr (std::is_invocable_v<decltype(Member), const StepMetrics&>)
    return at.metrics ? of(static_cast<double>((*at.metrics).*Member)) : RunValue{};
  else
    return at.evaluation ? of(static_cast<double>((*at.evaluation).*Member)) : RunValue{};
}

template <auto Member>
RunValue at_step_if_any(const RunAtStep& at) {
  return without_nan(at_step<Member>(at));
}

RunColumn point(std::string_view name, std::string_view label, std::string_view help, RunColumnKind kind,
                RunValue (*read)(const RunAtStep&)) {
  RunColumn column{name, label, help, kind};
  column.at_step = read;
  return column;
}

RunColumn setting(const Field& field, bool usual) {
  const RunColumnKind kind = field.kind == FieldKind::integer ? RunColumnKind::count
                             : field.kind == FieldKind::real  ? RunColumnKind::real
                                                              : RunColumnKind::text;
  return {field.path, field.label, field.help, kind, usual, &field, nullptr, nullptr, true};
}

std::vector<RunColumn> make_columns() {
  using enum RunColumnKind;
  using R = RunRecord;
  using S = StepMetrics;
  using E = EvaluationMetrics;
  constexpr bool usual = true;
  constexpr std::string_view on_training_text = "On training text",
                             last_evaluation = "Of the last evaluation up to it";
  const auto status = [](const R& run, const Recipe*) -> RunValue {
    return std::string(to_string(run.status));
  };
  const auto tags = [](const R& run, const Recipe*) -> RunValue {
    return fmt::format("{}", fmt::join(run.tags, " "));
  };
  const auto archived = [](const R& run, const Recipe*) -> RunValue {
    return std::string(run.archived ? "true" : "false");
  };
  const auto started = [](const R& run, const Recipe*) { return of(run.created); };
  const auto ended = [](const R& run, const Recipe*) { return run.ended > 0 ? of(run.ended) : RunValue{}; };
  const auto step = [](const R& run, const Recipe*) { return of(static_cast<double>(run.step)); };
  const auto total_steps = [](const R& run, const Recipe*) {
    return run.total_steps > 0 ? of(static_cast<double>(run.total_steps)) : RunValue{};
  };
  const auto size = [](const R&, const Recipe* recipe) -> RunValue {
    if (recipe == nullptr) return {};
    return fmt::format("{}x{}", recipe->model.layers, recipe->model.hidden);
  };
  std::vector<RunColumn> columns{
      fact("name", "Run", "", text, text_of<&R::name>, usual),
      fact("status", "Status", "", text, status, usual),
      fact("started", "Started", "", time, started, usual),
      fact("step", "Steps", "Optimizer steps taken", count, step, usual),
      fact("loss", "Loss", "Of the last step, on training text", loss, of_last<&S::loss>, usual),
      fact("held_out_loss", "Held-out loss", "Of the last evaluation", loss, of_evaluation<&E::loss>, usual),
      fact("accuracy", "Accuracy", "Of the last evaluation", share, of_evaluation<&E::accuracy>, usual),
      fact("tokens_per_second", "Tokens/s", "Of the last step", real, if_any<of_last<&S::tokens_per_second>>,
           usual),
      setting(*find_field("model.family"), usual),
      fact("size", "Size", "Layers \u00d7 hidden size", text, size, usual),
      setting(*find_field("optimizer.learning_rate"), usual),
      fact("dataset", "Dataset", "", text, text_of<&R::dataset_name>, usual),
      fact("tags", "Tags", "", text, tags, usual),
      fact("note", "Note", "", text, text_of<&R::note>),
      fact("tokenizer", "Tokenizer", "", text, text_of<&R::tokenizer_name>),
      fact("best_held_out_loss", "Best held-out loss", "Lowest of all evaluations", loss,
           of_best<&R::best_loss>),
      fact("best_accuracy", "Best accuracy", "Highest of all evaluations", share, of_best<&R::best_accuracy>),
      fact("mlm_loss", "Masked-token loss", "Of the last step, on training text", loss,
           if_any<of_last<&S::mlm_loss>>),
      fact("nsp_loss", "Next-sentence loss", "Of the last step, on training text", loss,
           if_any<of_last<&S::nsp_loss>>),
      fact("nsp_accuracy", "Next-sentence accuracy", "Of the last evaluation", share,
           if_any<of_evaluation<&E::nsp_accuracy>>),
      fact("best_nsp_accuracy", "Best next-sentence accuracy", "Highest of all evaluations", share,
           of_best<&R::best_nsp_accuracy>),
      fact("gradient_norm", "Gradient norm", "Of the last step, before clipping", real,
           of_last<&S::gradient_norm>),
      fact("epoch", "Epoch", "Passes over the training split so far", real, if_any<of_last<&S::epoch>>),
      fact("tokens", "Tokens seen", "", count, if_any<of_last<&S::tokens>>),
      fact("duration", "Training time", "Without pauses and evaluations", span, if_any<of_last<&S::seconds>>),
      fact("total_steps", "Steps planned", "", count, total_steps),
      fact("ended", "Ended", "", time, ended),
      fact("failure", "Failure", "Why it failed", text, text_of<&R::failure>),
      fact("archived", "Archived", "Put aside: true or false", text, archived),
      fact("id", "Id", "", text, text_of<&R::id>),
      point("loss@step", "Loss", on_training_text, loss, at_step<&S::loss>),
      point("held_out_loss@step", "Held-out loss", last_evaluation, loss, at_step<&E::loss>),
      point("accuracy@step", "Accuracy", last_evaluation, share, at_step<&E::accuracy>),
      point("mlm_loss@step", "Masked-token loss", on_training_text, loss, at_step_if_any<&S::mlm_loss>),
      point("nsp_loss@step", "Next-sentence loss", on_training_text, loss, at_step_if_any<&S::nsp_loss>),
      point("nsp_accuracy@step", "Next-sentence accuracy", last_evaluation, share,
            at_step_if_any<&E::nsp_accuracy>),
      point("gradient_norm@step", "Gradient norm", "Before clipping", real, at_step<&S::gradient_norm>),
      point("learning_rate@step", "Learning rate", "As the schedule had it", real,
            at_step_if_any<&S::learning_rate>),
      point("tokens_per_second@step", "Tokens/s", "", real, at_step_if_any<&S::tokens_per_second>),
      point("epoch@step", "Epoch", "", real, at_step_if_any<&S::epoch>),
      point("tokens@step", "Tokens seen", "", count, at_step_if_any<&S::tokens>),
      point("duration@step", "Training time", "Without pauses and evaluations", span,
            at_step_if_any<&S::seconds>),
  };
  for (RunColumn& column : columns) column.needs_recipe |= column.name == "size";
  for (const Field& field : recipe_fields())
    if (std::ranges::find(columns, field.path, &RunColumn::name) == columns.end())
      columns.push_back(setting(field, false));
  return columns;
}

/// "1000", "10k", "2m": 0 for anything else.
std::int64_t typed_step(std::string_view text) {
  std::int64_t factor = 1;
  if (text.ends_with('k')) factor = 1'000;
  if (text.ends_with('m')) factor = 1'000'000;
  if (factor > 1) text.remove_suffix(1);
  std::int64_t step = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), step);
  if (error != std::errc{} || end != text.data() + text.size() || step < 1 ||
      step > std::numeric_limits<std::int64_t>::max() / factor)
    return 0;
  return step * factor;
}

/// name: as typed, folded; at: where its "@" stands.
Result<FoundColumn> find_at_step(std::string_view typed, std::string_view name, std::size_t at) {
  std::string measured(name.substr(0, at));
  if (const auto form =
          std::ranges::find(measured_forms, measured, [](const auto& pair) { return pair.first; });
      form != measured_forms.end())
    measured = form->second;
  std::vector<std::string_view> candidates;
  for (const RunColumn& column : run_columns()) {
    if (column.at_step == nullptr) continue;
    const std::string_view own = column.name.substr(0, column.name.size() - at_a_step.size());
    candidates.push_back(own);
    if (own != measured) continue;
    if (const std::int64_t step = typed_step(name.substr(at + 1)); step > 0)
      return FoundColumn{&column, step};
    return fail(ErrorCode::bad_input, fmt::format("'{}' names no step", typed),
                fmt::format("for example: {}@1000", own));
  }
  const std::string near = nearest(measured, candidates);
  return fail(ErrorCode::bad_input, fmt::format("'{}' is not measured at a step", typed.substr(0, at)),
              near.empty() ? fmt::format("what is: {}", fmt::join(candidates, ", "))
                           : fmt::format("did you mean '{}{}'?", near, typed.substr(at)));
}

}  // namespace

RunValue RunColumn::value(const RunRecord& run, const Recipe* recipe, const RunAtStep* at) const {
  if (at_step != nullptr) return at != nullptr ? at_step(*at) : RunValue{};
  if (fact != nullptr) return fact(run, recipe);
  if (recipe == nullptr) return {};
  return std::visit(
      []<class T>(const T& value) -> RunValue {
        if constexpr (std::is_same_v<T, std::string>)
          return value;
        else if constexpr (std::is_same_v<T, bool>)
          return std::string(value ? "true" : "false");
        else
          return static_cast<double>(value);
      },
      setting->get(*recipe));
}

std::span<const RunColumn> run_columns() {
  static const std::vector<RunColumn> columns = make_columns();
  return columns;
}

Result<FoundColumn> find_run_column(std::string_view typed) {
  std::string name(typed);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-') c = '_';
  }
  if (const std::size_t at = name.find('@'); at != std::string::npos) return find_at_step(typed, name, at);
  if (const auto form = std::ranges::find(short_forms, name, [](const auto& pair) { return pair.first; });
      form != short_forms.end())
    name = form->second;
  const std::span<const RunColumn> columns = run_columns();
  if (const auto found = std::ranges::find(columns, name, &RunColumn::name); found != columns.end())
    return FoundColumn{&*found};
  std::vector<const RunColumn*> meant;
  for (const RunColumn& column : columns)
    if (column.setting != nullptr && column.setting->name() == name) meant.push_back(&column);
  if (meant.size() == 1) return FoundColumn{meant.front()};
  if (meant.size() > 1) {
    std::string all;
    for (const RunColumn* column : meant) all += fmt::format("{}{}", all.empty() ? "" : " or ", column->name);
    return fail(ErrorCode::bad_input, fmt::format("'{}' is more than one setting", typed), "say " + all);
  }
  std::vector<std::string_view> candidates;
  for (const RunColumn& column : columns) {
    if (column.at_step != nullptr) continue;
    candidates.push_back(column.name);
    if (column.setting != nullptr) candidates.push_back(column.setting->name());
  }
  for (const auto& [form, full] : short_forms) candidates.push_back(form);
  const std::string near = nearest(name, candidates);
  return fail(
      ErrorCode::bad_input, fmt::format("runs have no '{}'", typed),
      near.empty() ? "put words to search for in quotation marks" : fmt::format("did you mean '{}'?", near));
}

}  // namespace cloze
