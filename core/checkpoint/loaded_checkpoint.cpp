// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/loaded_checkpoint.h"

#include <fmt/format.h>
#include "core/base/file.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/checkpoint/file_names.h"
#include "core/checkpoint/training_checkpoint.h"
#include "core/config/recipe_json.h"
#include "core/kernels/torch.h"
#include "core/model/model_on_device.h"

namespace cloze {

Result<Recipe> read_checkpoint_recipe(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / recipe_file;
  CLOZE_TRY(const std::string json, read_file(path, 1 << 20));
  return recipe_from_json(json, path.string());
}

Result<TrainState> read_checkpoint_state(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / state_file;
  CLOZE_TRY(const std::string json, read_file(path, 1 << 20));
  return train_state_from_json(json, path.string());
}

Result<LoadedCheckpoint> load_checkpoint(const std::filesystem::path& folder, const std::string& device) {
  CLOZE_TRY([[maybe_unused]] const Checkpoint verified, verify_checkpoint(folder));
  LoadedCheckpoint loaded;
  loaded.folder = folder;
  CLOZE_TRY(loaded.recipe, read_checkpoint_recipe(folder));
  CLOZE_TRY(loaded.state, read_checkpoint_state(folder));
  CLOZE_TRY(loaded.tokenizer, load_tokenizer(folder));
  try {
    auto model = std::make_shared<ModelOnDevice>();
    model->device = torch::Device(device);
    model->model =
        MaskedLanguageModel(loaded.recipe.model, loaded.tokenizer->vocabulary_size(), loaded.recipe.seed);
    CLOZE_CHECK(load_weights(folder, model->model));
    model->model->to(model->device);
    model->model->eval();
    loaded.model = ModelHandle(std::move(model));
  } catch (const c10::Error& error) {
    return fail(ErrorCode::internal,
                fmt::format("'{}': {}", folder.string(), error.what_without_backtrace()));
  }
  return loaded;
}

Result<void> copy_weights(const std::filesystem::path& folder, const ModelHandle& model) {
  CLOZE_TRY([[maybe_unused]] const Checkpoint verified, verify_checkpoint(folder));
  CLOZE_CHECK(load_weights(folder, model->model));
  model->model->refresh_copies();
  return {};
}

}  // namespace cloze
