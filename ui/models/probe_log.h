// SPDX-License-Identifier: GPL-3.0-or-later
// Questions asked in this session and their answers, newest first. Pure value.
#pragma once

#include <QString>
#include <vector>

#include "core/session/events.h"
#include "ui/models/entry_list_model.h"

namespace cloze::ui {

class ProbeLog {
 public:
  struct Entry {
    int number = 0;
    QString run_id, run_name;
    FillResult result;
    qint64 milliseconds = 0;
    bool settled = false;
  };
  /// settled: asked on purpose, not in the middle of typing. An unsettled newest entry gives way to the next
  /// one, and the same question to the same run is kept once.
  void add(Entry entry);
  const std::vector<Entry>& entries() const { return entries_; }
  const Entry* find(const QString& id) const;
  std::vector<ListEntry> listEntries() const;

 private:
  static constexpr std::size_t most = 200;
  std::vector<Entry> entries_;
  int next_ = 1;
};

/// "The [MASK] of" with gaps as people read them: "The ___ of".
QString with_gaps(const QString& text);

}  // namespace cloze::ui
