// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <thread>

#include "core/base/sha256.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::file_bytes;
using test::put_file;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class CheckpointStoreTest : public testing::Test {
 protected:
  test::TemporaryFolder temporary_;
  fs::path folder_ = temporary_ / "runs/20260131-123456-ab12/checkpoints";

  static std::vector<CheckpointFile> files(const std::string& content) {
    return {{"model.safetensors", content + " weights"},
            {"state.bin", CheckpointWriter([content](const fs::path& path) -> Result<void> {
               put_file(path, content + " state");
               return {};
             }),
             100}};
  }
  Checkpoint save(std::int64_t step, std::optional<double> loss = {}, const std::string& content = "some") {
    auto saved = save_checkpoint(folder_, step, files(content), {loss});
    if (!saved) throw std::runtime_error(to_string(saved.error()));
    return *saved;
  }
  std::vector<std::int64_t> steps() {
    std::vector<std::int64_t> found;
    const auto listed = list_checkpoints(folder_).value();
    for (const Checkpoint& checkpoint : listed) found.push_back(checkpoint.step);
    return found;
  }
  std::vector<std::string> names(const fs::path& folder) {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder))
      found.push_back(entry.path().filename().string());
    return found;
  }
  void flip(const fs::path& path, std::size_t position) {
    std::string bytes = file_bytes(path);
    bytes.at(position) ^= 1;
    put_file(path, bytes);
  }
};

TEST_F(CheckpointStoreTest, ASavedCheckpointVerifies) {
  const Checkpoint saved = save(1234, 3.5);
  EXPECT_EQ(saved.folder, folder_ / "step-000001234");
  EXPECT_THAT(names(saved.folder), UnorderedElementsAre("model.safetensors", "state.bin", "manifest.json"));
  EXPECT_EQ(file_bytes(saved.folder / "model.safetensors"), "some weights");
  EXPECT_EQ(file_bytes(saved.folder / "state.bin"), "some state");
  const auto verified = verify_checkpoint(saved.folder);
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->step, 1234);
  EXPECT_EQ(verified->held_out_loss, 3.5);
  EXPECT_THAT(names(folder_), ElementsAre("step-000001234"));
}

TEST_F(CheckpointStoreTest, TheManifestIsAsDocumented) {
  const std::string manifest = file_bytes(save(7, 3.25).folder / "manifest.json");
  const std::string body =
      "{\n  \"format\": 1,\n  \"step\": 7,\n  \"files\": {\n"
      "    \"model.safetensors\": {\n      \"size\": 12,\n      \"sha256\": \"" +
      sha256_hex("some weights") +
      "\"\n    },\n"
      "    \"state.bin\": {\n      \"size\": 10,\n      \"sha256\": \"" +
      sha256_hex("some state") +
      "\"\n    }\n  },\n"
      "  \"metrics\": {\n    \"held_out_loss\": 3.25\n  }";
  EXPECT_EQ(manifest, body + ",\n  \"sha256\": \"" + sha256_hex(body + "\n}") + "\"\n}\n");
}

TEST_F(CheckpointStoreTest, ALossThatIsNotFiniteIsNone) {
  for (const double loss :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    EXPECT_FALSE(save(7, loss).held_out_loss);
    EXPECT_THAT(file_bytes(folder_ / "step-000000007/manifest.json"), HasSubstr("\"held_out_loss\": null"));
    EXPECT_FALSE(verify_checkpoint(folder_ / "step-000000007")->held_out_loss);
  }
}

TEST_F(CheckpointStoreTest, CheckpointsAreListedByStep) {
  EXPECT_THAT(steps(), IsEmpty());
  save(1000);
  save(50, 4.25);
  save(1'234'567'890);
  fs::create_directories(folder_ / "step-12");
  fs::create_directories(folder_ / "step-00000000x");
  fs::create_directories(folder_ / "other");
  EXPECT_THAT(steps(), ElementsAre(50, 1000, 1'234'567'890));
  EXPECT_EQ(list_checkpoints(folder_)->front().held_out_loss, 4.25);
  EXPECT_EQ(list_checkpoints(folder_)->back().folder, folder_ / "step-1234567890");
}

TEST_F(CheckpointStoreTest, AStepSavedAgainIsReplaced) {
  save(10, 4.0, "old");
  save(10, 3.0, "new");
  EXPECT_THAT(names(folder_), ElementsAre("step-000000010"));
  EXPECT_EQ(file_bytes(folder_ / "step-000000010/state.bin"), "new state");
  EXPECT_EQ(verify_checkpoint(folder_ / "step-000000010")->held_out_loss, 3.0);
}

TEST_F(CheckpointStoreTest, AFailingWriterLeavesEverythingAsItWas) {
  save(10, 4.0, "old");
  const auto failing = [&](std::int64_t step, const CheckpointWriter& writer) {
    return save_checkpoint(folder_, step, {{"model.safetensors", "x"}, {"state.bin", writer}});
  };
  const CheckpointWriter half = [](const fs::path& path) -> Result<void> {
    put_file(path, "half");
    return fail(ErrorCode::disk_full, "no space");
  };
  for (const std::int64_t step : {10, 20}) {
    const auto saved = failing(step, half);
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().code, ErrorCode::disk_full);
    EXPECT_THROW(
        (void)failing(step, [](const fs::path&) -> Result<void> { throw std::runtime_error("broken"); }),
        std::runtime_error);
    EXPECT_FALSE(failing(step, [](const fs::path&) -> Result<void> { return {}; }))
        << "a writer that writes nothing";
    EXPECT_THAT(names(folder_), ElementsAre("step-000000010"));
    EXPECT_EQ(file_bytes(folder_ / "step-000000010/state.bin"), "old state");
  }
}

TEST_F(CheckpointStoreTest, SpaceIsCheckedBeforeAnythingIsWritten) {
  bool called = false;
  const CheckpointWriter writer = [&](const fs::path&) -> Result<void> {
    called = true;
    return {};
  };
  const auto saved = save_checkpoint(folder_, 1, {{"state.bin", writer, std::uintmax_t{1} << 60}});
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, ErrorCode::disk_full);
  EXPECT_FALSE(called);
  EXPECT_THAT(names(folder_), IsEmpty());
}

TEST_F(CheckpointStoreTest, NamesThatLeadElsewhereAreRefused) {
  for (const char* name : {"", ".", "..", "../x", "a/b", "manifest.json", ".hidden"}) {
    const auto saved = save_checkpoint(folder_, 1, {{name, "x"}});
    ASSERT_FALSE(saved) << name;
    EXPECT_EQ(saved.error().code, ErrorCode::bad_input) << name;
  }
  EXPECT_EQ(save_checkpoint(folder_, 1, {{"a", "x"}, {"a", "y"}}).error().code, ErrorCode::bad_input);
  EXPECT_EQ(save_checkpoint(folder_, -1, {{"a", "x"}}).error().code, ErrorCode::bad_input);
}

TEST_F(CheckpointStoreTest, EachMissingFileIsNamed) {
  for (const char* name : {"model.safetensors", "state.bin", "manifest.json"}) {
    const fs::path path = save(10).folder / name;
    fs::remove(path);
    const auto verified = verify_checkpoint(folder_ / "step-000000010");
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().code, ErrorCode::damaged);
    EXPECT_THAT(verified.error().message, HasSubstr(path.string()));
    EXPECT_THAT(verified.error().message, HasSubstr("missing"));
  }
}

TEST_F(CheckpointStoreTest, EveryTruncationIsNoticed) {
  for (const char* name : {"model.safetensors", "state.bin", "manifest.json"}) {
    const fs::path path = save(10).folder / name;
    const std::string whole = file_bytes(path);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      put_file(path, whole.substr(0, size));
      const auto verified = verify_checkpoint(folder_ / "step-000000010");
      ASSERT_FALSE(verified) << name << " of " << size << " bytes";
      ASSERT_EQ(verified.error().code, ErrorCode::damaged);
      ASSERT_THAT(verified.error().message, HasSubstr(path.string()));
    }
    put_file(path, whole + "x");
    EXPECT_FALSE(verify_checkpoint(folder_ / "step-000000010")) << name << " with a byte more";
  }
}

TEST_F(CheckpointStoreTest, EveryFlippedBitIsNoticed) {
  for (const char* name : {"model.safetensors", "state.bin", "manifest.json"}) {
    const fs::path path = save(10, 3.25).folder / name;
    const std::string whole = file_bytes(path);
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
      std::string bytes = whole;
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
      put_file(path, bytes);
      const auto verified = verify_checkpoint(folder_ / "step-000000010");
      ASSERT_FALSE(verified) << name << " bit " << bit;
      ASSERT_THAT(verified.error().message, HasSubstr(path.string()));
    }
  }
}

TEST_F(CheckpointStoreTest, AGarbledOrForeignManifestIsTold) {
  const fs::path path = save(10).folder / "manifest.json";
  for (const char* text : {"", "{", "[]", "{}", "null", "{\"format\": 1}", "{\"format\": \"1\"}",
                           "{\"format\": 1, \"step\": \"ten\"}"}) {
    put_file(path, text);
    const auto verified = verify_checkpoint(folder_ / "step-000000010");
    ASSERT_FALSE(verified) << text;
    EXPECT_EQ(verified.error().code, ErrorCode::damaged) << text;
    EXPECT_THAT(verified.error().message, HasSubstr(path.string()));
    EXPECT_THAT(steps(), ElementsAre(10)) << "listed all the same, so that it can be told";
  }
  put_file(path, std::string(3 << 20, ' '));
  EXPECT_EQ(verify_checkpoint(folder_ / "step-000000010").error().code, ErrorCode::damaged);
}

TEST_F(CheckpointStoreTest, ANewerFormatIsTold) {
  put_file(save(10).folder / "manifest.json", "{\"format\": 2, \"chunks\": []}");
  const auto verified = verify_checkpoint(folder_ / "step-000000010");
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().code, ErrorCode::newer_version);
}

TEST_F(CheckpointStoreTest, AManifestOfAnotherStepIsNoticed) {
  save(10);
  fs::rename(folder_ / "step-000000010", folder_ / "step-000000020");
  EXPECT_THAT(verify_checkpoint(folder_ / "step-000000020").error().message, HasSubstr("belongs to step 10"));
  // Under a name of its own it is a copy that somebody made.
  fs::rename(folder_ / "step-000000020", folder_ / "my copy");
  EXPECT_EQ(verify_checkpoint(folder_ / "my copy")->step, 10);
}

TEST_F(CheckpointStoreTest, AFileReplacedByAFolderOrALinkIsNoticed) {
  const fs::path path = save(10).folder / "state.bin";
  fs::remove(path);
  fs::create_directory(path);
  EXPECT_THAT(verify_checkpoint(folder_ / "step-000000010").error().message, HasSubstr("not a plain file"));
  fs::remove(path);
  fs::create_symlink("model.safetensors", path);
  EXPECT_THAT(verify_checkpoint(folder_ / "step-000000010").error().message, HasSubstr("not a plain file"));
  EXPECT_EQ(verify_checkpoint(folder_ / "step-000000099").error().code, ErrorCode::not_found);
}

TEST_F(CheckpointStoreTest, TheNewestIntactIsTakenAndDamagedOnesAreTold) {
  EXPECT_EQ(newest_intact_checkpoint(folder_).error().code, ErrorCode::not_found);
  for (const std::int64_t step : {10, 20, 30, 40}) save(step);
  EXPECT_EQ(newest_intact_checkpoint(folder_)->step, 40);
  flip(folder_ / "step-000000040/model.safetensors", 3);
  fs::remove(folder_ / "step-000000030/manifest.json");
  std::vector<Error> skipped;
  EXPECT_EQ(newest_intact_checkpoint(folder_, &skipped)->step, 20);
  ASSERT_EQ(skipped.size(), 2u);
  EXPECT_THAT(skipped[0].message, HasSubstr("step-000000040/model.safetensors"));
  EXPECT_THAT(skipped[1].message, HasSubstr("step-000000030/manifest.json"));
  EXPECT_EQ(newest_intact_checkpoint(folder_)->step, 20);
  flip(folder_ / "step-000000020/state.bin", 0);
  flip(folder_ / "step-000000010/state.bin", 0);
  const auto none = newest_intact_checkpoint(folder_);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::damaged);
  EXPECT_THAT(none.error().message, HasSubstr("step-000000040/model.safetensors"));
}

TEST_F(CheckpointStoreTest, WhatACrashLeftIsIgnoredAndClearedByTheNextSave) {
  save(10);
  put_file(folder_ / ".tmp-step-000000020/model.safetensors", "half");
  put_file(folder_ / ".tmp-step-000000005-removed/model.safetensors", "half");
  EXPECT_THAT(steps(), ElementsAre(10));
  EXPECT_EQ(newest_intact_checkpoint(folder_)->step, 10);
  save(30);
  EXPECT_THAT(names(folder_), UnorderedElementsAre("step-000000010", "step-000000030"));
}

TEST_F(CheckpointStoreTest, AReplacedCheckpointCountsUntilItsSuccessorIsThere) {
  save(10, 4.0);
  // As a crash between the two renames leaves it where folders cannot be swapped.
  fs::rename(folder_ / "step-000000010", folder_ / ".old-step-000000010");
  EXPECT_EQ(newest_intact_checkpoint(folder_)->step, 10);
  save(20);
  EXPECT_THAT(names(folder_), UnorderedElementsAre("step-000000010", "step-000000020"));
  EXPECT_TRUE(verify_checkpoint(folder_ / "step-000000010"));
  // And as one after the second rename leaves it.
  fs::copy(folder_ / "step-000000010", folder_ / ".old-step-000000010");
  flip(folder_ / ".old-step-000000010/state.bin", 0);
  EXPECT_EQ(list_checkpoints(folder_)->front().folder, folder_ / "step-000000010");
  save(30);
  EXPECT_THAT(names(folder_), UnorderedElementsAre("step-000000010", "step-000000020", "step-000000030"));
}

TEST_F(CheckpointStoreTest, AKillAtAnyMomentLeavesAnIntactCheckpoint) {
  save(1, {}, "first");
  for (int round = 0; round < 20; ++round) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      for (std::int64_t step = 2;; step = step == 2 ? 3 : 2) {
        const std::string content(50'000, static_cast<char>('a' + step));
        if (!save_checkpoint(folder_, step, files(content)) || !retain_checkpoints(folder_, 1)) ::_exit(1);
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(3 + 7 * round % 40));
    ::kill(pid, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    ASSERT_TRUE(WIFSIGNALED(status)) << "saving failed";
    std::vector<Error> skipped;
    const auto newest = newest_intact_checkpoint(folder_, &skipped);
    ASSERT_TRUE(newest) << newest.error().message;
    EXPECT_THAT(skipped, IsEmpty());
  }
}

TEST_F(CheckpointStoreTest, TheNewestAndTheBestAreKept) {
  const double losses[] = {5.0, 3.0, 4.0, 4.5, 4.25, 4.75};
  for (int i = 0; i < 6; ++i) save(10 * (i + 1), losses[i]);
  EXPECT_THAT(*retain_checkpoints(folder_, 2), ElementsAre(10, 30, 40));
  EXPECT_THAT(steps(), ElementsAre(20, 50, 60));
  EXPECT_THAT(*retain_checkpoints(folder_, 2), IsEmpty());
  EXPECT_THAT(*retain_checkpoints(folder_, 0), ElementsAre(50))
      << "the newest stays even when none is to be kept";
  EXPECT_THAT(steps(), ElementsAre(20, 60));
  EXPECT_THAT(names(folder_), UnorderedElementsAre("step-000000020", "step-000000060"));
}

TEST_F(CheckpointStoreTest, WithoutLossesOnlyTheNewestAreKept) {
  for (const std::int64_t step : {10, 20, 30}) save(step, std::numeric_limits<double>::quiet_NaN());
  EXPECT_THAT(*retain_checkpoints(folder_, 1), ElementsAre(10, 20));
  EXPECT_THAT(*retain_checkpoints(temporary_ / "nothing here", 1), IsEmpty());
}

TEST_F(CheckpointStoreTest, DamagedOnesDoNotPushSoundOnesOut) {
  for (const std::int64_t step : {10, 20, 30, 40}) save(step);
  fs::remove(folder_ / "step-000000030/state.bin");
  put_file(folder_ / "step-000000040/manifest.json", "{");
  EXPECT_THAT(*retain_checkpoints(folder_, 1), ElementsAre(10, 30));
  EXPECT_THAT(steps(), ElementsAre(20, 40)) << "the newest sound one, and the newest";
}

TEST_F(CheckpointStoreTest, AFolderThatCannotBeMadeIsTold) {
  put_file(temporary_ / "runs", "a file where a folder should be");
  const auto saved = save_checkpoint(folder_, 1, files("x"));
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, ErrorCode::io);
  EXPECT_THAT(saved.error().message, HasSubstr("checkpoints"));
}

}  // namespace
}  // namespace cloze
