// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/export_folder.h"

#include <map>
#include <string>

#include "core/base/file.h"
#include "core/base/new_folder.h"
#include "core/checkpoint/file_names.h"
#include "core/config/recipe_json.h"
#include "core/interop/hf_config.h"
#include "core/interop/hf_weights.h"
#include "core/model/model_on_device.h"
#include "core/tokenizer/hugging_face_tokenizer.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;

using Files = std::map<std::string, std::string>;

Result<Files> small_files(const LoadedCheckpoint& checkpoint, const ModelFacts& facts) {
  const ModelConfig& model = checkpoint.recipe.model;
  const std::int64_t vocabulary = checkpoint.tokenizer->vocabulary_size();
  CLOZE_TRY(Files files, hugging_face_tokenizer_files(
                             checkpoint.folder, {model.max_positions, model.family == Family::classic}));
  files["config.json"] =
      hugging_face_config(model, *checkpoint.tokenizer, checkpoint.recipe.objective.next_sentence);
  files["README.md"] = model_card(facts, checkpoint.recipe, checkpoint.state, vocabulary);
  const fs::path own = own_folder;
  files[own / recipe_file] = recipe_to_json(checkpoint.recipe);
  files[own / state_file] = to_json(checkpoint.state);
  for (const char* name : tokenizer_files) {
    CLOZE_TRY(files[own / name], read_file(checkpoint.folder / name));
  }
  return files;
}

}  // namespace

Result<fs::path> export_folder(const LoadedCheckpoint& checkpoint, const ModelFacts& facts,
                               const fs::path& target, const ProgressSink& progress,
                               const CancelFlag* cancel) {
  CLOZE_TRY(NewFolder folder, NewFolder::create(target));
  CLOZE_TRY(const Files files, small_files(checkpoint, facts));
  const NamedTensors weights = hugging_face_weights(checkpoint.model->model, *checkpoint.tokenizer);
  CLOZE_CHECK(require_space(folder.path(), size_in_bytes(weights)));
  CLOZE_CHECK(make_folders(folder.path() / own_folder));
  std::uint64_t done = 0;
  const auto next = [&]() -> Result<void> {
    if (cancel != nullptr && cancel->cancelled())
      return fail(ErrorCode::cancelled, "the export was cancelled");
    if (progress) progress("writing the model", done++, files.size() + 1);
    return {};
  };
  for (const auto& [name, content] : files) {
    CLOZE_CHECK(next());
    CLOZE_CHECK(write_file_synced(folder.path() / name, content));
  }
  CLOZE_CHECK(next());
  // transformers asks what framework wrote the file.
  CLOZE_CHECK(write_tensors(folder.path() / weights_file, weights, {{"format", "pt"}}));
  CLOZE_CHECK(sync_folder(folder.path() / own_folder));
  CLOZE_CHECK(next());
  CLOZE_CHECK(folder.publish());
  return folder.target();
}

}  // namespace cloze
