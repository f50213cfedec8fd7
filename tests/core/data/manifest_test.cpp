// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/manifest.h"

#include <nlohmann/json.hpp>

#include "data_fixture.h"

namespace cloze::test {
namespace {

using Json = nlohmann::ordered_json;

/// Every field differs from its default, so that one that is forgotten shows.
Manifest full() {
  Manifest manifest;
  DatasetInfo& info = manifest.info;
  info.name = "messages, 國情";
  info.hash = std::string(63, 'b') + "1";
  info.tokenizer_name = "unigram-8k";
  info.tokenizer_hash = std::string(64, 'c');
  info.vocabulary_size = 8192;
  info.settings = {.corpus = {"/texts/a.txt", "/texts/b"},
                   .format = {.boundary = DocumentBoundary::blank_line},
                   .held_out_share = 0.0123456789012345678,
                   .locale = "zh",
                   .threads = 3};
  info.settings.format.steps = *steps_from_text("markup,length:min_characters=7,language:keep=zh");
  info.report.steps = {{"markup", 10, 3, 0, 500, 400}, {"length", 9, 0, 1, 400, 390}};
  info.cleaning = {.normalization = Normalization::nfkc,
                   .lowercase = true,
                   .strip_control = false,
                   .collapse_whitespace = false,
                   .invalid_utf8 = InvalidUtf8::skip};
  info.train = {.documents = 7, .sentences = 70, .tokens = 700, .unknown_tokens = 6};
  info.held_out = {
      .documents = 2, .sentences = 20, .tokens = 18'000'000'000'000'000'000U, .unknown_tokens = 5};
  info.report.files = 9;
  info.report.documents = 10;
  info.report.empty_documents = 11;
  info.report.cleaning.bytes_in = 12;
  info.report.cleaning.bytes_out = 13;
  info.report.cleaning.invalid_sequences = 14;
  info.report.cleaning.control_characters = 15;
  info.created = 1'767'225'600.125;
  info.seconds = 1.0 / 3;
  manifest.shards = {{.file = "train-00000.shard",
                      .split = Split::train,
                      .bytes = 4096,
                      .sha256 = std::string(64, 'd'),
                      .tokens = 700,
                      .sentences = 70,
                      .documents = 7},
                     {.file = "held_out-00000.shard",
                      .split = Split::held_out,
                      .bytes = 512,
                      .sha256 = std::string(64, 'e'),
                      .tokens = 18'000'000'000'000'000'000U,
                      .sentences = 20,
                      .documents = 2}};
  return manifest;
}

void expect_refused(const Json& json, const std::string& why, ErrorCode code = ErrorCode::damaged) {
  const auto manifest = manifest_from_json(json.dump(), "d/dataset.json");
  ASSERT_FALSE(manifest) << "not refused: " << why;
  EXPECT_EQ(manifest.error().code, code);
  EXPECT_NE(manifest.error().message.find("d/dataset.json"), std::string::npos) << manifest.error().message;
  EXPECT_NE(manifest.error().message.find(why), std::string::npos) << manifest.error().message;
}

TEST(Manifest, ReadsBackEverythingItWrites) {
  const Manifest written = full();
  const auto back = manifest_from_json(manifest_to_json(written), "dataset.json");
  ASSERT_TRUE(back) << to_string(back.error());
  const DatasetInfo &a = written.info, &b = back->info;
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.hash, b.hash);
  EXPECT_EQ(a.tokenizer_name, b.tokenizer_name);
  EXPECT_EQ(a.tokenizer_hash, b.tokenizer_hash);
  EXPECT_EQ(a.vocabulary_size, b.vocabulary_size);
  EXPECT_EQ(a.settings.corpus, b.settings.corpus);
  EXPECT_EQ(a.settings.format, b.settings.format);
  EXPECT_EQ(a.settings.held_out_share, b.settings.held_out_share);
  EXPECT_EQ(a.settings.locale, b.settings.locale);
  EXPECT_EQ(a.settings.threads, b.settings.threads);
  EXPECT_EQ(a.cleaning, b.cleaning);
  for (const auto& [one, other] : {std::pair(a.train, b.train), std::pair(a.held_out, b.held_out)}) {
    EXPECT_EQ(one.documents, other.documents);
    EXPECT_EQ(one.sentences, other.sentences);
    EXPECT_EQ(one.tokens, other.tokens);
    EXPECT_EQ(one.unknown_tokens, other.unknown_tokens);
  }
  EXPECT_EQ(a.report.files, b.report.files);
  EXPECT_EQ(a.report.documents, b.report.documents);
  EXPECT_EQ(a.report.empty_documents, b.report.empty_documents);
  EXPECT_EQ(a.report.skipped_files, b.report.skipped_files);
  EXPECT_EQ(a.cut_sentences, b.cut_sentences);
  EXPECT_EQ(a.empty_sentences, b.empty_sentences);
  EXPECT_EQ(a.report.cleaning.bytes_in, b.report.cleaning.bytes_in);
  EXPECT_EQ(a.report.cleaning.bytes_out, b.report.cleaning.bytes_out);
  EXPECT_EQ(a.report.cleaning.invalid_sequences, b.report.cleaning.invalid_sequences);
  EXPECT_EQ(a.report.cleaning.control_characters, b.report.cleaning.control_characters);
  EXPECT_EQ(a.report.steps, b.report.steps);
  EXPECT_EQ(a.created, b.created);
  EXPECT_EQ(a.seconds, b.seconds);
  EXPECT_EQ(written.shards, back->shards);
  EXPECT_EQ(manifest_to_json(*back), manifest_to_json(written));
}

TEST(Manifest, EveryKeyIsNeededAndNoOtherIsTaken) {
  const Json good = Json::parse(manifest_to_json(full()));
  // All places of the document, as JSON pointers.
  std::vector<Json::json_pointer> objects;
  for (const char* place : {"", "/settings", "/settings/steps/1", "/cleaning", "/train", "/held_out",
                            "/report", "/report/steps/0", "/shards/0", "/shards/1"})
    objects.emplace_back(place);
  for (const auto& object : objects) {
    Json more = good;
    more[object]["surprise"] = 1;
    expect_refused(more, "surprise");
    for (const auto& [key, value] : good[object].items()) {
      Json wrong = good;
      wrong[object][key] = value.is_boolean() ? Json("text") : Json(true);
      expect_refused(wrong, key);
      Json less = good;
      less[object].erase(key);
      if (key == "skipped_files" || key == "text_field" || key == "converted_files" ||
          key == "cut_sentences" || key == "empty_sentences" || key == "steps")  // Came later.
        EXPECT_TRUE(manifest_from_json(less.dump(), "d/dataset.json")) << key;
      else
        expect_refused(less, key);
    }
  }
}

TEST(Manifest, NewerFormatsAndOtherTextsAreToldApart) {
  Json json = Json::parse(manifest_to_json(full()));
  json["format"] = 2;
  json["what_the_future_brings"] = 1;
  expect_refused(json, "dataset format 2", ErrorCode::newer_version);
  json["format"] = 0;
  expect_refused(json, "format must be 1");
  expect_refused(Json::array(), "must be a JSON object");
  const auto cut = manifest_from_json(manifest_to_json(full()).substr(0, 100), "d/dataset.json");
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, ErrorCode::damaged);
}

TEST(Manifest, CountsMustBeThoseOfTheShards) {
  Manifest manifest = full();
  manifest.shards[0].tokens += 1;
  expect_refused(Json::parse(manifest_to_json(manifest)), "its shards hold 701");
  manifest = full();
  manifest.info.held_out.documents = 1;
  expect_refused(Json::parse(manifest_to_json(manifest)), "held_out");
}

TEST(Manifest, AShardIsNamedInsideItsFolder) {
  Manifest manifest = full();
  manifest.shards[0].file = "../train-00000.shard";
  expect_refused(Json::parse(manifest_to_json(manifest)), "shards[0].file must be a file name");
}

TEST(Manifest, APathThatIsNotUtf8CanBeWritten) {
  Manifest manifest = full();
  manifest.info.settings.corpus = {"/texts/\xff.txt"};
  EXPECT_TRUE(manifest_from_json(manifest_to_json(manifest), "dataset.json"));
}

}  // namespace
}  // namespace cloze::test
