// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/command_line.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>

#include "ui/theme.h"

namespace cloze::ui {

CommandLine::CommandLine(QWidget* parent) : QWidget(parent) {
  text_ = new QLineEdit;
  text_->setReadOnly(true);
  QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
  fixed.setPointSizeF(ui::font(TextSize::small).pointSizeF());
  text_->setFont(fixed);
  text_->setAccessibleName(tr("The same run from a terminal"));
  text_->setToolTip(tr("The same run from a terminal"));
  copy_ = new QPushButton(tr("Copy"));
  copy_->setToolTip(tr("Copy the command"));
  auto* line = new QHBoxLayout(this);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(grid::small);
  line->addWidget(text_, 1);
  line->addWidget(copy_);
  connect(copy_, &QPushButton::clicked, this, [this] {
    QGuiApplication::clipboard()->setText(text_->text());
    copy_->setText(tr("Copied"));
    QTimer::singleShot(1500, copy_, [this] { copy_->setText(tr("Copy")); });
  });
}

void CommandLine::setCommand(const QString& command) {
  if (command == text_->text()) return;
  text_->setText(command);
  text_->setCursorPosition(0);
}

QString CommandLine::command() const {
  return text_->text();
}

}  // namespace cloze::ui
