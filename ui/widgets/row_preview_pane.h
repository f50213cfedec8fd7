// SPDX-License-Identifier: GPL-3.0-or-later
// What the model sees: the first rows that a run with this recipe would train on, and the ones behind them.
// It asks for rows with a signal, once the recipe has settled, and takes them as values. UI thread only.
#pragma once

#include <QFrame>
#include <QTimer>
#include <optional>

#include "core/session/row_preview.h"
#include "ui/models/recipe_facts.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace cloze::ui {

class ErrorNote;
class RowFlow;

class RowPreviewPane : public QFrame {
  Q_OBJECT
 public:
  explicit RowPreviewPane(QWidget* parent = nullptr);

  /// What rows are made of. Asks for them when it has not changed for a moment, the pane is open and on a
  /// screen, and other rows could come of it.
  void setSource(const Recipe& recipe, const std::optional<DatasetFacts>& dataset);
  /// The answer to the last rowsWanted().
  void setRows(const Result<RowPreview>& answer);
  void setOpen(bool open);
  bool isOpen() const { return open_; }

  RowFlow* flow() const { return flow_; }
  ErrorNote* error() const { return error_; }
  QLabel* note() const { return note_; }
  QPushButton* otherButton() const { return other_; }
  QToolButton* backButton() const { return back_; }
  QToolButton* foldButton() const { return fold_; }
  /// Number of the first row that is shown or asked for.
  quint64 first() const { return first_; }

 Q_SIGNALS:
  /// One at a time: the next comes behind the answer.
  void rowsWanted(const QString& dataset, const cloze::RowPreviewRequest& request);

 protected:
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  /// What the rows depend on; equal sources have equal rows.
  struct Source {
    std::optional<DatasetFacts> dataset;
    RowPreviewRequest request;
    bool operator==(const Source& other) const;
  };
  void ask();
  void step(bool forward);
  void showNothing(const QString& why);
  void writeLegend();

  QToolButton *fold_, *back_;
  QPushButton* other_;
  QLabel *legend_ = nullptr, *note_;
  ErrorNote* error_;
  RowFlow* flow_;
  QWidget* content_;
  QTimer settle_;
  Source source_;
  std::optional<Source> asked_;  ///< No answer has come yet.
  std::optional<Source> shown_;
  quint64 first_ = 0;
  bool open_ = true;
};

}  // namespace cloze::ui
