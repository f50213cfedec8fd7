// SPDX-License-Identifier: GPL-3.0-or-later
// The presets as a row of cards to begin from. Arrow keys go from card to card. UI thread only.
#pragma once

#include <QAbstractButton>
#include <QScrollArea>
#include <vector>

#include "core/config/recipe_json.h"

namespace cloze::ui {

/// One card: name, shape, parameters and tokens per step, and what it is for.
class PresetCard : public QAbstractButton {
  Q_OBJECT
 public:
  explicit PresetCard(const Preset& preset, QWidget* parent = nullptr);
  const Preset& preset() const { return preset_; }
  void setVocabulary(qint64 vocabulary);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Preset preset_;
  QString shape_, figures_;
};

class PresetCards : public QScrollArea {
  Q_OBJECT
 public:
  explicit PresetCards(const std::vector<Preset>& presets, QWidget* parent = nullptr);
  /// Marks a card as the one the form began from; an unknown or empty name marks none.
  void setCurrent(const QString& name);
  QString current() const;
  /// Parameter counts follow the chosen dataset's vocabulary.
  void setVocabulary(qint64 vocabulary);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void chosen(const QString& name);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  std::vector<PresetCard*> cards_;
};

}  // namespace cloze::ui
