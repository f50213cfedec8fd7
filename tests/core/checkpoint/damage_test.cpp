// SPDX-License-Identifier: GPL-3.0-or-later
// Damage and retention by chance: flipped bits and cut files are noticed whatever is hit, and whatever the
// losses are, the newest and the best checkpoint stay.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "core/base/random.h"
#include "core/checkpoint/checkpoint_store.h"
#include "tests/reliability/soak.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::file_bytes;
using test::put_file;
using testing::HasSubstr;
using testing::SizeIs;

class DamageTest : public testing::Test {
 protected:
  test::TemporaryFolder temporary_;
  fs::path folder_ = temporary_ / "checkpoints";

  Checkpoint save(std::int64_t step, std::optional<double> loss,
                  const std::vector<CheckpointFile>& files = {{"model.safetensors", "weights"}}) {
    auto saved = save_checkpoint(folder_, step, files, {loss});
    if (!saved) throw std::runtime_error(to_string(saved.error()));
    return *saved;
  }
  std::set<std::int64_t> steps() {
    std::set<std::int64_t> found;
    const auto listed = list_checkpoints(folder_).value();
    for (const Checkpoint& checkpoint : listed) found.insert(checkpoint.step);
    return found;
  }
};

TEST_F(DamageTest, TenThousandFlipsAndCutsAreAllNoticed) {
  // The files of a training, in sizes that let each of their bytes be hit.
  const std::map<std::string, std::size_t> sizes{{"model.safetensors", 2500}, {"optimizer.safetensors", 5000},
                                                 {"state.json", 300},         {"recipe.json", 1500},
                                                 {"tokenizer.model", 2000},   {"tokenizer.json", 400}};
  Draws draws(5, 1, test::soaking() ? 1 : 0);
  std::vector<CheckpointFile> files;
  for (const auto& [name, size] : sizes) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(draws.next_u32());
    files.push_back({name, std::move(bytes)});
  }
  save(10, 3.5, files);
  const fs::path newest = save(20, 3.25, files).folder;
  std::vector<std::string> names{"manifest.json"};
  for (const auto& [name, size] : sizes) names.push_back(name);

  std::map<std::string, int> hit;
  const int rounds = test::times(10'000, 100'000);
  for (int round = 0; round < rounds; ++round) {
    const std::string& name = names[draws.next_below(names.size())];
    const fs::path path = newest / name;
    const std::string whole = file_bytes(path);
    std::string bytes = whole;
    std::string what;
    if (draws.next_below(4) == 0) {
      bytes.resize(draws.next_below(whole.size()));
      what = fmt::format("{} cut to {} of {} bytes", name, bytes.size(), whole.size());
    } else {
      // Mostly one bit; some more than one, each another one.
      std::set<std::uint64_t> bits;
      for (std::uint64_t count = draws.next_below(3) == 0 ? 2 + draws.next_below(6) : 1; bits.size() < count;)
        bits.insert(draws.next_below(whole.size() * 8));
      for (const std::uint64_t bit : bits)
        bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
      what = fmt::format("{} bits of {} flipped, the first at {}", bits.size(), name, *bits.begin());
    }
    put_file(path, bytes);
    const auto verified = verify_checkpoint(newest);
    ASSERT_FALSE(verified) << "round " << round << ": " << what;
    ASSERT_THAT(verified.error().message, HasSubstr(path.string())) << what;
    if (round % 100 == 0) {
      std::vector<Error> skipped;
      ASSERT_EQ(newest_intact_checkpoint(folder_, &skipped)->step, 10) << what;
      ASSERT_THAT(skipped, SizeIs(1));
      ASSERT_THAT(skipped[0].message, HasSubstr(path.string()));
    }
    put_file(path, whole);
    ++hit[name];
  }
  EXPECT_THAT(hit, SizeIs(names.size())) << "every file was hit";
  EXPECT_EQ(newest_intact_checkpoint(folder_)->step, 20);
}

/// What a test knows of a checkpoint that it saved.
struct Known {
  std::optional<double> loss;  ///< None for one without a finite loss.
  bool damaged = false;        ///< Visibly: its manifest or the size of its file.
};

TEST_F(DamageTest, RetentionNeverRemovesTheNewestOrTheBest) {
  const double none = std::numeric_limits<double>::quiet_NaN(),
               infinite = std::numeric_limits<double>::infinity();
  const int rounds = test::times(60, 2000);
  for (int round = 0; round < rounds; ++round) {
    Draws draws(6, 1, static_cast<std::uint64_t>(round));
    fs::remove_all(folder_);
    // Losses that repeat, are missing, are not finite; in some rounds none is there at all.
    const bool without = draws.next_below(5) == 0;
    const double choice[] = {1.5, 1.5, 2.0, 2.5, 3.0, none, infinite, -infinite};
    const auto keep = static_cast<std::int64_t>(draws.next_below(4));  // 0 is taken as 1.
    std::map<std::int64_t, Known> known;
    std::int64_t step = 0;
    for (std::uint64_t count = 1 + draws.next_below(7); count > 0; --count) {
      step += 1 + static_cast<std::int64_t>(draws.next_below(5));
      std::optional<double> loss;
      if (!without && draws.next_below(4) != 0) loss = choice[draws.next_below(std::size(choice))];
      save(step, loss);
      known[step] = {loss && std::isfinite(*loss) ? loss : std::nullopt, false};
      const fs::path folder = folder_ / fmt::format("step-{:09}", step);
      if (draws.next_below(5) == 0) {
        known[step].damaged = true;
        if (draws.next_below(2) == 0)
          put_file(folder / "manifest.json", "{");
        else
          fs::resize_file(folder / "model.safetensors", 1);
      }

      const auto before = steps();
      const auto removed = retain_checkpoints(folder_, keep);
      ASSERT_TRUE(removed) << to_string(removed.error());
      const auto after = steps();
      const std::string what = fmt::format("round {}, step {}, keep {}", round, step, keep);
      ASSERT_TRUE(after.contains(step)) << "the newest is gone: " << what;
      std::optional<double> best;
      std::vector<std::int64_t> sound;
      for (const std::int64_t each : before)
        if (!known[each].damaged) {
          sound.push_back(each);
          if (known[each].loss && (!best || *known[each].loss < *best)) best = known[each].loss;
        }
      const auto is_best = [&](std::int64_t each) {
        return !known[each].damaged && known[each].loss == best;
      };
      if (best) {
        ASSERT_TRUE(std::ranges::any_of(after, is_best)) << "the best is gone: " << what;
      }
      const auto wanted =
          std::min<std::size_t>(sound.size(), static_cast<std::size_t>(std::max<std::int64_t>(keep, 1)));
      for (std::size_t i = 0; i < wanted; ++i)
        ASSERT_TRUE(after.contains(sound[sound.size() - 1 - i])) << "too few are kept: " << what;
      // And no more than the rule says: the newest, the newest sound ones, one best.
      ASSERT_LE(after.size(), wanted + 2) << what;
      for (const std::int64_t each : *removed) ASSERT_FALSE(after.contains(each));
    }
  }
}

TEST_F(DamageTest, RetentionLeavesAloneWhatItCannotJudge) {
  for (const std::int64_t step : {10, 20, 30, 40}) save(step, 50.0 - static_cast<double>(step));
  // Of a later version, and one that cannot be read now: they may well be whole.
  put_file(folder_ / "step-000000010/manifest.json", "{\"format\": 2, \"chunks\": []}");
  fs::remove(folder_ / "step-000000020/manifest.json");
  fs::create_directory(folder_ / "step-000000020/manifest.json");
  const auto removed = retain_checkpoints(folder_, 1);
  ASSERT_TRUE(removed) << to_string(removed.error());
  EXPECT_THAT(*removed, testing::ElementsAre(30));
  EXPECT_THAT(steps(), testing::ElementsAre(10, 20, 40));
}

}  // namespace
}  // namespace cloze
