// SPDX-License-Identifier: GPL-3.0-or-later
// All pages as pictures, light and dark, for the README and for looking at. Needs no display. UI thread only.
#pragma once

#include <QSize>
#include <QString>

#include "core/base/result.h"

class QApplication;

namespace cloze::ui {

class SessionBridge;

/// Writes NAME-light.png and NAME-dark.png of every page of the bridge's workspace into the folder.
Result<void> write_gallery(QApplication& application, SessionBridge& bridge, const QString& folder,
                           const QSize& size = {1280, 800});

}  // namespace cloze::ui
