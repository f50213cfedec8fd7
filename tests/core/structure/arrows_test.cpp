// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/structure/arrows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/places.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

using test::IncludeTree;
using test::put_file;
using test::wrong_arrows;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ArrowsTest, AllPointTheRightWay) {
  const IncludeTree tree(test::source_path({}));
  ASSERT_GT(tree.files().size(), 20u) << "the sources were not found";
  ASSERT_TRUE(tree.files().contains("core/session/session.h"));
  for (const std::string& wrong : wrong_arrows(tree)) ADD_FAILURE() << wrong;
}

/// The checker on made-up trees: one file with one include, and what is said about it.
class CheckerTest : public testing::Test {
 protected:
  std::vector<std::string> check(const std::string& file, const std::string& include) {
    const test::TemporaryFolder folder;
    put_file(folder / file, "#pragma once\n#include " + include + "\n");
    return wrong_arrows(IncludeTree(folder.path()));
  }
  void allowed(const std::string& file, const std::string& include) {
    EXPECT_THAT(check(file, include), IsEmpty()) << file << " " << include;
  }
  void refused(const std::string& file, const std::string& include, const std::string& reason) {
    const auto wrong = check(file, include);
    ASSERT_FALSE(wrong.empty()) << file << " may include " << include;
    EXPECT_THAT(wrong.front(), AllOf(HasSubstr(file + ":2"), HasSubstr(reason)));
  }
};

TEST_F(CheckerTest, InsideCore) {
  allowed("core/base/a.cpp", "\"core/base/a.h\"");
  allowed("core/base/a.cpp", "<vector>");
  allowed("core/config/a.h", "\"core/base/a.h\"");
  refused("core/base/a.h", "\"core/config/a.h\"", "core/base may not look at core/config");
  // The middle group: text <- tokenizer <- data, and nothing else across.
  allowed("core/tokenizer/a.h", "\"core/text/a.h\"");
  allowed("core/data/a.h", "\"core/tokenizer/a.h\"");
  allowed("core/data/a.h", "\"core/text/a.h\"");
  refused("core/text/a.h", "\"core/tokenizer/a.h\"", "core/text may not look at core/tokenizer");
  refused("core/tokenizer/a.h", "\"core/data/a.h\"", "may not");
  refused("core/optim/a.cpp", "\"core/model/a.h\"", "core/optim may not look at core/model");
  refused("core/model/a.cpp", "\"core/data/a.h\"", "may not");
  allowed("core/model/a.cpp", "\"core/kernels/a.h\"");
  refused("core/kernels/a.cpp", "\"core/config/a.h\"", "may not");
  refused("core/history/a.cpp", "\"core/data/a.h\"", "may not");
  for (const char* left : {"base", "config", "text", "tokenizer", "data", "model", "optim", "history"})
    allowed("core/checkpoint/a.cpp", "\"core/" + std::string(left) + "/a.h\"");
  refused("core/checkpoint/a.cpp", "\"core/train/a.h\"", "may not");
  allowed("core/train/a.cpp", "\"core/checkpoint/a.h\"");
  refused("core/train/a.cpp", "\"core/probe/a.h\"", "may not");
  refused("core/probe/a.cpp", "\"core/train/a.h\"", "may not");
  refused("core/interop/a.cpp", "\"core/session/a.h\"", "may not");
  allowed("core/session/a.cpp", "\"core/train/a.h\"");
  refused("core/session/a.cpp", "\"ui/a.h\"", "may not");
  refused("core/base/a.cpp", "\"app/cli/a.h\"", "may not");
  refused("core/mystery/a.h", "<vector>", "does not know");
}

TEST_F(CheckerTest, InsideUiAndApp) {
  for (const char* room : {"session", "history", "config", "base"})
    allowed("ui/a.cpp", "\"core/" + std::string(room) + "/a.h\"");
  for (const char* room : {"data", "model", "train", "checkpoint", "text"})
    refused("ui/pages/a.cpp", "\"core/" + std::string(room) + "/a.h\"",
            "ui may not look at core/" + std::string(room));
  allowed("ui/pages/a.cpp", "\"ui/widgets/a.h\"");
  refused("ui/a.cpp", "\"app/a.h\"", "may not");
  allowed("app/studio_main.cpp", "\"ui/main_window.h\"");
  allowed("app/cli/bench.cpp", "\"core/train/bench.h\"");
  refused("app/cli/a.cpp", "\"ui/a.h\"", "may not");
  refused("app/cli_main.cpp", "\"ui/a.h\"", "may not");
}

TEST_F(CheckerTest, LibrariesStayInTheirRooms) {
  for (const char* header : {"<torch/torch.h>", "<ATen/ATen.h>", "<c10/util/Half.h>", "\"torch/cuda.h\""}) {
    for (const char* room : {"core/base", "core/data", "core/history", "core/session", "ui", "app"})
      refused(std::string(room) + "/a.cpp", header, "LibTorch stays");
    for (const char* room : {"model", "optim", "checkpoint", "train", "probe", "interop"})
      allowed("core/" + std::string(room) + "/a.cpp", header);
  }
  for (const char* header : {"<sqlite3.h>", "<SQLiteCpp/SQLiteCpp.h>"}) {
    allowed("core/history/a.cpp", header);
    refused("core/session/a.cpp", header, "SQLite stays");
    refused("ui/a.cpp", header, "SQLite stays");
  }
  allowed("core/tokenizer/a.cpp", "<sentencepiece_processor.h>");
  refused("core/data/a.cpp", "<sentencepiece_trainer.h>", "SentencePiece stays");
  for (const char* header : {"<QString>", "<QtCharts/QChart>", "<QtCore>"}) {
    allowed("ui/a.h", header);
    allowed("app/studio_main.cpp", header);
    refused("core/session/a.h", header, "Qt stays");
    refused("app/cli/a.cpp", header, "Qt stays");
    refused("app/cli_main.cpp", header, "Qt stays");
  }
}

TEST_F(CheckerTest, LinesAreReadAsTheCompilerReadsThem) {
  const test::TemporaryFolder folder;
  put_file(folder / "core/base/a.h",
           "// #include \"core/data/a.h\"\n \t#  include\"core/config/a.h\" // why\n#include <vector>\n");
  EXPECT_THAT(wrong_arrows(IncludeTree(folder.path())),
              ElementsAre("core/base/a.h:2 includes core/config/a.h: core/base may not look at core/config"));
}

TEST_F(CheckerTest, WaysOverOtherHeadersAreFollowed) {
  const test::TemporaryFolder folder;
  put_file(folder / "core/model/model.h", "#include <torch/torch.h>\n");
  put_file(folder / "core/train/trainer.h", "#include \"core/model/model.h\"\n");
  put_file(folder / "core/session/inner.h",
           "#include \"core/train/trainer.h\"\n#include \"core/session/session.h\"\n");
  put_file(folder / "core/session/session.h", "#include \"inner.h\"\n");
  put_file(folder / "core/session/session.cpp", "#include \"core/train/trainer.h\"\n");
  put_file(folder / "core/history/connection.h", "#include <SQLiteCpp/SQLiteCpp.h>\n");
  put_file(folder / "core/history/history.h", "#include <vector>\n");
  put_file(folder / "ui/good.cpp", "#include \"core/history/history.h\"\n");
  put_file(folder / "ui/bad.cpp", "#include \"core/history/connection.h\"\n");
  EXPECT_THAT(
      wrong_arrows(IncludeTree(folder.path())),
      ElementsAre(
          "LibTorch reaches core/session/inner.h: core/session/inner.h -> core/train/trainer.h -> "
          "core/model/model.h -> torch/torch.h",
          "LibTorch reaches core/session/session.h: core/session/session.h -> core/session/inner.h -> "
          "core/train/trainer.h -> core/model/model.h -> torch/torch.h",
          "SQLite reaches ui/bad.cpp: ui/bad.cpp -> core/history/connection.h -> SQLiteCpp/SQLiteCpp.h"));
}

}  // namespace
}  // namespace cloze
