// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what a table of runs shows beyond their records, on pool threads: recipes of old runs, and values at
// steps. UI thread only.
#pragma once

#include <QObject>

#include "ui/models/runs_model.h"

namespace cloze::ui {

class RunDetailsReader : public QObject {
  Q_OBJECT
 public:
  /// runs outlives this.
  RunDetailsReader(RunSource source, RunsModel& runs, QObject* parent = nullptr);

  /// Whatever the model asks for and nobody has read; while something is being read, behind it.
  void read();

 Q_SIGNALS:
  /// To be given to the model, which may show other rows then.
  void recipesRead(const cloze::ui::RecipesOfRuns& recipes);
  void stepsRead(const std::vector<cloze::ui::StepRead>& steps);
  void problem(const cloze::Error& error);

 private:
  void readRecipes();
  void readSteps();

  RunSource source_;
  RunsModel& runs_;
  bool reading_recipes_ = false, reading_steps_ = false;
};

}  // namespace cloze::ui
