// SPDX-License-Identifier: GPL-3.0-or-later
// Time and memory of a recipe as measured on this machine, and the button that measures them. What was
// measured is shown until the recipe changes in a way that matters to it. UI thread only.
#pragma once

#include <QWidget>
#include <optional>

#include "core/session/events.h"
#include "ui/models/recipe_facts.h"

class QLabel;
class QPushButton;

namespace cloze::ui {

class ErrorNote;
class FactList;
class JobProgressBar;

class PreflightPanel : public QWidget {
  Q_OBJECT
 public:
  explicit PreflightPanel(QWidget* parent = nullptr);

  void setSource(const Recipe& recipe, const std::optional<DatasetFacts>& dataset, const QString& device);
  /// Why nothing can be measured now; empty when it can.
  void setObstacle(const QString& reason);

  /// A measurement of the source as it is now has been started.
  void begin();
  void report(const QString& what, quint64 done, quint64 total);
  void setReport(const PreflightReport& report);
  /// Cancelled ones are not told.
  void setError(const Error& error);
  bool working() const { return working_; }

  /// What was measured, while it is true of the source.
  const PreflightReport* measured() const;

  QPushButton* measureButton() const { return measure_; }
  QPushButton* proposalButton() const { return proposal_; }
  JobProgressBar* progress() const { return progress_; }
  FactList* facts() const { return facts_; }
  QLabel* note() const { return note_; }
  ErrorNote* error() const { return error_; }

 Q_SIGNALS:
  void measureWanted();
  void cancelWanted();
  void proposalTaken(qint64 batch_size, qint64 accumulation);
  /// measured() is another one than before.
  void changed();

 private:
  /// What time and memory of a step depend on.
  struct Source {
    Recipe recipe;
    std::optional<DatasetFacts> dataset;
    QString device;
    bool sameStep(const Source& other) const;
  };
  void refresh();
  void showReport(const PreflightReport& report);

  QPushButton *measure_, *proposal_;
  JobProgressBar* progress_;
  FactList* facts_;
  QLabel* note_;
  ErrorNote* error_;
  Source source_;
  std::optional<Source> begun_;  ///< What the last measurement was started for.
  std::optional<PreflightReport> report_;
  QString obstacle_;
  bool working_ = false;
};

}  // namespace cloze::ui
