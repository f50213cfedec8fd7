// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/preflight_panel.h"

#include <gtest/gtest.h>

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include "ui/widgets/error_note.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/job_progress.h"
#include "ui/widgets/recipe_inspector.h"

namespace cloze::ui {
namespace {

const DatasetFacts speeches{"sotu", "sotu-8k", 8192, 2'900'000, 237, 150'000, 12};

PreflightReport some_report() {
  return {.device = "cpu, 2 threads",
          .seconds_per_step = 0.05,
          .tokens_per_second = 81'900,
          .peak_bytes = 2e9,
          .available_bytes = 8e9,
          .largest_batch = 300,
          .batch_size = 32,
          .accumulation = 1,
          .total_steps = 100,
          .run_seconds = 5};
}

class PreflightPanelTest : public testing::Test {
 protected:
  PreflightPanelTest() {
    recipe.budget.steps = 100;
    panel.resize(240, 400);
    panel.setSource(recipe, speeches, "cpu");
    panel.show();
  }
  Recipe recipe;
  PreflightPanel panel;
};

TEST_F(PreflightPanelTest, BeginsWithAButtonAlone) {
  EXPECT_TRUE(panel.measureButton()->isVisible());
  EXPECT_FALSE(panel.facts()->isVisible());
  EXPECT_FALSE(panel.progress()->isVisible());
  EXPECT_FALSE(panel.note()->isVisible());
  EXPECT_FALSE(panel.proposalButton()->isVisible());
  panel.setObstacle("Another run is training");
  EXPECT_FALSE(panel.measureButton()->isEnabled());
  EXPECT_EQ(panel.measureButton()->toolTip(), "Another run is training");
  panel.setObstacle({});
  QSignalSpy wanted(&panel, &PreflightPanel::measureWanted);
  panel.measureButton()->click();
  EXPECT_EQ(wanted.count(), 1);
}

TEST_F(PreflightPanelTest, ShowsWhatWasMeasuredWhileItIsTrue) {
  panel.begin();
  EXPECT_TRUE(panel.progress()->isVisible());
  EXPECT_FALSE(panel.measureButton()->isVisible());
  QSignalSpy cancelled(&panel, &PreflightPanel::cancelWanted);
  panel.progress()->cancelButton()->click();
  EXPECT_EQ(cancelled.count(), 1);
  panel.report("measuring", 1, 6);
  panel.setReport(some_report());
  EXPECT_FALSE(panel.progress()->isVisible());
  ASSERT_NE(panel.measured(), nullptr);
  EXPECT_EQ(panel.facts()->figure("A step"), "50 ms");
  EXPECT_EQ(panel.facts()->figure("Tokens a second"), "81.9k");
  EXPECT_EQ(panel.facts()->figure("The whole run"), "0:05");
  EXPECT_EQ(panel.facts()->figure("Largest batch"), "300");
  EXPECT_TRUE(panel.note()->text().contains("cpu, 2 threads"));
  EXPECT_FALSE(panel.proposalButton()->isVisible()) << "the recipe has the proposed batch";
  // What does not change a step leaves it, and the run's length follows.
  recipe.budget.steps = 2000;
  recipe.optimizer.learning_rate = 1;
  recipe.seed = 9;
  panel.setSource(recipe, speeches, "cpu");
  ASSERT_NE(panel.measured(), nullptr);
  EXPECT_EQ(panel.facts()->figure("The whole run"), "1:40");
  recipe.budget.minutes = 1;
  panel.setSource(recipe, speeches, "cpu");
  EXPECT_EQ(panel.facts()->figure("The whole run"), "1:00");

  const auto expect_stale = [&](const Recipe& changed, const DatasetFacts& dataset, const QString& device) {
    panel.setSource(changed, dataset, device);
    EXPECT_EQ(panel.measured(), nullptr);
    EXPECT_FALSE(panel.facts()->isVisible());
    EXPECT_TRUE(panel.note()->text().contains("has changed"));
    panel.setSource(recipe, speeches, "cpu");
    EXPECT_NE(panel.measured(), nullptr) << "back to what was measured";
  };
  for (const auto change :
       {+[](Recipe& r) { r.model.layers = 3; }, +[](Recipe& r) { r.objective.sequence_length = 64; },
        +[](Recipe& r) { r.objective.mask_rate = 0.4; }, +[](Recipe& r) { r.optimizer.batch_size = 8; },
        +[](Recipe& r) { r.optimizer.accumulation = 8; },
        +[](Recipe& r) { r.optimizer.kind = OptimizerKind::muon; },
        +[](Recipe& r) { r.optimizer.precision = Precision::fp32; }}) {
    Recipe changed = recipe;
    change(changed);
    expect_stale(changed, speeches, "cpu");
  }
  DatasetFacts other = speeches;
  other.vocabulary = 30000;
  expect_stale(recipe, other, "cpu");
  expect_stale(recipe, speeches, "cuda:0");
}

TEST_F(PreflightPanelTest, ARecipeThatChangesMeanwhileIsNotTheMeasuredOne) {
  panel.begin();
  recipe.model.layers = 5;
  panel.setSource(recipe, speeches, "cpu");
  panel.setReport(some_report());
  EXPECT_EQ(panel.measured(), nullptr);
  EXPECT_FALSE(panel.facts()->isVisible());
}

TEST_F(PreflightPanelTest, ProposesABatchThatFits) {
  panel.begin();
  PreflightReport report = some_report();
  report.fits = false;
  report.extrapolated = true;
  report.largest_batch = 17;
  report.batch_size = 16;
  report.accumulation = 2;
  panel.setReport(report);
  EXPECT_TRUE(panel.note()->text().contains("does not fit"));
  ASSERT_TRUE(panel.proposalButton()->isVisible());
  EXPECT_EQ(panel.proposalButton()->text(), "Use batch 16 × 2");
  QSignalSpy taken(&panel, &PreflightPanel::proposalTaken);
  panel.proposalButton()->click();
  ASSERT_EQ(taken.count(), 1);
  EXPECT_EQ(taken.front().at(0).toLongLong(), 16);
  EXPECT_EQ(taken.front().at(1).toLongLong(), 2);
}

TEST_F(PreflightPanelTest, TellsErrorsButNotThatItWasCancelled) {
  panel.begin();
  panel.setError({ErrorCode::cancelled, "the measurement was cancelled", ""});
  EXPECT_FALSE(panel.error()->isVisible());
  EXPECT_TRUE(panel.measureButton()->isVisible());
  panel.begin();
  panel.setError({ErrorCode::unavailable, "the model needs about 9 GB", "make it smaller"});
  EXPECT_TRUE(panel.error()->isVisible());
  recipe.model.layers = 1;
  panel.setSource(recipe, speeches, "cpu");
  EXPECT_FALSE(panel.error()->isVisible()) << "of another recipe";
}

TEST(RecipeInspector, SaysWhetherMemoryIsMeasured) {
  RecipeInspector inspector;
  Recipe recipe;
  inspector.setRecipe(recipe, speeches, "cpu");
  const auto says = [&](const QString& text) {
    for (const QLabel* label : inspector.findChildren<QLabel*>())
      if (label->text() == text) return true;
    return false;
  };
  const QString estimate = "about " + byte_size(estimate_memory(recipe, speeches.vocabulary).total());
  EXPECT_TRUE(says(estimate));
  inspector.preflight()->begin();
  inspector.preflight()->setReport(some_report());
  EXPECT_TRUE(says(byte_size(2e9)));
  EXPECT_FALSE(says(estimate));
  recipe.model.layers = 7;
  inspector.setRecipe(recipe, speeches, "cpu");
  EXPECT_TRUE(says("about " + byte_size(estimate_memory(recipe, speeches.vocabulary).total())));
}

}  // namespace
}  // namespace cloze::ui
