// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/mask_answers.h"

#include <QGraphicsOpacityEffect>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/theme.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/top_bars.h"

namespace cloze::ui {

MaskAnswers::MaskAnswers(QWidget* parent) : QWidget(parent) {
  auto* flow = new FlowLayout(grid::medium, this);
  Q_UNUSED(flow);
  // What it would need at its narrowest is no matter: its height follows the width it gets.
  setMinimumHeight(1);
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

MaskAnswers::Card& MaskAnswers::card(std::size_t number) {
  while (cards_.size() <= number) {
    Card made;
    made.frame = new QFrame;
    set_role(made.frame, "card");
    made.title = new QLabel;
    made.title->setFont(ui::font(TextSize::body, true));
    made.hidden = new QLabel;
    made.hidden->setFont(ui::font(TextSize::small));
    made.hidden->setTextFormat(Qt::PlainText);
    set_role(made.hidden, "muted");
    made.bars = new TopBars;
    const int which = static_cast<int>(cards_.size());
    made.bars->setAccessibleName(tr("Words for gap %1").arg(which + 1));
    connect(made.bars, &TopBars::chosen, this,
            [this, which](const QString& word) { Q_EMIT chosen(which, word); });
    auto* top = new QHBoxLayout;
    top->addWidget(made.title);
    top->addStretch();
    top->addWidget(made.hidden);
    auto* column = new QVBoxLayout(made.frame);
    column->setContentsMargins(grid::medium, grid::small, grid::medium, grid::medium);
    column->setSpacing(grid::small);
    column->addLayout(top);
    column->addWidget(made.bars);
    layout()->addWidget(made.frame);
    cards_.push_back(made);
  }
  return cards_[number];
}

void MaskAnswers::setAnswers(const std::vector<FilledMask>& masks, const MaskedLine& line, int top,
                             const std::vector<FilledMask>& against) {
  for (std::size_t i = 0; i < masks.size(); ++i) {
    Card& shown = card(i);
    std::vector<Candidate> candidates;
    for (const TokenProbability& each : masks[i].top) {
      if (candidates.size() >= static_cast<std::size_t>(top)) break;
      candidates.push_back({QString::fromStdString(each.token), each.probability, false});
      if (i >= against.size()) continue;
      const auto same = std::ranges::find(against[i].top, each.token, &TokenProbability::token);
      // What the other one does not name is below all it names.
      const double other = same == against[i].top.end() ? 0 : same->probability;
      candidates.back().difference = each.probability - other;
    }
    const QString hidden = line.hidden(static_cast<int>(i));
    shown.title->setText(masks.size() == 1 ? tr("In the gap") : tr("Gap %1").arg(i + 1));
    shown.hidden->setText(hidden.isEmpty() ? QString() : tr("hidden: %1").arg(hidden));
    shown.bars->setCandidates(std::move(candidates), hidden);
    shown.frame->show();
  }
  for (std::size_t i = masks.size(); i < cards_.size(); ++i) cards_[i].frame->hide();
  shown_ = static_cast<int>(masks.size());
  layout()->invalidate();
  updateGeometry();
}

void MaskAnswers::setStale(bool stale) {
  if (stale == (graphicsEffect() != nullptr)) return;
  if (!stale) return setGraphicsEffect(nullptr);
  auto* faded = new QGraphicsOpacityEffect(this);
  faded->setOpacity(0.45);
  setGraphicsEffect(faded);
}

TopBars* MaskAnswers::bars(int mask) const {
  return cards_[static_cast<std::size_t>(mask)].bars;
}

}  // namespace cloze::ui
