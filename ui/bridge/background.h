// SPDX-License-Identifier: GPL-3.0-or-later
// Work that would make the interface wait goes to Qt's thread pool; its result comes back on the UI thread.
#pragma once

#include <QCoreApplication>
#include <QMetaObject>
#include <QPointer>
#include <QThreadPool>
#include <memory>
#include <type_traits>
#include <utility>

namespace cloze::ui {

/// Calls work() on a pool thread, then receive(result) on the UI thread, unless context has been destroyed by
/// then. work must not touch widgets or context; what it captures must outlive it (capture values). For work
/// that returns nothing, receive takes nothing. Call from the UI thread.
template <class Work, class Receive>
void run_in_background(QObject* context, Work work, Receive receive) {
  // The guard is made, read and destroyed on the UI thread only; the pool thread just carries the holder
  // around.
  struct Delivery {
    QPointer<QObject> context;
    Receive receive;
  };
  auto delivery = std::make_shared<Delivery>(Delivery{context, std::move(receive)});
  QThreadPool::globalInstance()->start([work = std::move(work), delivery = std::move(delivery)]() mutable {
    const auto deliver = [](auto call) {
      if (QCoreApplication* application = QCoreApplication::instance()) {
        QMetaObject::invokeMethod(application, std::move(call), Qt::QueuedConnection);
      }
    };
    if constexpr (std::is_void_v<std::invoke_result_t<Work&>>) {
      work();
      deliver([delivery = std::move(delivery)] {
        if (delivery->context) delivery->receive();
      });
    } else {
      auto result = std::make_shared<std::invoke_result_t<Work&>>(work());
      deliver([delivery = std::move(delivery), result = std::move(result)] {
        if (delivery->context) delivery->receive(std::move(*result));
      });
    }
  });
}

}  // namespace cloze::ui
