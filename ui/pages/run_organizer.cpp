// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run_organizer.h"

#include <QAction>
#include <QKeySequence>
#include <QLocale>
#include <QMenu>
#include <QTimer>
#include <algorithm>
#include <utility>

#include "ui/models/runs_model.h"
#include "ui/qt_text.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/run_label_dialogs.h"

namespace cloze::ui {
namespace {

/// How long a deletion can be taken back.
constexpr int regret_ms = 10'000;

}  // namespace

RunOrganizer::RunOrganizer(RunsModel& model, std::function<void(const std::function<void()>&)> keep,
                           QWidget* parent)
    : QObject(parent),
      model_(model),
      keep_(std::move(keep)),
      parent_(parent),
      menu_(new QMenu(parent)),
      notice_(new NoticeBar(parent)),
      regret_(new QTimer(this)) {
  menu_->setToolTipsVisible(true);
  const auto add = [&](const QString& text, const QKeySequence& keys, void (RunOrganizer::*act)()) {
    QAction* action = menu_->addAction(text, this, act);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    parent_->addAction(action);
    return action;
  };
  tags_ = add(tr("&Tags\u2026"), QKeySequence(tr("Ctrl+T")), &RunOrganizer::askForTags);
  note_ = add(tr("&Note\u2026"), QKeySequence(tr("Ctrl+E")), &RunOrganizer::askForNote);
  archive_ = add(tr("&Archive"), {}, &RunOrganizer::archive);
  archive_->setToolTip(tr("Leaves runs out of the table; nothing is deleted"));
  delete_ = add(tr("&Delete"), QKeySequence::Delete, &RunOrganizer::remove);
  delete_->setToolTip(tr("Deletes records and checkpoints; can be taken back for some seconds"));
  menu_->addSeparator();
  show_archived_ = menu_->addAction(tr("&Show archived runs"));
  show_archived_->setCheckable(true);
  connect(show_archived_, &QAction::toggled, this,
          [this](bool shown) { keep_([this, shown] { model_.setArchivedShown(shown); }); });
  auto* undo = new QAction(tr("Undo"), parent);
  undo->setShortcut(QKeySequence::Undo);
  undo->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  connect(undo, &QAction::triggered, this, &RunOrganizer::undo);
  parent_->addAction(undo);
  regret_->setSingleShot(true);
  regret_->setInterval(regret_ms);
  connect(regret_, &QTimer::timeout, this, &RunOrganizer::finishRemoval);
  setSelection({});
}

void RunOrganizer::setSelection(const QStringList& run_ids) {
  selected_ = run_ids;
  for (QAction* action : {tags_, note_, archive_, delete_}) action->setEnabled(!run_ids.isEmpty());
  archive_->setText(allArchived() ? tr("Take out of the &archive") : tr("&Archive"));
}

bool RunOrganizer::allArchived() const {
  return !selected_.isEmpty() && std::ranges::all_of(selected_, [this](const QString& id) {
    const auto* row = model_.find(id);
    return row != nullptr && row->record->archived;
  });
}

QString RunOrganizer::what(const QString& one, const QString& many) const {
  const auto* row = model_.find(selected_.value(0));
  return selected_.size() == 1 && row ? one.arg(text_of(row->record->name))
                                      : many.arg(QLocale().toString(selected_.size()));
}

void RunOrganizer::askForTags() {
  std::vector<RunLabelDialogs::Run> runs;
  for (const QString& id : std::as_const(selected_))
    if (const auto* row = model_.find(id)) runs.push_back({row->record->name, row->record->tags});
  RunLabelDialogs::tags(parent_, runs, model_.allTags(), [this, ids = selected_](const RunLabels& change) {
    Q_EMIT labelWanted(ids, change);
  });
}

void RunOrganizer::askForNote() {
  const auto* row = model_.find(selected_.value(0));
  if (row == nullptr) return;
  RunLabelDialogs::note(
      parent_, what(tr("Note on \u201c%1\u201d"), tr("Note on %1 runs")),
      selected_.size() == 1 ? text_of(row->record->note) : QString(),
      [this, ids = selected_](const RunLabels& change) { Q_EMIT labelWanted(ids, change); });
}

void RunOrganizer::archive() {
  RunLabels change, back;
  change.archived = !allArchived();
  back.archived = !*change.archived;
  const QStringList ids = selected_;
  if (*change.archived)
    notice_->tell("archive", what(tr("\u201c%1\u201d is in the archive."), tr("%1 runs are in the archive.")),
                  tr("Undo"), [this, ids, back] { Q_EMIT labelWanted(ids, back); });
  Q_EMIT labelWanted(ids, change);
}

void RunOrganizer::remove() {
  const QString message =
      what(tr("The run \u201c%1\u201d is being deleted."), tr("%1 runs are being deleted."));
  finishRemoval();
  undoable_ = selected_;
  if (undoable_.isEmpty()) return;
  leaving_.unite(QSet<QString>(undoable_.begin(), undoable_.end()));
  keep_([this] { model_.setHidden(leaving_); });
  notice_->tell("deletion", message, tr("Undo"), [this] { undo(); });
  regret_->start();
}

void RunOrganizer::finishRemoval() {
  regret_->stop();
  notice_->dismiss("deletion");
  if (!undoable_.isEmpty()) Q_EMIT deleteWanted(std::exchange(undoable_, {}));
}

void RunOrganizer::undo() {
  if (undoable_.isEmpty()) {
    notice_->act("archive");
    return;
  }
  regret_->stop();
  notice_->dismiss("deletion");
  const QStringList back = std::exchange(undoable_, {});
  for (const QString& id : back) leaving_.remove(id);
  keep_([this] { model_.setHidden(leaving_); });
  Q_EMIT selectionWanted(back);
}

void RunOrganizer::historyRead() {
  if (ended_.isEmpty()) return;
  for (const QString& id : std::exchange(ended_, {})) leaving_.remove(id);
  model_.setHidden(leaving_);
}

}  // namespace cloze::ui
