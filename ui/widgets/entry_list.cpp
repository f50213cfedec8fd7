// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/entry_list.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme.h"
#include "ui/widgets/entry_delegate.h"

namespace cloze::ui {

EntryList::EntryList(const QString& title, const QString& add_text, const QString& empty_text,
                     QWidget* parent)
    : QWidget(parent) {
  model_ = new EntryListModel(this);
  auto* heading = new QLabel(title);
  heading->setFont(ui::font(TextSize::body, true));
  count_ = new QLabel;
  set_role(count_, "muted");
  add_ = new QPushButton(add_text);
  add_->setVisible(!add_text.isEmpty());
  add_->setAccessibleName(QStringLiteral("%1 %2").arg(add_text, title));
  view_ = new QListView;
  view_->setModel(model_);
  view_->setItemDelegate(new EntryDelegate(view_));
  view_->setUniformItemSizes(true);
  view_->setMouseTracking(true);
  view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  view_->setAccessibleName(title);
  view_->installEventFilter(this);
  empty_ = new QLabel(empty_text);
  empty_->setFont(ui::font(TextSize::small));
  empty_->setWordWrap(true);
  empty_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  set_role(empty_, "muted");

  auto* top = new QHBoxLayout;
  top->addWidget(heading);
  top->addWidget(count_);
  top->addStretch();
  top->addWidget(add_);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(grid::unit);
  all->addLayout(top);
  all->addWidget(empty_, 1);
  all->addWidget(view_, 1);

  connect(add_, &QPushButton::clicked, this, &EntryList::addWanted);
  connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& now) {
            if (now.isValid()) Q_EMIT chosen(now.data(EntryListModel::IdRole).toString());
          });
  // A click on what is chosen already shows it again.
  connect(view_, &QListView::clicked, this,
          [this](const QModelIndex& now) { Q_EMIT chosen(now.data(EntryListModel::IdRole).toString()); });
  setEntries({});
}

void EntryList::setEntries(std::vector<ListEntry> entries) {
  const bool none = entries.empty();
  count_->setText(none ? QString() : QLocale().toString(static_cast<qulonglong>(entries.size())));
  model_->setEntries(std::move(entries));
  empty_->setVisible(none);
  view_->setVisible(!none);
}

QString EntryList::current() const {
  return view_->currentIndex().data(EntryListModel::IdRole).toString();
}

void EntryList::setCurrent(const QString& id) {
  const QSignalBlocker quiet(view_->selectionModel());
  const int row = model_->rowOf(id);
  if (row < 0) {
    view_->selectionModel()->reset();
    view_->viewport()->update();
  } else {
    view_->selectionModel()->setCurrentIndex(model_->index(row), QItemSelectionModel::ClearAndSelect);
    view_->scrollTo(model_->index(row));
    view_->viewport()->update();
  }
}

bool EntryList::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete &&
      !current().isEmpty()) {
    Q_EMIT removeWanted(current());
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace cloze::ui
