// SPDX-License-Identifier: GPL-3.0-or-later
// What a recipe comes to: parameters and memory by part, work and the length of the budget. UI thread only.
#pragma once

#include <QWidget>
#include <optional>

#include "ui/models/recipe_facts.h"

class QLabel;

namespace cloze::ui {

class FactList;
class PreflightPanel;
class StackedBar;

class RecipeInspector : public QWidget {
  Q_OBJECT
 public:
  explicit RecipeInspector(QWidget* parent = nullptr);
  void setRecipe(const Recipe& recipe, const std::optional<DatasetFacts>& dataset,
                 const QString& device = {});
  FactList* facts() const { return facts_; }
  PreflightPanel* preflight() const { return preflight_; }

 private:
  void showMemory();
  double estimated_memory_ = 0;
  PreflightPanel* preflight_;
  QLabel *parameters_, *memory_;
  StackedBar *parameter_bar_, *memory_bar_;
  FactList* facts_;
  QLabel* note_;
};

/// 1536 -> "1.5 KiB"; powers of 1024.
QString byte_size(double bytes);

}  // namespace cloze::ui
