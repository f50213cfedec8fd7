// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/notice_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <utility>

#include "ui/theme.h"
#include "ui/widgets/icons.h"

namespace cloze::ui {

NoticeBar::NoticeBar(QWidget* parent) : QFrame(parent), message_(new QLabel), action_(new QPushButton) {
  set_role(this, "notice");
  message_->setWordWrap(true);
  message_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* sign = new QToolButton;
  sign->setIcon(make_icon(Icon::problem));
  sign->setEnabled(false);
  sign->setFocusPolicy(Qt::NoFocus);
  set_role(action_, "primary");
  auto* close = new QToolButton;
  close->setText(QStringLiteral("\u2715"));
  close->setToolTip(tr("Hide this notice"));
  close->setAccessibleName(tr("Hide this notice"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(grid::medium, grid::unit, grid::medium, grid::unit);
  layout->setSpacing(grid::small);
  layout->addWidget(sign);
  layout->addWidget(message_, 1);
  layout->addWidget(action_);
  layout->addWidget(close);
  connect(close, &QToolButton::clicked, this, [this] { dismiss(about_); });
  connect(action_, &QPushButton::clicked, this, [this] { act(about_); });
  hide();
}

void NoticeBar::tell(const QString& about, const QString& message, const QString& action,
                     const std::function<void()>& act) {
  about_ = about;
  act_ = act;
  message_->setText(message);
  action_->setText(action);
  action_->setVisible(!action.isEmpty());
  setAccessibleName(message);
  show();
}

void NoticeBar::dismiss(const QString& about) {
  if (about != about_) return;
  about_.clear();
  act_ = {};
  hide();
}

void NoticeBar::act(const QString& about) {
  if (about != about_ || about_.isEmpty()) return;
  const auto act = std::exchange(act_, {});
  dismiss(about_);
  if (act) act();
}

QString NoticeBar::message() const {
  return message_->text();
}

}  // namespace cloze::ui
