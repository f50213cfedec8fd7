// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/change_dialog.h"

#include <gtest/gtest.h>

#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

#include "ui/widgets/field_row.h"

namespace cloze::ui {
namespace {

void type(FieldRow* row, const char* text) {
  auto* editor = row->findChild<QLineEdit*>();
  if (editor == nullptr) editor = qobject_cast<QLineEdit*>(row->editor());
  ASSERT_NE(editor, nullptr);
  editor->selectAll();
  QTest::keyClicks(editor, text);
  QTest::keyClick(editor, Qt::Key_Tab);
}

TEST(ChangeDialog, OffersWhatMayChangeAndNothingElse) {
  ChangeDialog dialog({});
  dialog.show();
  for (const Field& field : recipe_fields())
    EXPECT_EQ(dialog.row(QString::fromUtf8(field.path.data(), qsizetype(field.path.size()))) != nullptr,
              may_change_in_a_run(field.path))
        << field.path;
  EXPECT_FALSE(dialog.changeButton()->isEnabled()) << "nothing is changed yet";
}

TEST(ChangeDialog, TellsWhatDiffers) {
  Recipe recipe;
  recipe.optimizer.learning_rate = 0.01;
  ChangeDialog dialog(recipe);
  dialog.show();
  FieldRow* rate = dialog.row("optimizer.learning_rate");
  type(rate, "0.002");
  EXPECT_TRUE(dialog.changeButton()->isEnabled());
  EXPECT_EQ(dialog.changes(), (std::vector<SettingChange>{{"optimizer.learning_rate", "0.002"}}));
  type(dialog.row("evaluation.every_steps"), "30");
  EXPECT_EQ(dialog.changes().size(), 2U);
  if (qEnvironmentVariableIsSet("CLOZE_PICTURES"))
    dialog.grab().save(qEnvironmentVariable("CLOZE_PICTURES") + "/change-dialog.png");
  type(rate, "fast");
  EXPECT_FALSE(rate->problem().isEmpty());
  EXPECT_FALSE(dialog.changeButton()->isEnabled());
  rate->resetButton()->click();
  EXPECT_TRUE(rate->problem().isEmpty());
  EXPECT_EQ(dialog.changes(), (std::vector<SettingChange>{{"evaluation.every_steps", "30"}}));
  EXPECT_TRUE(dialog.changeButton()->isEnabled());
}

}  // namespace
}  // namespace cloze::ui
