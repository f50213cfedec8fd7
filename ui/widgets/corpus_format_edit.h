// SPDX-License-Identifier: GPL-3.0-or-later
// How files are read as documents: what ends one, and which field of records holds the text.
#pragma once

#include <QWidget>

#include "core/session/session.h"

class QComboBox;
class QLineEdit;

namespace cloze::ui {

class CorpusFormatEdit : public QWidget {
  Q_OBJECT
 public:
  explicit CorpusFormatEdit(QWidget* parent = nullptr);
  CorpusFormat format() const;
  /// The field is asked for only where there are records.
  void setRecords(bool records);

 Q_SIGNALS:
  void edited();

 private:
  QComboBox* boundary_;
  QWidget* field_line_;
  QLineEdit* field_;
};

}  // namespace cloze::ui
