// SPDX-License-Identifier: GPL-3.0-or-later
// A checkpoint opened for questions: model, tokenizer and what is known of them. No torch in this header.
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/result.h"
#include "core/checkpoint/train_state.h"
#include "core/config/recipe.h"
#include "core/model/model_handle.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

struct LoadedCheckpoint {
  std::filesystem::path folder;
  ModelHandle model;  ///< In evaluation mode.
  std::shared_ptr<const Tokenizer> tokenizer;
  Recipe recipe;
  TrainState state;
};

/// Verifies the folder against its manifest, then loads model and tokenizer. device: a name choose_device()
/// gave.
Result<LoadedCheckpoint> load_checkpoint(const std::filesystem::path& folder, const std::string& device);

/// Verifies a checkpoint folder and copies its weights into a model of the same shape, with its rounded
/// copies. damaged names the tensor, the shape found and the shape wanted; then the model is as it was.
Result<void> copy_weights(const std::filesystem::path& folder, const ModelHandle& model);

/// Recipe and state only.
Result<Recipe> read_checkpoint_recipe(const std::filesystem::path& folder);
Result<TrainState> read_checkpoint_state(const std::filesystem::path& folder);

}  // namespace cloze
