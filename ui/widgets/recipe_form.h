// SPDX-License-Identifier: GPL-3.0-or-later
// The form over a Recipe, generated from recipe_fields(): a setting added there appears here by itself. It
// holds a whole recipe and changes only the field that is edited, so nothing is lost on the way through. UI
// thread only.
#pragma once

#include <QWidget>
#include <map>
#include <string>
#include <vector>

#include "core/config/recipe.h"

class QScrollArea;
class QToolButton;

namespace cloze::ui {

class FieldRow;
class FoldSection;

class RecipeForm : public QWidget {
  Q_OBJECT
 public:
  explicit RecipeForm(QWidget* parent = nullptr);

  /// The recipe shown; a field whose text cannot be read keeps its last good value.
  const Recipe& recipe() const { return recipe_; }
  /// Shows a recipe, and what "undo" goes back to.
  void setRecipe(const Recipe& recipe, const Recipe& reference);
  void setRecipe(const Recipe& recipe) { setRecipe(recipe, recipe); }
  const Recipe& reference() const { return reference_; }
  /// All fields back to the reference.
  void resetAll();

  /// "Label: what is wrong" of the first field with a problem, or empty when the recipe can be run.
  QString firstProblem() const;
  void focusFirstProblem();
  int changedCount() const;
  FieldRow* row(std::string_view path) const;

 Q_SIGNALS:
  /// A person changed a value, or made a field's text unreadable.
  void changed();

 private:
  struct Group {
    FoldSection* section = nullptr;
    QWidget* more = nullptr;
    QToolButton* more_button = nullptr;
    std::vector<FieldRow*> rows;
    int advanced = 0;
  };
  void build();
  void edit(const QString& path, const QString& text);
  void refresh();
  static void showMore(const Group& group, bool more);

  Recipe recipe_, reference_;
  QScrollArea* scroll_;
  std::vector<Group> groups_;
  std::map<std::string, FieldRow*, std::less<>> rows_;
  std::map<std::string, QString, std::less<>> unreadable_;  ///< Path to what it takes.
};

}  // namespace cloze::ui
