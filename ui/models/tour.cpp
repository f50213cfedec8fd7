// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/tour.h"

#include <QCoreApplication>
#include <cmath>

#include "ui/models/run_progress.h"

namespace cloze::ui {
namespace {

QString translated(const char* text) {
  return QCoreApplication::translate("Tour", text);
}

}  // namespace

int Tour::place() const {
  switch (stage_) {
    case Stage::welcome:
      return 1;
    case Stage::preparing:
      return 2;
    case Stage::learning:
      return 3;
    case Stage::asking:
      return 4;
    case Stage::comparing:
      return 5;
    default:
      return places;
  }
}

Tour::Words Tour::words() const {
  const QString next = translated(QT_TRANSLATE_NOOP("Tour", "Next"));
  switch (stage_) {
    case Stage::welcome:
      return {
          translated(QT_TRANSLATE_NOOP("Tour", "Train your first model")),
          translated(QT_TRANSLATE_NOOP(
              "Tour",
              "In about five minutes this tour takes you from plain text to a language model that fills in "
              "missing words. It trains on speeches of American presidents; your own text comes next.")),
          translated(QT_TRANSLATE_NOOP("Tour", "Train on the sample")), QStringLiteral("data")};
    case Stage::preparing:
      return {translated(QT_TRANSLATE_NOOP("Tour", "From text to tokens")),
              translated(QT_TRANSLATE_NOOP(
                  "Tour",
                  "The text is cleaned and cut into 8,192 kinds of tokens, words and parts of words. One "
                  "document "
                  "in twenty is held out: the model never trains on it, so it can be tested there.")),
              {},
              QStringLiteral("run")};
    case Stage::learning:
      return {
          translated(QT_TRANSLATE_NOOP("Tour", "Watch it learn")),
          translated(QT_TRANSLATE_NOOP(
              "Tour",
              "In every step the model guesses hidden words. The loss says how surprised it was by the right "
              "ones: lower is better. Dots are guesses on the held-out text. The wheel zooms, dragging "
              "moves.")),
          next, QStringLiteral("run")};
    case Stage::asking:
      return {
          translated(QT_TRANSLATE_NOOP("Tour", "Ask it")),
          translated(QT_TRANSLATE_NOOP(
              "Tour",
              "Click a word to hide it and see what the model would write. It answers while it trains, and "
              "better every minute. “How likely” and “Attention” show how it reads a sentence.")),
          next, QStringLiteral("probe")};
    case Stage::comparing:
      return {
          translated(QT_TRANSLATE_NOOP("Tour", "Every run is kept")),
          translated(QT_TRANSLATE_NOOP(
              "Tour",
              "With all its settings and every step. Choose several and their curves lie over each other; "
              "what differs between them is named. The Configure page makes the next one.")),
          next, QStringLiteral("compare")};
    case Stage::finishing:
      return {translated(QT_TRANSLATE_NOOP("Tour", "A few minutes more")),
              translated(QT_TRANSLATE_NOOP(
                  "Tour",
                  "The training ends by itself. Look around meanwhile; the top of the window tells how "
                  "far it is, and can pause it.")),
              {},
              QStringLiteral("run")};
    case Stage::trained: {
      const QString result =
          status_ != RunStatus::finished
              ? translated(
                    QT_TRANSLATE_NOOP("Tour", "The run has ended early; it can be continued on its page."))
          : std::isnan(accuracy_)
              ? translated(QT_TRANSLATE_NOOP("Tour", "The run is finished."))
              : translated(
                    QT_TRANSLATE_NOOP(
                        "Tour", "On text it has never seen, the model names %1 of the hidden words right."))
                    .arg(percent_text(accuracy_));
      return {translated(QT_TRANSLATE_NOOP("Tour", "Your model")),
              result + QLatin1Char(' ') +
                  translated(QT_TRANSLATE_NOOP("Tour",
                                               "On the Compare page, Export hands it on to Hugging Face "
                                               "transformers. To train on your own "
                                               "text, drop files or folders onto the Data page.")),
              translated(QT_TRANSLATE_NOOP("Tour", "Done")), QStringLiteral("run")};
    }
    case Stage::over:
      return {};
  }
  return {};
}

void Tour::next() {
  switch (stage_) {
    case Stage::learning:
      stage_ = Stage::asking;
      break;
    case Stage::asking:
      stage_ = Stage::comparing;
      break;
    case Stage::comparing:
      stage_ = ended_ ? Stage::trained : Stage::finishing;
      break;
    case Stage::trained:
      stage_ = Stage::over;
      break;
    default:
      break;
  }
}

void Tour::started() {
  if (stage_ == Stage::welcome) stage_ = Stage::preparing;
}

void Tour::failed() {
  if (stage_ == Stage::preparing) stage_ = Stage::welcome;
}

void Tour::stepDone() {
  // A run that somebody started otherwise serves as well.
  if (stage_ == Stage::preparing || stage_ == Stage::welcome) stage_ = Stage::learning;
}

void Tour::runEnded(RunStatus status) {
  ended_ = true;
  status_ = status;
  if (stage_ == Stage::finishing) stage_ = Stage::trained;
}

}  // namespace cloze::ui
