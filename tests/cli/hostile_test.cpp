// SPDX-License-Identifier: GPL-3.0-or-later
// The whole program over what nobody should give it: an error on stderr and its exit status, memory within
// the promise, and nothing written outside the workspace.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <functional>
#include <set>

#include "tests/cli/program.h"
#include "tests/support/peak_memory.h"
#include "tests/support/sample_text.h"

namespace cloze::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

/// Every path under a folder, except under the workspace.
std::set<std::string> paths_outside(const fs::path& root, const fs::path& workspace) {
  std::set<std::string> found;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator();
       ++entry) {
    if (entry->path() == workspace)
      entry.disable_recursion_pending();
    else
      found.insert(entry->path().string());
  }
  return found;
}

/// A workspace three folders deep, with the tokenizer "small" and the dataset "people", made once.
class HostileProgram : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    write_sample_corpus(corpus(), 12, 40);
    ASSERT_EQ(cloze()({"tokenizer", "train", "--name", "small", "--vocab", "80", corpus()}).status, 0);
    ASSERT_EQ(cloze()({"dataset", "build", "--name", "people", "--tokenizer", "small", corpus()}).status, 0);
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static fs::path workspace() { return *folder_ / "one/two/workspace"; }
  static Program cloze() { return Program(workspace()); }
  static std::string corpus() { return (*folder_ / "corpus").string(); }

  /// Runs the program and measures it.
  static ChildEnd measured(std::vector<std::string> arguments, ProgramResult& result) {
    const TemporaryFolder output;
    Program program = cloze();
    if (arguments[0] == "--workspace") {
      program = Program(arguments[1]);
      arguments.erase(arguments.begin(), arguments.begin() + 2);
    }
    const ChildEnd end = wait_for(program.start(arguments, output / "out", output / "err"));
    result = {end.status, file_bytes(output / "out"), file_bytes(output / "err")};
    return end;
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
};

// ---------------------------------------------------------------- names

struct NameCall {
  const char* name;
  std::string given;
};
void PrintTo(const NameCall& call, std::ostream* out) {
  *out << call.name;
}

class HostileNames : public HostileProgram, public testing::WithParamInterface<NameCall> {};

TEST_P(HostileNames, AreRefusedAndWriteNothingOutside) {
  const std::string& name = GetParam().given;
  const auto before = paths_outside(folder_->path(), workspace());
  const std::vector<std::vector<std::string>> calls{
      {"tokenizer", "train", "--vocab", "80", "--name=" + name, corpus()},
      {"dataset", "build", "--tokenizer", "small", "--name=" + name, corpus()},
      {"train", "--recipe", "quickstart", "--dataset", "people", "--set", "budget.steps=1", "--name=" + name},
      {"dataset", "build", "--name", "x", "--tokenizer=" + name, corpus()},
      {"tokenizer", "show", "--", name},
      {"dataset", "show", "--", name},
      {"train", "--recipe", "quickstart", "--dataset=" + name},
      {"sample", "--", name},
      {"resume", "--", name},
      {"runs", "delete", "--", name},
      {"fill", "--", name, "a [MASK]"},
  };
  for (const auto& call : calls) {
    const auto result = cloze()(call);
    EXPECT_EQ(result.status, 2) << call[0] << " " << call[1] << ": " << result.errors;
    EXPECT_THAT(result.errors, HasSubstr("cloze: ")) << call[0] << " " << call[1];
    EXPECT_THAT(result.errors, Not(HasSubstr("\x1b")));
    EXPECT_LT(result.errors.size(), 10'000u);
  }
  EXPECT_EQ(paths_outside(folder_->path(), workspace()), before);
  EXPECT_TRUE(fs::exists(workspace() / "tokenizers/small"));
}

INSTANTIATE_TEST_SUITE_P(Calls, HostileNames,
                         testing::Values(NameCall{"Above", ".."}, NameCall{"PathAbove", "../../evil"},
                                         NameCall{"PathBeside", "x/../../../evil"},
                                         NameCall{"Absolute", "/tmp/cloze-test-evil"},
                                         NameCall{"EscapeSequence", "\x1b[31mred"},
                                         NameCall{"LineBreak", "a\nb"}, NameCall{"NotUtf8", "a\xff"},
                                         NameCall{"Long", std::string(5000, 'n')}),
                         [](const auto& info) { return std::string(info.param.name); });

// ---------------------------------------------------------------- files

struct FileCall {
  const char* name;
  std::function<void(const fs::path& folder)> make;
  std::vector<std::string> arguments;  ///< "@" stands for the folder.
  int status;
  const char* says;
};
void PrintTo(const FileCall& call, std::ostream* out) {
  *out << call.name;
}

class HostileFiles : public HostileProgram, public testing::WithParamInterface<FileCall> {};

TEST_P(HostileFiles, AreToldInBoundedMemory) {
  const TemporaryFolder folder;
  GetParam().make(folder.path());
  std::vector<std::string> arguments = GetParam().arguments;
  for (std::string& word : arguments)
    if (word.starts_with('@')) word = folder.path().string() + word.substr(1);
  ProgramResult idle, result;
  const ChildEnd resting = measured({"runs", "list"}, idle);
  const ChildEnd end = measured(arguments, result);
  EXPECT_EQ(end.status, GetParam().status) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr(GetParam().says));
  RecordProperty("peak_megabytes", static_cast<int>((end.peak - resting.peak) >> 20));
  if (memory_is_measurable) {
    EXPECT_LE(end.peak - resting.peak, allowed_bytes);
  }
}

void put_line(const fs::path& path, std::size_t megabytes) {
  std::ofstream out(path, std::ios::binary);
  const std::string block(1 << 20, 'a');
  for (std::size_t i = 0; i < megabytes; ++i) out << block;
}

const std::vector<std::string> build{"dataset", "build", "--name", "x", "--tokenizer", "small", "@"};
const std::vector<std::string> train_tokenizer_on{"tokenizer", "train", "--name", "x", "--vocab", "80", "@"};

INSTANTIATE_TEST_SUITE_P(
    Calls, HostileFiles,
    testing::Values(
        FileCall{"ALineOf64MegabytesInADataset", [](const fs::path& f) { put_line(f / "x.txt", 64); }, build,
                 2, "is larger than 16777216 bytes"},
        FileCall{"ALineOf64MegabytesForATokenizer", [](const fs::path& f) { put_line(f / "x.txt", 64); },
                 train_tokenizer_on, 2, "a line of"},
        FileCall{"OneFileInUtf16",
                 [](const fs::path& f) { put_file(f / "x.txt", std::string_view("\xFF\xFEH\0i\0", 6)); },
                 build, 2, "the corpus is one document"},
        FileCall{"AnEmptyFile", [](const fs::path& f) { put_file(f / "x.txt", ""); }, build, 2,
                 "holds no text"},
        FileCall{"AMegabyteWord", [](const fs::path& f) { put_line(f / "x.txt", 1); }, build, 2,
                 "the corpus is one document"},
        FileCall{"APipeAsARecipe",
                 [](const fs::path& f) { ::mkfifo((f / "r").c_str(), 0600); },
                 {"train", "--dataset", "people", "--recipe", "@/r"},
                 2,
                 "is a pipe, not a file"},
        FileCall{"ADeviceAsARecipe",
                 [](const fs::path&) {},
                 {"train", "--dataset", "people", "--recipe", "/dev/zero"},
                 2,
                 "is a device, not a file"},
        FileCall{"ADeepRecipe",
                 [](const fs::path& f) { put_file(f / "r", std::string(900'000, '[')); },
                 {"train", "--dataset", "people", "--recipe", "@/r"},
                 2,
                 "nested deeper than 32 levels"},
        FileCall{"ALargeRecipe",
                 [](const fs::path& f) {
                   put_file(f / "r", "{");
                   fs::resize_file(f / "r", 100'000'000);
                 },
                 {"train", "--dataset", "people", "--recipe", "@/r"},
                 2,
                 "has 100000000 bytes"},
        FileCall{"AFileAsAWorkspace",
                 [](const fs::path& f) { put_file(f / "w", "x"); },
                 {"--workspace", "@/w", "runs", "list"},
                 1,
                 "w"},
        FileCall{"AnEmptyWorkspace",
                 [](const fs::path&) {},
                 {"--workspace", "", "runs", "list"},
                 2,
                 "cannot be a workspace folder"},
        FileCall{"ADatabaseOfNoise",
                 [](const fs::path& f) {
                   fs::create_directories(f / "w");
                   put_file(f / "w/cloze.db", std::string(100'000, 'x'));
                 },
                 {"--workspace", "@/w", "runs", "list"},
                 1,
                 "cloze.db"},
        FileCall{"AFolderAsACheckpoint",
                 [](const fs::path&) {},
                 {"fill", "@", "a [MASK]"},
                 1,
                 "the file is missing"}),
    [](const auto& info) { return std::string(info.param.name); });

// ---------------------------------------------------------------- what is left out is said

TEST_F(HostileProgram, SaysWhatItLeftOut) {
  const TemporaryFolder folder;
  write_sample_corpus(folder / "c", 12, 40);
  put_file(folder / "c/bad.txt",
           "caf\xE9 and a zero \1 and marks \xE2\x96\x81 of words \xE2\x96\x85. "
           "Enough of plain text, so that it counts as UTF-8.");
  put_file(folder / "c/empty.txt", " \n");
  put_file(folder / "c/notes.pdf", "x");
  put_file(folder / "c/wide.txt", std::string_view("\xFF\xFEW\0i\0d\0e\0.\0", 12));
  put_file(folder / "c/long.txt", std::string(100'000, 'e'));
  const std::string c = (folder / "c").string();
  const auto trained =
      cloze()({"tokenizer", "train", "--name", "counted", "--vocab", "80", "--coverage", "0.98", c});
  ASSERT_EQ(trained.status, 0) << trained.errors;
  for (const char* line : {"files that are no text left out: 1\n", "empty documents left out: 1\n",
                           "invalid characters: 1 sequences replaced\n", "control characters removed: 1\n",
                           "long sentences cut: 1\n", "files converted from UTF-16: 1\n",
                           "characters reserved by SentencePiece left out: 2\n", " sentences of "})
    EXPECT_THAT(trained.output, HasSubstr(line));
  EXPECT_EQ(cloze()({"tokenizer", "show", "counted"}).output, trained.output);
  const auto built = cloze()({"dataset", "build", "--name", "counted", "--tokenizer", "counted", c});
  ASSERT_EQ(built.status, 0) << built.errors;
  for (const char* line : {"files that are no text left out: 1\n", "empty documents left out: 1\n",
                           "invalid characters: 1 sequences replaced\n", "control characters removed: 1\n",
                           "files converted from UTF-16: 1\n", "sentences over 65536 bytes cut: 1\n"})
    EXPECT_THAT(built.output, HasSubstr(line));
  const auto json = cloze()({"dataset", "show", "counted", "--json"}).json();
  EXPECT_EQ(json["corpus"]["skipped_files"], 1);
  EXPECT_EQ(json["cut_sentences"], 1);
}

TEST_F(HostileProgram, ADamagedListOfTokenizersIsShownWithoutThem) {
  const fs::path odd = workspace() / "tokenizers" / "odd";
  fs::create_directories(odd);
  put_file(odd / "tokenizer.json", "{\"\x1b[2J\": 1}");
  const auto list = cloze()({"tokenizer", "list"});
  EXPECT_EQ(list.status, 0);
  EXPECT_THAT(list.errors, HasSubstr("left out: "));
  EXPECT_THAT(list.errors, HasSubstr("odd"));
  EXPECT_THAT(list.errors, Not(HasSubstr("\x1b")));
  fs::remove_all(odd);
}

}  // namespace
}  // namespace cloze::test
