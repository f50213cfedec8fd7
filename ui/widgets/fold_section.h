// SPDX-License-Identifier: GPL-3.0-or-later
// A titled part of a form that folds, with a note at the right of its title. UI thread only.
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace cloze::ui {

class FoldSection : public QWidget {
  Q_OBJECT
 public:
  explicit FoldSection(const QString& title, QWidget* parent = nullptr);

  /// Where the section's widgets go.
  QVBoxLayout* body() const { return body_; }
  void setOpen(bool open);
  bool isOpen() const { return open_; }
  /// Beside the title; bad draws it as a problem.
  void setNote(const QString& note, bool bad = false);

 private:
  QToolButton* header_;
  QLabel* note_;
  QWidget* content_;
  QVBoxLayout* body_;
  bool open_ = true;
};

}  // namespace cloze::ui
