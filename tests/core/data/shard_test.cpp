// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/shard.h"

#include "data_fixture.h"

namespace cloze::test {
namespace {

using ::testing::Test;

class ShardTest : public Test {
 protected:
  std::filesystem::path write(const std::vector<TokenizedDocument>& documents, std::int64_t vocabulary_size) {
    const auto path = folder_ / "train-00000.shard";
    std::filesystem::remove(path);
    auto writer = ShardWriter::create(path, vocabulary_size);
    EXPECT_TRUE(writer);
    for (const TokenizedDocument& made : documents) EXPECT_TRUE(writer->append(made));
    EXPECT_TRUE(writer->finish());
    return path;
  }

  /// Opens and expects an error that names the file and says why.
  void expect_refused(const std::filesystem::path& path, const std::string& why,
                      ErrorCode code = ErrorCode::damaged) {
    const auto shard = Shard::open(path, true);
    ASSERT_FALSE(shard) << "not refused: " << why;
    EXPECT_EQ(shard.error().code, code);
    EXPECT_NE(shard.error().message.find("train-00000.shard"), std::string::npos) << shard.error().message;
    EXPECT_NE(shard.error().message.find(why), std::string::npos) << shard.error().message;
    EXPECT_FALSE(shard.error().hint.empty());
  }

  TemporaryFolder folder_;
};

// The bytes that shard.h promises, one by one.
TEST_F(ShardTest, FileIsLaidOutAsDocumented) {
  const auto path =
      write({document({{5, 0x0102, 7}, {8}}, [](TokenId id) { return id == 7; }), document({{9}})}, 1000);
  const auto number = [](std::uint64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
    return text;
  };
  std::string expected = "CLZSHARD" + number(1, 4) + number(2, 4);
  for (const std::uint64_t field : {1000, 5, 3, 2, 96, 112, 120, 152, 176, 0}) expected += number(field, 8);
  for (const std::uint64_t id : {5, 0x0102, 7, 8, 9}) expected += number(id, 2);
  expected += number(0, 6);  // To a multiple of 8.
  expected += number(0b11011, 1) + number(0, 7);
  for (const std::uint64_t sentence : {0, 3, 4, 5}) expected += number(sentence, 8);
  for (const std::uint64_t first : {0, 2, 3}) expected += number(first, 8);
  EXPECT_EQ(file_bytes(path), expected);
}

TEST_F(ShardTest, ReadsBackWhatWasWritten) {
  for (const std::int64_t vocabulary_size : {65'536, 65'537}) {
    const TokenId largest = static_cast<TokenId>(vocabulary_size - 1);
    const auto path =
        write({document({run(5, 20), {largest}}, [](TokenId id) { return id % 3 == 0; })}, vocabulary_size);
    const auto shard = Shard::open(path, true);
    ASSERT_TRUE(shard) << to_string(shard.error());
    EXPECT_EQ(shard->counts(), (ShardCounts{.vocabulary_size = static_cast<std::uint64_t>(vocabulary_size),
                                            .tokens = 21,
                                            .sentences = 2,
                                            .documents = 1}));
    std::vector<TokenId> ids(4);
    shard->read(17, ids);
    EXPECT_EQ(ids, (std::vector<TokenId>{22, 23, 24, largest}));
    std::vector<std::uint8_t> starts(4);
    shard->read_word_starts(15, starts);
    EXPECT_EQ(starts, (std::vector<std::uint8_t>{1, 0, 1, 1}));
    EXPECT_EQ(shard->sentence_begin(1), 20U);
    EXPECT_EQ(shard->sentence_begin(2), 21U);
    EXPECT_EQ(shard->document_begin(1), 2U);
  }
}

TEST_F(ShardTest, IdsTakeTwoBytesWhileTheyFit) {
  EXPECT_EQ(shard_id_bytes(65'536), 2U);
  EXPECT_EQ(shard_id_bytes(65'537), 4U);
}

TEST_F(ShardTest, AnUnfinishedFileIsRefused) {
  const auto path = folder_ / "train-00000.shard";
  {
    auto writer = ShardWriter::create(path, 1000);
    ASSERT_TRUE(writer);
    // Enough that the buffer is written before the end.
    const auto large = document({Sentence(600'000, 7)});
    ASSERT_TRUE(writer->append(large));
  }
  EXPECT_GT(std::filesystem::file_size(path), 1'000'000U);
  expect_refused(path, "does not begin as a shard");
}

TEST_F(ShardTest, DamageIsToldWithFileAndReason) {
  const std::vector<TokenizedDocument> documents{document({{5, 6, 7}, {8}}), document({{9}, {10}})};
  const auto path = write(documents, 1000);
  const std::string good = file_bytes(path);
  const auto with = [&](std::size_t at, const std::string& bytes) {
    put_file(path, good);
    overwrite(path, at, bytes);
  };
  with(0, "X");
  expect_refused(path, "does not begin as a shard");
  with(8, std::string("\x02\0\0\0", 4));
  expect_refused(path, "shard format 2", ErrorCode::newer_version);
  with(8, std::string("\0\0\0\0", 4));
  expect_refused(path, "format number 0");
  with(12, "\x04");
  expect_refused(path, "do not follow");
  // Found by fuzzing: ids above INT32_MAX were within such a vocabulary, and negative.
  with(16, std::string("\xa0\x86\x01\0\x01\x07\0\0", 8));
  expect_refused(path, "its vocabulary of 7700876461728 is larger than any");
  with(24, "\x07");
  expect_refused(path, "sentence offsets run from 0 to 6, not from 0 to 7");
  with(24, "\x09");
  expect_refused(path, "its counts ask for");
  with(24, std::string(8, '\xff'));
  expect_refused(path, "impossible counts");
  with(32, "\x20");
  expect_refused(path, "impossible counts");
  with(40, std::string(1, '\0'));
  expect_refused(path, "impossible counts");
  with(56, "\x78");
  expect_refused(path, "do not follow");
  with(88, "\x01");
  expect_refused(path, "do not follow");
  // Ids at 96, word starts at 112, sentences 0 3 4 5 6 at 120, documents 0 2 4 at 160.
  with(97, "\x04");
  expect_refused(path, "token 0 is outside the vocabulary of 1000");
  with(98, "\xe8\x03");  // 1000 itself, the first that is outside.
  expect_refused(path, "token 1 is outside the vocabulary of 1000");
  with(128, "\x04");
  expect_refused(path, "sentence offset 2 is 4, behind 4");
  with(128, "\x09");
  expect_refused(path, "sentence offset 2 is 4, behind 9");
  with(120, "\x01");
  expect_refused(path, "sentence offsets run from 1 to 6, not from 0 to 6");
  with(152, "\x07");
  expect_refused(path, "sentence offsets run from 0 to 7");
  with(168, std::string(1, '\0'));
  expect_refused(path, "document offset 1 is 0");
  with(176, "\x05");
  expect_refused(path, "document offsets run from 0 to 5");
  put_file(path, good.substr(0, good.size() - 8));
  expect_refused(path, "it has 176 bytes, its counts ask for 184");
  put_file(path, good.substr(0, 50));
  expect_refused(path, "less than a header");
  put_file(path, "");
  expect_refused(path, "less than a header");
  std::filesystem::remove(path);
  expect_refused(path, "missing");
}

TEST_F(ShardTest, IdsAreLookedAtOnlyWhenAskedFor) {
  const auto path = write({document({{5, 6}})}, 1000);
  overwrite(path, 97, "\x04");
  EXPECT_TRUE(Shard::open(path, false));
  EXPECT_FALSE(Shard::open(path, true));
}

TEST_F(ShardTest, SplitWriterGoesOnBehindWhatIsThere) {
  SplitWriter first(folder_.path(), Split::held_out, 1000);
  ASSERT_TRUE(first.append(document({run(5, 6)})));
  ASSERT_TRUE(first.append(document({run(5, 4)})));
  EXPECT_EQ(first.open_counts().tokens, 10U);
  ASSERT_TRUE(first.end_shard());
  ASSERT_TRUE(first.end_shard());  // There is none.
  EXPECT_EQ(first.open_counts().tokens, 0U);

  SplitWriter second(folder_.path(), Split::held_out, 1000, first.shards(), first.counts());
  ASSERT_TRUE(second.append(document({run(5, 3)})));
  ASSERT_TRUE(second.end_shard());
  std::vector<std::pair<std::string, std::uint64_t>> got;
  for (const ShardEntry& shard : second.shards()) got.emplace_back(shard.file, shard.tokens);
  EXPECT_EQ(got, (std::vector<std::pair<std::string, std::uint64_t>>{{"held_out-00000.shard", 10},
                                                                     {"held_out-00001.shard", 3}}));
  EXPECT_EQ(second.counts().documents, 3U);
  EXPECT_EQ(second.counts().tokens, 13U);
}

TEST_F(ShardTest, AFileThatIsThereIsNotOverwritten) {
  write({document({{5}})}, 1000);
  EXPECT_FALSE(ShardWriter::create(folder_ / "train-00000.shard", 1000));
}

}  // namespace
}  // namespace cloze::test
