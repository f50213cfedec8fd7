// SPDX-License-Identifier: GPL-3.0-or-later
// Which corpora go into something: a check list, with files and folders added by button or dropped on it. UI
// thread only.
#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

#include "ui/models/corpora.h"

class QListWidget;
class QMimeData;

namespace cloze::ui {

class SourcePicker : public QWidget {
  Q_OBJECT
 public:
  explicit SourcePicker(QWidget* parent = nullptr);
  /// Keeps what is checked; corpora that are not on the disk cannot be.
  void setCorpora(const std::vector<Corpus>& corpora);
  /// Paths, in the list's order.
  QStringList checked() const;
  std::vector<Corpus> checkedCorpora() const;
  void setChecked(const QStringList& paths);
  /// Whether one that is checked holds records.
  bool hasRecords() const;
  /// Title of the first one checked, for a name.
  QString firstTitle() const;

 Q_SIGNALS:
  void changed();
  /// The person wants other paths in the list.
  void pathsAdded(const QStringList& paths);

 private:
  void fill();
  std::vector<Corpus> corpora_;
  QStringList checked_;
  QListWidget* list_;
};

/// Files and folders in a drag that can be a corpus.
QStringList corpus_paths_of(const QMimeData* data);

/// Asks for text files or for a folder; empty when the person thought better of it.
QStringList ask_for_files(QWidget* parent);
QStringList ask_for_folder(QWidget* parent);

}  // namespace cloze::ui
