// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/probability_text.h"

#include <QLocale>

namespace cloze::ui {

QString probability_text(double probability) {
  const double percent = probability * 100;
  if (percent >= 0.1 || percent == 0) return QStringLiteral("%1 %").arg(QLocale().toString(percent, 'f', 1));
  if (percent < 0.0001) return QStringLiteral("<%1 %").arg(QLocale().toString(0.0001, 'f', 4));
  return QStringLiteral("%1 %").arg(QLocale().toString(percent, 'f',
                                                       percent < 0.001  ? 4
                                                       : percent < 0.01 ? 3
                                                                        : 2));
}

}  // namespace cloze::ui
