// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/status_line.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTime>
#include <QToolButton>
#include <cmath>

#include "ui/theme.h"
#include "ui/widgets/icons.h"

namespace cloze::ui {
namespace {

constexpr std::size_t most_problems = 200;

QString as_text(const std::vector<StatusLine::Problem>& problems) {
  QStringList lines;
  for (auto it = problems.rbegin(); it != problems.rend(); ++it) {
    lines << it->time + "  " + it->message;
    if (!it->details.isEmpty()) lines << "          " + it->details;
  }
  return lines.join('\n');
}

}  // namespace

StatusLine::StatusLine(QWidget* parent)
    : QWidget(parent), device_(new QLabel), speed_(new QLabel), last_(new QLabel), button_(new QToolButton) {
  setFixedHeight(30);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(grid::page, 1, grid::small, 0);
  layout->setSpacing(grid::large);
  for (QLabel* label : {device_, speed_, last_}) {
    label->setFont(tabular_font(TextSize::small));
    set_role(label, "muted");
  }
  last_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  speed_->setMinimumWidth(QFontMetrics(speed_->font()).horizontalAdvance(tr("%1 tokens/s").arg("888.8k")));
  speed_->setVisible(false);
  button_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button_->setIcon(make_icon(Icon::problem));
  button_->setFont(ui::font(TextSize::small));
  button_->setToolTip(tr("Problems of this session, with details to copy"));
  button_->hide();
  layout->addWidget(device_);
  layout->addWidget(speed_);
  layout->addWidget(last_, 1);
  layout->addWidget(button_);
  connect(button_, &QToolButton::clicked, this, &StatusLine::showProblems);
}

void StatusLine::setDevice(const QString& device) {
  device_->setText(device);
}

void StatusLine::setSpeed(double tokens_per_second) {
  speed_->setVisible(!std::isnan(tokens_per_second));
  speed_->setText(tr("%1 tokens/s").arg(short_number(tokens_per_second)));
}

void StatusLine::say(const QString& message) {
  message_ = message;
  set_role(last_, "muted");
  elide();
}

void StatusLine::addProblem(const QString& message, const QString& details) {
  problems_.push_back({QTime::currentTime().toString("HH:mm:ss"), message, details});
  if (problems_.size() > most_problems) problems_.erase(problems_.begin());
  message_ = details.isEmpty() ? message : message + QStringLiteral(" \u2013 ") + details;
  set_role(last_, "error");
  elide();
  button_->setText(problems_.size() == 1 ? tr("1 problem") : tr("%1 problems").arg(problems_.size()));
  button_->setAccessibleName(button_->text());
  button_->show();
}

void StatusLine::elide() {
  last_->setText(last_->fontMetrics().elidedText(message_, Qt::ElideRight, last_->width()));
  last_->setToolTip(message_);
}

void StatusLine::showProblems() {
  auto* panel = new QFrame(window(), Qt::Popup);
  panel->setAttribute(Qt::WA_DeleteOnClose);
  set_role(panel, "card");
  auto* text = new QPlainTextEdit(as_text(problems_));
  text->setReadOnly(true);
  text->setAccessibleName(tr("Problems"));
  auto* title = new QLabel(tr("Problems"));
  title->setFont(ui::font(TextSize::body, true));
  auto* copy = new QPushButton(tr("Copy all"));
  auto* clear = new QPushButton(tr("Clear"));
  connect(copy, &QPushButton::clicked, this,
          [text] { QApplication::clipboard()->setText(text->toPlainText()); });
  connect(clear, &QPushButton::clicked, this, [this, panel] {
    problems_.clear();
    button_->hide();
    say({});
    panel->close();
  });
  auto* head = new QHBoxLayout;
  head->addWidget(title, 1);
  head->addWidget(copy);
  head->addWidget(clear);
  auto* layout = new QVBoxLayout(panel);
  layout->addLayout(head);
  layout->addWidget(text, 1);
  panel->resize(std::min(640, window()->width() - 2 * grid::page), 280);
  panel->move(mapToGlobal(QPoint(width() - panel->width() - grid::small, -panel->height() - grid::unit)));
  panel->show();
}

void StatusLine::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), tokens().surface);
  painter.fillRect(QRect(0, 0, width(), 1), tokens().line);
}

void StatusLine::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  elide();
}

}  // namespace cloze::ui
