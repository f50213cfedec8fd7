// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/configure_view.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

#include "core/config/recipe_fields.h"
#include "core/config/recipe_json.h"
#include "ui/models/train_command.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/field_row.h"
#include "ui/widgets/number_edit.h"
#include "ui/widgets/preset_cards.h"
#include "ui/widgets/recipe_form.h"
#include "ui/widgets/recipe_inspector.h"

namespace cloze::ui {
namespace {

const DatasetFacts speeches{"sotu", "sotu-8k", 8192, 2'900'000, 237, 150'000, 12};

void edit(ConfigureView& view, std::string_view path, const QString& text) {
  auto* editor = qobject_cast<NumberEdit*>(view.form()->row(path)->editor());
  editor->setText(text);
  Q_EMIT editor->edited(text);
}

TEST(ConfigureView, BeginsFromAPresetAndSaysWhyItCannotStart) {
  ConfigureView view;
  EXPECT_EQ(view.cards()->current(), "quickstart");
  EXPECT_FALSE(view.startButton()->isEnabled());
  EXPECT_FALSE(view.obstacle().isEmpty());
  view.setDatasets({speeches});
  EXPECT_EQ(view.dataset(), "sotu");
  EXPECT_TRUE(view.startButton()->isEnabled());
  edit(view, "model.heads", "7");
  EXPECT_FALSE(view.startButton()->isEnabled());
  EXPECT_TRUE(view.obstacle().contains("not divisible"));
  edit(view, "model.heads", "2");
  EXPECT_TRUE(view.queueButton()->isEnabled());
  QSignalSpy queued(&view, &ConfigureView::queueWanted);
  view.setBusy("Another run is training");
  EXPECT_EQ(view.startButton()->toolTip(), "Another run is training");
  EXPECT_FALSE(view.startButton()->isVisibleTo(&view));
  EXPECT_TRUE(view.queueButton()->isEnabled()) << "it can wait for its turn";
  view.queueButton()->click();
  EXPECT_EQ(queued.count(), 1);
  edit(view, "model.heads", "7");
  EXPECT_FALSE(view.queueButton()->isEnabled());
  EXPECT_TRUE(view.queueButton()->toolTip().contains("not divisible"));
  edit(view, "model.heads", "2");
  view.setBusy({});
  EXPECT_TRUE(view.startButton()->isVisibleTo(&view));
  QSignalSpy start(&view, &ConfigureView::startWanted);
  view.startButton()->click();
  EXPECT_EQ(start.count(), 1);
}

TEST(ConfigureView, KeepsADatasetThatIsNotThereYet) {
  ConfigureView view;
  view.setDatasets({speeches});
  view.selectDataset("mine");
  view.setDatasets({speeches, {"mine", "mine-8k", 4096, 1000, 2, 100, 1}});
  EXPECT_EQ(view.dataset(), "mine");
}

TEST(ConfigureView, ABadFileShowsItsErrorAndChangesNothing) {
  ConfigureView view;
  view.choosePreset("mini");
  const Recipe before = view.recipe();
  EXPECT_FALSE(view.loadJson(R"({"model": {"hiden": 3}})", "mine.json"));
  EXPECT_EQ(view.recipe(), before);
  EXPECT_EQ(view.cards()->current(), "mini");
  EXPECT_TRUE(view.fileError()->isVisibleTo(&view));
  EXPECT_TRUE(view.fileError()->text().contains("model.hiden"));
  EXPECT_TRUE(view.fileError()->text().contains("model.hidden"));
  EXPECT_FALSE(view.loadJson(R"({"model": {"layers": "four"}})", "mine.json"));
  EXPECT_TRUE(view.fileError()->text().contains("model.layers"));
  EXPECT_FALSE(view.loadJson("{", "mine.json"));
  EXPECT_FALSE(view.openFile("/nowhere/mine.json"));
  EXPECT_TRUE(view.fileError()->text().contains("/nowhere/mine.json"));
  EXPECT_EQ(view.recipe(), before);
}

TEST(ConfigureView, WhatIsSavedLoadsEqual) {
  QTemporaryDir folder;
  const QString path = folder.filePath("recipe.json");
  ConfigureView view;
  view.choosePreset("classic");
  edit(view, "optimizer.learning_rate", "3.7e-4");
  edit(view, "seed", "9007199254740991");
  const Recipe saved = view.recipe();
  ASSERT_TRUE(view.saveFile(path));
  view.choosePreset("tiny");
  ASSERT_TRUE(view.openFile(path));
  EXPECT_EQ(view.recipe(), saved);
  EXPECT_EQ(view.form()->changedCount(), 0) << "the file is what changes are counted from";
}

TEST(ConfigureView, ARecipeOfTheHistoryCountsChangesFromTheNearestPreset) {
  Recipe recipe = load_recipe("small").value();
  recipe.model.layers = 5;
  ConfigureView view;
  view.setDatasets({speeches});
  ASSERT_TRUE(view.loadJson(QByteArray::fromStdString(recipe_to_json(recipe))));
  EXPECT_EQ(view.cards()->current(), "small");
  EXPECT_EQ(view.command(), "cloze train --recipe small --dataset sotu --set model.layers=5");
}

TEST(ConfigureView, TheCommandSaysOnlyWhatDiffers) {
  ConfigureView view;
  view.setDatasets({speeches});
  view.setDevices({"cpu", "cuda:0"});
  EXPECT_EQ(view.command(), "cloze train --recipe quickstart --dataset sotu");
  edit(view, "model.layers", "4");
  edit(view, "optimizer.learning_rate", "5e-4");
  EXPECT_EQ(view.command(),
            "cloze train --recipe quickstart --dataset sotu --set model.layers=4 --set "
            "optimizer.learning_rate=0.0005");
}

TEST(TrainCommand, MakesTheSameRecipeWhereverItStarts) {
  for (const Preset& from : presets())
    for (const Preset& to : presets()) {
      const QStringList words =
          train_arguments(to.recipe, {QString::fromStdString(from.name), from.recipe}, "d", {}, "auto");
      Recipe made = from.recipe;
      for (qsizetype i = 0; i + 1 < words.size(); ++i)
        if (words[i] == "--set") {
          const std::string setting = words[i + 1].toStdString();
          const auto sign = setting.find('=');
          ASSERT_TRUE(set_field(made, setting.substr(0, sign), setting.substr(sign + 1)));
        }
      made.description = to.recipe.description;
      EXPECT_EQ(made, to.recipe);
    }
}

TEST(TrainCommand, QuotesForTheShell) {
  EXPECT_EQ(
      shell_line({"cloze", "train", "--name", "two words", "--recipe", "it's.json", "--dataset", "三国"}),
      "cloze train --name 'two words' --recipe 'it'\\''s.json' --dataset '三国'");
}

TEST(RecipeFacts, FollowBatchBudgetAndDataset) {
  Recipe recipe;
  recipe.optimizer.batch_size = 10;
  recipe.optimizer.accumulation = 2;
  recipe.objective.sequence_length = 52;
  recipe.budget.epochs = 3;
  EXPECT_TRUE(std::isnan(recipe_facts(recipe, std::nullopt).total_steps))
      << "epochs say nothing without a dataset";
  const DatasetFacts data{"d", "t", 1000, 99'990, 10, 0, 0};
  const RecipeFacts facts = recipe_facts(recipe, data);
  EXPECT_EQ(facts.tokens_per_step, 1040);
  EXPECT_EQ(facts.steps_per_epoch, 100);  // 100,000 tokens of the ring / 50 a row / 20 rows a step
  EXPECT_EQ(facts.total_steps, 300);
  EXPECT_EQ(facts.parameters.total(), count_parameters(recipe.model, 1000).total());
  recipe.budget.steps = 200;
  EXPECT_EQ(recipe_facts(recipe, data).total_steps, 200) << "the limit that is reached first";
  recipe.budget.tokens = 104'000;
  EXPECT_EQ(recipe_facts(recipe, data).total_steps, 100);
}

TEST(RecipeInspector, SurvivesARecipeWithProblems) {
  RecipeInspector inspector;
  Recipe recipe;
  recipe.optimizer.batch_size = 0;
  recipe.objective.sequence_length = 1;
  inspector.setRecipe(recipe, speeches);
  EXPECT_EQ(byte_size(1536), "1.5 KiB");
  EXPECT_EQ(byte_size(12), "12 B");
}

}  // namespace
}  // namespace cloze::ui
