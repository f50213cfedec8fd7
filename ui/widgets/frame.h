// SPDX-License-Identifier: GPL-3.0-or-later
// The window around the pages: rail at the left, title and running run on top, status line at the foot. It
// knows pages as titles and names only; what they do is wired by main_window. UI thread only.
#pragma once

#include <QMainWindow>
#include <vector>

#include "ui/widgets/icons.h"

class QLabel;
class QPushButton;
class QStackedWidget;

namespace cloze::ui {

class NoticeBar;
class Page;
class Rail;
class RunTicker;
class StatusLine;

class Frame : public QMainWindow {
  Q_OBJECT
 public:
  explicit Frame(QWidget* parent = nullptr);

  /// Ctrl+1 shows the first page added, and so on. Connects the page's pageWanted.
  void addPage(const QString& name, Icon icon, const QString& label, Page* page);
  Page* currentPage() const;
  QString currentName() const;
  void setWorkspaceName(const QString& name, const QString& path);
  /// A dot beside the page in the rail.
  void setActive(const QString& name, bool active);

  Rail* rail() const { return rail_; }
  RunTicker* ticker() const { return ticker_; }
  StatusLine* statusLine() const { return status_; }
  NoticeBar* notices() const { return notices_; }
  /// For the runs that wait, beside the one in training; hidden until somebody shows it.
  QPushButton* queueButton() const { return queue_; }
  QPushButton* workspaceButton() const { return workspace_; }

 public Q_SLOTS:
  void showPage(const QString& name);

 Q_SIGNALS:
  void pageShown(const QString& name);

 private:
  struct Entry {
    QString name;
    Page* page;
  };
  int indexOf(const QString& name) const;

  std::vector<Entry> pages_;
  Rail* rail_;
  QLabel* title_;
  QPushButton *workspace_, *queue_;
  RunTicker* ticker_;
  NoticeBar* notices_;
  QStackedWidget* stack_;
  StatusLine* status_;
};

}  // namespace cloze::ui
