// SPDX-License-Identifier: GPL-3.0-or-later
// The tour of a new studio: a few words on each page, from an empty workspace to a trained model. Stages
// follow each other by the person's Next, or by what the run does. Pure value.
#pragma once

#include <QString>

#include "core/history/history.h"

namespace cloze::ui {

class Tour {
 public:
  enum class Stage {
    welcome,    ///< Offers to train on the sample.
    preparing,  ///< Waits for the first step.
    learning,   ///< What the curves say.
    asking,     ///< Questions, while it trains.
    comparing,  ///< What is kept of runs.
    finishing,  ///< Waits for the run's end.
    trained,    ///< The result, and what to do with it.
    over,
  };
  struct Words {
    QString title, text;
    QString next;  ///< On the button; empty where the tour waits.
    QString page;  ///< Where the stage plays.
  };

  Stage stage() const { return stage_; }
  Words words() const;
  /// From 1 to 6, for dots; several stages share one.
  int place() const;
  static constexpr int places = 6;

  /// The person's button. welcome waits for the quickstart to be started: see started().
  void next();
  void end() { stage_ = Stage::over; }
  /// The quickstart is under way.
  void started();
  /// It could not be: back to where it was offered.
  void failed();
  void stepDone();
  void evaluated(double accuracy) { accuracy_ = accuracy; }
  void runEnded(RunStatus status);

 private:
  Stage stage_ = Stage::welcome;
  RunStatus status_ = RunStatus::queued;
  bool ended_ = false;
  double accuracy_ = not_a_number;
};

}  // namespace cloze::ui
