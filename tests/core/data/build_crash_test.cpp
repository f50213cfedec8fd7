// SPDX-License-Identifier: GPL-3.0-or-later
// A dataset build that is killed or finds no space in any of its calls: the next one goes on behind the last
// chunk, with the same bytes, and leaves no litter.
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>

#include "dataset_build_fixture.h"
#include "tests/reliability/soak.h"
#include "tests/support/disk_faults.h"

namespace cloze::test {
namespace {

class BuildCrashTest : public ResumedBuildTest {
 protected:
  void SetUp() override {
    CLOZE_NEEDS_FAULTY_DISK();
    settings_.corpus = {folder_ / "corpus"};
    settings_.threads = 1;
    settings_.weights = {1.5};  // So that copies are made as well.
    tokens_per_chunk_ = 12'000;
    whole_ = expected();
    fs::create_directories(datasets());
    disk_.emplace(folder_.path());
    disk_->only("/datasets/");
    ASSERT_EQ(build_in_child(), 0);
    calls_ = disk_->calls();
    ASSERT_GT(calls_, 50U);
  }

  int build_in_child() const {
    return disk_->run_child([this] { return build() ? 0 : 1; });
  }
  /// In the test's own process, on the disk as it is now.
  void expect_to_go_on(const std::string& where) {
    resumed_ += unfinished().empty() ? 0 : 1;
    tokenizer_->tell({});
    const auto info = build();
    ASSERT_TRUE(info) << where << ": " << to_string(info.error());
    saved_ += tokenizer_->made() < all_ ? 1 : 0;
    ASSERT_TRUE(shards_in(place(*info)) == whole_) << where;
    ASSERT_EQ(left().size(), whole_.size() + 2) << where;
    ASSERT_TRUE(Dataset::open(place(*info), true)) << where;
  }
  void begin_anew() {
    fs::remove_all(datasets());
    fs::create_directories(datasets());
    disk_->reset();
  }
  /// All calls with CLOZE_SOAK=1, some of them in the suite.
  std::uint64_t stride() const { return soaking() ? 1 : std::max<std::uint64_t>(1, calls_ / 25); }
  void count_tokens() {
    begin_anew();
    tokenizer_->tell({});
    ASSERT_TRUE(build());
    all_ = tokenizer_->made();
  }

  std::optional<FaultyDisk> disk_;
  std::map<std::string, std::string> whole_;
  std::uint64_t calls_ = 0, all_ = 0;
  int resumed_ = 0, saved_ = 0;
};

TEST_F(BuildCrashTest, KilledInAnyCallItGoesOn) {
  count_tokens();
  int kills = 0;
  for (std::uint64_t call = 1; call <= calls_; call += stride())
    for (const KillMoment moment : {KillMoment::before, KillMoment::after}) {
      begin_anew();
      disk_->kill_at(call, moment);
      if (build_in_child() != 128 + SIGKILL) continue;  // Some calls fewer this time.
      ++kills;
      disk_->reset();
      ASSERT_NO_FATAL_FAILURE(expect_to_go_on(fmt::format("killed in call {} of {}", call, calls_)));
    }
  fmt::print("{} builds killed in {} calls: {} had chunks to go on with, {} tokenized less\n", kills, calls_,
             resumed_, saved_);
  EXPECT_GT(resumed_, kills / 2);
  EXPECT_GE(saved_, resumed_);
}

TEST_F(BuildCrashTest, WithoutSpaceFromAnyCallOnItGoesOnOnceThereIsRoom) {
  count_tokens();
  int full = 0;
  for (std::uint64_t call = 1; call <= calls_; call += stride()) {
    begin_anew();
    disk_->full_from(call);
    const int status = build_in_child();
    if (disk_->refused() == 0) continue;
    ++full;
    EXPECT_TRUE(status == 1 || status == 0) << status << " in call " << call;
    disk_->make_room();
    disk_->reset();
    ASSERT_NO_FATAL_FAILURE(expect_to_go_on(fmt::format("full from call {} of {}", call, calls_)));
  }
  fmt::print("{} builds without space: {} had chunks to go on with\n", full, resumed_);
  EXPECT_GT(full, 10);
  EXPECT_GT(resumed_, full / 3);
}

}  // namespace
}  // namespace cloze::test
