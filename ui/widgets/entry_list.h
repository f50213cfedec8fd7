// SPDX-License-Identifier: GPL-3.0-or-later
// A titled list with its count and a button that adds to it. UI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "ui/models/entry_list_model.h"

class QLabel;
class QListView;
class QPushButton;

namespace cloze::ui {

class EntryList : public QWidget {
  Q_OBJECT
 public:
  EntryList(const QString& title, const QString& add_text, const QString& empty_text,
            QWidget* parent = nullptr);

  void setEntries(std::vector<ListEntry> entries);
  const EntryListModel& model() const { return *model_; }
  QString current() const;
  /// Selects without a signal; an unknown id clears.
  void setCurrent(const QString& id);
  QPushButton* addButton() const { return add_; }
  QListView* view() const { return view_; }

 Q_SIGNALS:
  void chosen(const QString& id);
  void addWanted();
  /// Delete was pressed on an entry.
  void removeWanted(const QString& id);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  EntryListModel* model_;
  QListView* view_;
  QLabel *count_, *empty_;
  QPushButton* add_;
};

}  // namespace cloze::ui
