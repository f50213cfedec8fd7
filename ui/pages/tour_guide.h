// SPDX-License-Identifier: GPL-3.0-or-later
// Leads through the tour: shows its card over the window, turns the pages, and hears from the run how far it
// is. UI thread only.
#pragma once

#include <QObject>
#include <functional>

#include "ui/models/tour.h"

namespace cloze::ui {

class SessionSignals;
class TourCard;

class TourGuide : public QObject {
  Q_OBJECT
 public:
  /// The card lies over `over`, which is this guide's parent.
  TourGuide(SessionSignals& signals_of_runs, QWidget* over);

  void begin();
  void end();
  bool isOn() const { return card_ != nullptr; }
  const Tour& tour() const { return tour_; }
  TourCard* card() const { return card_; }
  /// The quickstart is under way, or could not be made ready.
  void quickstartStarted();
  void quickstartFailed();

 Q_SIGNALS:
  void pageWanted(const QString& name);
  void quickstartWanted();
  /// By the person or at its end; it need not be offered again.
  void ended();

 private:
  void next();
  /// Where something has changed: the words, and the page when the stage plays on another one.
  void follow(Tour::Stage before);
  Tour tour_;
  TourCard* card_ = nullptr;
  QString page_;
};

}  // namespace cloze::ui
