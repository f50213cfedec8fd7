// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/run_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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

/// As of_last and of_evaluation, and nothing where the recipe gives no such number and NaN stands in its
/// place.
template <RunValue (*Read)(const RunRecord&, const Recipe*)>
RunValue if_any(const RunRecord& run, const Recipe* recipe) {
  const RunValue value = Read(run, recipe);
  const double* number = std::get_if<double>(&value);
  return number != nullptr && *number != *number ? RunValue{} : value;
}

RunColumn fact(std::string_view name, std::string_view label, std::string_view help, RunColumnKind kind,
               RunValue (*read)(const RunRecord&, const Recipe*), bool usual = false) {
  return {name, label, help, kind, usual, nullptr, read, false};
}

RunColumn setting(const Field& field, bool usual) {
  const RunColumnKind kind = field.kind == FieldKind::integer ? RunColumnKind::count
                             : field.kind == FieldKind::real  ? RunColumnKind::real
                                                              : RunColumnKind::text;
  return {field.path, field.label, field.help, kind, usual, &field, nullptr, true};
}

std::vector<RunColumn> make_columns() {
  using enum RunColumnKind;
  using R = RunRecord;
  using S = StepMetrics;
  using E = EvaluationMetrics;
  constexpr bool usual = true;
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
  const auto best = [](const R& run, const Recipe*) {
    return run.best_loss ? of(*run.best_loss) : RunValue{};
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
      fact("best_held_out_loss", "Best held-out loss", "Lowest of all evaluations", loss, best),
      fact("mlm_loss", "Masked-token loss", "Of the last step, on training text", loss,
           if_any<of_last<&S::mlm_loss>>),
      fact("nsp_loss", "Next-sentence loss", "Of the last step, on training text", loss,
           if_any<of_last<&S::nsp_loss>>),
      fact("nsp_accuracy", "Next-sentence accuracy", "Of the last evaluation", share,
           if_any<of_evaluation<&E::nsp_accuracy>>),
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
  };
  for (RunColumn& column : columns) column.needs_recipe |= column.name == "size";
  for (const Field& field : recipe_fields())
    if (std::ranges::find(columns, field.path, &RunColumn::name) == columns.end())
      columns.push_back(setting(field, false));
  return columns;
}

}  // namespace

RunValue RunColumn::value(const RunRecord& run, const Recipe* recipe) const {
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

Result<const RunColumn*> find_run_column(std::string_view typed) {
  std::string name(typed);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-') c = '_';
  }
  if (const auto form = std::ranges::find(short_forms, name, [](const auto& pair) { return pair.first; });
      form != short_forms.end())
    name = form->second;
  const std::span<const RunColumn> columns = run_columns();
  if (const auto found = std::ranges::find(columns, name, &RunColumn::name); found != columns.end())
    return &*found;
  std::vector<const RunColumn*> meant;
  for (const RunColumn& column : columns)
    if (column.setting != nullptr && column.setting->name() == name) meant.push_back(&column);
  if (meant.size() == 1) return meant.front();
  if (meant.size() > 1) {
    std::string all;
    for (const RunColumn* column : meant) all += fmt::format("{}{}", all.empty() ? "" : " or ", column->name);
    return fail(ErrorCode::bad_input, fmt::format("'{}' is more than one setting", typed), "say " + all);
  }
  std::vector<std::string_view> candidates;
  for (const RunColumn& column : columns) {
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
