// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run_details_reader.h"

#include <utility>

#include "ui/bridge/background.h"

namespace cloze::ui {

RunDetailsReader::RunDetailsReader(RunSource source, RunsModel& runs, QObject* parent)
    : QObject(parent), source_(std::move(source)), runs_(runs) {}

void RunDetailsReader::read() {
  readRecipes();
  readSteps();
}

void RunDetailsReader::readRecipes() {
  if (reading_recipes_) return;  // Its end asks again.
  auto unknown = runs_.unknownRecipes();
  if (unknown.empty()) return;
  reading_recipes_ = true;
  run_in_background(
      this, [source = source_, unknown = std::move(unknown)] { return read_recipes(source, unknown); },
      [this](const Result<RecipesOfRuns>& recipes) {
        reading_recipes_ = false;
        if (!recipes) {
          Q_EMIT problem(recipes.error());
          return;
        }
        Q_EMIT recipesRead(*recipes);
        readRecipes();
      });
}

void RunDetailsReader::readSteps() {
  if (reading_steps_) return;
  auto unknown = runs_.unknownSteps();
  if (unknown.empty()) return;
  reading_steps_ = true;
  run_in_background(
      this, [source = source_, unknown = std::move(unknown)] { return read_steps(source, unknown); },
      [this](const Result<std::vector<StepRead>>& steps) {
        reading_steps_ = false;
        if (!steps) {
          Q_EMIT problem(steps.error());
          return;
        }
        Q_EMIT stepsRead(*steps);
        readSteps();
      });
}

}  // namespace cloze::ui
