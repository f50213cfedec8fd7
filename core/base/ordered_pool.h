// SPDX-License-Identifier: GPL-3.0-or-later
// Work on many threads with the results in the order of the items, and a bounded number of items in memory.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace cloze {

/// Bounds that suit documents: how many per thread, and how many bytes of text in all.
inline constexpr std::size_t most_documents_per_thread = 64;
inline constexpr std::uint64_t most_text_in_work = std::uint64_t{32} << 20;

/// push() and finish() belong to one thread, which also receives the results: it needs no thread of its own
/// to write them out, and what it does with them (a sink with a file, say) needs no lock. The destructor
/// waits for the items in work and drops the rest.
template <class Item, class Output>
class OrderedPool {
 public:
  /// One per thread, called on that thread only, so it may hold things that threads cannot share.
  using Work = std::move_only_function<Result<Output>(Item&&)>;
  using Sink = std::function<Result<void>(Output&&)>;

  /// Holds at most most_items items and, unless it is one alone, most_weight of weight (bytes, say).
  OrderedPool(std::vector<Work> workers, Sink sink, std::size_t most_items, std::uint64_t most_weight)
      : sink_(std::move(sink)), most_items_(most_items), most_weight_(most_weight) {
    for (Work& work : workers) threads_.emplace_back([this, work = std::move(work)]() mutable { run(work); });
  }

  ~OrderedPool() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    work_ready_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  OrderedPool(const OrderedPool&) = delete;
  OrderedPool& operator=(const OrderedPool&) = delete;

  /// Hands an item to the threads; hands finished results to the sink while there are too many items. The
  /// first error of the work, in the order of the items, or of the sink.
  Result<void> push(Item item, std::uint64_t weight) {
    CLOZE_CHECK(drain([this, weight] {
      return !slots_.empty() && (slots_.size() >= most_items_ || weight_ + weight > most_weight_);
    }));
    {
      const std::lock_guard lock(mutex_);
      slots_.push_back({.item = std::move(item), .weight = weight});
      weight_ += weight;
    }
    work_ready_.notify_one();
    return {};
  }

  /// Waits for everything handed in so far.
  Result<void> finish() {
    return drain([this] { return !slots_.empty(); });
  }

 private:
  struct Slot {
    std::optional<Item> item;
    std::uint64_t weight = 0;
    std::optional<Result<Output>> output{};
  };

  /// Takes results from the front while one is ready, and waits for it where must_wait says so.
  template <class MustWait>
  Result<void> drain(MustWait must_wait) {
    std::unique_lock lock(mutex_);
    while (must_wait() || (!slots_.empty() && slots_.front().output)) {
      result_ready_.wait(lock, [this] { return slots_.front().output.has_value(); });
      Slot slot = std::move(slots_.front());
      slots_.pop_front();
      --next_;
      weight_ -= slot.weight;
      lock.unlock();
      if (!*slot.output) return std::unexpected(std::move(*slot.output).error());
      CLOZE_CHECK(sink_(std::move(**slot.output)));
      lock.lock();
    }
    return {};
  }

  void run(Work& work) {
    std::unique_lock lock(mutex_);
    for (;;) {
      work_ready_.wait(lock, [this] { return stopping_ || next_ < slots_.size(); });
      if (stopping_) return;
      Slot& slot =
          slots_[next_++];  // A deque keeps it in place while others are pushed behind and popped in front.
      lock.unlock();
      Result<Output> output = [&]() -> Result<Output> {
        try {
          return work(std::move(*slot.item));
        } catch (const std::exception& error) {  // An exception must not leave a thread.
          return fail(ErrorCode::internal, std::string("working on a document: ") + error.what());
        }
      }();
      lock.lock();
      slot.item.reset();
      slot.output = std::move(output);
      result_ready_.notify_one();
    }
  }

  Sink sink_;
  const std::size_t most_items_;
  const std::uint64_t most_weight_;
  std::mutex mutex_;
  std::condition_variable work_ready_, result_ready_;
  std::deque<Slot> slots_;  // Items in order; those before next_ are with a thread or done.
  std::size_t next_ = 0;
  std::uint64_t weight_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace cloze
