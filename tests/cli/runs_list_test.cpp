// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of runs in the terminal, with columns of a person's choice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/config/recipe_json.h"
#include "core/history/history.h"
#include "tests/cli/program.h"
#include "tests/core/history/support.h"

namespace cloze::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class RunsList : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(cloze_({"runs", "list"}).status, 0);  // Makes the workspace.
    History history = open_history(folder_ / "cloze.db");
    for (const auto& [id, name, rate, last] :
         {std::tuple{"20260101-000000-0001", "short", 1e-3, 5}, {"20260101-000001-0002", "long", 2e-3, 20}}) {
      RunRecord run = a_run(id, name, last);
      Recipe recipe;
      recipe.optimizer.learning_rate = rate;
      run.recipe_json = recipe_to_json(recipe);
      run.status = RunStatus::finished;
      ASSERT_OK(history.add_run(run));
      ASSERT_OK(history.add_metrics(id, steps(1, last)));
      for (int step = 4; step <= last; step += 4)
        ASSERT_OK(history.add_evaluation(id, {step, 5.0 - 0.1 * step, step == 12 ? 0.9 : 0.01 * step}));
    }
  }
  TemporaryFolder folder_;
  Program cloze_{folder_.path()};
};

TEST_F(RunsList, ShowsTheColumnsThatWereAskedFor) {
  const auto table = cloze_({"runs", "list", "--columns", "name,lr,loss@10,val_loss@10,best_accuracy,step"});
  ASSERT_EQ(table.status, 0) << table.errors;
  EXPECT_EQ(table.output,
            "name      lr  loss@10  val_loss@10  best_accuracy  step\n"
            "long   0.002   0.1000       4.2000         0.9000    20\n"
            "short  0.001        -            -         0.0400     5\n");
}

TEST_F(RunsList, TellsThemAsJson) {
  const json rows =
      cloze_({"runs", "list", "--json", "--columns", "name,loss@10", "--columns", "status"}).json();
  EXPECT_EQ(rows, json::parse(R"([
    {"id": "20260101-000001-0002", "name": "long", "loss@10": 0.1, "status": "finished"},
    {"id": "20260101-000000-0001", "name": "short", "loss@10": null, "status": "finished"}])"));
  EXPECT_EQ(cloze_({"runs", "list", "--json"}).json()[0]["best_accuracy"], 0.9);
}

TEST_F(RunsList, FiltersByWhatWasMeasuredAtAStep) {
  const auto names = [&](const std::string& where) {
    std::vector<std::string> all;
    for (const json& run : cloze_({"runs", "list", "--json", "--where", where}).json())
      all.push_back(run["name"]);
    return all;
  };
  EXPECT_EQ(names("loss@10 < 1"), std::vector<std::string>{"long"});
  EXPECT_EQ(names("loss@3 < 1"), (std::vector<std::string>{"long", "short"}));
  EXPECT_EQ(names("held_out_loss@5 = 4.6 and lr < 1.5e-3"), std::vector<std::string>{"short"});
  EXPECT_EQ(names("best_accuracy > 50%"), std::vector<std::string>{"long"});
}

TEST_F(RunsList, AColumnThatIsNoneIsRefused) {
  const auto refused = cloze_({"runs", "list", "--columns", "name,los@10"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(refused.output.empty());
  EXPECT_THAT(refused.errors, HasSubstr("did you mean 'loss@10'"));
  EXPECT_THAT(cloze_({"runs", "list", "--columns", "loss@"}).errors, HasSubstr("loss@1000"));
  EXPECT_THAT(cloze_({"runs", "list", "--where", "loss@x < 3"}).errors, HasSubstr("loss@1000"));
}

}  // namespace
}  // namespace cloze::test
