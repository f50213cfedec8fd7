// SPDX-License-Identifier: GPL-3.0-or-later
// A line over all pages for what a person should not miss and may want to act on. One notice at a time; a new
// one takes the place of the old. UI thread only.
#pragma once

#include <QFrame>
#include <QString>
#include <functional>

class QLabel;
class QPushButton;

namespace cloze::ui {

class NoticeBar : public QFrame {
  Q_OBJECT
 public:
  explicit NoticeBar(QWidget* parent = nullptr);

  /// `about` names the matter, so that dismiss() takes away its own notice and no other. Without an action
  /// text there is no button; pressing it hides the notice.
  void tell(const QString& about, const QString& message, const QString& action = {},
            const std::function<void()>& act = {});
  void dismiss(const QString& about);
  /// As its button would, when it is about this and has one.
  void act(const QString& about);
  QString message() const;
  QPushButton* actionButton() const { return action_; }

 private:
  QString about_;
  std::function<void()> act_;
  QLabel* message_;
  QPushButton* action_;
};

}  // namespace cloze::ui
