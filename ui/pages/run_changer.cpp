// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run_changer.h"

#include "core/config/recipe_json.h"
#include "core/history/history.h"
#include "ui/bridge/background.h"
#include "ui/bridge/session_bridge.h"
#include "ui/pages/run_page.h"
#include "ui/widgets/change_dialog.h"

namespace cloze::ui {

RunChanger::RunChanger(SessionBridge& bridge, RunPage* page) : QObject(page), bridge_(bridge), page_(page) {
  connect(page, &RunPage::changeWanted, this, &RunChanger::open);
}

void RunChanger::open(const QString& run_id) {
  run_in_background(
      this,
      [database = bridge_.workspace().database(), run = run_id.toStdString()]() -> Result<Recipe> {
        CLOZE_TRY(History history, History::open_read_only(database));
        CLOZE_TRY(const RunRecord record, history.find_run(run));
        return recipe_from_json(record.recipe_json, "the recipe of the run");
      },
      [this, run_id](const Result<Recipe>& recipe) {
        if (!recipe) return bridge_.report(recipe.error());
        if (page_->run().id != run_id || !page_->run().active()) return;
        auto* dialog = new ChangeDialog(*recipe, page_->window());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::accepted, this, [this, dialog] {
          if (const auto changed = bridge_.session().change_run(dialog->changes()); !changed)
            bridge_.report(changed.error());
        });
        dialog->open();
      });
}

}  // namespace cloze::ui
