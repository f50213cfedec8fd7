// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/row_preview.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/config/recipe_fields.h"

namespace cloze {
namespace {

/// The settings that decide which rows a run sees, and when.
bool decides_rows(std::string_view path) {
  return path.starts_with("objective.") || path == "optimizer.batch_size" ||
         path == "optimizer.accumulation" || path == "seed";
}

Result<void> check_rows(const Recipe& recipe) {
  for (const Problem& problem : problems(recipe))
    if (decides_rows(problem.path))
      return fail(ErrorCode::bad_input, problem.message, fmt::format("change the setting {}", problem.path));
  return {};
}

SeenKind kind_of_special(TokenId id, std::size_t at, std::size_t length, bool pairs) {
  if (at >= length) return SeenKind::padding;
  if (at == 0) return SeenKind::begin;
  if (id != SpecialTokens::sep) return SeenKind::ordinary;
  if (at + 1 == length) return SeenKind::end;
  return pairs ? SeenKind::part_end : SeenKind::document_end;
}

SeenKind kind_of_predicted(TokenId seen, TokenId original) {
  if (seen == SpecialTokens::mask) return SeenKind::masked;
  return seen == original ? SeenKind::kept : SeenKind::replaced;
}

}  // namespace

std::string_view seen_kind_name(SeenKind kind) {
  switch (kind) {
    case SeenKind::ordinary:
      return "ordinary";
    case SeenKind::begin:
      return "begin";
    case SeenKind::document_end:
      return "document_end";
    case SeenKind::part_end:
      return "part_end";
    case SeenKind::end:
      return "end";
    case SeenKind::padding:
      return "padding";
    case SeenKind::masked:
      return "masked";
    case SeenKind::replaced:
      return "replaced";
    case SeenKind::kept:
      return "kept";
  }
  return "";
}

Result<std::shared_ptr<const RowPreviewer>> RowPreviewer::open(const Workspace& workspace,
                                                               const std::string& dataset) {
  CLOZE_TRY(const auto folder, workspace.find_dataset(dataset));
  CLOZE_TRY(const DatasetInfo info, read_dataset_info(folder));
  CLOZE_TRY(const auto tokenizer, workspace.find_tokenizer(info.tokenizer_name));
  CLOZE_TRY(DatasetBrowser browser, DatasetBrowser::open(folder, tokenizer));
  return std::make_shared<const RowPreviewer>(std::move(browser));
}

Result<RowPreviewer::Makers> RowPreviewer::makers_for(const Recipe& recipe) const {
  const std::lock_guard lock(mutex_);
  if (last_ && last_->objective == recipe.objective && last_->seed == recipe.seed) return *last_;
  Makers made{recipe.objective, recipe.seed, nullptr, std::nullopt};
  CLOZE_TRY(made.train, RowMaker::make(dataset(), Split::train, recipe.objective, recipe.seed));
  if (auto held_out = RowMaker::make(dataset(), Split::held_out, recipe.objective, recipe.seed); !held_out)
    made.held_out = std::move(held_out).error();
  last_ = made;
  return made;
}

Result<RowPreview> RowPreviewer::rows(const RowPreviewRequest& request) const {
  if (request.count < 1 || request.count > most_rows)
    return fail(ErrorCode::bad_input, fmt::format("{} rows cannot be shown", request.count),
                fmt::format("it takes 1 to {}", most_rows));
  CLOZE_CHECK(check_rows(request.recipe));
  CLOZE_TRY(const Makers makers, makers_for(request.recipe));
  RowPreview preview;
  preview.rows_per_epoch = makers.train->rows_per_epoch();
  preview.held_out = makers.held_out;
  const OptimizerConfig& optimizer = request.recipe.optimizer;
  const auto count = static_cast<std::uint64_t>(request.count);
  while (preview.rows.size() < count) {
    // As much as one batch of the run gives.
    const std::uint64_t number = request.first + preview.rows.size();
    const RowPlace place = place_of_row(number, preview.rows_per_epoch, optimizer.batch_size);
    const auto wanted =
        std::min(static_cast<std::int64_t>(count - preview.rows.size()), place.batch_rows - place.row);
    const Batch batch = makers.train->make_batch(place.cursor.epoch, place.cursor.row, wanted);
    if (batch.rows == 0) return fail(ErrorCode::internal, fmt::format("there is no row {}", number));
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.rows); ++i) {
      SeenRow row = seen_row(batch, i);
      row.number = number + i;
      row.place = place_of_row(row.number, preview.rows_per_epoch, optimizer.batch_size);
      const auto passes = static_cast<std::uint64_t>(optimizer.accumulation);
      row.step = static_cast<std::int64_t>(row.place.batch / passes) + 1;
      row.pass = static_cast<std::int64_t>(row.place.batch % passes) + 1;
      preview.rows.push_back(std::move(row));
    }
  }
  return preview;
}

SeenRow RowPreviewer::seen_row(const Batch& batch, std::size_t row) const {
  const auto length = static_cast<std::size_t>(batch.length);
  const std::size_t begin = row * length;
  const bool pairs = !batch.token_types.empty();
  SeenRow seen;
  seen.row_of_split = batch.row_numbers[row];
  seen.length = batch.lengths[row];
  if (pairs) seen.next_follows = batch.next_sentence[row] == 0;
  const auto text = [this](TokenId id) { return readable_piece(browser_.tokenizer().piece(id)); };
  seen.tokens.reserve(length);
  for (std::size_t i = 0; i < length; ++i) {
    const TokenId id = batch.token_ids[begin + i];
    SeenToken token{.id = id,
                    .text = text(id),
                    .kind = kind_of_special(id, i, static_cast<std::size_t>(seen.length), pairs),
                    .original = id,
                    .original_text = {},
                    .segment = pairs ? batch.token_types[begin + i] : 0};
    token.original_text = token.text;
    seen.tokens.push_back(std::move(token));
  }
  const auto& positions = batch.masked_positions;
  auto at = std::ranges::lower_bound(positions, static_cast<std::int64_t>(begin));
  for (; at != positions.end() && *at < static_cast<std::int64_t>(begin + length); ++at) {
    SeenToken& token = seen.tokens[static_cast<std::size_t>(*at) - begin];
    token.original = static_cast<TokenId>(batch.labels[static_cast<std::size_t>(at - positions.begin())]);
    token.original_text = text(token.original);
    token.kind = kind_of_predicted(token.id, token.original);
    ++seen.predicted;
  }
  return seen;
}

}  // namespace cloze
