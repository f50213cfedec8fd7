// SPDX-License-Identifier: GPL-3.0-or-later
// How a long piece of work tells how far it is and hears that it should end.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>

namespace cloze {

/// Set by any thread, read by the worker between small pieces of work. Outlives the work.
class CancelFlag {
 public:
  void cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> cancelled_{false};
};

/// (what is being done, units done, units in all or 0 when unknown). Called from the thread that does the
/// work, at most a few times a second.
using ProgressSink = std::function<void(std::string_view what, std::uint64_t done, std::uint64_t total)>;

}  // namespace cloze
