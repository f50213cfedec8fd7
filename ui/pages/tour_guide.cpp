// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tour_guide.h"

#include <QWidget>

#include "ui/bridge/session_signals.h"
#include "ui/widgets/tour_card.h"

namespace cloze::ui {

TourGuide::TourGuide(SessionSignals& signals_of_runs, QWidget* over) : QObject(over) {
  connect(&signals_of_runs, &SessionSignals::stepsDone, this, [this] {
    if (!isOn()) return;
    const Tour::Stage before = tour_.stage();
    tour_.stepDone();
    follow(before);
  });
  connect(&signals_of_runs, &SessionSignals::evaluationDone, this, [this](const EvaluationDone& done) {
    if (isOn()) tour_.evaluated(done.metrics.accuracy);
  });
  connect(&signals_of_runs, &SessionSignals::runEnded, this, [this](const RunEnded& run) {
    if (!isOn()) return;
    const Tour::Stage before = tour_.stage();
    tour_.runEnded(run.status);
    follow(before);
  });
}

void TourGuide::begin() {
  if (isOn()) return;
  tour_ = Tour();
  card_ = new TourCard(qobject_cast<QWidget*>(parent()));
  connect(card_, &TourCard::nextWanted, this, &TourGuide::next);
  connect(card_, &TourCard::closed, this, &TourGuide::end);
  card_->setWords(tour_.words(), tour_.place());
  card_->show();
  page_ = tour_.words().page;
  Q_EMIT pageWanted(page_);
}

void TourGuide::end() {
  if (!isOn()) return;
  card_->hide();
  card_->deleteLater();
  card_ = nullptr;
  Q_EMIT ended();
}

void TourGuide::next() {
  const Tour::Stage before = tour_.stage();
  if (before == Tour::Stage::welcome) {
    Q_EMIT quickstartWanted();
    return;
  }
  tour_.next();
  follow(before);
}

void TourGuide::quickstartStarted() {
  if (!isOn()) return;
  const Tour::Stage before = tour_.stage();
  tour_.started();
  follow(before);
}

void TourGuide::quickstartFailed() {
  if (!isOn()) return;
  const Tour::Stage before = tour_.stage();
  tour_.failed();
  follow(before);
}

void TourGuide::follow(Tour::Stage before) {
  if (tour_.stage() == before) return;
  if (tour_.stage() == Tour::Stage::over) return end();
  const Tour::Words words = tour_.words();
  card_->setWords(words, tour_.place());
  // Who has gone elsewhere meanwhile is left there.
  if (words.page != page_) Q_EMIT pageWanted(words.page);
  page_ = words.page;
}

}  // namespace cloze::ui
