// SPDX-License-Identifier: GPL-3.0-or-later
// The content of a checkpoint folder: model.safetensors, optimizer.safetensors, state.json, recipe.json,
// tokenizer.model and tokenizer.json, so that the folder can be used alone. The files' integrity is the
// checkpoint store's business. Includes torch: engine .cpp files only.
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/checkpoint/train_state.h"
#include "core/config/recipe.h"
#include "core/kernels/torch.h"
#include "core/model/masked_language_model.h"
#include "core/optim/optimizer.h"

namespace cloze {

struct CheckpointSource {
  MaskedLanguageModel& model;
  const Optimizer& optimizer;
  const Recipe& recipe;
  const TrainState& state;
  std::filesystem::path tokenizer_folder;
  double held_out_loss;  ///< NaN when not evaluated at this step.
};

/// Saves atomically into folder/step-N and removes what retention no longer keeps. Returns the new folder.
Result<std::filesystem::path> save_training_checkpoint(const std::filesystem::path& folder,
                                                       const CheckpointSource& source);

/// Copies stored weights into the model; damaged names the tensor, the shape found and the shape wanted.
Result<void> load_weights(const std::filesystem::path& checkpoint, MaskedLanguageModel& model);
Result<void> load_optimizer(const std::filesystem::path& checkpoint, Optimizer& optimizer);

}  // namespace cloze
