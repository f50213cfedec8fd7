// SPDX-License-Identifier: GPL-3.0-or-later
// A model of ours as a folder that Hugging Face transformers loads: AutoModelForMaskedLM (BertForPreTraining
// where next-sentence prediction was trained) and AutoTokenizer, without code of ours.
//
//   config.json  model.safetensors  tokenizer.json  tokenizer_config.json  special_tokens_map.json  README.md
//   cloze/       recipe.json, state.json and the tokenizer in our own format: an import finds them here and
//                gives the model back bit by bit
#pragma once

#include <filesystem>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/checkpoint/loaded_checkpoint.h"
#include "core/interop/model_card.h"

namespace cloze {

/// Below an exported folder.
inline constexpr const char* own_folder = "cloze";

/// The folder appears complete or not at all; one that holds something is refused with bad_input. Progress in
/// files. Returns its absolute path.
Result<std::filesystem::path> export_folder(const LoadedCheckpoint& checkpoint, const ModelFacts& facts,
                                            const std::filesystem::path& target,
                                            const ProgressSink& progress = {},
                                            const CancelFlag* cancel = nullptr);

}  // namespace cloze
