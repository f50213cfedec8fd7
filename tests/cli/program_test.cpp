// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "core/config/recipe_json.h"
#include "core/history/history.h"
#include "tests/support/places.h"
#include "tests/support/temporary_folder.h"

namespace cloze::test {

int Program::start(const std::vector<std::string>& arguments, const std::filesystem::path& output,
                   const std::filesystem::path& errors) const {
  std::vector<std::string> words{program_path("cloze"), "--workspace", workspace_.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t process = ::fork();
  if (process < 0) throw std::runtime_error("cannot fork");
  if (process > 0) return process;
  const auto redirect = [](const std::filesystem::path& path, int target) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    ::dup2(fd, target);
    ::close(fd);
  };
  redirect(output, STDOUT_FILENO);
  redirect(errors, STDERR_FILENO);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

int Program::wait(int process) {
  int status = 0;
  ::waitpid(process, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

ProgramResult Program::operator()(const std::vector<std::string>& arguments) const {
  const TemporaryFolder folder;
  ProgramResult result;
  result.status = wait(start(arguments, folder / "out", folder / "err"));
  result.output = file_bytes(folder / "out");
  result.errors = file_bytes(folder / "err");
  return result;
}

namespace {

TEST(Program, VersionAndHelpEndWithZero) {
  const TemporaryFolder folder;
  const Program cloze(folder / "workspace");
  EXPECT_EQ(cloze({"--version"}).status, 0);
  const auto help = cloze({"train", "--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_NE(help.output.find("--recipe"), std::string::npos);
}

TEST(Program, WrongUsageEndsWithTwo) {
  const TemporaryFolder folder;
  const Program cloze(folder / "workspace");
  EXPECT_EQ(cloze({}).status, 2);
  EXPECT_EQ(cloze({"trian"}).status, 2);
  EXPECT_EQ(cloze({"train"}).status, 2);
  EXPECT_EQ(cloze({"fill", "x", "y [MASK]", "--top", "none"}).status, 2);
}

TEST(Program, RunsAreListedBehindAFilter) {
  const TemporaryFolder folder;
  const Program cloze(folder / "workspace");
  ASSERT_EQ(cloze({"runs", "list"}).status, 0);  // Makes the workspace.
  {
    auto history = History::open(cloze.workspace() / "cloze.db");
    ASSERT_TRUE(history);
    for (const double rate : {1e-3, 3e-3}) {
      Recipe recipe;
      recipe.optimizer.learning_rate = rate;
      RunRecord run;
      run.id = run.name = rate < 2e-3 ? "slow" : "fast";
      run.status = RunStatus::finished;
      run.recipe_json = recipe_to_json(recipe);
      ASSERT_TRUE(history->add_run(run));
    }
  }
  EXPECT_EQ(cloze({"--json", "runs", "list"}).json().size(), 2u);
  const auto fast = cloze({"--json", "runs", "list", "--where", "lr > 1e-3 and status:finished"}).json();
  ASSERT_EQ(fast.size(), 1u);
  EXPECT_EQ(fast[0].at("id"), "fast");
  EXPECT_EQ(cloze({"--json", "runs", "list", "--where", "SLO"}).json().size(), 1u);
  const auto tagged = cloze({"--json", "runs", "tag", "fast", "slow", "--add", "base", "small"}).json();
  ASSERT_EQ(tagged.size(), 2u);
  EXPECT_EQ(tagged[1].at("tags"), nlohmann::json({"base", "small"}));
  EXPECT_EQ(cloze({"runs", "tag", "fast", "--remove", "base"}).status, 0);
  EXPECT_EQ(cloze({"--json", "runs", "list", "--where", "tag = base"}).json().at(0).at("id"), "slow");
  EXPECT_NE(cloze({"runs", "tag", "fast", "nobody", "--add", "x"}).status, 0);
  EXPECT_EQ(cloze({"--json", "runs", "list", "--where", "tag = x"}).json().size(), 0u) << "all or none";
  EXPECT_EQ(cloze({"runs", "note", "fast", "--text", "the best one"}).status, 0);
  EXPECT_NE(cloze({"runs", "show", "fast"}).output.find("note: the best one"), std::string::npos);
  EXPECT_EQ(cloze({"runs", "archive", "slow"}).status, 0);
  EXPECT_EQ(cloze({"--json", "runs", "list"}).json().size(), 1u);
  EXPECT_EQ(cloze({"--json", "runs", "list", "--all"}).json().size(), 2u);
  EXPECT_EQ(cloze({"--json", "runs", "list", "--where", "archived = true"}).json().size(), 1u);
  EXPECT_EQ(cloze({"runs", "archive", "slow", "--undo"}).status, 0);
  EXPECT_EQ(cloze({"--json", "runs", "list"}).json().size(), 2u);
  const auto wrong = cloze({"runs", "list", "--where", "lrr > 1"});
  EXPECT_NE(wrong.status, 0);
  EXPECT_NE(wrong.errors.find("did you mean 'lr'"), std::string::npos) << wrong.errors;
}

}  // namespace
}  // namespace cloze::test
