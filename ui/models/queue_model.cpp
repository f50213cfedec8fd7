// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/queue_model.h"

#include <QCoreApplication>
#include <cmath>

#include "core/session/run_queue.h"
#include "ui/models/run_progress.h"
#include "ui/qt_text.h"

namespace cloze::ui {
namespace {

QString text(const char* english) {
  return QCoreApplication::translate("QueueModel", english);
}

/// In words: digits with a colon would be taken for the time of day.
QString about(double seconds) {
  const double minutes = seconds / 60;
  if (minutes < 1) return text(QT_TRANSLATE_NOOP("QueueModel", "under a minute"));
  if (minutes < 90) return text(QT_TRANSLATE_NOOP("QueueModel", "about %1 min")).arg(int(std::ceil(minutes)));
  return text(QT_TRANSLATE_NOOP("QueueModel", "about %1 h")).arg(QString::number(minutes / 60, 'f', 1));
}

}  // namespace

Qt::ItemFlags QueueModel::flags(const QModelIndex& index) const {
  // Dropped between rows and never on one.
  return index.isValid() ? EntryListModel::flags(index) | Qt::ItemIsDragEnabled
                         : EntryListModel::flags(index) | Qt::ItemIsDropEnabled;
}

bool QueueModel::moveRows(const QModelIndex& from, int row, int count, const QModelIndex& to,
                          int destination) {
  if (from.isValid() || to.isValid() || count != 1 || row < 0 || row >= rowCount() || destination < 0 ||
      destination > rowCount())
    return false;
  if (!beginMoveRows({}, row, row, {}, destination)) return false;  // To where it is.
  const int place = destination > row ? destination - 1 : destination;
  rotateEntry(row, place);
  endMoveRows();
  Q_EMIT moved(index(place).data(IdRole).toString(), place);
  return true;
}

ListEntry entry_of(const WaitingRun& run, double seconds) {
  ListEntry entry;
  entry.id = text_of(run.record.id);
  entry.title = text_of(run.record.name);
  QStringList details{text_of(run.record.dataset_name)};
  if (run.record.total_steps > 0)
    details << text(QT_TRANSLATE_NOOP("QueueModel", "%1 steps")).arg(step_text(run.record.total_steps));
  if (run.options.device != "auto") details << text_of(run.options.device);
  if (!run.from_called.empty())
    details << text(QT_TRANSLATE_NOOP("QueueModel", "from %1")).arg(text_of(run.from_called));
  entry.detail = details.join(QStringLiteral(" \u00b7 "));
  if (std::isfinite(seconds)) {
    entry.figure = about(seconds);
    entry.tip = text(QT_TRANSLATE_NOOP("QueueModel", "%1\nExpected from the speed of earlier runs"))
                    .arg(entry.detail);
  }
  if (run.problem) {
    entry.dim = true;
    entry.tip = text_of(to_string(*run.problem));
  }
  return entry;
}

}  // namespace cloze::ui
