// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/training_checkpoint.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "core/base/file.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/checkpoint/file_names.h"
#include "core/checkpoint/tensors.h"
#include "core/config/recipe_json.h"

namespace cloze {
namespace {

NamedTensors weights_of(const MaskedLanguageModel& model) {
  NamedTensors weights;
  for (const auto& parameter : model->named_parameters())
    weights.emplace_back(parameter.key(), parameter.value());
  return weights;
}

CheckpointFile tensor_file(const char* name, NamedTensors tensors) {
  const std::uintmax_t bytes = size_in_bytes(tensors);
  return {name,
          [tensors = std::move(tensors)](const std::filesystem::path& path) {
            return write_tensors(path, tensors);
          },
          bytes};
}

}  // namespace

Result<std::filesystem::path> save_training_checkpoint(const std::filesystem::path& folder,
                                                       const CheckpointSource& source) {
  std::vector<CheckpointFile> files;
  files.push_back(tensor_file(weights_file, weights_of(source.model)));
  files.push_back(tensor_file(optimizer_file, source.optimizer.state()));
  files.push_back({state_file, to_json(source.state)});
  files.push_back({recipe_file, recipe_to_json(source.recipe)});
  for (const char* name : tokenizer_files) {
    CLOZE_TRY(std::string content, read_file(source.tokenizer_folder / name));
    files.push_back({name, std::move(content)});
  }
  CheckpointInfo info;
  if (std::isfinite(source.held_out_loss)) info.held_out_loss = source.held_out_loss;
  CLOZE_TRY(const Checkpoint saved, save_checkpoint(folder, source.state.step, files, info));
  CLOZE_TRY([[maybe_unused]] const auto removed, retain_checkpoints(folder, source.recipe.checkpoint.keep));
  return saved.folder;
}

Result<void> load_weights(const std::filesystem::path& checkpoint, MaskedLanguageModel& model) {
  const std::filesystem::path path = checkpoint / weights_file;
  CLOZE_TRY(const NamedTensors stored, read_tensors(path));
  std::map<std::string, torch::Tensor> by_name(stored.begin(), stored.end());
  const torch::NoGradGuard no_grad;
  const auto parameters = model->named_parameters();
  // Everything is checked before the first weight changes.
  for (const auto& parameter : parameters) {
    const auto found = by_name.find(parameter.key());
    if (found == by_name.end())
      return fail(ErrorCode::damaged, fmt::format("'{}' has no tensor '{}'", path.string(), parameter.key()));
    if (found->second.sizes() != parameter.value().sizes())
      return fail(
          ErrorCode::damaged,
          fmt::format("'{}': tensor '{}' has shape {}, the model wants {}", path.string(), parameter.key(),
                      shape_text(found->second.sizes()), shape_text(parameter.value().sizes())));
  }
  for (const auto& [name, tensor] : stored)
    if (!parameters.contains(name))
      return fail(ErrorCode::damaged,
                  fmt::format("'{}': tensor '{}' belongs to no part of the model", path.string(), name));
  for (const auto& parameter : parameters) parameter.value().copy_(by_name.at(parameter.key()));
  return {};
}

Result<void> load_optimizer(const std::filesystem::path& checkpoint, Optimizer& optimizer) {
  CLOZE_TRY(const NamedTensors stored, read_tensors(checkpoint / optimizer_file));
  if (auto loaded = optimizer.load_state(stored); !loaded) {
    Error error = std::move(loaded).error();
    error.message = fmt::format("'{}': {}", (checkpoint / optimizer_file).string(), error.message);
    return std::unexpected(std::move(error));
  }
  return {};
}

}  // namespace cloze
