// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/probe_log.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace cloze::ui {

QString with_gaps(const QString& text) {
  QString shown = text;
  return shown.replace(QLatin1String("[MASK]"), QLatin1String("___"));
}

void ProbeLog::add(Entry entry) {
  // Asked on purpose once, it stays, however often it is asked again by itself.
  std::erase_if(entries_, [&](const Entry& old) {
    const bool same = old.run_id == entry.run_id && old.result.text == entry.result.text;
    entry.settled = entry.settled || (same && old.settled);
    return same;
  });
  if (!entries_.empty() && !entries_.front().settled) entries_.erase(entries_.begin());
  entry.number = next_++;
  entries_.insert(entries_.begin(), std::move(entry));
  if (entries_.size() > most) entries_.pop_back();
}

const ProbeLog::Entry* ProbeLog::find(const QString& id) const {
  const auto found = std::ranges::find(entries_, id.toInt(), &Entry::number);
  return found == entries_.end() ? nullptr : &*found;
}

std::vector<ListEntry> ProbeLog::listEntries() const {
  std::vector<ListEntry> list;
  for (const Entry& entry : entries_) {
    ListEntry item;
    item.id = QString::number(entry.number);
    item.title = with_gaps(QString::fromStdString(entry.result.text));
    QStringList words;
    for (const FilledMask& mask : entry.result.masks)
      if (!mask.top.empty()) words << QString::fromStdString(mask.top.front().token);
    item.detail = words.join(QStringLiteral(", "));
    item.figure = QCoreApplication::translate("ProbeLog", "step %1")
                      .arg(QLocale().toString(static_cast<qlonglong>(entry.result.step)));
    item.tip = QStringLiteral("%1\n%2").arg(item.title, entry.run_name);
    list.push_back(item);
  }
  return list;
}

}  // namespace cloze::ui
