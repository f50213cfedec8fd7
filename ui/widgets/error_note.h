// SPDX-License-Identifier: GPL-3.0-or-later
// An error where it belongs: beside what is at fault, with what to do about it. Invisible while there is
// none.
#pragma once

#include <QLabel>

#include "core/base/result.h"

namespace cloze::ui {

class ErrorNote : public QLabel {
  Q_OBJECT
 public:
  explicit ErrorNote(QWidget* parent = nullptr);
  void tell(const Error& error);
  void clear();
};

}  // namespace cloze::ui
