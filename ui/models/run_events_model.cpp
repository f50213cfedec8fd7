// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_events_model.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <array>
#include <cmath>

#include "ui/models/run_progress.h"
#include "ui/theme.h"

namespace cloze::ui {

void RunEventsModel::clear() {
  beginResetModel();
  events_.clear();
  endResetModel();
}

void RunEventsModel::add(const RunEvent& event) {
  for (const RunEvent& old : events_) {
    if (old.kind != event.kind || old.step != event.step) continue;
    const bool repeats = event.kind == "paused" || event.kind == "resumed" || event.kind == "warning";
    if (!repeats || std::abs(old.time - event.time) < 2) return;
  }
  beginInsertRows({}, 0, 0);
  events_.push_front(event);
  endInsertRows();
}

int RunEventsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(events_.size());
}

QVariant RunEventsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const RunEvent& event = events_[std::size_t(index.row())];
  const QString message = QString::fromStdString(event.message);
  switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return QCoreApplication::translate("RunEvents", "Step %1: %2%3")
          .arg(step_text(event.step), event_title(event.kind),
               message.isEmpty() ? QString() : ", " + message);
    case Qt::ToolTipRole:
      if (event.time == 0) return data(index, Qt::DisplayRole);
      return QStringLiteral("%1\n%2").arg(
          data(index, Qt::DisplayRole).toString(),
          QLocale().toString(QDateTime::fromMSecsSinceEpoch(qint64(event.time * 1000)),
                             QLocale::ShortFormat));
    case kind_role:
      return QString::fromStdString(event.kind);
    case step_role:
      return qint64(event.step);
    case message_role:
      return message;
    case time_role:
      return event.time;
    default:
      return {};
  }
}

QString event_title(const std::string& kind) {
  struct Named {
    const char *kind, *title;
  };
  static constexpr std::array names{
      Named{"started", QT_TRANSLATE_NOOP("RunEvents", "Started")},
      Named{"resumed", QT_TRANSLATE_NOOP("RunEvents", "Continued")},
      Named{"paused", QT_TRANSLATE_NOOP("RunEvents", "Paused")},
      Named{"stopped", QT_TRANSLATE_NOOP("RunEvents", "Stopped")},
      Named{"finished", QT_TRANSLATE_NOOP("RunEvents", "Finished")},
      Named{"failed", QT_TRANSLATE_NOOP("RunEvents", "Failed")},
      Named{"interrupted", QT_TRANSLATE_NOOP("RunEvents", "Interrupted")},
      Named{"change", QT_TRANSLATE_NOOP("RunEvents", "Changed")},
      Named{"checkpoint", QT_TRANSLATE_NOOP("RunEvents", "Checkpoint")},
      Named{"evaluation", QT_TRANSLATE_NOOP("RunEvents", "Evaluation")},
      Named{"fault", QT_TRANSLATE_NOOP("RunEvents", "Fault")},
      Named{"rollback", QT_TRANSLATE_NOOP("RunEvents", "Rolled back")},
      Named{"waiting", QT_TRANSLATE_NOOP("RunEvents", "Waiting for room")},
      Named{"warning", QT_TRANSLATE_NOOP("RunEvents", "Warning")},
  };
  for (const Named& name : names) {
    if (kind == name.kind) return QCoreApplication::translate("RunEvents", name.title);
  }
  return QString::fromStdString(kind);
}

QColor event_color(const std::string& kind) {
  const Tokens& t = tokens();
  if (kind == "failed" || kind == "interrupted") return t.bad;
  if (kind == "warning" || kind == "fault" || kind == "rollback" || kind == "waiting") return t.warn;
  if (kind == "started" || kind == "resumed" || kind == "finished") return t.good;
  if (kind == "checkpoint") return t.accent;
  return t.muted;
}

}  // namespace cloze::ui
