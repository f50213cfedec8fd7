// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/gap_column.h"

#include <QFrame>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/models/filled_text.h"
#include "ui/theme.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/mask_answers.h"
#include "ui/widgets/top_bars.h"

namespace cloze::ui {

GapColumn::GapColumn(QWidget* parent) : QWidget(parent) {
  title_ = new QLabel;
  title_->setFont(ui::font(TextSize::body, true));
  title_->setTextFormat(Qt::PlainText);
  error_ = new ErrorNote;
  answers_ = new MaskAnswers;
  filled_ = new QLabel;
  QFont large = ui::font(TextSize::body);
  large.setPointSizeF(large.pointSizeF() * 1.45);
  filled_->setFont(large);
  filled_->setWordWrap(true);
  // Its height follows the width it gets; what it would need at its narrowest is no matter.
  filled_->setMinimumHeight(1);
  filled_->setTextFormat(Qt::RichText);
  filled_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  filled_->setAccessibleName(tr("The sentence as the model completes it"));

  joint_card_ = new QFrame;
  set_role(joint_card_, "card");
  joint_title_ = new QLabel;
  joint_title_->setFont(ui::font(TextSize::body, true));
  joint_ = new TopBars;
  joint_->setAccessibleName(tr("Words for all gaps together"));
  joint_->setToolTip(
      tr("How probable the words are together: the first as it stands, each next one given those before it. "
         "Click to put them all into the sentence"));
  auto* joint_column = new QVBoxLayout(joint_card_);
  joint_column->setContentsMargins(grid::medium, grid::small, grid::medium, grid::medium);
  joint_column->setSpacing(grid::small);
  joint_column->addWidget(joint_title_);
  joint_column->addWidget(joint_);

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(grid::medium);
  column->addWidget(title_);
  column->addWidget(error_);
  column->addWidget(filled_);
  column->addWidget(answers_);
  column->addWidget(joint_card_);
  column->addStretch();
  connect(answers_, &MaskAnswers::chosen, this, &GapColumn::chosen);
  connect(joint_, &TopBars::rowChosen, this, [this](int row) {
    QStringList words;
    for (const TokenProbability& word : result_.joint.top[static_cast<std::size_t>(row)].words)
      words << QString::fromStdString(word.token);
    Q_EMIT allChosen(words);
  });
  setTitle({});
  clear();
}

void GapColumn::setTitle(const QString& title) {
  title_->setText(title);
  title_->setVisible(!title.isEmpty());
}

void GapColumn::show(const FillResult& result, const MaskedLine& line, int top,
                     const std::vector<FilledMask>& against) {
  result_ = result;
  error_->clear();
  setStale(false);
  answers_->setAnswers(result.masks, line, top, against);
  filled_->setText(
      filled_html(filled_parts(QString::fromStdString(result.text), QString::fromStdString(result.filled)),
                  tokens().accent.name()));
  filled_->show();
  showJoint(result.joint);
}

void GapColumn::showJoint(const JointFillings& joint) {
  joint_card_->setVisible(!joint.top.empty());
  if (joint.top.empty()) return;
  joint_title_->setText(joint.exact ? tr("All gaps together") : tr("All gaps together, the best found"));
  std::vector<Candidate> candidates;
  for (const JointFilling& filling : joint.top) {
    QStringList words;
    for (const TokenProbability& word : filling.words) words << QString::fromStdString(word.token);
    candidates.push_back({words.join(QStringLiteral(" · ")), filling.probability, false});
  }
  joint_->setCandidates(std::move(candidates), {}, joint.top.front().probability);
}

void GapColumn::showError(const Error& error) {
  clear();
  error_->tell(error);
}

void GapColumn::clear() {
  result_ = {};
  error_->clear();
  setStale(false);
  answers_->setAnswers({}, {});
  filled_->hide();
  joint_card_->hide();
}

void GapColumn::setStale(bool stale) {
  answers_->setStale(stale);
}

}  // namespace cloze::ui
