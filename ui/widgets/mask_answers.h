// SPDX-License-Identifier: GPL-3.0-or-later
// What a model would put into each gap: one card per mask. UI thread only.
#pragma once

#include <QFrame>
#include <QWidget>
#include <vector>

#include "core/session/events.h"
#include "ui/models/masked_line.h"

class QLabel;

namespace cloze::ui {

class TopBars;

class MaskAnswers : public QWidget {
  Q_OBJECT
 public:
  explicit MaskAnswers(QWidget* parent = nullptr);
  /// masks: in order of the line's gaps, at most `top` of each are shown; hidden words of the line are marked
  /// among the candidates. against: another model's answers, whose probabilities these are compared with, or
  /// empty.
  void setAnswers(const std::vector<FilledMask>& masks, const MaskedLine& line, int top = 1000,
                  const std::vector<FilledMask>& against = {});
  /// Faded while an answer to something newer is awaited.
  void setStale(bool stale);
  int shownCount() const { return shown_; }
  TopBars* bars(int mask) const;

 Q_SIGNALS:
  /// A word was chosen for a gap (counted from 0).
  void chosen(int mask, const QString& word);

 private:
  struct Card {
    QFrame* frame = nullptr;
    QLabel *title = nullptr, *hidden = nullptr;
    TopBars* bars = nullptr;
  };
  Card& card(std::size_t number);
  std::vector<Card> cards_;
  int shown_ = 0;
};

}  // namespace cloze::ui
