// SPDX-License-Identifier: GPL-3.0-or-later
// How far each run is, as it is kept beside the runs: always what their steps and evaluations say.
#include "core/history/progress.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "core/base/random.h"
#include "core/history/schema.h"
#include "tests/core/history/support.h"
#include "tests/reliability/soak.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::a_run;
using test::open_history;
using test::steps;

constexpr std::int64_t from_the_first = std::numeric_limits<std::int64_t>::min();

/// The value's bits, so that infinities and the sign of zero count; one text for all NaN.
std::string bits(double value) {
  return std::isnan(value) ? "NaN" : fmt::format("{:x}", std::bit_cast<std::uint64_t>(value));
}

std::string told(const std::optional<StepMetrics>& last, const std::optional<EvaluationMetrics>& evaluation,
                 const std::array<std::optional<double>, 3>& best) {
  std::string text = last ? fmt::format("step {}", last->step) : "no step";
  if (last)
    for (const auto value : step_values) text += " " + bits((*last).*value);
  text += evaluation ? fmt::format("; evaluated {} {}", evaluation->step, evaluation->predicted_tokens)
                     : "; not evaluated";
  if (evaluation)
    for (const double value : {evaluation->loss, evaluation->accuracy, evaluation->nsp_loss,
                               evaluation->nsp_accuracy, evaluation->seconds})
      text += " " + bits(value);
  for (const auto& one : best) text += one ? "; best " + bits(*one) : "; no best";
  return text;
}

std::string kept(const RunRecord& run) {
  EXPECT_EQ(run.step, run.last ? run.last->step : 0);
  return told(run.last, run.last_evaluation, {run.best_loss, run.best_accuracy, run.best_nsp_accuracy});
}

/// The same, from every step and evaluation of the run.
std::string reckoned(History& history, const std::string& id) {
  const auto all = history.metrics(id, from_the_first).value();
  const auto evaluations = history.evaluations(id).value();
  std::optional<double> best, accuracy, nsp_accuracy;
  for (const EvaluationMetrics& one : evaluations) {
    if (std::isfinite(one.loss)) best = std::min(one.loss, best.value_or(one.loss));
    if (!std::isnan(one.accuracy)) accuracy = std::max(one.accuracy, accuracy.value_or(one.accuracy));
    if (!std::isnan(one.nsp_accuracy))
      nsp_accuracy = std::max(one.nsp_accuracy, nsp_accuracy.value_or(one.nsp_accuracy));
  }
  return told(all.empty() ? std::nullopt : std::optional(all.back()),
              evaluations.empty() ? std::nullopt : std::optional(evaluations.back()),
              {best, accuracy, nsp_accuracy});
}

class ProgressTest : public testing::Test {
 protected:
  void change(const std::string& sql) const {
    SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("PRAGMA foreign_keys = OFF; " + sql);
  }
  /// The whole table, as text.
  static std::string stored(const fs::path& path) {
    SQLite::Database database(path.string(), SQLite::OPEN_READWRITE);
    SQLite::Statement rows(database, "SELECT * FROM run_progress ORDER BY run");
    std::string text;
    while (rows.executeStep()) {
      for (int i = 0; i < rows.getColumnCount(); ++i) {
        const SQLite::Column value = rows.getColumn(i);
        text += value.isNull()      ? std::string("NULL")
                : value.isInteger() ? std::to_string(value.getInt64())
                                    : bits(value.getDouble());
        text += i + 1 < rows.getColumnCount() ? ' ' : '\n';
      }
    }
    return text;
  }
  void expect_exact() {
    const auto runs = history_.runs();
    ASSERT_TRUE(runs) << to_string(runs.error());
    for (const RunRecord& run : *runs) {
      const std::string wanted = reckoned(history_, run.id);
      ASSERT_EQ(kept(run), wanted) << "run " << run.id;
      ASSERT_EQ(kept(history_.find_run(run.id).value()), wanted) << "run " << run.id;
    }
  }

  test::TemporaryFolder folder_;
  fs::path path_ = folder_ / "cloze.db";
  History history_ = open_history(path_);
};

/// One of what people and runs do to a history, drawn by lot.
class AnyOperation {
 public:
  AnyOperation(History& history, std::uint64_t seed) : history_(history), draws_(3, 1, seed) {}

  Result<void> operator()() {
    const std::uint64_t what = below(20);
    if (alive_.empty() || (what == 0 && alive_.size() < 4)) return begin();
    const auto run = std::next(alive_.begin(), std::int64_t(below(alive_.size())));
    const std::string& id = run->first;
    std::int64_t& last = run->second;
    if (what < 10) {
      const std::int64_t first = last + 1 + std::int64_t(below(20) == 0 ? below(50) : 0);
      return add(id, first, first + std::int64_t(below(below(6) == 0 ? 12'000 : 60)), last);
    }
    if (what < 12 && last > 0) {  // A tail again, or a piece of what is long packed.
      const std::int64_t back = std::int64_t(below(below(3) == 0 ? std::uint64_t(last) : 50));
      const std::int64_t first = std::max<std::int64_t>(1, last - back);
      return add(id, first, first + std::int64_t(below(80)), last);
    }
    if (what < 16) {
      EvaluationMetrics row{std::int64_t(below(std::uint64_t(last) + 3)),
                            value(),
                            value(),
                            value(),
                            value(),
                            std::int64_t(below(1000)),
                            value()};
      return history_.add_evaluation(id, row);
    }
    if (what < 19) {
      const std::int64_t back = std::int64_t(below(below(3) == 0 ? std::uint64_t(last) + 2 : 100));
      last = std::max<std::int64_t>(0, last - back);
      return history_.forget_after(id, last);
    }
    const std::string gone = id;
    alive_.erase(run);
    return history_.delete_run(gone);
  }

 private:
  std::uint64_t below(std::uint64_t bound) { return draws_.next_below(bound); }
  double value() {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    constexpr std::array odd{not_a_number, infinite, -infinite, 0.0, 5e-324, -1e308, 7.0};
    return below(4) == 0 ? odd[below(odd.size())] : draws_.next_unit() * 10 - 1;
  }
  Result<void> begin() {
    const std::string id = fmt::format("run-{}", ++begun_);
    alive_[id] = 0;
    return history_.add_run(a_run(id, "any", double(below(10))));
  }
  Result<void> add(const std::string& id, std::int64_t first, std::int64_t until, std::int64_t& last) {
    std::vector<StepMetrics> rows;
    for (std::int64_t step = first; step <= until; ++step) {
      StepMetrics row;
      row.step = step;
      for (const auto one : step_values) row.*one = value();
      rows.push_back(row);
      if (below(30) == 0) rows.push_back(rows[below(rows.size())]);  // Twice in one call, in any order.
      if (below(30) == 0) step += std::int64_t(below(4));
    }
    last = std::max(last, std::ranges::max(rows, {}, &StepMetrics::step).step);
    return history_.add_metrics(id, rows);
  }

  History& history_;
  Draws draws_;
  std::map<std::string, std::int64_t> alive_;  ///< With the last step.
  int begun_ = 0;
};

TEST_F(ProgressTest, IsWhatStepsAndEvaluationsSayAfterAnyOperations) {
  const int operations = test::times(250, 10'000);
  int packed = 0;
  AnyOperation operate(history_, 1);
  for (int i = 0; i < operations; ++i) {
    SCOPED_TRACE(fmt::format("operation {}", i));
    ASSERT_OK(operate());
    expect_exact();
    if (HasFatalFailure()) return;
    if (i % 25 != 24) continue;
    // As the migration would fill it in.
    fs::copy_file(path_, folder_ / "old.db", fs::copy_options::overwrite_existing);
    {
      Connection old(folder_ / "old.db", ConnectionMode::create);
      old.database().exec("DROP TABLE run_progress; DROP INDEX run_by_time; PRAGMA user_version = 3");
      ASSERT_OK(migrate(old, history_migrations().first(4)));
      old.database().exec(std::string(history_migrations()[5]));  // The one between has nothing of runs.
    }
    ASSERT_EQ(stored(folder_ / "old.db"), stored(path_));
    packed += SQLite::Database(path_.string(), SQLite::OPEN_READONLY)
                  .execAndGet("SELECT count(*) > 0 FROM metric_block")
                  .getInt();
  }
  EXPECT_GT(packed, 3) << "long runs should be among them";
}

TEST_F(ProgressTest, ReplacingTheBestEvaluationTakesItBack) {
  ASSERT_OK(history_.add_run(a_run("a")));
  ASSERT_OK(history_.add_evaluation("a", {.step = 10, .loss = 3}));
  ASSERT_OK(history_.add_evaluation("a", {.step = 20, .loss = 4}));
  EXPECT_EQ(history_.find_run("a")->best_loss, 3);
  ASSERT_OK(history_.add_evaluation("a", {.step = 10, .loss = 5}));
  EXPECT_EQ(history_.find_run("a")->best_loss, 4);
  ASSERT_OK(history_.forget_after("a", 15));
  EXPECT_EQ(history_.find_run("a")->best_loss, 5);
  EXPECT_EQ(history_.find_run("a")->last_evaluation->step, 10);
  ASSERT_OK(history_.forget_after("a", 0));
  EXPECT_FALSE(history_.find_run("a")->best_loss);
  EXPECT_FALSE(history_.find_run("a")->last_evaluation);
}

TEST_F(ProgressTest, TheListLooksAtNoStep) {
  for (const char* id : {"a", "b"}) {
    ASSERT_OK(history_.add_run(a_run(id)));
    ASSERT_OK(history_.add_metrics(id, steps(1, 10)));
    ASSERT_OK(history_.add_evaluation(id, {.step = 10, .loss = 3}));
  }
  // What only this test can see: the tables hold other values than what is kept of them.
  change("UPDATE metric SET loss = 77; UPDATE evaluation SET loss = 77");
  const auto runs = history_.runs().value();
  for (const RunRecord& run : runs) {
    EXPECT_EQ(run.last->loss, 1.0 / 10);
    EXPECT_EQ(run.last_evaluation->loss, 3);
    EXPECT_EQ(run.best_loss, 3);
  }
}

TEST_F(ProgressTest, AFailedWriteLeavesItAsItWas) {
  ASSERT_OK(history_.add_run(a_run("a")));
  ASSERT_OK(history_.add_metrics("a", steps(1, 20'000)));
  const std::string before = kept(history_.find_run("a").value());
  change("UPDATE metric_block SET data = x'' WHERE name = 'epoch' AND first_step = 1");
  EXPECT_EQ(history_.add_metrics("a", steps(2, 30'000)).error().code, ErrorCode::damaged);
  EXPECT_EQ(history_.forget_after("a", 3).error().code, ErrorCode::damaged);
  EXPECT_EQ(kept(history_.find_run("a").value()), before);
}

TEST_F(ProgressTest, ARowThatAnotherProgramTookAwayIsMadeAgain) {
  ASSERT_OK(history_.add_run(a_run("a")));
  ASSERT_OK(history_.add_metrics("a", steps(1, 10)));
  ASSERT_OK(history_.add_evaluation("a", {.step = 10, .loss = 3}));
  const std::string before = kept(history_.find_run("a").value());
  change("DELETE FROM run_progress");
  EXPECT_EQ(history_.runs()->size(), 1u) << "the run is there all the same";
  EXPECT_FALSE(history_.find_run("a")->last);
  ASSERT_OK(history_.add_metrics("a", steps(10, 10)));
  ASSERT_OK(history_.add_evaluation("a", {.step = 10, .loss = 3}));
  EXPECT_EQ(kept(history_.find_run("a").value()), before);
}

TEST_F(ProgressTest, ANewRunIsNotTakenForTheOneThatHadItsNumber) {
  ASSERT_OK(history_.add_run(a_run("a")));
  ASSERT_OK(history_.add_metrics("a", steps(1, 10)));
  change("DELETE FROM run; DELETE FROM metric");  // By a program that follows no references.
  ASSERT_OK(history_.add_run(a_run("b")));
  EXPECT_FALSE(history_.find_run("b")->last);
}

TEST_F(ProgressTest, RunsOfOneTimeComeInTheOrderTheyWereAdded) {
  for (const auto& [id, created] : {std::pair{"c", 5}, std::pair{"a", 5}, std::pair{"b", 5},
                                    std::pair{"older", 4}, std::pair{"newer", 6}}) {
    RunRecord run = a_run(id, "same", created);
    run.status = RunStatus::finished;
    ASSERT_OK(history_.add_run(run));
  }
  std::string order;
  for (const std::size_t texts : {std::size_t{0}, std::size_t{2}, std::size_t{9}}) {
    const auto runs = history_.runs(texts).value();
    for (const RunRecord& run : runs) order += run.id + " ";
  }
  EXPECT_EQ(order, "newer b a c older newer b a c older newer b a c older ");
  EXPECT_EQ(history_.newest_run().value(), "newer");
  EXPECT_EQ(history_.find_run("same")->id, "newer");
}

}  // namespace
}  // namespace cloze
