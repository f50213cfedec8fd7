// SPDX-License-Identifier: GPL-3.0-or-later
// The rows that a run would train on, as text: each token as the model gets it, and what it is to find. They
// are made by the loader's own row maker (core/data/batcher.h), so the first ones are those of the run's
// first step, bit for bit. No torch.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/config/recipe.h"
#include "core/data/batcher.h"
#include "core/session/dataset_browser.h"
#include "core/session/workspace.h"

namespace cloze {

/// What stands at a position of a row.
enum class SeenKind {
  ordinary,
  begin,         ///< The row's [CLS].
  document_end,  ///< [SEP] between two documents of a row.
  part_end,      ///< [SEP] behind the first segment of a pair.
  end,           ///< The row's last [SEP].
  padding,       ///< [PAD], seen by nobody.
  masked,        ///< To be predicted; replaced by [MASK].
  replaced,      ///< To be predicted; replaced by a random token.
  kept,          ///< To be predicted; stays as it is.
};
constexpr bool is_predicted(SeenKind kind) {
  return kind == SeenKind::masked || kind == SeenKind::replaced || kind == SeenKind::kept;
}
/// "masked", as the terminal's JSON spells it.
std::string_view seen_kind_name(SeenKind kind);

struct SeenToken {
  TokenId id = 0;    ///< What the model gets.
  std::string text;  ///< As BrowsedToken::text.
  SeenKind kind = SeenKind::ordinary;
  TokenId original = 0;  ///< What stood there; the label where the token is predicted.
  std::string original_text;
  int segment = 0;  ///< Token type: 1 in the second segment of a pair.
};

struct SeenRow {
  std::uint64_t number = 0;  ///< Among the rows the run takes, from 0.
  RowPlace place;
  std::int64_t step = 1, pass = 1;  ///< Which step sees it, and in which of the step's batches; from 1.
  std::uint64_t row_of_split = 0;   ///< Batch::row_numbers.
  std::int64_t length = 0;          ///< Tokens without padding.
  std::int64_t predicted = 0;
  std::optional<bool> next_follows{};  ///< Pairs: whether the second segment follows the first in the text.
  std::vector<SeenToken> tokens;       ///< As long as the recipe's rows.
};

struct RowPreviewRequest {
  Recipe recipe;
  std::uint64_t first = 0;  ///< Number of the first row wanted.
  std::int64_t count = 4;
};

struct RowPreview {
  std::vector<SeenRow> rows;
  std::uint64_t rows_per_epoch = 0;
  std::optional<Error> held_out{};  ///< Why a run would be refused although it has rows to train on.
};

/// Rows of one dataset. Immutable but for a memory of the last recipe's rows; any thread.
class RowPreviewer {
 public:
  static constexpr std::int64_t most_rows = 1000;

  explicit RowPreviewer(DatasetBrowser browser) : browser_(std::move(browser)) {}
  static Result<std::shared_ptr<const RowPreviewer>> open(const Workspace& workspace,
                                                          const std::string& dataset);
  const Dataset& dataset() const { return browser_.dataset(); }

  /// bad_input: what in the recipe keeps it from having rows (the rest of it is not looked at), what in the
  /// dataset does, as a run's start would say it; or a count that is not 1 to most_rows.
  Result<RowPreview> rows(const RowPreviewRequest& request) const;

 private:
  struct Makers {
    ObjectiveConfig objective;
    std::int64_t seed = 0;
    std::shared_ptr<const RowMaker> train;
    std::optional<Error> held_out;
  };
  Result<Makers> makers_for(const Recipe& recipe) const;
  SeenRow seen_row(const Batch& batch, std::size_t row) const;

  DatasetBrowser browser_;
  mutable std::mutex mutex_;
  mutable std::optional<Makers> last_;  // guarded by mutex_; pairs are cut from the whole split
};

}  // namespace cloze
