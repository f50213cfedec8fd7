// SPDX-License-Identifier: GPL-3.0-or-later
// What is shown of a recipe's rows is what its training gets.
#include "core/session/row_preview.h"

#include <algorithm>
#include <map>

#include "core/train/trainer.h"
#include "session_fixture.h"
#include "tests/core/tokenizer/tokenizer_test_support.h"

namespace cloze::test {
namespace {

/// Keeps the batches of the first steps.
class Keeper final : public TrainerObserver {
 public:
  explicit Keeper(std::size_t steps) : steps_(steps) {}
  void step_begins(std::int64_t /*step*/, const std::vector<Batch>& batches) override {
    steps.push_back(batches);
  }
  void step_done(const StepMetrics& /*metrics*/, double /*progress*/, double /*left*/) override {}
  void evaluation_done(const EvaluationMetrics& /*metrics*/) override {}
  void checkpoint_saved(std::int64_t /*step*/, const std::filesystem::path& /*folder*/) override {}
  void warning(std::int64_t /*step*/, const std::string& /*message*/) override {}
  void fault(std::int64_t /*step*/, const std::string& /*message*/) override {}
  void rolled_back(std::int64_t /*from*/, std::int64_t /*to*/) override {}
  Command storage_failed(std::int64_t /*step*/, const Error& /*error*/) override { return Command::abandon; }
  Command between_steps(Trainer& /*trainer*/) override {
    return steps.size() < steps_ ? Command::go_on : Command::abandon;
  }
  std::vector<std::vector<Batch>> steps;

 private:
  std::size_t steps_;
};

class RowPreviewTest : public SessionTest {
 protected:
  static std::shared_ptr<const RowPreviewer> previewer(const std::string& dataset = "people") {
    auto workspace = Workspace::open(*folder_ / "workspace");
    EXPECT_TRUE(workspace);
    auto opened = RowPreviewer::open(*workspace, dataset);
    EXPECT_TRUE(opened) << to_string(opened.error());
    return *opened;
  }

  /// The batches that a real training of the recipe begins its first steps with.
  static std::vector<std::vector<Batch>> trained_on(const Recipe& recipe, std::size_t steps) {
    auto workspace = Workspace::open(*folder_ / "workspace");
    const TemporaryFolder checkpoints;
    auto trainer = Trainer::make({.recipe = recipe,
                                  .dataset = Dataset::open(workspace->find_dataset("people").value()).value(),
                                  .tokenizer_folder = workspace->find_tokenizer("small").value(),
                                  .checkpoints_folder = checkpoints / "c",
                                  .device = choose_device("cpu").value(),
                                  .threads = 1});
    EXPECT_TRUE(trainer) << to_string(trainer.error());
    Keeper keeper(steps);
    EXPECT_TRUE((*trainer)->run(keeper));
    return keeper.steps;
  }

  static void expect_same(const SeenRow& seen, const Batch& batch, std::size_t row, const Tokenizer& pieces) {
    const auto length = static_cast<std::size_t>(batch.length), begin = row * length;
    EXPECT_EQ(seen.row_of_split, batch.row_numbers[row]);
    EXPECT_EQ(seen.length, batch.lengths[row]);
    ASSERT_EQ(seen.tokens.size(), length);
    std::map<std::size_t, std::int64_t> labels;
    for (std::size_t i = 0; i < batch.labels.size(); ++i) {
      const auto at = static_cast<std::size_t>(batch.masked_positions[i]);
      if (at / length == row) labels[at - begin] = batch.labels[i];
    }
    EXPECT_EQ(seen.predicted, std::ssize(labels));
    for (std::size_t at = 0; at < length; ++at) {
      const SeenToken& token = seen.tokens[at];
      EXPECT_EQ(token.id, batch.token_ids[begin + at]) << at;
      EXPECT_EQ(is_predicted(token.kind), labels.contains(at)) << at;
      EXPECT_EQ(token.original, labels.contains(at) ? labels[at] : token.id);
      EXPECT_EQ(token.kind == SeenKind::masked, token.id == SpecialTokens::mask);
      if (is_predicted(token.kind) && token.id != SpecialTokens::mask) {
        EXPECT_EQ(token.kind == SeenKind::kept, token.id == token.original);
      }
      EXPECT_EQ(token.kind == SeenKind::padding, at >= static_cast<std::size_t>(seen.length));
      EXPECT_EQ(token.segment, batch.token_types.empty() ? 0 : batch.token_types[begin + at]);
      EXPECT_EQ(token.text, readable_piece(pieces.piece(token.id)));
      EXPECT_EQ(token.original_text, readable_piece(pieces.piece(token.original)));
    }
    EXPECT_EQ(seen.next_follows.has_value(), !batch.next_sentence.empty());
    if (seen.next_follows) {
      EXPECT_EQ(*seen.next_follows, batch.next_sentence[row] == 0);
    }
  }

  /// Every row of the first steps, asked for in parts of some rows.
  static void expect_what_trains(const Recipe& recipe, std::size_t steps, std::int64_t part) {
    const auto trained = trained_on(recipe, steps);
    ASSERT_EQ(trained.size(), steps);
    const auto rows = previewer();
    const auto workspace = Workspace::open(*folder_ / "workspace");
    const auto pieces = load_tokenizer(workspace->find_tokenizer("small").value()).value();
    std::vector<SeenRow> seen;
    std::uint64_t number = 0;
    for (std::size_t step = 0; step < steps; ++step) {
      ASSERT_EQ(std::ssize(trained[step]), recipe.optimizer.accumulation);
      for (std::size_t pass = 0; pass < trained[step].size(); ++pass) {
        const Batch& batch = trained[step][pass];
        for (std::size_t row = 0; row < batch.row_numbers.size(); ++row, ++number) {
          if (seen.empty()) {
            const auto answer = rows->rows({recipe, number, part});
            ASSERT_TRUE(answer) << to_string(answer.error());
            ASSERT_EQ(std::ssize(answer->rows), part);
            EXPECT_FALSE(answer->held_out);
            seen.assign(answer->rows.rbegin(), answer->rows.rend());
          }
          const SeenRow shown = seen.back();
          seen.pop_back();
          EXPECT_EQ(shown.number, number);
          EXPECT_EQ(shown.step, static_cast<std::int64_t>(step) + 1);
          EXPECT_EQ(shown.pass, static_cast<std::int64_t>(pass) + 1);
          EXPECT_EQ(shown.place.row, static_cast<std::int64_t>(row));
          EXPECT_EQ(shown.place.cursor, (DataCursor{batch.epoch, batch.first + row}));
          expect_same(shown, batch, row, *pieces);
        }
      }
    }
  }

  static Error refused(const RowPreviewRequest& request, const std::string& dataset = "people") {
    const auto answer = previewer(dataset)->rows(request);
    EXPECT_FALSE(answer);
    return answer ? Error{} : answer.error();
  }
};

TEST_F(RowPreviewTest, IsWhatTheFirstStepsTrainOn) {
  Recipe recipe = small_recipe();
  recipe.seed = 7;
  recipe.optimizer.accumulation = 2;
  expect_what_trains(recipe, 4, 5);
  recipe.objective.whole_word = true;
  recipe.objective.random_token_share = 0.2;
  recipe.seed = 8;
  expect_what_trains(recipe, 2, 16);
}

TEST_F(RowPreviewTest, GoesOnIntoTheNextEpochs) {
  Recipe recipe = small_recipe();
  const auto rows = previewer()->rows({recipe, 0, 1})->rows_per_epoch;
  recipe.optimizer.batch_size = static_cast<std::int64_t>(rows) * 2 / 5;  // Two batches, and a rest left out.
  expect_what_trains(recipe, 5, 100);
}

TEST_F(RowPreviewTest, ShowsPairsOfSegments) {
  Recipe recipe = small_recipe();
  recipe.model.family = Family::classic;
  recipe.objective.next_sentence = true;
  recipe.objective.sequence_length = 32;
  expect_what_trains(recipe, 3, 8);
  const auto answer = previewer()->rows({recipe, 0, 24});
  int following = 0;
  for (const SeenRow& row : answer->rows) {
    following += *row.next_follows;
    std::vector<SeenKind> marks;
    bool second = false;
    for (const SeenToken& token : row.tokens) {
      EXPECT_EQ(token.segment, second && token.kind != SeenKind::padding ? 1 : 0);
      second = second || token.kind == SeenKind::part_end;
      if (token.kind != SeenKind::ordinary && token.kind != SeenKind::padding && !is_predicted(token.kind))
        marks.push_back(token.kind);
    }
    EXPECT_EQ(marks, (std::vector{SeenKind::begin, SeenKind::part_end, SeenKind::end}));
  }
  EXPECT_GT(following, 0);
  EXPECT_LT(following, 24);
}

TEST_F(RowPreviewTest, TellsWhereDocumentsEnd) {
  Recipe recipe = small_recipe();
  recipe.model.max_positions = recipe.objective.sequence_length = 2000;  // Longer than a document.
  const auto answer = previewer()->rows({recipe, 0, 1});
  ASSERT_TRUE(answer) << to_string(answer.error());
  const auto& tokens = answer->rows.front().tokens;
  EXPECT_EQ(tokens.front().kind, SeenKind::begin);
  EXPECT_EQ(tokens[static_cast<std::size_t>(answer->rows.front().length) - 1].kind, SeenKind::end);
  EXPECT_GT(std::ranges::count(tokens, SeenKind::document_end, &SeenToken::kind), 0);
  for (const SeenToken& token : tokens)
    EXPECT_EQ(token.kind == SeenKind::document_end || token.kind == SeenKind::end,
              token.id == SpecialTokens::sep && token.kind != SeenKind::kept);
}

TEST_F(RowPreviewTest, ATextShorterThanARowIsPadded) {
  write_sample_corpus(*folder_ / "few", 4, 3);
  const auto session = open();
  DatasetRequest wanted;
  wanted.name = "few";
  wanted.tokenizer = "small";
  wanted.settings.corpus = {*folder_ / "few"};
  wanted.settings.held_out_share = 0.4;
  expect_job(*session, session->build_dataset(wanted));
  Recipe recipe = small_recipe();
  recipe.model.max_positions = recipe.objective.sequence_length = 2000;
  const auto answer = previewer("few")->rows({recipe, 0, 2});
  ASSERT_TRUE(answer) << to_string(answer.error());
  EXPECT_EQ(answer->rows_per_epoch, 1U);
  const SeenRow& row = answer->rows.front();
  EXPECT_LT(row.length, 2000);
  EXPECT_EQ(row.tokens.size(), 2000U);
  EXPECT_EQ(row.tokens[static_cast<std::size_t>(row.length) - 1].kind, SeenKind::end);
  EXPECT_EQ(row.tokens[static_cast<std::size_t>(row.length)].kind, SeenKind::padding);
  EXPECT_EQ(row.tokens.back().text, "[PAD]");
  EXPECT_EQ(answer->rows[1].place.cursor, (DataCursor{1, 0}));
}

TEST_F(RowPreviewTest, RefusesWhatHasNoRowsAndSaysWhy) {
  RowPreviewRequest request{small_recipe()};
  request.recipe.objective.sequence_length = 64;
  EXPECT_EQ(refused(request).message, "a sequence of 64 tokens is longer than the model's 32 positions");
  EXPECT_EQ(refused(request).hint, "change the setting objective.sequence_length");
  request.recipe = small_recipe();
  request.recipe.objective.next_sentence = true;
  EXPECT_NE(refused(request).message.find("classic family"), std::string::npos);
  request.recipe = small_recipe();
  request.recipe.optimizer.batch_size = 0;
  EXPECT_NE(refused(request).message.find("0 is out of range"), std::string::npos);
  // What does not decide the rows does not keep them from being shown.
  request.recipe = small_recipe();
  request.recipe.model.heads = 3;
  request.recipe.budget = {};
  EXPECT_TRUE(previewer()->rows(request));
  request.count = 0;
  EXPECT_EQ(refused(request).code, ErrorCode::bad_input);
  const auto workspace = Workspace::open(*folder_ / "workspace");
  EXPECT_EQ(RowPreviewer::open(*workspace, "nothing").error().code, ErrorCode::not_found);
}

TEST_F(RowPreviewTest, TellsOfAHeldOutSplitThatRefusesTheRun) {
  // Documents without two segments of that length: no sentence pair can be made of them.
  put_file(*folder_ / "short/long.txt",
           "the old king sees a ship. the sailor loves the sea. the queen reads.");
  for (int i = 0; i < 12; ++i)
    put_file(*folder_ / ("short/" + std::to_string(i) + ".txt"), std::string(1 + i, 'a') + ".");
  const auto session = open();
  DatasetRequest wanted;
  wanted.name = "short";
  wanted.tokenizer = "small";
  wanted.settings.corpus = {*folder_ / "short"};
  wanted.settings.held_out_share = 0.5;
  expect_job(*session, session->build_dataset(wanted));
  Recipe recipe = small_recipe();
  recipe.model.family = Family::classic;
  recipe.objective.next_sentence = true;
  recipe.objective.sequence_length = 32;
  const auto rows = previewer("short")->rows({recipe, 0, 1});
  const auto run = session->start_run({recipe, "short", "", {}});
  ASSERT_FALSE(run);
  // Which split the long document is in decides its hash: either there are no rows, or none to evaluate on.
  const Error told = rows ? rows->held_out.value_or(Error{}) : rows.error();
  EXPECT_EQ(told.message, run.error().message);
  EXPECT_EQ(told.hint, run.error().hint);
}

TEST_F(RowPreviewTest, ChineseTextHasNoBlanks) {
  write_two_languages(*folder_ / "languages");
  const auto session = open();
  TokenizerRequest tokenizer;
  tokenizer.name = "two";
  tokenizer.corpus = {*folder_ / "languages"};
  tokenizer.settings = small_settings();
  expect_job(*session, session->train_tokenizer(tokenizer));
  const std::string lines = file_bytes(*folder_ / "languages/zh.txt");
  for (int i = 0; i < 8; ++i)
    put_file(*folder_ / ("chinese/" + std::to_string(i) + ".txt"), lines + std::to_string(i));
  DatasetRequest wanted;
  wanted.name = "chinese";
  wanted.tokenizer = "two";
  wanted.settings.corpus = {*folder_ / "chinese"};
  wanted.settings.held_out_share = 0.3;
  expect_job(*session, session->build_dataset(wanted));
  const auto answer = previewer("chinese")->rows({small_recipe(), 0, 1});
  ASSERT_TRUE(answer) << to_string(answer.error());
  std::string text;
  for (const SeenToken& token : answer->rows.front().tokens)
    if (token.kind == SeenKind::ordinary || is_predicted(token.kind)) text += token.original_text;
  EXPECT_NE(text.find("。"), std::string::npos) << text;
  EXPECT_EQ(text.find("\xE2\x96\x81"), std::string::npos) << text;
}

}  // namespace
}  // namespace cloze::test
