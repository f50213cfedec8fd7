// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/core_text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <string>
#include <utility>
#include <vector>

#include "core/config/recipe_fields.h"
#include "core/config/recipe_json.h"
#include "core/history/run_columns.h"
#include "core/session/session.h"
#include "core/session/workspace.h"
#include "ui/qt_text.h"

namespace cloze::ui {
namespace {

constexpr char context[] = "Core";

/// What jobs say of themselves while they run.
constexpr const char* activities[] = {"reading",
                                      "counting",
                                      "counting lines",
                                      "tokenizing",
                                      "training",
                                      "evaluating",
                                      "reading the checkpoint",
                                      "saving",
                                      "writing metrics",
                                      "writing the model",
                                      "reading the tokenizer",
                                      "reading the weights",
                                      "catching up",
                                      "repeating",
                                      "measuring"};

constexpr const char* sentences[] = {
    "%1 is out of range: it takes a whole number from %2 to %3",
    "%1 is out of range: it takes a number from %2 to %3",
    "hidden size %1 is not divisible by %2 heads",
    "rotary positions need an even size per head, not %1",
    "a sequence of %1 tokens is longer than the model's %2 positions",
    "a gated feed-forward belongs to the modern family",
    "attention to near tokens belongs to the modern family",
    "the next-sentence loss needs the classic family, which has token types and a pooler",
    "[MASK] share %1 and random share %2 add up to more than 1",
    "no limit is set: give steps, tokens, epochs or minutes",
    "it takes a whole number from %1 to %2",
    "it takes a number from %1 to %2",
    "%1 characters",
    "%1 % symbols",
    "%1 % digits",
    "%1 % repeated",
    "%1 % similar",
    "which rows a step of this run had is not known",
    "its steps were not all taken with the recipe it has now",
    "run '%1' has no checkpoint yet",
    "wait for its first one, or save one now",
    "run '%1' has finished its budget",
    "start a new run with a larger budget",
    "run '%1' is in training",
    "run '%1' is in training in process %2",
    "stop it first",
    "there is no dataset '%1' in %2",
    "there is no tokenizer '%1' in %2",
    "a question holds at most two sentences, so one [SEP]",
    "the text has no [MASK]",
    "write [MASK] in place of the word to be guessed",
    "the text has %1 tokens, the model takes %2",
    "ask with a shorter text",
    "use letters, digits, '-', '_' and '.', with no dot in front",
    "change the setting %1",
    "the %1 split of dataset '%2' has no token",
    "build the dataset from more text",
    "the %1 split of dataset '%2' has one document, sentence pairs need two",
    "build the dataset from more documents, or turn objective.next_sentence off",
    "no document in the %1 split of dataset '%2' is long enough for a sentence pair of %3 tokens",
    "make objective.sequence_length smaller, or build the dataset from longer documents",
    "dataset '%1' was not made with the tokenizer in '%2'",
    "it was made with tokenizer '%1'",
    "the model needs about %1 for a step of one row, %2 are free",
    "a step of %1 rows needs more memory than the %2 that are free",
    "make the model or the sequences smaller",
    "no run is in training",
    "change the recipe and train another one",
    "a run is in training; measured beside it, both would be slow",
    "wait for its end or stop it",
};

/// Each sentence as an expression that finds its values.
const std::vector<std::pair<QRegularExpression, const char*>>& expressions() {
  static const auto made = [] {
    std::vector<std::pair<QRegularExpression, const char*>> all;
    for (const char* sentence : sentences) {
      QString pattern = QRegularExpression::escape(QString::fromLatin1(sentence));
      static const QRegularExpression place(QStringLiteral("\\\\%[1-9]"));
      pattern.replace(place, QStringLiteral("(.+)"));
      all.emplace_back(QRegularExpression(QRegularExpression::anchoredPattern(pattern)), sentence);
    }
    return all;
  }();
  return made;
}

}  // namespace

QString core_text(std::string_view english) {
  if (english.empty()) return {};
  return QCoreApplication::translate(context, std::string(english).c_str());
}

QString core_message(std::string_view english) {
  const QString text = text_of(english);
  for (const auto& [expression, sentence] : expressions()) {
    const QRegularExpressionMatch match = expression.match(text);
    if (!match.hasMatch()) continue;
    QString translated = QCoreApplication::translate(context, sentence);
    for (int value = 1; value <= match.lastCapturedIndex(); ++value)
      translated.replace(QStringLiteral("%%1").arg(value), match.captured(value));
    return translated;
  }
  return text;
}

QStringList core_texts() {
  QStringList texts;
  const auto add = [&texts](std::string_view text) {
    const QString one = text_of(text);
    if (!one.isEmpty() && !texts.contains(one)) texts << one;
  };
  for (const Field& field : recipe_fields()) {
    add(group_title(field.group()));
    add(field.label);
    add(field.unit);
    add(field.help);
    for (const std::string_view choice : field.choices) add(choice);
  }
  for (const RunColumn& column : run_columns()) {
    add(column.label);
    add(column.help);
  }
  for (const StepInfo& step : step_infos()) {
    add(step.title);
    add(step.help);
    for (const StepSetting& setting : step.settings) {
      add(setting.label);
      add(setting.unit);
      add(setting.help);
    }
  }
  for (const StepPreset& preset : step_presets()) add(preset.help);
  for (const Preset& preset : presets()) add(preset.recipe.description);
  if (const auto samples = list_samples())
    for (const Sample& sample : *samples) add(sample.title);
  for (const char* activity : activities) add(activity);
  return texts;
}

QStringList core_sentences() {
  QStringList all;
  for (const char* sentence : sentences) all << QString::fromLatin1(sentence);
  return all;
}

}  // namespace cloze::ui
