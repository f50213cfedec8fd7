// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <thread>

#include "core/base/clock.h"
#include "data_fixture.h"

namespace cloze::test {
namespace {

class BatchLoaderTest : public ::testing::Test {
 protected:
  BatchLoaderTest() {
    FakeDataset fake;
    fake.train = {document({run(100, 300)}), document({run(400, 250)})};
    fake.held_out = {document({run(100, 3)})};
    auto made = RowMaker::make(fake.open(folder_ / "d"), Split::train, {.sequence_length = 10}, 1);
    EXPECT_TRUE(made);
    rows_ = *made;
    EXPECT_EQ(rows_->rows_per_epoch(), 69U);  // floor(552 / 8)
  }

  /// Batches of 4: 17 in an epoch, one row left over.
  std::vector<Batch> take(int count, int threads, DataCursor start = {}) const {
    BatchLoader loader(rows_, 4, start, threads);
    std::vector<Batch> batches;
    for (int i = 0; i < count; ++i) batches.push_back(loader.next());
    return batches;
  }

  TemporaryFolder folder_;
  std::shared_ptr<const RowMaker> rows_;
};

TEST_F(BatchLoaderTest, TheSequenceIsTheSameForAnyNumberOfThreads) {
  const auto expected = take(60, 0);
  for (int i = 0; i < 60; ++i) {
    const auto& batch = expected[static_cast<std::size_t>(i)];
    EXPECT_EQ(batch.epoch, static_cast<std::uint64_t>(i / 17));
    EXPECT_EQ(batch.first, static_cast<std::uint64_t>(i % 17 * 4));
    EXPECT_EQ(batch.rows, 4);
    expect_equal(batch, rows_->make_batch(batch.epoch, batch.first, 4));
  }
  for (const int threads : {1, 2, 4}) {
    const auto got = take(60, threads);
    for (std::size_t i = 0; i < 60; ++i) expect_equal(got[i], expected[i]);
  }
}

TEST_F(BatchLoaderTest, ContinuesFromEveryCursor) {
  const auto whole = take(34, 0);
  for (const int threads : {0, 2}) {
    BatchLoader loader(rows_, 4, {}, threads);
    for (std::size_t done = 0; done < 34; ++done) {
      const DataCursor cursor = loader.after(loader.next());
      const auto rest = take(static_cast<int>(33 - done), threads, cursor);
      for (std::size_t i = 0; i < rest.size(); ++i) expect_equal(rest[i], whole[done + 1 + i]);
    }
  }
}

TEST_F(BatchLoaderTest, TheCursorBehindAnEpochIsTheNextOnesBeginning) {
  BatchLoader loader(rows_, 4, {0, 64}, 0);
  const Batch last = loader.next();
  EXPECT_EQ(last.first, 64U);
  EXPECT_EQ(loader.after(last), (DataCursor{1, 0}));
  EXPECT_EQ(BatchLoader(rows_, 23, {0, 23}, 0).after(rows_->make_batch(0, 46, 23)), (DataCursor{1, 0}));
  EXPECT_EQ(BatchLoader(rows_, 23, {}, 0).after(rows_->make_batch(0, 23, 23)), (DataCursor{0, 46}));
}

TEST_F(BatchLoaderTest, AShortBatchIsLeftOutUnlessItIsTheOnlyOne) {
  for (const int threads : {0, 2}) {
    BatchLoader loader(rows_, 100, {}, threads);
    for (std::uint64_t epoch = 0; epoch < 3; ++epoch) {
      const Batch batch = loader.next();
      EXPECT_EQ(batch.rows, 69);
      EXPECT_EQ(batch.epoch, epoch);
      EXPECT_EQ(loader.after(batch), (DataCursor{epoch + 1, 0}));
    }
  }
  // A cursor at which no whole batch is left, as one of another batch size can be.
  EXPECT_EQ(take(1, 0, {3, 67})[0].epoch, 4U);
  EXPECT_EQ(take(1, 2, {3, 65})[0].epoch, 3U);
}

TEST_F(BatchLoaderTest, TheRowsOfARunAreCountedAsTheLoaderServesThem) {
  // Batches that divide the epoch, that leave a short one over, of the whole epoch, and larger than it.
  for (const int size : {1, 3, 4, 68, 69, 100}) {
    BatchLoader loader(rows_, size, {}, 0);
    std::uint64_t number = 0;
    for (std::uint64_t batch = 0; number < 300; ++batch) {
      const Batch served = loader.next();
      for (std::int64_t row = 0; row < served.rows; ++row, ++number) {
        const RowPlace place = place_of_row(number, rows_->rows_per_epoch(), size);
        EXPECT_EQ(place.cursor, (DataCursor{served.epoch, served.first + static_cast<std::uint64_t>(row)}));
        EXPECT_EQ(place.batch, batch) << size;
        EXPECT_EQ(place.row, row);
        EXPECT_EQ(place.batch_rows, served.rows);
      }
    }
  }
}

/// Counts its calls, and can be slow or fail.
class WatchedRows final : public RowMaker {
 public:
  std::uint64_t rows_per_epoch() const override { return 1000; }
  Batch make_batch(std::uint64_t epoch, std::uint64_t first, std::int64_t count) const override {
    ++calls;
    if (epoch == 0 && first == fails_at) throw std::bad_alloc();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    Batch batch;
    batch.rows = count;
    batch.epoch = epoch;
    batch.first = first;
    return batch;
  }
  mutable std::atomic<int> calls{0};
  std::uint64_t fails_at = UINT64_MAX;
};

TEST(BatchLoader, PreparesAFewBatchesAheadAndEndsAtOnce) {
  for (const int threads : {1, 2, 4}) {
    const auto rows = std::make_shared<WatchedRows>();
    const Stopwatch watch;
    {
      BatchLoader loader(rows, 10, {}, threads);
      while (rows->calls < 2 * threads + 2 && watch.seconds() < 10) std::this_thread::yield();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      EXPECT_EQ(rows->calls, 2 * threads + 2);  // The queue is full: nobody goes on.
      loader.next();
      while (rows->calls < 2 * threads + 3 && watch.seconds() < 10) std::this_thread::yield();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      EXPECT_EQ(rows->calls, 2 * threads + 3);
    }
    EXPECT_LT(watch.seconds(), 5);
  }
}

TEST(BatchLoader, CanBeDestroyedAtAnyMoment) {
  for (int i = 0; i < 50; ++i) {
    BatchLoader loader(std::make_shared<WatchedRows>(), 10, {}, 3);
    for (int taken = 0; taken < i % 5; ++taken) loader.next();
  }
}

TEST(BatchLoader, AFailureInAThreadReachesTheCaller) {
  for (const int threads : {0, 2}) {
    const auto rows = std::make_shared<WatchedRows>();
    rows->fails_at = 30;
    BatchLoader loader(rows, 10, {}, threads);
    EXPECT_THROW(for (int i = 0; i < 10; ++i) loader.next(), std::bad_alloc);
  }
}

}  // namespace
}  // namespace cloze::test
