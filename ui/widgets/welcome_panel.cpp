// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/welcome_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme.h"
#include "ui/widgets/chip_flow.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/job_progress.h"

namespace cloze::ui {
namespace {

QLabel* paragraph(const QString& text) {
  auto* label = new QLabel(text);
  label->setWordWrap(true);
  label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  set_role(label, "muted");
  return label;
}

QFrame* card(QVBoxLayout*& column) {
  auto* frame = new QFrame;
  set_role(frame, "card");
  column = new QVBoxLayout(frame);
  column->setContentsMargins(grid::page, grid::page, grid::page, grid::page);
  column->setSpacing(grid::medium);
  return frame;
}

QLabel* card_title(const QString& text) {
  auto* label = new QLabel(text);
  QFont large = ui::font(TextSize::title, true);
  large.setPointSizeF(large.pointSizeF() * 0.85);
  label->setFont(large);
  label->setWordWrap(true);
  return label;
}

}  // namespace

WelcomePanel::WelcomePanel(QWidget* parent) : QWidget(parent) {
  auto* title = new QLabel(tr("Teach a model to read"));
  QFont huge = ui::font(TextSize::title, true);
  huge.setPointSizeF(huge.pointSizeF() * 1.6);
  title->setFont(huge);
  title->setAlignment(Qt::AlignHCenter);
  auto* about =
      paragraph(tr("A masked language model learns by filling gaps in text. Give it some, watch it learn, "
                   "and ask it to fill gaps of your own."));
  about->setAlignment(Qt::AlignHCenter);

  // What it is about, said by showing it.
  auto* picture = new ChipFlow;
  picture->setCentered(true);
  picture->setLine(MaskedLine(tr("The [MASK] of the United States")));
  picture->setAttribute(Qt::WA_TransparentForMouseEvents);
  picture->setFocusPolicy(Qt::NoFocus);

  QVBoxLayout* quick_column = nullptr;
  QFrame* quick_card = card(quick_column);
  quick_column->addWidget(card_title(tr("Train a model on 12 MB of presidents’ speeches")));
  quick_column->addWidget(paragraph(tr("About 4 minutes on two processor cores. A tokenizer and a dataset "
                                       "are made on the way, and you see the model learn.")),
                          1);
  quick_note_ = paragraph({});
  quick_column->addWidget(quick_note_);
  quick_ = new QPushButton(tr("Train it now"));
  quick_->setAccessibleDescription(tr("Train a model on 12 MB of presidents’ speeches (about 4 minutes)"));
  quick_->setMinimumHeight(36);
  set_role(quick_, "primary");
  quick_column->addWidget(quick_);

  QVBoxLayout* open_column = nullptr;
  QFrame* open_card = card(open_column);
  open_column->addWidget(card_title(tr("Open my own text")));
  open_column->addWidget(paragraph(tr("Files or folders of text, JSON or CSV, also packed, in any language. "
                                      "Drop them anywhere on this page, or choose them.")),
                         1);
  open_ = new QPushButton(tr("Choose a folder or files…"));
  open_->setMinimumHeight(36);
  open_column->addWidget(open_);

  auto* cards = new QHBoxLayout;
  cards->setSpacing(grid::large);
  cards->addWidget(quick_card, 1);
  cards->addWidget(open_card, 1);
  error_ = new ErrorNote;
  progress_ = new JobProgressBar;
  progress_->hide();
  browse_ = new QPushButton(tr("Look at the samples first"));
  browse_->setFlat(true);

  auto* middle = new QWidget;
  middle->setMaximumWidth(760);
  auto* column = new QVBoxLayout(middle);
  column->setSpacing(grid::large);
  column->addStretch(2);
  column->addWidget(title);
  column->addWidget(about);
  column->addWidget(picture);
  column->addSpacing(grid::small);
  column->addLayout(cards);
  column->addWidget(error_);
  column->addWidget(progress_);
  column->addWidget(browse_, 0, Qt::AlignHCenter);
  column->addStretch(3);
  auto* all = new QHBoxLayout(this);
  all->addStretch();
  all->addWidget(middle, 10);
  all->addStretch();

  connect(quick_, &QPushButton::clicked, this, &WelcomePanel::quickstartWanted);
  connect(open_, &QPushButton::clicked, this, &WelcomePanel::openWanted);
  connect(browse_, &QPushButton::clicked, this, &WelcomePanel::browseWanted);
  connect(progress_, &JobProgressBar::cancelled, this, &WelcomePanel::cancelled);
  setSample({});
}

void WelcomePanel::setSample(const Corpus& sample) {
  const bool there = sample.sample && sample.present;
  quick_->setEnabled(there);
  quick_note_->setVisible(!there);
  quick_note_->setText(tr("The speeches have not been fetched yet. Fetch them in a terminal with: %1")
                           .arg(QStringLiteral("packaging/bootstrap.sh")));
}

void WelcomePanel::beginJob() {
  error_->clear();
  quick_->setEnabled(false);
  progress_->begin(tr("Getting ready…"));
  progress_->show();
}

void WelcomePanel::reportJob(const QString& what, quint64 done, quint64 total) {
  progress_->report(what, done, total);
}

void WelcomePanel::endJob() {
  quick_->setEnabled(true);
  progress_->hide();
}

void WelcomePanel::showError(const Error& error) {
  endJob();
  if (error.code != ErrorCode::cancelled) error_->tell(error);
}

}  // namespace cloze::ui
