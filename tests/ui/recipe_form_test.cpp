// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/recipe_form.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include "core/config/recipe_fields.h"
#include "core/config/recipe_json.h"
#include "ui/widgets/field_row.h"
#include "ui/widgets/number_edit.h"

namespace cloze::ui {
namespace {

void type(RecipeForm& form, std::string_view path, const QString& text) {
  auto* edit = qobject_cast<NumberEdit*>(form.row(path)->editor());
  ASSERT_NE(edit, nullptr);
  edit->selectAll();
  QTest::keyClick(edit, Qt::Key_Delete);
  QTest::keyClicks(edit, text);
}

/// Another allowed value of a field.
FieldValue other_value(const Field& field, const FieldValue& now) {
  switch (field.kind) {
    case FieldKind::boolean:
      return !std::get<bool>(now);
    case FieldKind::choice:
      return std::string(field.choices[std::get<std::string>(now) == field.choices[0] ? 1 : 0]);
    case FieldKind::integer: {
      const auto low = static_cast<std::int64_t>(field.minimum);
      return std::get<std::int64_t>(now) == low ? low + 1 : low;
    }
    case FieldKind::real:
      return std::get<double>(now) == field.minimum ? field.maximum : field.minimum;
  }
  return now;
}

void put(FieldRow* row, const FieldValue& value) {
  const QString text = QString::fromStdString(to_string(value));
  if (auto* edit = qobject_cast<NumberEdit*>(row->editor())) {
    edit->setText(text);
    Q_EMIT edit->edited(text);
  } else if (auto* box = qobject_cast<QComboBox*>(row->editor())) {
    box->setCurrentIndex(box->findData(text));
    Q_EMIT box->activated(box->currentIndex());
  } else {
    qobject_cast<QCheckBox*>(row->editor())->click();
  }
}

TEST(RecipeForm, HasARowForEveryField) {
  RecipeForm form;
  for (const Field& field : recipe_fields()) {
    FieldRow* row = form.row(field.path);
    ASSERT_NE(row, nullptr) << field.path;
    EXPECT_FALSE(row->editor()->accessibleName().isEmpty()) << field.path;
    EXPECT_TRUE(
        row->editor()->toolTip().contains(QString::fromUtf8(field.help.data(), qsizetype(field.help.size()))))
        << field.path;
    EXPECT_EQ(row->editorText().toStdString(), to_string(field.get(Recipe{}))) << field.path;
  }
}

TEST(RecipeForm, ShowsAnyRecipeAndKeepsIt) {
  RecipeForm form;
  for (const Preset& preset : presets()) {
    form.setRecipe(preset.recipe);
    EXPECT_EQ(form.recipe(), preset.recipe) << preset.name;
    // The texts on the form alone make the same recipe again.
    Recipe typed;
    typed.description = preset.recipe.description;
    for (const Field& field : recipe_fields())
      ASSERT_TRUE(set_field(typed, field.path, form.row(field.path)->editorText().toStdString()))
          << field.path;
    EXPECT_EQ(typed, preset.recipe) << preset.name;
  }
}

TEST(RecipeForm, EditingAFieldChangesExactlyIt) {
  const Recipe before = presets().front().recipe;
  for (const Field& field : recipe_fields()) {
    RecipeForm form;
    form.setRecipe(before);
    QSignalSpy changed(&form, &RecipeForm::changed);
    const FieldValue wanted = other_value(field, field.get(before));
    put(form.row(field.path), wanted);
    EXPECT_EQ(changed.count(), 1) << field.path;
    EXPECT_EQ(differing_fields(before, form.recipe()), std::vector<std::string>{std::string(field.path)});
    EXPECT_EQ(field.get(form.recipe()), wanted) << field.path;
    EXPECT_TRUE(form.row(field.path)->differs()) << field.path;
    form.row(field.path)->resetButton()->click();
    EXPECT_EQ(form.recipe(), before) << field.path;
  }
}

TEST(RecipeForm, TakesNumbersAsPeopleWriteThem) {
  RecipeForm form;
  type(form, "optimizer.learning_rate", "3e-3");
  EXPECT_DOUBLE_EQ(form.recipe().optimizer.learning_rate, 0.003);
  EXPECT_EQ(form.row("optimizer.learning_rate")->editorText(), "3e-3");
  type(form, "budget.steps", "1e6");
  EXPECT_EQ(form.recipe().budget.steps, 1'000'000);
}

TEST(RecipeForm, ShowsProblemsBesideTheField) {
  Recipe good;
  good.budget.steps = 100;
  RecipeForm form;
  form.setRecipe(good);
  EXPECT_TRUE(form.firstProblem().isEmpty());
  type(form, "model.heads", "7");
  EXPECT_TRUE(form.row("model.hidden")->problem().contains("not divisible"));
  EXPECT_TRUE(form.firstProblem().contains("not divisible"));
  type(form, "model.heads", "2");
  EXPECT_TRUE(form.row("model.hidden")->problem().isEmpty());

  type(form, "model.layers", "abc");
  EXPECT_TRUE(form.row("model.layers")->problem().contains("whole number"));
  EXPECT_EQ(form.recipe(), good) << "text that cannot be read leaves the last good value";
  EXPECT_EQ(form.row("model.layers")->editorText(), "abc");
  type(form, "model.layers", "1000");
  EXPECT_FALSE(form.row("model.layers")->problem().isEmpty());
  form.resetAll();
  EXPECT_EQ(form.row("model.layers")->editorText(), "2");
  EXPECT_TRUE(form.firstProblem().isEmpty());
}

TEST(RecipeForm, TheWheelChangesNothing) {
  RecipeForm form;
  form.resize(800, 400);
  form.show();
  const Recipe before = form.recipe();
  for (const Field& field : recipe_fields()) {
    QWidget* editor = form.row(field.path)->editor();
    QWheelEvent turn(QPointF(5, 5), editor->mapToGlobal(QPointF(5, 5)), {}, {0, -120}, Qt::NoButton,
                     Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(editor, &turn);
  }
  EXPECT_EQ(form.recipe(), before);
}

TEST(NumberEdit, StepsByKeys) {
  NumberEdit whole(true, 1, 100);
  whole.setText("5");
  QTest::keyClick(&whole, Qt::Key_Up);
  EXPECT_EQ(whole.text(), "6");
  QTest::keyClick(&whole, Qt::Key_PageUp);
  EXPECT_EQ(whole.text(), "12");
  for (int i = 0; i < 10; ++i) QTest::keyClick(&whole, Qt::Key_PageUp);
  EXPECT_EQ(whole.text(), "100");
  NumberEdit real(false, 1e-8, 1);
  real.setText("0.001");
  QTest::keyClick(&real, Qt::Key_Up);
  EXPECT_EQ(real.text().toDouble(), 0.002);
  QTest::keyClick(&real, Qt::Key_Down);
  QTest::keyClick(&real, Qt::Key_Down);
  EXPECT_EQ(real.text().toDouble(), 0.0005);
}

TEST(NumberEdit, SeriesGoesOneTwoFive) {
  EXPECT_DOUBLE_EQ(next_in_series(1, 1), 2);
  EXPECT_DOUBLE_EQ(next_in_series(2, 1), 5);
  EXPECT_DOUBLE_EQ(next_in_series(5, 1), 10);
  EXPECT_DOUBLE_EQ(next_in_series(0.003, 1), 0.005);
  EXPECT_DOUBLE_EQ(next_in_series(0.003, -1), 0.002);
  EXPECT_DOUBLE_EQ(next_in_series(1e-4, -1), 5e-5);
}

}  // namespace
}  // namespace cloze::ui
