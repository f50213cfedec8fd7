// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/desktop_notification.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFile>
#include <QVariantMap>

namespace cloze::ui {

void notify_desktop(const QString& title, const QString& text) {
  static uint last_id = 0;
  // Without an address Qt would look for a bus by starting one.
  const QString folder = qEnvironmentVariable("XDG_RUNTIME_DIR");
  if (!qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS") &&
      (folder.isEmpty() || !QFile::exists(folder + QStringLiteral("/bus"))))
    return;
  const QDBusConnection bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) return;
  QDBusMessage call = QDBusMessage::createMethodCall(
      QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
      QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
  constexpr int usual_time = -1;
  // Desktops may read the text as markup.
  call.setArguments({QStringLiteral("Cloze Studio"), last_id, QStringLiteral("cloze-studio"), title,
                     text.toHtmlEscaped(), QStringList(),
                     QVariantMap{{QStringLiteral("desktop-entry"), QStringLiteral("cloze-studio")}},
                     usual_time});
  auto* answer = new QDBusPendingCallWatcher(bus.asyncCall(call));
  QObject::connect(answer, &QDBusPendingCallWatcher::finished, [](QDBusPendingCallWatcher* self) {
    const QDBusPendingReply<uint> id = *self;
    if (id.isValid()) last_id = id.value();
    self->deleteLater();
  });
}

}  // namespace cloze::ui
