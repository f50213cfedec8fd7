// SPDX-License-Identifier: GPL-3.0-or-later
// A panel at the right of a page in which something is made: a form, then its progress, then what came of it.
// Not modal: the page beside it stays in use. UI thread only.
#pragma once

#include <QFrame>
#include <vector>

#include "core/base/result.h"
#include "ui/models/fact.h"

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace cloze::ui {

class ErrorNote;
class FactList;
class JobProgressBar;

class Drawer : public QFrame {
  Q_OBJECT
 public:
  Drawer(const QString& title, const QString& submit_text, QWidget* parent = nullptr);

  /// Why the form cannot be sent; empty when it can.
  void setObstacle(const QString& why);
  void beginJob(const QString& what);
  void reportJob(const QString& what, quint64 done, quint64 total);
  bool working() const { return working_; }
  /// Back to the form with an error at its foot.
  void showError(const Error& error);
  /// What came of it, and what to do next.
  void showResult(const QString& title, const std::vector<Fact>& facts, const QString& next_text);
  /// The empty form again.
  void showForm();

  QPushButton* submitButton() const { return submit_; }
  QPushButton* nextButton() const { return next_; }
  ErrorNote* error() const { return error_; }
  FactList* resultFacts() const { return result_facts_; }

 Q_SIGNALS:
  void submitted();
  void cancelled();
  void closed();
  void nextWanted();

 protected:
  /// The form's column, inside a scroll area.
  QVBoxLayout* body() const { return body_; }
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void showPart();
  QWidget *form_, *result_;
  QVBoxLayout* body_;
  QLabel *obstacle_, *result_title_;
  FactList* result_facts_;
  ErrorNote* error_;
  QPushButton *submit_, *next_;
  JobProgressBar* progress_;
  bool working_ = false, done_ = false;
};

/// A small heading over a part of a form.
QLabel* form_heading(const QString& text);
/// A row's label whose mnemonic goes to a widget.
QLabel* form_label(const QString& text, QWidget* buddy);

}  // namespace cloze::ui
