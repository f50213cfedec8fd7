// SPDX-License-Identifier: GPL-3.0-or-later
// A dataset whose build stopped on the way: what is there, to go on or to remove it. UI thread only.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace cloze {
struct UnfinishedBuild;
}

namespace cloze::ui {

class FactList;

class UnfinishedPane : public QWidget {
  Q_OBJECT
 public:
  explicit UnfinishedPane(QWidget* parent = nullptr);
  void setBuild(const UnfinishedBuild& build);
  /// Hash of the dataset to be.
  QString hash() const { return hash_; }
  QPushButton* resumeButton() const { return resume_; }
  QPushButton* discardButton() const { return discard_; }

 Q_SIGNALS:
  void resumeWanted(const QString& hash);
  void discardWanted(const QString& hash);

 private:
  void arm(bool armed);
  QString hash_;
  bool armed_ = false;  ///< The next click removes.
  QLabel *name_, *about_;
  FactList* facts_;
  QPushButton *resume_, *discard_;
};

}  // namespace cloze::ui
