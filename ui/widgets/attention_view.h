// SPDX-License-Identifier: GPL-3.0-or-later
// Where a layer's heads look: layer and head to choose, the weights as lines or as a matrix. Says what it
// would like to have and shows what it is given. UI thread only.
#pragma once

#include <QWidget>

#include "core/session/events.h"

class QComboBox;
class QLabel;

namespace cloze::ui {

class AttentionLines;
class AttentionMatrix;
class ErrorNote;
class Segmented;

class AttentionView : public QWidget {
  Q_OBJECT
 public:
  explicit AttentionView(QWidget* parent = nullptr);

  enum class Form { lines, matrix };
  void chooseForm(Form form);
  void setMap(const AttentionMap& map);
  void showError(const Error& error);
  void clear();
  /// To the clipboard, with tokens as head and first column, separated by tabs.
  void copyTable() const;
  /// Chosen; head -1 is the mean of all.
  qint64 layer() const;
  qint64 head() const;
  /// Back to the first layer and all heads, which every model has. False when they are chosen already.
  bool chooseFirst();

  const AttentionMap& map() const { return map_; }
  QComboBox* layerBox() const { return layer_; }
  QComboBox* headBox() const { return head_; }
  Segmented* form() const { return form_; }
  AttentionMatrix* matrix() const { return matrix_; }
  AttentionLines* lines() const { return lines_; }
  QLabel* readout() const { return readout_; }
  ErrorNote* error() const { return error_; }

 Q_SIGNALS:
  /// Another layer or head was chosen.
  void wanted();

 private:
  void point(int looking, int looked_at);
  AttentionMap map_;
  QComboBox *layer_, *head_;
  Segmented* form_;
  AttentionMatrix* matrix_;
  AttentionLines* lines_;
  QLabel* readout_;
  ErrorNote* error_;
  QWidget* body_;
};

}  // namespace cloze::ui
