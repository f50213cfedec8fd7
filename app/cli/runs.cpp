// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/wait.h"
#include "core/base/clock.h"
#include "core/base/text_name.h"
#include "core/config/recipe_json.h"
#include "core/history/history.h"
#include "core/history/run_filter.h"

namespace cloze::cli {
namespace {

Result<History> open_history(const Context& context) {
  CLOZE_TRY(const Workspace workspace, context.workspace());
  CLOZE_TRY(History history, History::open(workspace.database()));
  CLOZE_TRY([[maybe_unused]] const auto interrupted, history.mark_interrupted());
  return history;
}

std::string shown(double value) {
  return std::isfinite(value) ? fmt::format("{:.4f}", value) : std::string("-");
}

std::string shown(const RunColumn& column, const RunValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  const double* number = std::get_if<double>(&value);
  if (number == nullptr) return "-";
  switch (column.kind) {
    case RunColumnKind::count:
      return fmt::format("{:.0f}", *number);
    case RunColumnKind::time:
      return iso_utc(*number);
    case RunColumnKind::loss:
    case RunColumnKind::share:
      return fmt::format("{:.4f}", *number);
    default:
      return fmt::format("{:.6g}", *number);
  }
}

struct ListWishes {
  std::string where;
  std::vector<std::string> columns;
  bool archived_too = false;
};

/// A run with what a column or a filter may ask of it.
struct ListedRun {
  RunRecord record;
  std::optional<Recipe> recipe;  ///< Empty when this version cannot read it, or nobody asks.
  std::vector<RunAtStep> at;

  RunValue value(const FoundColumn& found) const {
    const auto measured = std::ranges::find(at, found.step, &RunAtStep::step);
    return found.column->value(record, recipe ? &*recipe : nullptr,
                               measured == at.end() ? nullptr : &*measured);
  }
};

Result<std::vector<ListedRun>> wanted_runs(const Context& context, const ListWishes& wishes,
                                           std::span<const FoundColumn> columns) {
  CLOZE_TRY(const RunFilter filter, RunFilter::parse(wishes.where));
  const bool archived_too = wishes.archived_too || filter.asks_for("archived");
  const bool recipes = filter.needs_recipe() || std::ranges::any_of(columns, [](const FoundColumn& one) {
                         return one.column->needs_recipe;
                       });
  std::vector<std::int64_t> steps = filter.steps();
  for (const FoundColumn& one : columns)
    if (one.step > 0) steps.push_back(one.step);
  std::ranges::sort(steps);
  steps.erase(std::ranges::unique(steps).begin(), steps.end());

  CLOZE_TRY(History history, open_history(context));
  CLOZE_TRY(auto records, history.runs());
  std::vector<std::string> ids;
  for (const RunRecord& record : records) ids.push_back(record.id);
  std::vector<std::vector<RunAtStep>> at;
  for (const std::int64_t step : steps) {
    CLOZE_TRY(at.emplace_back(), history.at_step(step, ids));
  }
  std::vector<ListedRun> runs;
  for (std::size_t i = 0; i < records.size(); ++i) {
    ListedRun run{std::move(records[i]), std::nullopt, {}};
    if (recipes)
      if (auto recipe = recipe_from_json(run.record.recipe_json, "run " + run.record.id))
        run.recipe = std::move(*recipe);
    for (const auto& one : at) run.at.push_back(one[i]);
    if (run.record.archived && !archived_too) continue;
    if (filter.accepts(run.record, run.recipe ? &*run.recipe : nullptr, run.at))
      runs.push_back(std::move(run));
  }
  return runs;
}

/// A table of the columns that were asked for.
Result<void> list_columns(const Context& context, const ListWishes& wishes) {
  std::vector<FoundColumn> columns;
  for (const std::string& name : wishes.columns) {
    CLOZE_TRY(columns.emplace_back(), find_run_column(name));
  }
  CLOZE_TRY(const std::vector<ListedRun> runs, wanted_runs(context, wishes, columns));
  if (context.json) {
    Json json = Json::array();
    for (const ListedRun& run : runs) {
      Json row{{"id", run.record.id}};
      for (std::size_t i = 0; i < columns.size(); ++i)
        row[wishes.columns[i]] = std::visit(
            [](const auto& value) -> Json {
              if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
                return nullptr;
              else
                return value;
            },
            run.value(columns[i]));
      json.push_back(row);
    }
    print_json(json);
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const ListedRun& run : runs) {
    auto& row = rows.emplace_back();
    for (const FoundColumn& column : columns) row.push_back(shown(*column.column, run.value(column)));
  }
  print_table(wishes.columns, rows);
  return {};
}

Result<void> list(const Context& context, const ListWishes& wishes) {
  if (!wishes.columns.empty()) return list_columns(context, wishes);
  CLOZE_TRY(const std::vector<ListedRun> runs, wanted_runs(context, wishes, {}));
  if (context.json) {
    Json json = Json::array();
    for (const ListedRun& run : runs) json.push_back(to_json(run.record));
    print_json(json);
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& [run, recipe, at] : runs)
    rows.push_back({run.id, run.name, std::string(to_string(run.status)), std::to_string(run.step),
                    shown(run.last ? run.last->loss : not_a_number),
                    shown(run.last_evaluation ? run.last_evaluation->loss : not_a_number),
                    shown(run.last_evaluation ? run.last_evaluation->accuracy : not_a_number),
                    run.dataset_name, fmt::format("{}", fmt::join(run.tags, " "))});
  print_table({"id", "name", "status", "step", "loss", "held-out", "accuracy", "dataset", "tags"}, rows);
  return {};
}

Result<void> show(const Context& context, const std::string& name) {
  CLOZE_TRY(History history, open_history(context));
  CLOZE_TRY(const RunRecord run, history.find_run(name));
  CLOZE_TRY(const auto evaluations, history.evaluations(run.id));
  CLOZE_TRY(const auto events, history.events(run.id));
  Json json = to_json(run);
  json["evaluations"] = Json::array();
  for (const EvaluationMetrics& evaluation : evaluations) json["evaluations"].push_back(to_json(evaluation));
  json["events"] = Json::array();
  for (const RunEvent& event : events)
    json["events"].push_back(
        {{"step", event.step}, {"time", event.time}, {"kind", event.kind}, {"message", event.message}});
  if (context.json) {
    print_json(json);
    return {};
  }
  fmt::print("run: {}\nname: {}\nstatus: {}\nstep: {}\ndataset: {}\n", one_line(run.id), one_line(run.name),
             to_string(run.status), run.step, one_line(run.dataset_name));
  if (!run.failure.empty()) fmt::print("failure: {}\n", printable(run.failure));
  std::vector<std::vector<std::string>> rows;
  for (const EvaluationMetrics& e : evaluations)
    rows.push_back({std::to_string(e.step), shown(e.loss), shown(e.accuracy), shown(e.nsp_accuracy)});
  if (!rows.empty()) print_table({"step", "held-out", "accuracy", "next sentence"}, rows);
  if (!run.tags.empty()) fmt::print("tags: {}\n", printable(fmt::format("{}", fmt::join(run.tags, " "))));
  if (!run.note.empty()) fmt::print("note: {}\n", printable(run.note));
  if (run.archived) fmt::print("archived: yes\n");
  fmt::print("recipe: {}", printable(run.recipe_json));
  return {};
}

Result<void> metrics(const Context& context, const std::string& name) {
  CLOZE_TRY(History history, open_history(context));
  CLOZE_TRY(const RunRecord run, history.find_run(name));
  CLOZE_TRY(const auto steps, history.metrics(run.id));
  if (context.json) {
    Json json = Json::array();
    for (const StepMetrics& step : steps) json.push_back(to_json(step));
    print_json(json);
    return {};
  }
  fmt::print("step\tloss\tmlm_loss\tnsp_loss\tlearning_rate\tgradient_norm\tseconds\ttokens\n");
  for (const StepMetrics& m : steps)
    fmt::print("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", m.step, m.loss, m.mlm_loss, m.nsp_loss, m.learning_rate,
               m.gradient_norm, m.seconds, m.tokens);
  return {};
}

Result<void> export_metrics(const Context& context, const MetricsExportRequest& request) {
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const JobDone done, wait_for_job(*session, session->export_metrics(request)));
  if (context.json)
    print_json({{"folder", done.folder}});
  else
    fmt::print("metrics written to: {}\n", done.folder);
  return {};
}

Result<void> remove(const Context& context, const std::vector<std::string>& names) {
  CLOZE_TRY(const auto session, context.session());
  Json deleted = Json::array();
  for (const std::string& name : names) {
    CLOZE_CHECK(session->delete_run(name));
    deleted.push_back(name);
    if (!context.json) fmt::print("deleted {}\n", name);
  }
  if (context.json) print_json({{"deleted", deleted}});
  return {};
}

/// All of them, or none when one is not there.
Result<void> label(const Context& context, const std::vector<std::string>& names, const RunLabels& change) {
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(History history, open_history(context));
  std::vector<std::string> ids;
  for (const std::string& name : names) {
    CLOZE_TRY(const RunRecord run, history.find_run(name));
    ids.push_back(run.id);
  }
  Json labelled = Json::array();
  for (const std::string& id : ids) {
    CLOZE_CHECK(session->label_run(id, change));
    CLOZE_TRY(const RunRecord run, history.find_run(id));
    labelled.push_back({{"id", id}, {"tags", run.tags}, {"note", run.note}, {"archived", run.archived}});
    if (!context.json)
      fmt::print("{}{}{}\n", id, run.archived ? " (archived)" : "",
                 run.tags.empty() ? "" : printable(fmt::format(": {}", fmt::join(run.tags, " "))));
  }
  if (context.json) print_json(labelled);
  return {};
}

void add_labels(CLI::App& group, Context& context) {
  struct Wanted {
    std::vector<std::string> runs;
    std::string note;
    bool back = false;
    RunLabels change;
  };
  const auto add = [&](const char* name, const char* help) {
    auto* command = group.add_subcommand(name, help);
    auto wanted = std::make_shared<Wanted>();
    command->add_option("runs", wanted->runs, "Ids or names")->required();
    return std::pair{command, wanted};
  };
  const auto [tag, tagged] = add("tag", "Add tags to runs, or take them away");
  tag->add_option("--add", tagged->change.add_tags, "Words");
  tag->add_option("--remove", tagged->change.remove_tags, "Words");
  tag->callback([&context, wanted = tagged] {
    context.action = [&context, wanted] { return label(context, wanted->runs, wanted->change); };
  });
  const auto [note, noted] = add("note", "Write a note on runs in place of the one that is there");
  note->add_option("--text", noted->note, "Empty takes it away")->required();
  note->callback([&context, wanted = noted] {
    wanted->change.note = wanted->note;
    context.action = [&context, wanted] { return label(context, wanted->runs, wanted->change); };
  });
  const auto [archive, archived] = add("archive", "Leave runs out of lists; nothing is deleted");
  archive->add_flag("--undo", archived->back, "Bring them back");
  archive->callback([&context, wanted = archived] {
    wanted->change.archived = !wanted->back;
    context.action = [&context, wanted] { return label(context, wanted->runs, wanted->change); };
  });
}

void add_metrics_export(CLI::App& group, Context& context) {
  auto* command =
      group.add_subcommand("export", "Write metrics for TensorBoard and as CSV, a folder for each run");
  auto request = std::make_shared<MetricsExportRequest>();
  auto only = std::make_shared<std::string>();
  command->add_option("runs", request->runs, "Ids or names")->required();
  command->add_option("--to", request->folder, "Folder to make; one that holds something is refused")
      ->required();
  command->add_option("--only", *only, "tensorboard or csv; both without it")
      ->check(CLI::IsMember({"tensorboard", "csv"}));
  command->callback([&context, request, only] {
    request->formats.tensorboard = *only != "csv";
    request->formats.csv = *only != "tensorboard";
    context.action = [&context, request] { return export_metrics(context, *request); };
  });
}

}  // namespace

void add_runs(CLI::App& app, Context& context) {
  auto* group = app.add_subcommand("runs", "List, show, label, export and delete runs");
  group->require_subcommand(1);
  auto* lister = group->add_subcommand("list", "All runs, newest first");
  auto wishes = std::make_shared<ListWishes>();
  lister->add_option("--where", wishes->where,
                     "Only those that a filter accepts: 'lr > 1e-3 and status:finished'");
  lister
      ->add_option("--columns", wishes->columns,
                   "Instead of the usual ones: name,lr,best_accuracy,held_out_loss@1000 (at that step)")
      ->delimiter(',');
  lister->add_flag("--all", wishes->archived_too, "Archived ones too");
  lister->callback(
      [&context, wishes] { context.action = [&context, wishes] { return list(context, *wishes); }; });
  const auto add = [&](const char* name, const char* help,
                       Result<void> (*work)(const Context&, const std::string&)) {
    auto* command = group->add_subcommand(name, help);
    auto run = std::make_shared<std::string>();
    command->add_option("run", *run, "Id, beginning of an id, or name")->required();
    command->callback(
        [&context, run, work] { context.action = [&context, run, work] { return work(context, *run); }; });
  };
  add("show", "Recipe, evaluations and events of a run", show);
  add("metrics", "Every step's metrics: an array with --json, tab-separated without", metrics);
  add_labels(*group, context);
  add_metrics_export(*group, context);
  auto* deleter = group->add_subcommand("delete", "Delete runs with their checkpoints");
  auto names = std::make_shared<std::vector<std::string>>();
  deleter->add_option("runs", *names, "Ids or names")->required();
  deleter->callback(
      [&context, names] { context.action = [&context, names] { return remove(context, *names); }; });
}

}  // namespace cloze::cli
