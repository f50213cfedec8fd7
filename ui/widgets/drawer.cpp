// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/drawer.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/theme.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/job_progress.h"

namespace cloze::ui {
namespace {

constexpr int drawer_width = 344;

}  // namespace

QLabel* form_heading(const QString& text) {
  auto* label = new QLabel(text);
  label->setFont(ui::font(TextSize::body, true));
  return label;
}

QLabel* form_label(const QString& text, QWidget* buddy) {
  auto* label = new QLabel(text);
  label->setBuddy(buddy);
  return label;
}

Drawer::Drawer(const QString& title, const QString& submit_text, QWidget* parent) : QFrame(parent) {
  set_role(this, "card");
  setFixedWidth(drawer_width);
  setAccessibleName(title);
  auto* heading = new QLabel(title);
  set_role(heading, "title");
  auto* close = new QToolButton;
  close->setText(QStringLiteral("✕"));
  close->setAutoRaise(true);
  close->setAccessibleName(tr("Close"));
  close->setToolTip(tr("Close (Esc); work under way goes on"));
  auto* top = new QHBoxLayout;
  top->setContentsMargins(grid::large, grid::medium, grid::small, 0);
  top->addWidget(heading, 1);
  top->addWidget(close);

  auto* content = new QWidget;
  body_ = new QVBoxLayout(content);
  body_->setContentsMargins(grid::large, grid::unit, grid::large, grid::medium);
  body_->setSpacing(grid::small);
  auto* scroll = new QScrollArea;
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(content);
  form_ = scroll;

  result_ = new QWidget;
  result_title_ = new QLabel;
  result_title_->setFont(ui::font(TextSize::body, true));
  result_title_->setWordWrap(true);
  set_role(result_title_, "good");
  result_facts_ = new FactList;
  next_ = new QPushButton;
  set_role(next_, "primary");
  auto* again = new QPushButton(tr("Make another"));
  auto* result_column = new QVBoxLayout(result_);
  result_column->setContentsMargins(grid::large, grid::small, grid::large, grid::large);
  result_column->setSpacing(grid::medium);
  result_column->addWidget(result_title_);
  result_column->addWidget(result_facts_);
  result_column->addStretch();
  result_column->addWidget(again);
  result_column->addWidget(next_);

  error_ = new ErrorNote;
  obstacle_ = new QLabel;
  obstacle_->setFont(ui::font(TextSize::small));
  obstacle_->setWordWrap(true);
  set_role(obstacle_, "muted");
  submit_ = new QPushButton(submit_text);
  set_role(submit_, "primary");
  progress_ = new JobProgressBar;
  auto* foot = new QVBoxLayout;
  foot->setContentsMargins(grid::large, 0, grid::large, grid::large);
  foot->setSpacing(grid::small);
  foot->addWidget(error_);
  foot->addWidget(obstacle_);
  foot->addWidget(submit_);
  foot->addWidget(progress_);

  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(1, 1, 1, 1);
  all->setSpacing(grid::small);
  all->addLayout(top);
  all->addWidget(form_, 1);
  all->addWidget(result_, 1);
  all->addLayout(foot);

  connect(close, &QToolButton::clicked, this, &Drawer::closed);
  connect(submit_, &QPushButton::clicked, this, [this] {
    error_->clear();
    Q_EMIT submitted();
  });
  connect(progress_, &JobProgressBar::cancelled, this, &Drawer::cancelled);
  connect(next_, &QPushButton::clicked, this, &Drawer::nextWanted);
  connect(again, &QPushButton::clicked, this, &Drawer::showForm);
  showPart();
}

void Drawer::showPart() {
  form_->setVisible(!done_);
  form_->setEnabled(!working_);
  result_->setVisible(done_);
  submit_->setVisible(!done_ && !working_);
  obstacle_->setVisible(!done_ && !working_ && !obstacle_->text().isEmpty());
  progress_->setVisible(working_);
}

void Drawer::setObstacle(const QString& why) {
  obstacle_->setText(why);
  submit_->setEnabled(why.isEmpty());
  submit_->setToolTip(why);
  showPart();
}

void Drawer::beginJob(const QString& what) {
  working_ = true;
  done_ = false;
  error_->clear();
  progress_->begin(what);
  showPart();
}

void Drawer::reportJob(const QString& what, quint64 done, quint64 total) {
  progress_->report(what, done, total);
}

void Drawer::showError(const Error& error) {
  working_ = done_ = false;
  showPart();
  error_->tell(error);
}

void Drawer::showResult(const QString& title, const std::vector<Fact>& facts, const QString& next_text) {
  working_ = false;
  done_ = true;
  result_title_->setText(title);
  result_facts_->setFacts(facts);
  next_->setText(next_text);
  showPart();
  next_->setFocus();
}

void Drawer::showForm() {
  working_ = done_ = false;
  error_->clear();
  showPart();
}

void Drawer::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape)
    Q_EMIT closed();
  else
    QFrame::keyPressEvent(event);
}

}  // namespace cloze::ui
