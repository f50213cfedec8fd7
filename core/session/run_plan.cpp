// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_plan.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/text_name.h"
#include "core/base/version.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/checkpoint/loaded_checkpoint.h"
#include "core/config/recipe_change.h"
#include "core/config/recipe_fields.h"
#include "core/config/recipe_json.h"
#include "core/session/model_jobs.h"
#include "core/session/run_queue.h"
#include "core/train/budget.h"

namespace cloze {
namespace {

std::string default_name(const Recipe& recipe, const DatasetInfo& dataset) {
  return fmt::format("{}-{}x{}-{}", dataset.name, recipe.model.layers, recipe.model.hidden,
                     to_string(find_field("model.family")->get(recipe)));
}

std::string environment(const RunPlan& plan, const std::string& from) {
  nlohmann::ordered_json json;
  json["program_version"] = program_version();
  json["git_revision"] = git_revision();
  json["libtorch"] = engine_version();
  json["device"] = describe(plan.device);
  json["threads"] = plan.options.threads;
  json["loader_threads"] = plan.options.loader_threads;
  json["seed"] = plan.recipe.seed;
  json["dataset_hash"] = plan.dataset.info().hash;
  json["tokenizer_hash"] = plan.dataset.info().tokenizer_hash;
  if (plan.initial) {
    json["started_from"] = plan.initial->string();
    json["started_from_model"] = std::filesystem::path(from).filename().string();
  }
  return json.dump();
}

/// Opens what a recipe is to be trained on and checks that both fit. Fills dataset, tokenizer_folder and
/// device.
Result<void> open_inputs(const Workspace& workspace, const std::string& dataset, RunPlan& plan) {
  CLOZE_CHECK(validate(plan.recipe));
  CLOZE_TRY(const std::filesystem::path folder, workspace.find_dataset(dataset));
  CLOZE_TRY(plan.dataset, Dataset::open(folder));
  const DatasetInfo& info = plan.dataset.info();
  CLOZE_TRY(plan.tokenizer_folder, workspace.find_tokenizer(info.tokenizer_name));
  CLOZE_TRY(const TokenizerInfo tokenizer, read_tokenizer_info(plan.tokenizer_folder));
  if (tokenizer.hash != info.tokenizer_hash)
    return fail(ErrorCode::bad_input,
                fmt::format("dataset '{}' was made with another tokenizer than the '{}' stored now",
                            info.name, info.tokenizer_name),
                "build the dataset again");
  CLOZE_TRY(plan.device, choose_device(plan.options.device));
  if (plan.options.isolated && plan.options.before_step)
    return fail(ErrorCode::bad_input, "a run in a process of its own cannot call back before its steps");
  return {};
}

/// Sets the checkpoint to continue from and returns its step; 0 without one.
Result<std::int64_t> find_checkpoint(const Workspace& workspace, RunPlan& plan) {
  auto newest = newest_intact_checkpoint(workspace.checkpoints(plan.record.id), &plan.skipped_checkpoints);
  if (newest) {
    plan.checkpoint = newest->folder;
    return newest->step;
  }
  if (newest.error().code != ErrorCode::not_found) return std::unexpected(std::move(newest).error());
  return 0;
}

/// Shape and tokenizer of the weights a run is to start from.
Result<void> check_initial(const std::filesystem::path& checkpoint, const RunPlan& plan) {
  CLOZE_TRY(const Recipe recipe, read_checkpoint_recipe(checkpoint));
  Recipe wanted = plan.recipe;
  wanted.model = like_model(wanted.model, recipe.model);
  if (const auto differing = differing_fields(plan.recipe, wanted); !differing.empty())
    return fail(ErrorCode::bad_input,
                fmt::format("{} is {}, the model in '{}' has {}", differing.front(),
                            to_string(find_field(differing.front())->get(plan.recipe)), checkpoint.string(),
                            to_string(find_field(differing.front())->get(wanted))),
                "take the model's settings from there");
  CLOZE_TRY(const TokenizerInfo tokenizer, read_tokenizer_info(checkpoint));
  if (tokenizer.hash != plan.dataset.info().tokenizer_hash)
    return fail(
        ErrorCode::bad_input,
        fmt::format("dataset '{}' was made with the tokenizer '{}', which is not that of the model in '{}'",
                    plan.dataset.info().name, plan.dataset.info().tokenizer_name, checkpoint.string()),
        "build a dataset with the model's tokenizer");
  return {};
}

std::string started_from(const RunRecord& record) {
  const auto json = nlohmann::json::parse(record.environment_json, nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? json.value("started_from", std::string()) : std::string();
}

/// Settings that were changed behind the checkpoint apply from there on, and the events that told of it are
/// forgotten with the steps behind it.
Result<void> tell_changes(History& history, const RunPlan& plan, std::int64_t step) {
  if (!plan.checkpoint) return {};
  CLOZE_TRY(const Recipe then, read_checkpoint_recipe(*plan.checkpoint));
  const std::string text = change_text(then, plan.recipe);
  if (text.empty()) return {};
  CLOZE_TRY(const std::vector<RunEvent> events, history.events(plan.record.id));
  const bool told = std::ranges::any_of(events, [&](const RunEvent& event) {
    return event.kind == "change" && event.step == step && event.message == text;
  });
  return told ? Result<void>() : history.add_event(plan.record.id, {step, unix_seconds(), "change", text});
}

}  // namespace

ModelConfig like_model(const ModelConfig& wanted, const ModelConfig& source) {
  ModelConfig model = source;
  model.dropout = wanted.dropout;
  model.attention_dropout = wanted.attention_dropout;
  model.initializer_std = wanted.initializer_std;
  return model;
}

Result<Recipe> recipe_of(const Workspace& workspace, const std::string& model) {
  CLOZE_TRY(const std::filesystem::path checkpoint, find_checkpoint(workspace, model));
  return read_checkpoint_recipe(checkpoint);
}

std::string new_run_id(double now) {
  return fmt::format("{:%Y%m%d-%H%M%S}-{:04x}", fmt::gmtime(static_cast<std::time_t>(now)),
                     std::random_device{}() & 0xFFFF);
}

Result<RunPlan> check_new_run(const Workspace& workspace, const RunRequest& request) {
  RunPlan plan;
  plan.recipe = request.recipe;
  plan.options = request.options;
  if (!request.name.empty()) CLOZE_CHECK(check_name("run", request.name));
  CLOZE_CHECK(open_inputs(workspace, request.dataset, plan));
  if (!request.from.empty()) {
    CLOZE_TRY(plan.initial, find_checkpoint(workspace, request.from));
    CLOZE_CHECK(check_initial(*plan.initial, plan));
  }
  // Both splits must serve the objective, or the run would fail later where nobody is looking.
  CLOZE_TRY(const auto rows,
            RowMaker::make(plan.dataset, Split::train, plan.recipe.objective, plan.recipe.seed));
  CLOZE_TRY([[maybe_unused]] const auto held_out,
            RowMaker::make(plan.dataset, Split::held_out, plan.recipe.objective, plan.recipe.seed));
  const DatasetInfo& info = plan.dataset.info();
  RunRecord& record = plan.record;
  record.created = unix_seconds();
  record.id = new_run_id(record.created);
  record.name = request.name.empty() ? default_name(plan.recipe, info) : request.name;
  record.status = RunStatus::running;
  record.recipe_json = recipe_to_json(plan.recipe);
  record.dataset_hash = info.hash;
  record.dataset_name = info.name;
  record.tokenizer_name = info.tokenizer_name;
  record.environment_json = environment(plan, request.from);
  record.process_id = ::getpid();
  record.total_steps =
      total_steps(plan.recipe.budget, {rows->rows_per_epoch(),
                                       plan.recipe.optimizer.batch_size * plan.recipe.optimizer.accumulation,
                                       static_cast<double>(plan.recipe.objective.sequence_length)});
  return plan;
}

Result<RunPlan> plan_new_run(const Workspace& workspace, const RunRequest& request) {
  CLOZE_TRY(RunPlan plan, check_new_run(workspace, request));
  CLOZE_CHECK(make_folders(workspace.checkpoints(plan.record.id)));
  CLOZE_TRY(History history, History::open(workspace.database()));
  CLOZE_CHECK(history.add_run(plan.record));
  return plan;
}

Result<RunPlan> plan_waiting_run(const Workspace& workspace, const WaitingRun& waiting) {
  CLOZE_TRY(RunRequest request, request_of(waiting));
  request.name.clear();  // It has one, which need not be one that a person may type.
  if (auto found = workspace.find_dataset(request.dataset);
      !found && found.error().code == ErrorCode::not_found)
    return fail(ErrorCode::not_found,
                fmt::format("dataset '{}' ({}) is not there any more", waiting.record.dataset_name,
                            waiting.record.dataset_hash.substr(0, 16)),
                "build it again, and add the run again");
  CLOZE_TRY(RunPlan plan, check_new_run(workspace, request));
  plan.record.id = waiting.record.id;
  plan.record.name = waiting.record.name;
  plan.record.environment_json = environment(plan, waiting.from_called);
  CLOZE_CHECK(make_folders(workspace.checkpoints(plan.record.id)));
  return plan;
}

Result<RunPlan> plan_resumed_run(const Workspace& workspace, const std::string& run,
                                 const RunOptions& options) {
  RunPlan plan;
  plan.options = options;
  CLOZE_TRY(History history, History::open(workspace.database()));
  CLOZE_TRY(plan.record, history.find_run(run));
  const RunRecord& record = plan.record;
  if (record.status == RunStatus::finished)
    return fail(ErrorCode::bad_input, fmt::format("run '{}' has finished its budget", record.name),
                "start a new run with a larger budget");
  if (record.status == RunStatus::queued)
    return fail(ErrorCode::bad_input, fmt::format("run '{}' waits in the queue", record.name),
                "start the queue, or take the run out of it");
  if (record.status == RunStatus::running || record.status == RunStatus::paused)
    return fail(ErrorCode::bad_input,
                fmt::format("run '{}' is in training in process {}", record.name, record.process_id));
  CLOZE_TRY(plan.recipe,
            recipe_from_json(record.recipe_json, fmt::format("the recipe of run '{}'", record.name)));
  CLOZE_CHECK(open_inputs(workspace, record.dataset_hash, plan));
  CLOZE_TRY(const std::int64_t step, find_checkpoint(workspace, plan));
  // One that was stopped before its first checkpoint starts again where it started.
  if (const std::string from = started_from(record); !from.empty()) plan.initial = from;
  CLOZE_CHECK(history.forget_after(record.id, step));
  CLOZE_CHECK(tell_changes(history, plan, step));
  CLOZE_CHECK(history.set_process(record.id, ::getpid()));
  CLOZE_CHECK(history.set_status(record.id, RunStatus::running));
  return plan;
}

Result<RunPlan> plan_adopted_run(const Workspace& workspace, const std::string& run,
                                 const RunOptions& options) {
  RunPlan plan;
  plan.options = options;
  CLOZE_TRY(History history, History::open(workspace.database()));
  CLOZE_TRY(plan.record, history.find_run(run));
  const RunRecord& record = plan.record;
  if (record.status != RunStatus::running || record.process_id != ::getppid())
    return fail(ErrorCode::bad_input,
                fmt::format("run '{}' was not started by the parent of this process", record.name));
  CLOZE_TRY(plan.recipe,
            recipe_from_json(record.recipe_json, fmt::format("the recipe of run '{}'", record.name)));
  CLOZE_CHECK(open_inputs(workspace, record.dataset_hash, plan));
  CLOZE_TRY([[maybe_unused]] const std::int64_t step, find_checkpoint(workspace, plan));
  if (const std::string from = started_from(record); !from.empty()) plan.initial = from;
  CLOZE_CHECK(history.set_process(record.id, ::getpid()));
  return plan;
}

Result<std::filesystem::path> newest_checkpoint(const Workspace& workspace, const RunRecord& run) {
  auto newest = newest_intact_checkpoint(workspace.checkpoints(run.id), nullptr);
  if (newest) return newest->folder;
  if (newest.error().code == ErrorCode::not_found)
    return fail(ErrorCode::not_found, fmt::format("run '{}' has no checkpoint yet", run.name),
                "wait for its first one, or save one now");
  return std::unexpected(std::move(newest).error());
}

}  // namespace cloze
