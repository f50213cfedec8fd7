// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <charconv>
#include <filesystem>

#include "tests/core/tokenizer/tokenizer_test_support.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::put_file;
using test::small_settings;
using test::TemporaryFolder;
using testing::HasSubstr;

/// A folder with the corpus in corpus/, and tokenizers beside it.
class Training : public testing::Test {
 protected:
  void SetUp() override { test::write_two_languages(corpus()); }
  fs::path corpus() const { return folder_ / "corpus"; }
  fs::path at(std::string_view name) const { return folder_ / name; }

  Result<TokenizerInfo> train(std::string_view name, const TokenizerSettings& settings = small_settings()) {
    return train_tokenizer({corpus()}, {}, settings, at(name));
  }
  Error error_of(std::string_view name, const TokenizerSettings& settings = small_settings()) {
    const auto info = train(name, settings);
    EXPECT_FALSE(info);
    EXPECT_FALSE(fs::exists(at(name)));
    expect_nothing_left();
    return info ? Error{} : info.error();
  }
  /// No temporary folder stays, whatever happened.
  void expect_nothing_left() {
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      EXPECT_FALSE(entry.path().filename().string().starts_with('.')) << entry.path();
  }

  TemporaryFolder folder_;
};

TEST_F(Training, TheSameCorpusAndSettingsGiveTheSameTokenizer) {
  for (const auto kind :
       {TokenizerKind::unigram, TokenizerKind::bpe, TokenizerKind::character, TokenizerKind::wordpiece}) {
    const std::string name(kind_name(kind));
    const auto one = train(name + "-1", small_settings(kind)), two = train(name + "-2", small_settings(kind));
    ASSERT_TRUE(one) << to_string(one.error());
    ASSERT_TRUE(two) << to_string(two.error());
    EXPECT_EQ(one->hash, two->hash);
    EXPECT_EQ(test::file_bytes(at(name + "-1") / "tokenizer.model"),
              test::file_bytes(at(name + "-2") / "tokenizer.model"));
  }
}

TEST_F(Training, StoresWhatItReturns) {
  TokenizerSettings settings = small_settings(TokenizerKind::bpe);
  settings.seed = -12;
  settings.character_coverage = 0.99;
  settings.sample_bytes = 20'000;
  settings.cleaning.lowercase = true;
  settings.cleaning.normalization = Normalization::nfkc;
  const auto made = train("stored", settings);
  ASSERT_TRUE(made) << to_string(made.error());
  EXPECT_EQ(made->name, "stored");
  EXPECT_GT(made->created, 1.7e9);
  EXPECT_EQ(made->report.corpus.files, 21u);
  EXPECT_EQ(made->report.corpus.documents, 21u);
  EXPECT_EQ(made->report.sentences, 20u * 30u + 400u);
  EXPECT_LT(made->report.sampled_sentences, made->report.sentences);
  EXPECT_LE(made->report.sampled_bytes, 20'000u);
  EXPECT_GT(made->report.sampled_bytes, 19'000u);
  EXPECT_GT(made->report.seconds, 0);

  const auto read = read_tokenizer_info(at("stored") / "");
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(read->name, made->name);
  EXPECT_EQ(read->hash, made->hash);
  EXPECT_EQ(read->created, made->created);
  EXPECT_EQ(read->settings.kind, settings.kind);
  EXPECT_EQ(read->settings.vocabulary_size, settings.vocabulary_size);
  EXPECT_EQ(read->settings.character_coverage, settings.character_coverage);
  EXPECT_EQ(read->settings.sample_bytes, settings.sample_bytes);
  EXPECT_EQ(read->settings.seed, settings.seed);
  EXPECT_EQ(read->settings.cleaning, settings.cleaning);
  EXPECT_EQ(read->report.corpus.cleaning.bytes_in, made->report.corpus.cleaning.bytes_in);
  EXPECT_EQ(read->report.sampled_bytes, made->report.sampled_bytes);
  EXPECT_EQ(read->report.seconds, made->report.seconds);
  const auto tokenizer = load_tokenizer(at("stored"));
  ASSERT_TRUE(tokenizer) << to_string(tokenizer.error());
  EXPECT_EQ((*tokenizer)->cleaning(), settings.cleaning);
  EXPECT_EQ((*tokenizer)->hash(), made->hash);
  expect_nothing_left();
}

TEST_F(Training, TheSampleDependsOnTheSeed) {
  TokenizerSettings settings = small_settings();
  settings.sample_bytes = 10'000;
  const auto one = train("seed-1", settings);
  settings.seed = 2;
  const auto two = train("seed-2", settings);
  ASSERT_TRUE(one) << to_string(one.error());
  ASSERT_TRUE(two) << to_string(two.error());
  EXPECT_NE(one->hash, two->hash);
}

TEST_F(Training, CleaningIsPartOfTheHash) {
  const auto one = train("nfc");
  TokenizerSettings settings = small_settings();
  settings.cleaning.invalid_utf8 =
      InvalidUtf8::skip;  // Makes no difference to this corpus, so the model is the same.
  const auto two = train("skip", settings);
  ASSERT_TRUE(one) << to_string(one.error());
  ASSERT_TRUE(two) << to_string(two.error());
  EXPECT_EQ(test::file_bytes(at("nfc") / "tokenizer.model"),
            test::file_bytes(at("skip") / "tokenizer.model"));
  EXPECT_NE(one->hash, two->hash);
}

TEST_F(Training, LinesTooLongForTheTrainerAreCutAndNotDropped) {
  // Two sentences of 30 kB, with blanks and without, whose letters appear nowhere else.
  std::string spaced, solid;
  for (int i = 0; i < 5000; ++i) spaced += "øþ æð ";
  for (int i = 0; i < 10'000; ++i) solid += i % 2 == 0 ? "龘" : "齾";
  put_file(corpus() / "long.txt", spaced + "\n" + solid + "\n");
  const auto info = train("long");
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_EQ(info->report.split_lines, 2u);
  // Less only the blanks at which lines were cut.
  EXPECT_GE(info->report.sampled_bytes + 100,
            info->report.corpus.cleaning.bytes_out - info->report.sentences);
  const auto tokenizer = load_tokenizer(at("long"));
  ASSERT_TRUE(tokenizer) << to_string(tokenizer.error());
  for (const char* letter : {"ø", "þ", "æ", "ð", "龘", "齾"}) {
    std::vector<TokenId> ids;
    (*tokenizer)->encode(letter, ids);
    EXPECT_THAT(ids, testing::Not(testing::Contains(SpecialTokens::unknown))) << letter;
  }
}

TEST_F(Training, AVocabularyOverTheCorpusSaysTheLargestPossible) {
  for (const auto kind : {TokenizerKind::unigram, TokenizerKind::bpe}) {
    TokenizerSettings settings = small_settings(kind);
    settings.vocabulary_size = 50'000;
    const Error error = error_of("big", settings);
    EXPECT_EQ(error.code, ErrorCode::bad_input);
    const std::string before = "vocabulary size 50000 is larger than this corpus allows: at most ";
    ASSERT_THAT(error.message, HasSubstr(before));
    // And the figure is right.
    const std::string most = error.message.substr(before.size());
    ASSERT_EQ(std::from_chars(most.data(), most.data() + most.size(), settings.vocabulary_size).ec,
              std::errc());
    const std::string name = kind == TokenizerKind::bpe ? "bpe" : "unigram";
    const auto info = train(name, settings);
    EXPECT_TRUE(info) << to_string(info.error());
    ++settings.vocabulary_size;
    EXPECT_EQ(error_of(name + "-more", settings).code, ErrorCode::bad_input);
  }
}

TEST_F(Training, StoresWhatCleaningStepsDid) {
  CorpusFormat format;
  format.steps = *steps_from_text("length:min_characters=5,exact-duplicates");
  const auto made = train_tokenizer({corpus()}, format, small_settings(), at("cleaned"));
  ASSERT_TRUE(made) << to_string(made.error());
  ASSERT_EQ(made->report.corpus.steps.size(), 2u);
  EXPECT_GT(made->report.corpus.steps[0].kept, 0u);
  const auto read = read_tokenizer_info(at("cleaned"));
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(read->report.corpus.steps, made->report.corpus.steps);
}

TEST_F(Training, CharactersAreTokensTheMostFrequentFirst) {
  TokenizerSettings settings = small_settings(TokenizerKind::character);
  settings.vocabulary_size = 50'000;  // More than there are: all.
  settings.character_coverage = 1;
  const auto all = train("all", settings);
  ASSERT_TRUE(all) << to_string(all.error());
  EXPECT_LT(all->settings.vocabulary_size, 200);
  const auto tokenizer = load_tokenizer(at("all"));
  ASSERT_TRUE(tokenizer) << to_string(tokenizer.error());
  std::vector<TokenId> ids;
  (*tokenizer)->encode("the young 中国", ids);
  std::vector<std::string> pieces;
  for (const TokenId id : ids) pieces.emplace_back((*tokenizer)->piece(id));
  EXPECT_THAT(pieces,
              testing::ElementsAre("▁", "t", "h", "e", "▁", "y", "o", "u", "n", "g", "▁", "中", "国"));

  settings.vocabulary_size = 20;
  const auto few = train("few", settings);
  ASSERT_TRUE(few) << to_string(few.error());
  EXPECT_EQ(few->settings.vocabulary_size, 20);
  const auto frequent = *load_tokenizer(at("few"));
  for (TokenId id = SpecialTokens::count; id < 20; ++id)
    EXPECT_EQ(frequent->piece(id), (*tokenizer)->piece(id)) << id;
}

TEST_F(Training, AVocabularyUnderTheAlphabetSaysTheSmallestPossible) {
  TokenizerSettings settings = small_settings();
  settings.vocabulary_size = 20;
  const Error error = error_of("small", settings);
  EXPECT_EQ(error.code, ErrorCode::bad_input);
  EXPECT_THAT(error.message,
              HasSubstr("vocabulary size 20 is smaller than the characters of this corpus need: at least "));
  EXPECT_THAT(error.hint, HasSubstr("character_coverage"));
}

TEST_F(Training, SettingsOutOfRangeAreNamed) {
  const auto refused = [&](auto change, const char* name) {
    TokenizerSettings settings = small_settings();
    change(settings);
    const Error error = error_of("t", settings);
    EXPECT_EQ(error.code, ErrorCode::bad_input);
    EXPECT_THAT(error.message, HasSubstr(name));
  };
  for (const std::int64_t size : {-1, 0, 5, 15, 1'000'001})
    refused([&](auto& s) { s.vocabulary_size = size; }, "vocabulary_size is");
  for (const double coverage : {0.5, 1.01, -1.0, std::numeric_limits<double>::quiet_NaN()})
    refused([&](auto& s) { s.character_coverage = coverage; }, "character_coverage is");
  for (const std::int64_t bytes : {std::int64_t{0}, std::int64_t{9'999}, std::int64_t{1} << 40})
    refused([&](auto& s) { s.sample_bytes = bytes; }, "sample_bytes is");
}

TEST_F(Training, NamesThatCannotBeUsedAreRefused) {
  for (const char* name : {".hidden", "..", "with space", "ünder", "a*b"}) {
    const auto info = train(name);
    ASSERT_FALSE(info) << name;
    EXPECT_EQ(info.error().code, ErrorCode::bad_input) << name;
  }
  expect_nothing_left();
  const auto info = train("A-good_name.v2/");
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_EQ(info->name, "A-good_name.v2");
}

TEST_F(Training, ANameThatIsTakenIsRefusedAndWhatIsThereStays) {
  put_file(at("mine") / "note", "keep me");
  const auto info = train("mine");
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, ErrorCode::bad_input);
  EXPECT_THAT(info.error().message, HasSubstr("a tokenizer named 'mine' exists already"));
  EXPECT_EQ(test::file_bytes(at("mine") / "note"), "keep me");
  expect_nothing_left();
}

TEST_F(Training, APlaceThatCannotBeWrittenToIsToldBeforeReading) {
  put_file(at("file"), "");
  bool read = false;
  const auto info = train_tokenizer({corpus()}, {}, small_settings(), at("file") / "t",
                                    [&](std::string_view, std::uint64_t, std::uint64_t) { read = true; });
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, ErrorCode::io);
  EXPECT_FALSE(read);
}

TEST_F(Training, CancellingLeavesNothing) {
  CancelFlag at_once;
  at_once.cancel();
  const auto first = train_tokenizer({corpus()}, {}, small_settings(), at("t"), {}, &at_once);
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, ErrorCode::cancelled);
  // When reading is over and SentencePiece begins.
  CancelFlag later;
  const auto second = train_tokenizer(
      {corpus()}, {}, small_settings(), at("t"),
      [&](std::string_view what, std::uint64_t, std::uint64_t) {
        if (what == "training") later.cancel();
      },
      &later);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::cancelled);
  EXPECT_FALSE(fs::exists(at("t")));
  expect_nothing_left();
}

TEST_F(Training, ErrorsOfTheCorpusComeThrough) {
  const auto missing = train_tokenizer({at("nowhere")}, {}, small_settings(), at("t"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_THAT(missing.error().message, HasSubstr("nowhere"));
}

// SentencePiece ends the program when no sentence is left after its own clean-up; these must not get there.
TEST_F(Training, TextThatMeansNothingToTheTrainerIsAnError) {
  for (const char* text : {"\u2585", "\u2581", "\u2581 \u2581\u2585\u2581", "\u2581\t\u2585"}) {
    TokenizerSettings settings = small_settings();
    for (const bool collapse : {true, false}) {
      settings.cleaning.collapse_whitespace = collapse;
      put_file(at("odd/a.txt"), text);
      const auto info = train_tokenizer({at("odd")}, {}, settings, at("t"));
      ASSERT_FALSE(info);
      EXPECT_EQ(info.error().code, ErrorCode::bad_input);
      EXPECT_THAT(info.error().message, HasSubstr("no sentence"));
    }
  }
}

TEST_F(Training, AReservedCharacterDoesNotCostItsLine) {
  put_file(corpus() / "block.txt", "ø before \u2585 þ after \u2581 æ end\n");
  const auto info = train("block");
  ASSERT_TRUE(info) << to_string(info.error());
  const auto tokenizer = load_tokenizer(at("block"));
  for (const char* letter : {"ø", "þ", "æ"})
    EXPECT_NE((*tokenizer)->id_of(letter), SpecialTokens::unknown) << letter;
}

TEST_F(Training, SentencePieceWritesNothingToTheTerminal) {
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  EXPECT_TRUE(train("quiet"));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

TEST_F(Training, ProgressNamesReadingThenTraining) {
  std::vector<std::string> names;
  const auto info = train_tokenizer({corpus()}, {}, small_settings(), at("t"),
                                    [&](std::string_view what, std::uint64_t, std::uint64_t) {
                                      if (names.empty() || names.back() != what) names.emplace_back(what);
                                    });
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_THAT(names, testing::ElementsAre("reading", "training"));
}

}  // namespace
}  // namespace cloze
