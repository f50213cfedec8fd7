// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "core/data/batcher.h"

namespace cloze {

RowPlace place_of_row(std::uint64_t n, std::uint64_t rows_per_epoch, std::int64_t batch_size) {
  // The last short batch of an epoch is left out, unless it is the only one.
  const std::uint64_t batch_rows = std::min(static_cast<std::uint64_t>(batch_size), rows_per_epoch);
  const std::uint64_t batches_per_epoch = rows_per_epoch / batch_rows;
  RowPlace place;
  place.batch = n / batch_rows;
  place.row = static_cast<std::int64_t>(n % batch_rows);
  place.batch_rows = static_cast<std::int64_t>(batch_rows);
  place.cursor.epoch = place.batch / batches_per_epoch;
  place.cursor.row = place.batch % batches_per_epoch * batch_rows + n % batch_rows;
  return place;
}

/// Batches are numbered from 0 as they are claimed by the threads; batch n waits in slot n % slots.size()
/// until next() takes it, and none is claimed before its slot is free.
struct BatchLoader::State {
  std::shared_ptr<const RowMaker> maker;
  std::uint64_t batch_size;
  std::uint64_t rows;

  std::mutex mutex;
  std::condition_variable slot_free, batch_ready;
  DataCursor cursor;  // Of the next batch to be claimed.
  std::uint64_t claimed = 0, taken = 0;
  std::vector<std::optional<Batch>> slots;
  std::exception_ptr failure;
  bool stopping = false;
  std::vector<std::thread> threads;

  State(std::shared_ptr<const RowMaker> row_maker, std::int64_t size)
      : maker(std::move(row_maker)),
        batch_size(static_cast<std::uint64_t>(std::max<std::int64_t>(1, size))),
        rows(maker->rows_per_epoch()) {}

  /// The same place, or the next epoch's beginning when no whole batch is left (and one was there to be had).
  DataCursor settled(DataCursor at) const {
    const bool whole = at.row + batch_size <= rows;
    return whole || at.row == 0 ? at : DataCursor{at.epoch + 1, 0};
  }

  DataCursor claim() {
    const DataCursor at = cursor;
    cursor = settled({at.epoch, at.row + batch_size});
    return at;
  }

  Batch make(DataCursor at) const {
    return maker->make_batch(at.epoch, at.row, static_cast<std::int64_t>(batch_size));
  }

  void work() {
    std::unique_lock lock(mutex);
    for (;;) {
      slot_free.wait(lock, [this] { return stopping || claimed < taken + slots.size(); });
      if (stopping) return;
      const std::uint64_t number = claimed++;
      const DataCursor at = claim();
      lock.unlock();
      std::optional<Batch> batch;
      std::exception_ptr thrown;
      try {
        batch = make(at);
      } catch (...) {  // Memory ran out: told to whoever calls next().
        thrown = std::current_exception();
      }
      lock.lock();
      if (thrown) failure = thrown;
      slots[number % slots.size()] = std::move(batch);
      batch_ready.notify_one();
    }
  }
};

BatchLoader::BatchLoader(std::shared_ptr<const RowMaker> rows, std::int64_t batch_size, DataCursor start,
                         int threads)
    : state_(std::make_unique<State>(std::move(rows), batch_size)) {
  state_->cursor = state_->settled(start);
  if (threads <= 0) return;
  state_->slots.resize(2 * static_cast<std::size_t>(threads) + 2);
  for (int i = 0; i < threads; ++i) state_->threads.emplace_back([state = state_.get()] { state->work(); });
}

BatchLoader::~BatchLoader() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->slot_free.notify_all();
  for (std::thread& thread : state_->threads) thread.join();
}

Batch BatchLoader::next() {
  if (state_->threads.empty()) return state_->make(state_->claim());
  std::unique_lock lock(state_->mutex);
  auto& slot = state_->slots[state_->taken % state_->slots.size()];
  state_->batch_ready.wait(lock, [&] { return slot.has_value() || state_->failure; });
  if (state_->failure) std::rethrow_exception(state_->failure);
  Batch batch = std::move(*slot);
  slot.reset();
  ++state_->taken;
  lock.unlock();
  state_->slot_free.notify_one();
  return batch;
}

DataCursor BatchLoader::after(const Batch& batch) const {
  return state_->settled({batch.epoch, batch.first + static_cast<std::uint64_t>(batch.rows)});
}

}  // namespace cloze
