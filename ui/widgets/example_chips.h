// SPDX-License-Identifier: GPL-3.0-or-later
// Questions to try, as chips: examples, and one out of text the model has never seen. UI thread only.
#pragma once

#include <QWidget>

class QPushButton;

namespace cloze::ui {

class ExampleChips : public QWidget {
  Q_OBJECT
 public:
  explicit ExampleChips(QWidget* parent = nullptr);
  void setExamples(const QStringList& questions);
  void setHeldOutAvailable(bool available);

 Q_SIGNALS:
  void chosen(const QString& question);
  /// A question out of the held-out text.
  void heldOutWanted();

 private:
  QWidget* chips_;
  QPushButton* held_out_;
};

}  // namespace cloze::ui
