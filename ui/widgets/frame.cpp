// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/frame.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/pages/page.h"
#include "ui/theme.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/rail.h"
#include "ui/widgets/run_ticker.h"
#include "ui/widgets/status_line.h"

namespace cloze::ui {

Frame::Frame(QWidget* parent)
    : QMainWindow(parent),
      rail_(new Rail),
      title_(new QLabel),
      workspace_(new QPushButton),
      queue_(new QPushButton),
      ticker_(new RunTicker),
      notices_(new NoticeBar),
      stack_(new QStackedWidget),
      status_(new StatusLine) {
  set_role(title_, "title");
  workspace_->setIcon(make_icon(Icon::folder));
  set_role(workspace_, "chip");
  set_role(queue_, "chip");
  queue_->setCheckable(true);
  queue_->hide();
  auto* top = new QHBoxLayout;
  top->setContentsMargins(grid::page, grid::medium, grid::page, grid::medium);
  top->setSpacing(grid::medium);
  top->addWidget(title_);
  top->addWidget(workspace_);
  top->addStretch();
  top->addWidget(queue_);
  top->addWidget(ticker_);

  auto* right = new QVBoxLayout;
  right->setSpacing(0);
  right->addLayout(top);
  right->addWidget(notices_);
  right->addWidget(stack_, 1);
  right->addWidget(status_);
  auto* content = new QWidget;
  auto* layout = new QHBoxLayout(content);
  layout->setContentsMargins({});
  layout->setSpacing(0);
  layout->addWidget(rail_);
  layout->addLayout(right, 1);
  setCentralWidget(content);
  setMinimumSize(960, 600);
  resize(1280, 800);
  connect(rail_, &Rail::chosen, this, [this](int index) { showPage(pages_[std::size_t(index)].name); });
}

void Frame::addPage(const QString& name, Icon icon, const QString& label, Page* page) {
  const QKeySequence keys(Qt::CTRL | Qt::Key(Qt::Key_1 + int(pages_.size())));
  rail_->addEntry(icon, label, keys.toString(QKeySequence::NativeText));
  pages_.push_back({name, page});
  stack_->addWidget(page);
  auto* shortcut = new QShortcut(keys, this);
  connect(shortcut, &QShortcut::activated, this, [this, name] { showPage(name); });
  connect(page, &Page::pageWanted, this, &Frame::showPage);
}

int Frame::indexOf(const QString& name) const {
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    if (pages_[i].name == name) return int(i);
  }
  return -1;
}

void Frame::showPage(const QString& name) {
  const int index = indexOf(name);
  if (index < 0) return;
  Page* page = pages_[std::size_t(index)].page;
  rail_->setCurrent(index);
  stack_->setCurrentIndex(index);
  title_->setText(page->title());
  page->setFocus(Qt::OtherFocusReason);
  page->activated();
  Q_EMIT pageShown(name);
}

Page* Frame::currentPage() const {
  const int index = stack_->currentIndex();
  return index < 0 ? nullptr : pages_[std::size_t(index)].page;
}

QString Frame::currentName() const {
  const int index = stack_->currentIndex();
  return index < 0 ? QString() : pages_[std::size_t(index)].name;
}

void Frame::setWorkspaceName(const QString& name, const QString& path) {
  workspace_->setText(name);
  workspace_->setToolTip(tr("Workspace: %1").arg(path));
  workspace_->setAccessibleName(tr("Workspace %1").arg(name));
}

void Frame::setActive(const QString& name, bool active) {
  if (const int index = indexOf(name); index >= 0) rail_->setActive(index, active);
}

}  // namespace cloze::ui
