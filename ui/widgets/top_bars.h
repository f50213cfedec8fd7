// SPDX-License-Identifier: GPL-3.0-or-later
// The most probable tokens of one mask as bars. A click puts the word into the sentence. UI thread only.
#pragma once

#include <QString>
#include <QWidget>
#include <optional>
#include <vector>

namespace cloze::ui {

struct Candidate {
  QString token;
  double probability = 0;
  bool joins = false;  ///< Continues the word before it; shown with a leading sign.
  /// To another model's probability, which is lower where this is above zero.
  std::optional<double> difference = {};
};

class TopBars : public QWidget {
  Q_OBJECT
 public:
  explicit TopBars(QWidget* parent = nullptr);
  /// hidden: what really stood there, marked when it is among them. full: the probability of a bar as wide as
  /// the widget.
  void setCandidates(std::vector<Candidate> candidates, const QString& hidden, double full = 1);
  const std::vector<Candidate>& candidates() const { return candidates_; }
  int barAt(const QPoint& point) const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void chosen(const QString& token);
  void rowChosen(int row);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  void choose(int row);
  std::vector<Candidate> candidates_;
  QString hidden_;
  double full_ = 1;
  int hovered_ = -1, current_ = 0;
};

}  // namespace cloze::ui
