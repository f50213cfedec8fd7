// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a checkpoint as nobody wrote them: manifest.json, state.json, and headers of safetensors made
// to fill the memory. A clear error each.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/checkpoint/checkpoint_manifest.h"
#include "core/checkpoint/safetensors.h"
#include "core/checkpoint/train_state.h"
#include "tests/support/peak_memory.h"
#include "tests/support/repeated.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

using test::put_file;
using test::repeated;
using testing::HasSubstr;

// ---------------------------------------------------------------- manifest.json

struct Case {
  const char* name;
  std::string text;
  const char* message;
  ErrorCode code = ErrorCode::damaged;
};
void PrintTo(const Case& one, std::ostream* out) {
  *out << one.name;
}

std::string files(const std::string& name) {
  CheckpointManifest manifest;
  manifest.files[name] = {3, std::string(64, 'a')};
  return checkpoint_manifest_to_json(manifest);
}

std::vector<Case> manifests() {
  std::string keys = "{";
  for (int i = 0; i < 100'000; ++i) keys += "\"" + std::to_string(i) + "\":0,";
  return {
      {"Empty", "", "the manifest is garbled"},
      {"Binary", std::string(100, '\xfe'), "the manifest is garbled"},
      {"AList", "[]", "not the manifest of a checkpoint"},
      {"NoFormat", "{}", "not the manifest of a checkpoint"},
      {"FormatAsText", R"({"format": "1"})", "not the manifest of a checkpoint"},
      {"ANewerFormat", R"({"format": 7})", "written in checkpoint format 7", ErrorCode::newer_version},
      {"DeepLists", repeated("[", 500'000), "the manifest is garbled"},
      {"ManyKeys", keys + "\"a\":0}", "the manifest is garbled"},
      {"KeyTwice", R"({"format": 1, "format": 1})", "the manifest is garbled"},
      {"FilesAsAList", R"({"format": 1, "step": 1, "files": [], "metrics": {"held_out_loss": null}})",
       "the manifest was changed"},
      {"StepAsText", R"({"format": 1, "step": "1", "files": {}})", "the manifest is garbled"},
      // Found by fuzzing: the cast is undefined.
      {"ASizeBeyondAll",
       R"({"format": 1, "step": 1, "files": {"x": {"size": 1e45, "sha256": ""}}, "metrics": {}})",
       "the manifest is garbled"},
      {"AStepBeyondAll", R"({"format": 1, "step": -1e45, "files": {}, "metrics": {}})",
       "the manifest is garbled"},
      {"NoHash", R"({"format": 1, "step": 1, "files": {}, "metrics": {"held_out_loss": null}})",
       "the manifest was changed"},
      {"AFileAbove", files("../model.safetensors"), "'../model.safetensors' is no name"},
      {"AFileElsewhere", files("/etc/passwd"), "'/etc/passwd' is no name"},
      {"TheFolderAbove", files(".."), "'..' is no name"},
      {"TheManifestItself", files("manifest.json"), "'manifest.json' is no name"},
      {"AFileWithoutAName", files(""), "'' is no name"},
      {"AFileWithAZero", files(std::string("a\0b", 3)), "is no name"},
  };
}

class HostileCheckpointManifest : public testing::TestWithParam<Case> {};

TEST_P(HostileCheckpointManifest, IsRefusedWithTheReason) {
  const Stopwatch watch;
  const auto manifest = checkpoint_manifest_from_json(GetParam().text, "'c/manifest.json'");
  ASSERT_FALSE(manifest);
  EXPECT_EQ(manifest.error().code, GetParam().code);
  EXPECT_THAT(manifest.error().message, HasSubstr("'c/manifest.json': "));
  EXPECT_THAT(manifest.error().message, HasSubstr(GetParam().message));
  EXPECT_FALSE(manifest.error().hint.empty());
  EXPECT_LT(watch.seconds(), 5);
}

INSTANTIATE_TEST_SUITE_P(Cases, HostileCheckpointManifest, testing::ValuesIn(manifests()),
                         [](const auto& info) { return std::string(info.param.name); });

// ---------------------------------------------------------------- state.json

/// A good state of format 2 with one key changed or added.
std::string state_with(const std::string& key, const std::string& value) {
  std::string text = "{";
  bool there = false;
  for (const auto& [name, good] : std::vector<std::pair<std::string, std::string>>{
           {"format", "2"},
           {"step", "3"},
           {"epoch", "0"},
           {"row", "6"},
           {"seconds", "1.5"},
           {"tokens", "96"},
           {"guard", R"({"losses": [3.5], "faults": 0, "furthest": 0})"},
           {"left_out", "[]"},
           {"dataset_hash", "\"ab\""}}) {
    there = there || name == key;
    text += fmt::format("\"{}\": {}, ", name, name == key ? value : good);
  }
  if (!there) return text + fmt::format("\"{}\": {}}}", key, value);
  return text.substr(0, text.size() - 2) + "}";
}

TEST(GoodState, IsWhatHostileOnesAreMadeFrom) {
  EXPECT_TRUE(train_state_from_json(state_with("step", "3"), "c/state.json"));
}

class HostileState : public testing::TestWithParam<Case> {};

TEST_P(HostileState, IsRefusedWithTheReason) {
  const auto state = train_state_from_json(GetParam().text, "c/state.json");
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code, GetParam().code);
  EXPECT_THAT(state.error().message, HasSubstr("c/state.json"));
  EXPECT_THAT(state.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, HostileState,
    testing::Values(Case{"Empty", "", ""}, Case{"Binary", std::string(100, '\xfe'), ""},
                    Case{"AList", "[]", ""}, Case{"NoFormat", "{}", "format"},
                    Case{"DeepLists", repeated("[", 500'000), ""},
                    Case{"ANewerFormat", R"({"format": 99})", "99", ErrorCode::newer_version},
                    Case{"StepAsText", R"({"format": 1, "step": "x"})", ""},
                    Case{"HalfAStep", state_with("step", "1.5"), "step"},
                    Case{"NegativeStep", state_with("step", "-1"), "step"},
                    Case{"NegativeRow", state_with("row", "-1"), "row"},
                    Case{"HugeRow", state_with("row", "18446744073709551616"), "row"},
                    Case{"UnknownKey", state_with("steps", "1"), "steps"},
                    Case{"OneKeyTwice", state_with("more\": 1, \"more", "1"), "twice"},
                    Case{"LossesAsText",
                         state_with("guard", R"({"losses": ["x"], "faults": 0, "furthest": 0})"), "losses"},
                    Case{"BatchesAsNumbers", state_with("left_out", "[1]"), "left_out"},
                    Case{"NothingButAFormat", R"({"format": 1})", "step"}),
    [](const auto& info) { return std::string(info.param.name); });

// ---------------------------------------------------------------- safetensors

std::string file_of(std::string_view json, std::string_view data = {}) {
  const std::uint64_t length = json.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes.append(json).append(data);
}

/// Headers of nearly 100 MB, the most that is allowed.
std::vector<Case> headers() {
  const auto entries = [](int count, const std::string& fields) {
    std::string json = "{";
    for (int i = 0; i < count && json.size() < 99'000'000; ++i)
      json += "\"" + std::to_string(i) + "\":{" + fields + "},";
    json.back() = '}';
    return file_of(json);
  };
  const std::string empty = R"("dtype":"U8","shape":[0],"data_offsets":[0,0])";
  std::string metadata = R"({"__metadata__":{)";
  for (int i = 0; metadata.size() < 99'000'000; ++i) metadata += "\"" + std::to_string(i) + "\":\"\",";
  metadata.back() = '}';
  return {
      {"MillionsOfEmptyTensors", entries(3'000'000, empty), "it holds more than 100000 tensors"},
      {"MillionsOfDimensions",
       entries(1'000'000, R"("dtype":"U8","shape":[)" + repeated("0,", 63) + R"(0],"data_offsets":[0,0])"),
       "it holds more than 100000 tensors"},
      {"MillionsOfMetadata", file_of(metadata + "}"), "it holds more than 10000 metadata entries"},
      {"ANameOf99Megabytes", file_of("{\"" + std::string(99'000'000, 'n') + "\":{" + empty + "}}"),
       "the header holds a text or number of more than 16000000 bytes"},
      {"MetadataOf99Megabytes", file_of(R"({"__metadata__":{"a":")" + std::string(99'000'000, 'n') + "\"}}"),
       "the header holds a text or number of more than 16000000 bytes"},
      {"QuotesWithoutEnd", file_of("{\"" + repeated("\\\"", 49'000'000)),
       "the header holds a text or number of more than 16000000 bytes"},
      {"NinetyNineMegabytesOfBlanks", file_of("{" + std::string(99'000'000, ' ')), "not valid JSON"},
      {"DeepLists", file_of("{\"a\":" + repeated("[", 99'000'000)), "tensor 'a' is an array, not an object"},
      {"ANumberOf99Megabytes", file_of(R"({"a":{"shape":[)" + std::string(90'000'000, '9') + "]}}"),
       "the header holds a text or number of more than 16000000 bytes"},
  };
}

TEST(HostileSafetensors, HeadersOf99MegabytesTakeBoundedMemory) {
  const test::TemporaryFolder folder;
  for (Case& one : headers()) {
    SCOPED_TRACE(one.name);
    put_file(folder / "model.safetensors", one.text);
    std::string().swap(one.text);
    test::expect_bounded_memory([&] {
      const auto file = SafetensorsFile::open(folder / "model.safetensors");
      const bool told = !file && file.error().code == ErrorCode::damaged &&
                        file.error().message.find("model.safetensors': ") != std::string::npos &&
                        file.error().message.find(one.message) != std::string::npos &&
                        file.error().message.size() < 1000;
      if (!told)
        std::fprintf(stderr, "%s\n", file ? "accepted" : file.error().message.substr(0, 300).c_str());
      return told;
    });
  }
}

TEST(HostileSafetensors, TheLargestThatIsAllowedIsRead) {
  std::string json = "{";
  for (int i = 0; i < 100'000; ++i)
    json += "\"" + std::to_string(i) + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},";
  json.back() = '}';
  const std::string bytes = file_of(json);
  test::expect_bounded_memory([&] {
    const auto content = parse_safetensors(std::as_bytes(std::span(bytes)), "x");
    return content && content->tensors.size() == 100'000;
  });
}

TEST(HostileSafetensors, AnErrorShowsNoControlCharacters) {
  const std::string bytes = file_of(R"({"\u001b[2J":3})");
  const auto content = parse_safetensors(std::as_bytes(std::span(bytes)), "x");
  ASSERT_FALSE(content);
  EXPECT_THAT(content.error().message, HasSubstr("tensor '\\x1b[2J' is a number"));
}

}  // namespace
}  // namespace cloze
