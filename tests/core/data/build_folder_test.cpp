// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/build_folder.h"

#include <algorithm>

#include "data_fixture.h"

namespace cloze::test {
namespace {

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

TEST(BuildFolder, GoesWithAllItHoldsUnlessPublished) {
  TemporaryFolder folder;
  {
    auto build = BuildFolder::create(folder.path(), "abc");
    ASSERT_TRUE(build);
    EXPECT_TRUE(build->path().filename().string().starts_with(".tmp-abc-"));
    put_file(build->path() / "a", "1");
    auto second = BuildFolder::create(folder.path(), "abc");
    ASSERT_TRUE(second);
    EXPECT_NE(second->path(), build->path());
    EXPECT_EQ(names_in(folder.path()).size(), 2U);
  }
  EXPECT_TRUE(names_in(folder.path()).empty());
}

TEST(BuildFolder, PublishingReplacesWhatStoodThere) {
  TemporaryFolder folder;
  for (const char* content : {"old", "new"}) {
    auto build = BuildFolder::create(folder.path(), "abc");
    ASSERT_TRUE(build);
    put_file(build->path() / content, content);
    ASSERT_TRUE(build->publish());
  }
  EXPECT_EQ(names_in(folder.path()), (std::vector<std::string>{"abc"}));
  EXPECT_EQ(names_in(folder / "abc"), (std::vector<std::string>{"new"}));
}

TEST(BuildFolder, AFolderThatIsGoneCannotBePublishedAndReplacesNothing) {
  TemporaryFolder folder;
  put_file(folder / "abc/old", "old");
  {
    auto build = BuildFolder::create(folder.path(), "abc");
    ASSERT_TRUE(build);
    std::filesystem::rename(build->path(), folder / "elsewhere");
    EXPECT_FALSE(build->publish());
  }
  EXPECT_EQ(file_bytes(folder / "abc/old"), "old");
}

TEST(BuildFolder, OnlyAbandonedAndWorthlessOnesAreRemoved) {
  TemporaryFolder folder;
  put_file(folder / ".tmp-abc-1-0/train-00000.shard", "half");
  put_file(folder / ".tmp-abd-1-0/of-worth", "half");
  put_file(folder / "abc/dataset.json", "{}");
  auto running = BuildFolder::create(folder.path(), "abc");
  ASSERT_TRUE(running);
  BuildFolder::remove_abandoned(folder.path(),
                                [](const auto& path) { return !std::filesystem::exists(path / "of-worth"); });
  EXPECT_FALSE(std::filesystem::exists(folder / ".tmp-abc-1-0"));
  EXPECT_TRUE(std::filesystem::exists(folder / ".tmp-abd-1-0"));
  EXPECT_TRUE(std::filesystem::exists(folder / "abc"));
  EXPECT_TRUE(std::filesystem::exists(running->path()));
}

TEST(BuildFolder, StaysWhenItIsToBeKeptAndIsTakenOver) {
  TemporaryFolder folder;
  const auto any = [](const std::filesystem::path&) { return true; };
  std::filesystem::path kept;
  {
    auto build = BuildFolder::create(folder.path(), "abc");
    ASSERT_TRUE(build);
    put_file(build->path() / "a", "1");
    kept = build->path();
    build->keep();
  }
  ASSERT_TRUE(std::filesystem::exists(kept / "a"));
  {
    auto other = BuildFolder::take_over_or_create(folder.path(), "abd", any);
    ASSERT_TRUE(other);
    EXPECT_NE(other->path(), kept);
    auto refused = BuildFolder::take_over_or_create(folder.path(), "abc", [](const auto&) { return false; });
    ASSERT_TRUE(refused);
    EXPECT_NE(refused->path(), kept);
    EXPECT_TRUE(std::filesystem::exists(kept / "a"));
    auto taken = BuildFolder::take_over_or_create(folder.path(), "abc", any);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->path(), kept);
    // It is held now.
    const auto left = BuildFolder::list(folder.path());
    ASSERT_EQ(left.size(), 3U);
    EXPECT_TRUE(std::ranges::all_of(left, &BuildFolder::Left::held));
    auto second = BuildFolder::take_over_or_create(folder.path(), "abc", any);
    ASSERT_TRUE(second);
    EXPECT_NE(second->path(), kept);
  }
  EXPECT_TRUE(names_in(folder.path()).empty());  // Taken over, it goes as any other, unless kept again.
}

TEST(BuildFolder, SaysWhereNothingCanBeMade) {
  TemporaryFolder folder;
  put_file(folder / "file", "");
  const auto build = BuildFolder::create(folder / "file", "abc");
  ASSERT_FALSE(build);
  EXPECT_NE(build.error().message.find("file/.tmp-abc"), std::string::npos);
}

}  // namespace
}  // namespace cloze::test
