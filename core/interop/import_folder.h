// SPDX-License-Identifier: GPL-3.0-or-later
// A Hugging Face model folder as a checkpoint of ours: BERT, RoBERTa, DistilBERT and ModernBERT, with or
// without their masked-language head.
//
// A folder that export_folder() wrote comes back bit by bit: recipe, state and tokenizer lie in its cloze/.
// Else the recipe is the default one with the model's shape, and the tokenizer is read from their files.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/checkpoint/train_state.h"
#include "core/config/recipe.h"
#include "core/model/model_handle.h"
#include "core/tokenizer/foreign_tokenizer.h"

namespace cloze {

struct ImportedModel {
  ModelHandle model;
  Recipe recipe;
  TrainState state;
  std::shared_ptr<const Tokenizer> tokenizer;
  std::optional<ForeignTokenizer> foreign;  ///< Where the tokenizer is not of our own kind.
  std::filesystem::path tokenizer_folder;   ///< Else where its files are.
  std::vector<std::string> remarks;         ///< For the person: what was missing, what was left.
};

/// Reads and checks everything; writes nothing. Errors name the file and what is wrong there.
Result<ImportedModel> read_model_folder(const std::filesystem::path& folder,
                                        const ProgressSink& progress = {},
                                        const CancelFlag* cancel = nullptr);

/// Saves it as a checkpoint below `checkpoints`, with the tokenizer that stands in tokenizer_folder.
Result<std::filesystem::path> save_imported(const ImportedModel& imported,
                                            const std::filesystem::path& checkpoints,
                                            const std::filesystem::path& tokenizer_folder);

}  // namespace cloze
