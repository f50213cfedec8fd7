// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/end_card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/theme.h"

namespace cloze::ui {

EndCard::EndCard(QWidget* parent)
    : QFrame(parent), headline_(new QLabel), text_(new QLabel), probe_(nullptr), filled_(nullptr) {
  set_role(this, "card");
  headline_->setFont(ui::font(TextSize::body, true));
  set_role(text_, "muted");
  text_->setWordWrap(true);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* words = new QVBoxLayout;
  words->setSpacing(2);
  words->addWidget(headline_);
  words->addWidget(text_);
  filled_ = new QLabel;
  filled_->setTextFormat(Qt::RichText);
  filled_->setWordWrap(true);
  filled_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  filled_->setToolTip(tr("Sentences of the held-out text, each with the word that the model fills in"));
  filled_->hide();
  probe_ = new QPushButton(tr("Ask it to fill in masks"));
  set_role(probe_, "primary");
  auto* compare = new QPushButton(tr("Compare runs"));
  auto* configure = new QPushButton(tr("Train another"));
  auto* close = new QToolButton;
  close->setText(QStringLiteral("\u2715"));
  close->setToolTip(tr("Hide this card"));
  close->setAccessibleName(tr("Hide this card"));
  auto* top = new QHBoxLayout;
  top->setSpacing(grid::small);
  top->addLayout(words, 1);
  for (QWidget* button : std::initializer_list<QWidget*>{probe_, compare, configure, close})
    top->addWidget(button);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(grid::large, grid::small, grid::medium, grid::small);
  layout->setSpacing(grid::unit);
  layout->addLayout(top);
  layout->addWidget(filled_);
  connect(probe_, &QPushButton::clicked, this, &EndCard::probeWanted);
  connect(compare, &QPushButton::clicked, this, &EndCard::compareWanted);
  connect(configure, &QPushButton::clicked, this, &EndCard::configureWanted);
  connect(close, &QToolButton::clicked, this, &QWidget::hide);
}

void EndCard::addSentence(const FilledSentence& sentence) {
  sentences_.push_back(sentence);
  writeSentences();
}

void EndCard::writeSentences() {
  if (filled_ == nullptr) return;
  filled_->setVisible(!sentences_.empty());
  if (sentences_.empty()) return;
  const Tokens& colors = tokens();
  const auto colored = [](const QColor& color, const QString& html) {
    return QStringLiteral("<span style='color:%1'>%2</span>").arg(color.name(), html);
  };
  QStringList lines;
  for (const FilledSentence& one : sentences_) {
    const bool right = one.answer.compare(one.hidden, Qt::CaseInsensitive) == 0;
    const QString answer = QStringLiteral("<b>%1</b>").arg(one.answer.toHtmlEscaped());
    QString filled =
        colored(right ? colors.good : colors.warn, right ? answer + QStringLiteral("\u200A\u2713") : answer);
    if (!right) filled += colored(colors.muted, tr(" (there stood: %1)").arg(one.hidden.toHtmlEscaped()));
    lines << one.question.toHtmlEscaped().replace(QStringLiteral("[MASK]"), filled);
  }
  filled_->setText(lines.join(QStringLiteral("<br>")));
}

void EndCard::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) writeSentences();
  QFrame::changeEvent(event);
}

void EndCard::setRun(const RunProgress& run) {
  sentences_.clear();
  writeSentences();
  const bool failed = run.status == RunStatus::failed;
  set_role(headline_, failed ? "error" : run.status == RunStatus::finished ? "good" : "");
  switch (run.status) {
    case RunStatus::finished:
      headline_->setText(tr("Finished in %1").arg(duration(run.seconds)));
      break;
    case RunStatus::failed:
      headline_->setText(tr("The run failed at step %1").arg(step_text(run.step)));
      break;
    default:
      headline_->setText(tr("%1 at step %2").arg(status_text(run.status), step_text(run.step)));
  }
  QString text;
  if (run.error) {
    text = QString::fromStdString(to_string(*run.error));
  } else if (run.evaluation) {
    text = tr("On text it has never seen, the model now names %1 of the masked tokens right (loss %2).")
               .arg(percent_text(run.evaluation->accuracy), loss_text(run.evaluation->loss));
  } else {
    text = tr("No evaluation was made; the training loss is %1.").arg(loss_text(run.loss()));
  }
  text_->setText(text);
  probe_->setVisible(!failed || run.evaluation.has_value());
  setVisible(true);
}

}  // namespace cloze::ui
