// SPDX-License-Identifier: GPL-3.0-or-later
// Building datasets with the terminal program: weights, and builds that stopped.
#include "core/data/dataset.h"
#include "core/tokenizer/tokenizer.h"
#include "tests/cli/journey.h"

namespace cloze::test {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

/// Other tests list what is in the workspace.
class OwnWorkspace : public Journey {};

TEST_F(OwnWorkspace, WeightsSayHowOftenAPathIsTrainedOn) {
  write_sample_corpus(*folder_ / "other", 3, 40, 2);
  const std::string other = (*folder_ / "other").string();
  const auto build = [&](const std::string& name, const std::string& weights) {
    return cloze()({"dataset", "build", "--name", name, "--tokenizer", "small", "--held-out", "0.2",
                    "--weights", weights, corpus(), other, "--json"});
  };
  const auto once = build("once", "1,1"), weighted = build("weighted", "1,3");
  ASSERT_EQ(weighted.status, 0) << weighted.errors;
  const Json info = weighted.json();
  EXPECT_EQ(info["weights"], (std::vector<double>{1, 3}));
  const std::uint64_t of_other = info["trained_of_sources"][1]["tokens"];
  EXPECT_EQ(info["train"]["tokens"].get<std::uint64_t>(),
            once.json()["train"]["tokens"].get<std::uint64_t>() + of_other / 3 * 2);
  EXPECT_EQ(info["held_out"], once.json()["held_out"]);
  EXPECT_THAT(cloze()({"dataset", "show", "weighted"}).output, HasSubstr("weight 3: "));
  const auto wrong = build("wrong", "1,2,3");
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.errors, HasSubstr("3 weights for 2 paths"));
  EXPECT_EQ(build("wrong", "1,x").status, 2);
}

/// A build of the corpus that was stopped behind some chunks, and what it would have become.
class StoppedBuild : public Journey {
 protected:
  static fs::path datasets() { return *folder_ / "workspace/datasets"; }
  void stop_a_build(const std::string& name, const std::string& locale) {
    const auto tokenizer = load_tokenizer(*folder_ / "workspace/tokenizers/small");
    ASSERT_TRUE(tokenizer) << to_string(tokenizer.error());
    DatasetSettings settings{.corpus = {corpus()}, .held_out_share = 0.2, .locale = locale, .threads = 1};
    CancelFlag cancel;
    const ProgressSink progress = [&](std::string_view what, std::uint64_t done, std::uint64_t total) {
      if (what == "tokenizing" && done == total) cancel.cancel();
    };
    // At its very end: the last chunk is lost.
    const auto stopped =
        build_dataset(name, settings, "small", *tokenizer, datasets(), progress, &cancel, 1000);
    ASSERT_FALSE(stopped);
    ASSERT_EQ(stopped.error().code, ErrorCode::cancelled);
    EXPECT_THAT(stopped.error().hint, HasSubstr("goes on"));
  }
};

TEST_F(StoppedBuild, IsListedAndGoneOnWith) {
  stop_a_build("stopped", "en");
  const auto listed = cloze()({"dataset", "list"});
  EXPECT_THAT(listed.output, HasSubstr("unfinished: stopped ("));
  EXPECT_THAT(listed.output, HasSubstr("'cloze dataset resume stopped' goes on"));
  const Json all = cloze()({"dataset", "list", "--json"}).json();
  EXPECT_EQ(all.back()["name"], "stopped");
  EXPECT_GT(all.back()["unfinished"]["done"], 0.5);
  const auto near = cloze()({"dataset", "resume", "stoped"});
  EXPECT_EQ(near.status, 2);
  EXPECT_THAT(near.errors, HasSubstr("did you mean 'stopped'"));
  EXPECT_EQ(cloze()({"train", "--recipe", "quickstart", "--dataset", "stopped"}).status, 2);

  const auto resumed = cloze()({"dataset", "resume", "stopped", "--json"});
  ASSERT_EQ(resumed.status, 0) << resumed.errors;
  EXPECT_EQ(resumed.json()["name"], "stopped");
  EXPECT_EQ(cloze()({"dataset", "show", "stopped", "--verify"}).status, 0);
  const auto whole = cloze()({"dataset", "build", "--name", "whole", "--tokenizer", "small", corpus(),
                              "--held-out", "0.2", "--locale", "en", "--json"});
  EXPECT_EQ(whole.json()["name"], "stopped") << "the same dataset";
  EXPECT_THAT(cloze()({"dataset", "list"}).output, testing::Not(HasSubstr("unfinished")));
}

TEST_F(StoppedBuild, IsDiscarded) {
  stop_a_build("discarded", "fr");
  const auto discarded = cloze()({"dataset", "discard", "discarded"});
  ASSERT_EQ(discarded.status, 0) << discarded.errors;
  EXPECT_THAT(discarded.output, HasSubstr("kB freed"));
  EXPECT_THAT(cloze()({"dataset", "list"}).output, testing::Not(HasSubstr("unfinished")));
  EXPECT_EQ(cloze()({"dataset", "discard", "discarded"}).status, 2);
  EXPECT_EQ(cloze()({"dataset", "discard", "people"}).status, 2) << "finished ones are not touched";
}

TEST_F(OwnWorkspace, CleansATextAsATokenizerDoes) {
  const fs::path corpus = *folder_ / "upper.txt";
  put_file(corpus, "THE FARMER &amp; HIS BOAT");
  ASSERT_EQ(
      cloze()({"tokenizer", "train", "--name", "folded", "--vocab", "60", "--lowercase", this->corpus()})
          .status,
      0);
  const std::vector<std::string> words{"clean", corpus.string(), "--clean", "markup", "--json"};
  EXPECT_EQ(cloze()(words).json()["examples"][0]["before"], "THE FARMER &amp; HIS BOAT");
  auto folded = words;
  folded.insert(folded.end(), {"--tokenizer", "folded"});
  EXPECT_EQ(cloze()(folded).json()["examples"][0]["after"], "the farmer & his boat");
  folded.back() = "foldet";
  EXPECT_THAT(cloze()(folded).errors, HasSubstr("did you mean 'folded'"));
}

}  // namespace
}  // namespace cloze::test
