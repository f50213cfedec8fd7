// SPDX-License-Identifier: GPL-3.0-or-later
// Asks what an embedding job needs: texts, pooling, and the file to make. UI thread only.
#pragma once

#include <QDialog>
#include <QStringList>

#include "core/session/session.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace cloze::ui {

class EmbedDialog : public QDialog {
  Q_OBJECT
 public:
  /// The model is a run's id; its name stands in the title.
  EmbedDialog(const QString& run_id, const QString& run_name, QWidget* parent = nullptr);
  void setTexts(const QStringList& files);
  void setOutput(const QString& file);
  EmbedRequest request() const;

 Q_SIGNALS:
  /// Accepted.
  void chosen(const cloze::EmbedRequest& request);

 private:
  void edited();
  void chooseTexts();
  void chooseOutput();

  QString run_id_;
  QStringList texts_;
  QLineEdit *shown_texts_, *field_, *output_;
  QLabel* field_label_;
  QComboBox* pooling_;
  QPushButton* embed_;
};

}  // namespace cloze::ui
