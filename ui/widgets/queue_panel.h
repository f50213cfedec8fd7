// SPDX-License-Identifier: GPL-3.0-or-later
// The runs that wait to be trained, over the page at its top right: their order, which keys and dragging
// change, and the button that holds the queue or lets it go on. Not modal. It asks for everything with
// signals, so it needs no session. UI thread only.
#pragma once

#include <QFrame>
#include <QString>
#include <vector>

#include "core/session/events.h"
#include "ui/models/queue_model.h"

class QLabel;
class QListView;
class QPushButton;
class QToolButton;

namespace cloze::ui {

class QueuePanel : public QFrame {
  Q_OBJECT
 public:
  /// Lies over its parent at the right, below the anchor, which is somewhere in the parent.
  QueuePanel(QWidget* parent, QWidget* anchor);

  /// Also when nothing has changed: what a person moved and the session refused is put back.
  void setWaiting(std::vector<ListEntry> entries);
  /// running: name of the run in training; empty when none.
  void setState(const QueueChanged& state, const QString& running);

  QueueModel* model() const { return model_; }
  QListView* view() const { return view_; }
  QPushButton* goButton() const { return go_; }
  QToolButton* upButton() const { return up_; }
  QToolButton* downButton() const { return down_; }
  QToolButton* removeButton() const { return remove_; }
  QString stateText() const;
  /// Of the row that has the focus; empty when none.
  QString current() const;

 Q_SIGNALS:
  void goOnWanted();
  void holdWanted();
  /// index: its new place, from 0.
  void moveWanted(const QString& run_id, int index);
  void removeWanted(const QString& run_id);
  void undoWanted();
  void closed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void place();
  void moveBy(int rows);
  void removeCurrent();
  void enableButtons();

  QWidget* anchor_;
  QueueModel* model_;
  QListView* view_;
  QLabel* state_;
  QPushButton* go_;
  QToolButton *up_, *down_, *remove_;
  bool going_ = false;
};

}  // namespace cloze::ui
