// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/import_folder.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/file.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/checkpoint/file_names.h"
#include "core/checkpoint/loaded_checkpoint.h"
#include "core/checkpoint/tensors.h"
#include "core/config/model_size.h"
#include "core/config/recipe_json.h"
#include "core/interop/export_folder.h"
#include "core/interop/hf_weights_reader.h"
#include "core/model/model_on_device.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// What a model without a recipe is trained on with: careful steps, rows as long as it can take.
Recipe recipe_for(const ForeignConfig& config, const fs::path& folder) {
  Recipe recipe;
  recipe.description = fmt::format("imported from {}", folder.string());
  recipe.model = config.model;
  recipe.objective.sequence_length = std::min<std::int64_t>(128, config.model.max_positions);
  recipe.optimizer.learning_rate = 5e-5;
  recipe.budget.steps = 1000;
  return recipe;
}

Result<void> read_tokenizer(const fs::path& folder, const ForeignConfig& config, ImportedModel& imported) {
  const fs::path own = folder / own_folder;
  if (is_there(own / tokenizer_files[1])) {
    imported.tokenizer_folder = own;
    CLOZE_TRY(imported.tokenizer, load_tokenizer(own));
    if (imported.tokenizer->vocabulary_size() != config.vocabulary)
      return fail(ErrorCode::bad_input,
                  fmt::format("the tokenizer in '{}' has {} tokens, config.json says {}", own.string(),
                              imported.tokenizer->vocabulary_size(), config.vocabulary));
    return {};
  }
  CLOZE_TRY(imported.foreign, read_foreign_tokenizer(folder, config.vocabulary));
  CLOZE_TRY(imported.tokenizer,
            make_foreign_tokenizer(*imported.foreign, fmt::format("'{}'", folder.string()),
                                   foreign_cleaning(), ""));
  return {};
}

/// Before memory is taken for a model of any size that a config.json may claim.
Result<void> compare_sizes(const ForeignConfig& config, const TensorFiles& files,
                           const fs::path& config_path) {
  const ParameterCount wanted = count_parameters(config.model, config.vocabulary);
  std::int64_t found = 0;
  for (const auto& [name, entry] : files.tensors())
    found += static_cast<std::int64_t>(entry.view->bytes.size() / bytes_per_element(entry.view->type));
  const std::int64_t token_types = 2 * config.model.hidden;  // Not in every file.
  if (wanted.embeddings + wanted.encoder - token_types <= found) return {};
  return fail(ErrorCode::bad_input,
              fmt::format("'{}' describes {} parameters without heads, the weights hold {} numbers",
                          config_path.string(), wanted.embeddings + wanted.encoder, found),
              "the two are not of one model, or a file of the weights is missing");
}

}  // namespace

Result<ImportedModel> read_model_folder(const fs::path& folder, const ProgressSink& progress,
                                        const CancelFlag* cancel) {
  const auto next = [&](std::string_view what) -> Result<void> {
    if (cancel != nullptr && cancel->cancelled())
      return fail(ErrorCode::cancelled, "the import was cancelled");
    if (progress) progress(what, 0, 0);
    return {};
  };
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return fail(ErrorCode::not_found, fmt::format("there is no folder '{}'", folder.string()));
  const fs::path config_path = folder / "config.json", own = folder / own_folder;
  if (!is_there(config_path))
    return fail(ErrorCode::not_found, fmt::format("'{}' has no config.json", folder.string()),
                "name the folder of a Hugging Face model");
  CLOZE_TRY(const std::string text, read_file(config_path, std::size_t{16} << 20));
  ImportedModel imported;
  const bool ours = is_there(own / recipe_file);
  if (ours) {
    CLOZE_TRY(imported.recipe, read_checkpoint_recipe(own));
    CLOZE_TRY(imported.state, read_checkpoint_state(own));
  }
  CLOZE_TRY(const ForeignConfig config,
            read_foreign_config(text, fmt::format("'{}'", config_path.string()), imported.recipe.model));
  if (ours)
    imported.recipe.model = config.model;
  else
    imported.recipe = recipe_for(config, folder);
  CLOZE_CHECK(next("reading the tokenizer"));
  CLOZE_CHECK(read_tokenizer(folder, config, imported));
  CLOZE_CHECK(next("reading the weights"));
  CLOZE_TRY(const TensorFiles files, TensorFiles::open(folder));
  CLOZE_CHECK(compare_sizes(config, files, config_path));
  try {
    auto model = std::make_shared<ModelOnDevice>();
    model->model = MaskedLanguageModel(config.model, config.vocabulary, imported.recipe.seed);
    CLOZE_TRY(imported.remarks, read_hugging_face_weights(files, config, *imported.tokenizer, model->model));
    model->model->eval();
    imported.model = ModelHandle(std::move(model));
  } catch (const c10::Error& failed) {
    return fail(ErrorCode::internal,
                fmt::format("'{}': {}", folder.string(), failed.what_without_backtrace()));
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::unavailable,
                fmt::format("'{}': the model does not fit into the memory", folder.string()));
  }
  return imported;
}

Result<fs::path> save_imported(const ImportedModel& imported, const fs::path& checkpoints,
                               const fs::path& tokenizer_folder) {
  NamedTensors weights;
  for (const auto& parameter : imported.model->model->named_parameters())
    weights.emplace_back(parameter.key(), parameter.value());
  std::vector<CheckpointFile> files;
  const auto write = [&](const fs::path& path) { return write_tensors(path, weights); };
  files.push_back({weights_file, write, size_in_bytes(weights)});
  files.push_back({state_file, to_json(imported.state)});
  files.push_back({recipe_file, recipe_to_json(imported.recipe)});
  for (const char* name : tokenizer_files) {
    CLOZE_TRY(std::string content, read_file(tokenizer_folder / name));
    files.push_back({name, std::move(content)});
  }
  CLOZE_TRY(const Checkpoint saved, save_checkpoint(checkpoints, imported.state.step, files));
  return saved.folder;
}

}  // namespace cloze
