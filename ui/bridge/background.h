// SPDX-License-Identifier: GPL-3.0-or-later
// Work that would make the interface wait goes to Qt's thread pool; its result comes back on the UI thread.
#pragma once

#include <QObject>
#include <QPointer>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace cloze::ui {

/// Destroyed on the UI thread.
class BackgroundTask {
 public:
  virtual ~BackgroundTask() = default;
  virtual void work() = 0;     ///< On a pool thread.
  virtual void receive() = 0;  ///< Afterwards, on the UI thread.
};

/// Call from the UI thread.
void start_in_background(std::unique_ptr<BackgroundTask> task);

/// Calls work() on a pool thread, then receive(result) on the UI thread, unless context has been destroyed by
/// then. work must not touch widgets or context; what it captures must outlive it (capture values). For work
/// that returns nothing, receive takes nothing. Call from the UI thread.
template <class Work, class Receive>
void run_in_background(QObject* context, Work work, Receive receive) {
  using Outcome = std::invoke_result_t<Work&>;
  constexpr bool gives_nothing = std::is_void_v<Outcome>;
  struct Task : BackgroundTask {
    Task(QObject* context, Work work, Receive receive)
        : context_(context), work_(std::move(work)), receive_(std::move(receive)) {}
    void work() override {
      if constexpr (gives_nothing) {
        work_();
      } else {
        outcome_.emplace(work_());
      }
    }
    void receive() override {
      if (!context_) return;
      if constexpr (gives_nothing) {
        receive_();
      } else {
        receive_(std::move(*outcome_));
      }
    }
    QPointer<QObject> context_;
    Work work_;
    Receive receive_;
    std::optional<std::conditional_t<gives_nothing, bool, Outcome>> outcome_;
  };
  start_in_background(std::make_unique<Task>(context, std::move(work), std::move(receive)));
}

}  // namespace cloze::ui
