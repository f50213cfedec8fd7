// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of a tokenizer folder that was changed, cut or written by another version.
#include <gmock/gmock.h>

#include <filesystem>

#include "core/base/sha256.h"
#include "core/tokenizer/tokenizer_info.h"
#include "tests/core/tokenizer/tokenizer_test_support.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::file_bytes;
using test::put_file;
using testing::HasSubstr;

class Stored : public testing::Test {
 protected:
  void SetUp() override {
    test::write_two_languages(folder_ / "corpus");
    const auto info = train_tokenizer({folder_ / "corpus"}, {}, test::small_settings(), place());
    ASSERT_TRUE(info) << to_string(info.error());
    json_ = file_bytes(json_path());
  }
  fs::path place() const { return folder_ / "t"; }
  fs::path json_path() const { return place() / "tokenizer.json"; }

  /// The error of reading the folder after a change of tokenizer.json; of loading it as well, which must
  /// agree.
  Error after(const std::string& from, const std::string& to) {
    std::string changed = json_;
    const std::size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    changed.replace(at, from.size(), to);
    put_file(json_path(), changed);
    const auto info = read_tokenizer_info(place());
    const auto loaded = load_tokenizer(place());
    EXPECT_FALSE(info);
    EXPECT_FALSE(loaded);
    if (info || loaded) return {};
    EXPECT_EQ(info.error().message, loaded.error().message);
    EXPECT_THAT(info.error().message, HasSubstr(json_path().string()));
    return info.error();
  }

  test::TemporaryFolder folder_;
  std::string json_;
};

TEST_F(Stored, ANewerFormatIsToldApart) {
  const Error error = after("\"format\": 1", "\"format\": 2");
  EXPECT_EQ(error.code, ErrorCode::newer_version);
  EXPECT_THAT(error.hint, HasSubstr("update"));
}

TEST_F(Stored, ADamagedInfoNamesFileAndKey) {
  const struct {
    const char *from, *to, *message;
  } cases[] = {
      {"{", "", "not valid JSON"},
      {"\"format\": 1", "\"format\": 0", "format must be 1"},
      {"\"format\": 1", "\"format\": \"1\"", "format is \"1\", it must be a whole number"},
      {"\"seed\": 1,", "", "settings.seed is missing"},
      {"\"seed\": 1,", "\"seed\": 1, \"extra\": 0,", "settings.extra is not a known key"},
      {"\"seed\": 1", "\"seed\": 1.5", "settings.seed is 1.5, it must be a whole number"},
      {"\"seed\": 1", "\"seed\": 18446744073709551615", "settings.seed is 18446744073709551615"},
      {"\"unigram\"", "\"word\"", "settings.kind is \"word\", it must be one of \"unigram\", \"bpe\""},
      {"\"nfc\"", "\"nfd\"", "settings.cleaning: normalization is \"nfd\""},
      {"\"lowercase\": false,", "", "settings.cleaning: lowercase is missing"},
      {"\"cleaning\": {", "\"cleaning\": 1, \"more\": {",
       "settings.cleaning is number, it must be a JSON object"},
      {"\"files\": 21", "\"files\": -21", "report.files is -21, it must be a whole number from 0"},
      {"\"bytes_in\"", "\"bytes_inn\"", "report.cleaning.bytes_in is missing"},
      {"\"report\"", "\"rapport\"", "report is missing"},
      {"\"hash\": \"", "\"hash\": \"0", "hash does not match the settings"},
      {"\"lowercase\": false", "\"lowercase\": true", "hash does not match the settings"},
  };
  for (const auto& [from, to, message] : cases) {
    const Error error = after(from, to);
    EXPECT_EQ(error.code, ErrorCode::damaged) << message;
    EXPECT_THAT(error.message, HasSubstr(message));
  }
}

TEST_F(Stored, EveryCutOfTheInfoIsDamaged) {
  for (std::size_t size = 0; size + 2 < json_.size(); size += 7) {
    put_file(json_path(), json_.substr(0, size));
    const auto info = read_tokenizer_info(place());
    ASSERT_FALSE(info) << size;
    EXPECT_EQ(info.error().code, ErrorCode::damaged);
  }
}

TEST_F(Stored, AChangedModelIsDamaged) {
  const fs::path path = place() / "tokenizer.model";
  std::string model = file_bytes(path);
  model[model.size() / 2] ^= 1;
  put_file(path, model);
  const auto loaded = load_tokenizer(place());
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::damaged);
  EXPECT_THAT(loaded.error().message, HasSubstr(path.string()));
}

TEST_F(Stored, AMissingFileIsDamagedAndNamed) {
  fs::remove(place() / "tokenizer.model");
  const auto loaded = load_tokenizer(place());
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::damaged);
  EXPECT_THAT(loaded.error().message, HasSubstr("lacks tokenizer.model"));
  EXPECT_TRUE(read_tokenizer_info(place()));  // The list of tokenizers still shows it.
  fs::remove(json_path());
  const auto info = read_tokenizer_info(place());
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, ErrorCode::damaged);
  EXPECT_THAT(info.error().message, HasSubstr("lacks tokenizer.json"));
}

TEST_F(Stored, AMissingFolderIsNotFound) {
  const auto loaded = load_tokenizer(folder_ / "nowhere");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::not_found);
  EXPECT_THAT(loaded.error().message, HasSubstr("nowhere"));
}

/// A folder whose hashes are all right, with another model.
Result<std::shared_ptr<const Tokenizer>> load_with(const fs::path& place, std::string_view model,
                                                   std::int64_t vocabulary_size) {
  auto stored = read_stored_tokenizer(place);
  stored->model_sha256 = sha256_hex(model);
  stored->info.settings.vocabulary_size = vocabulary_size;
  stored->info.hash = tokenizer_hash(stored->model_sha256, stored->info.settings);
  put_file(place / "tokenizer.model", model);
  put_file(place / "tokenizer.json", to_json(*stored));
  return load_tokenizer(place);
}

TEST_F(Stored, ModelsThatAreNotOursAreDamaged) {
  std::string model = file_bytes(place() / "tokenizer.model");
  EXPECT_TRUE(load_with(place(), model, 120));
  const auto other_size = load_with(place(), model, 200);
  ASSERT_FALSE(other_size);
  EXPECT_THAT(other_size.error().message, HasSubstr("has 120 tokens, tokenizer.json says 200"));

  const auto garbage = load_with(place(), "not a model", 120);
  ASSERT_FALSE(garbage);
  EXPECT_EQ(garbage.error().code, ErrorCode::damaged);
  EXPECT_THAT(garbage.error().message, HasSubstr("not a SentencePiece model"));

  model.replace(model.find("[MASK]"), 6, "[KSAM]");
  const auto renamed = load_with(place(), model, 120);
  ASSERT_FALSE(renamed);
  EXPECT_EQ(renamed.error().code, ErrorCode::damaged);
  EXPECT_THAT(renamed.error().message, HasSubstr("token 4 is '[KSAM]', it must be [MASK]"));
}

}  // namespace
}  // namespace cloze
