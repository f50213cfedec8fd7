// SPDX-License-Identifier: GPL-3.0-or-later
// Asking for what is put on runs. Each opens a dialog over its parent and calls back when it is accepted. UI
// thread only.
#pragma once

#include <QString>
#include <QStringList>
#include <functional>
#include <string>
#include <vector>

#include "core/history/history.h"

class QWidget;

namespace cloze::ui::RunLabelDialogs {

struct Run {
  std::string name;
  std::vector<std::string> tags;
};
using Chosen = std::function<void(const RunLabels& change)>;

/// Tags that all, some or none of the runs have, to be set or taken away; known: those of other runs.
void tags(QWidget* parent, const std::vector<Run>& runs, const QStringList& known, const Chosen& chosen);

/// One text for all of them.
void note(QWidget* parent, const QString& title, const QString& text, const Chosen& chosen);

}  // namespace cloze::ui::RunLabelDialogs
