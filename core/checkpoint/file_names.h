// SPDX-License-Identifier: GPL-3.0-or-later
// Names of the files in a checkpoint folder.
#pragma once

namespace cloze {

inline constexpr const char* weights_file = "model.safetensors";
inline constexpr const char* optimizer_file = "optimizer.safetensors";
inline constexpr const char* state_file = "state.json";
inline constexpr const char* recipe_file = "recipe.json";
/// As in a tokenizer folder, so that a checkpoint folder can be loaded as one.
inline constexpr const char* tokenizer_files[] = {"tokenizer.model", "tokenizer.json"};

}  // namespace cloze
