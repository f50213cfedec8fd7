// SPDX-License-Identifier: GPL-3.0-or-later
// A message of the desktop, outside of our windows: org.freedesktop.Notifications on the session bus.
#pragma once

#include <QString>

namespace cloze::ui {

/// Sends it and does not wait; where no desktop listens nothing happens. A message that has not been closed
/// is replaced by the next one. UI thread only.
void notify_desktop(const QString& title, const QString& text);

}  // namespace cloze::ui
