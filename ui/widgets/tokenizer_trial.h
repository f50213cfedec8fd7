// SPDX-License-Identifier: GPL-3.0-or-later
// "Try the tokenizer": a line to type in, and the tokens it becomes. UI thread only.
#pragma once

#include <QTimer>
#include <QWidget>
#include <vector>

#include "ui/widgets/token_flow.h"

class QLabel;
class QLineEdit;

namespace cloze::ui {

class TokenizerTrial : public QWidget {
  Q_OBJECT
 public:
  explicit TokenizerTrial(QWidget* parent = nullptr);
  /// Tokens of a text; ignored when the line says something else by now.
  void setTokens(const QString& text, std::vector<FlowToken> tokens);
  void setText(const QString& text);
  QString text() const;
  /// Asks again: another tokenizer is behind the line.
  void refresh();
  QLineEdit* line() const { return line_; }
  TokenFlow* flow() const { return flow_; }

 Q_SIGNALS:
  void wanted(const QString& text);

 private:
  QLineEdit* line_;
  TokenFlow* flow_;
  QLabel* note_;
  QTimer settle_;
};

}  // namespace cloze::ui
