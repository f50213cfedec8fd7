// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/queue_panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/qt_text.h"
#include "ui/theme.h"
#include "ui/widgets/entry_delegate.h"

namespace cloze::ui {
namespace {

constexpr int panel_width = 344, most_rows = 6;

QToolButton* small_button(QWidget* panel, const QString& sign, const QString& name,
                          const QKeySequence& keys) {
  auto* button = new QToolButton;
  button->setText(sign);
  button->setAccessibleName(name);
  button->setToolTip(QStringLiteral("%1  (%2)").arg(name, keys.toString(QKeySequence::NativeText)));
  // Its own shortcut would reach the whole window, where pages have a use for these keys.
  auto* shortcut = new QShortcut(keys, panel);
  shortcut->setContext(Qt::WidgetWithChildrenShortcut);
  QObject::connect(shortcut, &QShortcut::activated, button, &QToolButton::click);
  return button;
}

}  // namespace

QueuePanel::QueuePanel(QWidget* parent, QWidget* anchor)
    : QFrame(parent),
      anchor_(anchor),
      model_(new QueueModel(this)),
      view_(new QListView),
      state_(new QLabel),
      go_(new QPushButton) {
  set_role(this, "card");
  setFixedWidth(panel_width);
  setAutoFillBackground(true);
  setAccessibleName(tr("Queue"));
  auto* heading = new QLabel(tr("Waiting runs"));
  heading->setFont(ui::font(TextSize::body, true));
  auto* close = new QToolButton;
  close->setText(QStringLiteral("\u2715"));
  close->setAccessibleName(tr("Close"));
  close->setToolTip(tr("Close (Esc); the runs go on waiting"));
  state_->setFont(ui::font(TextSize::small));
  state_->setWordWrap(true);
  set_role(state_, "muted");

  view_->setModel(model_);
  view_->setItemDelegate(new EntryDelegate(view_));
  view_->setUniformItemSizes(true);
  view_->setMouseTracking(true);
  view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  view_->setDragDropMode(QAbstractItemView::InternalMove);
  view_->setDropIndicatorShown(true);
  view_->setAccessibleName(tr("Waiting runs, the next one first"));
  set_role(view_, "bare");

  up_ = small_button(this, QStringLiteral("\u2191"), tr("Earlier"), Qt::CTRL | Qt::Key_Up);
  down_ = small_button(this, QStringLiteral("\u2193"), tr("Later"), Qt::CTRL | Qt::Key_Down);
  remove_ = small_button(this, tr("Remove"), tr("Take the run out of the queue"), QKeySequence::Delete);

  auto* top = new QHBoxLayout;
  top->addWidget(heading, 1);
  top->addWidget(close);
  auto* foot = new QHBoxLayout;
  foot->setSpacing(grid::unit);
  for (QToolButton* button : {up_, down_, remove_}) foot->addWidget(button);
  foot->addStretch();
  foot->addWidget(go_);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(grid::medium, grid::small, grid::small, grid::medium);
  all->setSpacing(grid::small);
  all->addLayout(top);
  all->addWidget(state_);
  all->addWidget(view_, 1);
  all->addLayout(foot);

  connect(close, &QToolButton::clicked, this, &QueuePanel::closed);
  connect(go_, &QPushButton::clicked, this, [this] {
    if (going_) {
      Q_EMIT holdWanted();
    } else {
      Q_EMIT goOnWanted();
    }
  });
  connect(up_, &QToolButton::clicked, this, [this] { moveBy(-1); });
  connect(down_, &QToolButton::clicked, this, [this] { moveBy(1); });
  connect(remove_, &QToolButton::clicked, this, &QueuePanel::removeCurrent);
  connect(model_, &QueueModel::moved, this, &QueuePanel::moveWanted);
  connect(model_, &QueueModel::rowsMoved, this, &QueuePanel::enableButtons);
  connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this, &QueuePanel::enableButtons);
  auto* undo = new QAction(tr("Undo"), this);
  undo->setShortcut(QKeySequence::Undo);
  undo->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  connect(undo, &QAction::triggered, this, &QueuePanel::undoWanted);
  addAction(undo);
  parent->installEventFilter(this);
  setState({}, {});
  enableButtons();
  hide();
}

void QueuePanel::setWaiting(std::vector<ListEntry> entries) {
  model_->setEntries(std::move(entries));
  if (!view_->currentIndex().isValid() && model_->rowCount() > 0) view_->setCurrentIndex(model_->index(0));
  enableButtons();
  place();
}

void QueuePanel::setState(const QueueChanged& state, const QString& running) {
  going_ = state.going;
  const auto held = [&]() -> QString {
    switch (state.held) {
      case QueueHeld::run_stopped:
        return tr("Held, because you stopped a run.");
      case QueueHeld::trouble:
        return state.error ? tr("Held: %1").arg(text_of(state.error->message)) : tr("Held after an error.");
      default:
        return tr("Nothing starts until you say so.");
    }
  };
  state_->setText(!going_ ? held()
                  : running.isEmpty()
                      ? tr("The next one is starting.")
                      : tr("The next one starts when \u201c%1\u201d has ended.").arg(running));
  go_->setText(going_ ? tr("Hold") : tr("Go on"));
  go_->setAccessibleName(going_ ? tr("Hold the queue") : tr("Let the queue go on"));
  go_->setToolTip(going_ ? tr("Nothing more is started; the run in training goes on")
                         : tr("Train these one after another; one that fails does not hold the others"));
  set_role(go_, going_ ? "" : "primary");
}

QString QueuePanel::stateText() const {
  return state_->text();
}

QString QueuePanel::current() const {
  return view_->currentIndex().data(QueueModel::IdRole).toString();
}

void QueuePanel::moveBy(int rows) {
  const int row = view_->currentIndex().row();
  if (row < 0) return;
  model_->moveRow({}, row, {}, rows < 0 ? row + rows : row + rows + 1);
  view_->scrollTo(view_->currentIndex());
}

void QueuePanel::removeCurrent() {
  if (const QString id = current(); !id.isEmpty()) Q_EMIT removeWanted(id);
}

void QueuePanel::enableButtons() {
  const int row = view_->currentIndex().row();
  up_->setEnabled(row > 0);
  down_->setEnabled(row >= 0 && row + 1 < model_->rowCount());
  remove_->setEnabled(row >= 0);
}

void QueuePanel::place() {
  const int row = view_->sizeHintForRow(0), shown = std::clamp(model_->rowCount(), 1, most_rows);
  view_->setFixedHeight(std::max(row, 1) * shown + 2);
  adjustSize();
  const int below = anchor_->mapTo(parentWidget(), QPoint(0, anchor_->height())).y();
  move(parentWidget()->width() - width() - grid::page, below + grid::unit);
}

bool QueuePanel::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize && watched == parentWidget()) place();
  return QFrame::eventFilter(watched, event);
}

void QueuePanel::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape)
    Q_EMIT closed();
  else
    QFrame::keyPressEvent(event);
}

void QueuePanel::showEvent(QShowEvent* event) {
  QFrame::showEvent(event);
  place();
  raise();
  view_->setFocus(Qt::OtherFocusReason);
}

}  // namespace cloze::ui
