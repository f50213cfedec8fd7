// SPDX-License-Identifier: GPL-3.0-or-later
// A training in a process that may be killed: trains, or goes on from the newest checkpoint, and traces every
// step.
//
//   cloze_traced_run FOLDER RECIPE LOADER_THREADS
//
// FOLDER has dataset/, tokenizer/ and recipe.json's like RECIPE; checkpoints and trace are written into it.
#include <cstdio>
#include <cstdlib>

#include "core/checkpoint/checkpoint_store.h"
#include "core/config/recipe_json.h"
#include "tests/reliability/trace.h"

namespace {

cloze::Result<void> run(const std::filesystem::path& folder, const std::filesystem::path& recipe_file,
                        int loader_threads) {
  CLOZE_TRY(const cloze::Recipe recipe, cloze::load_recipe(recipe_file.string()));
  CLOZE_TRY(const cloze::Dataset dataset, cloze::Dataset::open(folder / "dataset"));
  CLOZE_TRY(const auto trainer,
            cloze::Trainer::make({recipe, dataset, folder / "tokenizer", folder / "checkpoints",
                                  cloze::DeviceChoice{}, 1, loader_threads}));
  if (const auto newest = cloze::newest_intact_checkpoint(folder / "checkpoints"))
    CLOZE_CHECK(trainer->restore(newest->folder));
  else if (newest.error().code != cloze::ErrorCode::not_found)
    return std::unexpected(newest.error());
  cloze::test::TracingObserver observer(folder / "trace");
  CLOZE_TRY([[maybe_unused]] const auto end, trainer->run(observer));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: cloze_traced_run FOLDER RECIPE LOADER_THREADS\n", stderr);
    return 2;
  }
  const auto done = run(argv[1], argv[2], std::atoi(argv[3]));
  if (!done) std::fprintf(stderr, "%s\n", to_string(done.error()).c_str());
  return done ? 0 : 1;
}
