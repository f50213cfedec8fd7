// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of a workspace stay inside it, whatever the names are.
#include "core/session/workspace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "core/session/session.h"
#include "tests/support/sample_text.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using testing::HasSubstr;

class WorkspaceNames : public testing::TestWithParam<std::string> {
 protected:
  test::TemporaryFolder folder_;
  fs::path root_ = folder_ / "a/b/workspace";
};

INSTANTIATE_TEST_SUITE_P(Names, WorkspaceNames,
                         testing::Values("", ".", "..", "../..", "../../evil", "/tmp/cloze-test-evil",
                                         "a/../../../evil", "a\0/../../evil"s, "\x1b[2J", "a\nb", "\xff",
                                         std::string(5000, 'n')),
                         [](const auto& info) { return "Name" + std::to_string(info.index); });

TEST_P(WorkspaceNames, ARunsFolderIsDirectlyUnderRuns) {
  const auto workspace = Workspace::open(root_);
  ASSERT_TRUE(workspace) << to_string(workspace.error());
  const fs::path folder = workspace->run_folder(GetParam());
  EXPECT_EQ(folder.parent_path(), root_ / "runs");
  EXPECT_EQ(folder.lexically_normal(), folder);
  EXPECT_EQ(workspace->checkpoints(GetParam()), folder / "checkpoints");
  EXPECT_EQ(workspace->run_folder("20260131-123456-0a1b"), root_ / "runs/20260131-123456-0a1b");
}

TEST_P(WorkspaceNames, NothingOfThatNameIsFound) {
  const auto workspace = Workspace::open(root_);
  ASSERT_TRUE(workspace) << to_string(workspace.error());
  EXPECT_EQ(workspace->find_tokenizer(GetParam()).error().code, ErrorCode::not_found);
  EXPECT_EQ(workspace->find_dataset(GetParam()).error().code, ErrorCode::not_found);
  EXPECT_EQ(find_sample(GetParam()).error().code, ErrorCode::not_found);
}

TEST_P(WorkspaceNames, AJobOfThatNameWritesNothing) {
  test::write_sample_corpus(folder_ / "corpus", 12, 40);
  const auto workspace = Workspace::open(root_);
  ASSERT_TRUE(workspace) << to_string(workspace.error());
  auto session = Session::open(*workspace);
  ASSERT_TRUE(session) << to_string(session.error());
  const auto all_paths = [&] {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) paths.push_back(entry.path());
    std::ranges::sort(paths);
    return paths;
  };
  const auto before = all_paths();
  TokenizerRequest tokenizer;
  tokenizer.name = GetParam();
  tokenizer.corpus = {folder_ / "corpus"};
  tokenizer.settings.vocabulary_size = 80;  // All but the name is right.
  DatasetRequest dataset;
  dataset.name = GetParam();
  dataset.tokenizer = GetParam();
  dataset.settings.corpus = {folder_ / "corpus"};
  for (const bool first : {true, false}) {
    const RequestId job = first ? (*session)->train_tokenizer(tokenizer) : (*session)->build_dataset(dataset);
    std::optional<Error> error;
    while (!error && (*session)->wait(std::chrono::seconds(30)))
      for (const Event& event : (*session)->drain())
        if (const auto* done = std::get_if<JobDone>(&event); done != nullptr && done->job == job) {
          ASSERT_TRUE(done->error) << "was accepted";
          error = done->error;
        }
    ASSERT_TRUE(error);
    EXPECT_TRUE(error->code == ErrorCode::bad_input || error->code == ErrorCode::not_found)
        << to_string(*error);
  }
  EXPECT_EQ(all_paths(), before);
  EXPECT_FALSE(fs::exists("/tmp/cloze-test-evil"));
}

TEST(WorkspaceFolder, AnEmptyPathIsNone) {
  const auto workspace = Workspace::open("");
  ASSERT_FALSE(workspace);
  EXPECT_EQ(workspace.error().code, ErrorCode::bad_input);
}

}  // namespace
}  // namespace cloze
