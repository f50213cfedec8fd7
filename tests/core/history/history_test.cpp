// SPDX-License-Identifier: GPL-3.0-or-later
// What is written comes back: runs, metrics, evaluations, events, probes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "core/base/clock.h"
#include "tests/core/history/support.h"

namespace cloze {
namespace {

using test::a_run;
using test::open_history;
using test::steps;
using testing::ElementsAre;
using testing::HasSubstr;

class HistoryTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "cloze.db";
  History history_ = open_history(path_);

  std::vector<std::string> run_ids() {
    std::vector<std::string> ids;
    const auto runs = history_.runs().value();
    for (const RunRecord& run : runs) ids.push_back(run.id);
    return ids;
  }
};

/// Equal bits, or both NaN.
bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) ||
         std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

TEST_F(HistoryTest, AllFieldsOfARunComeBack) {
  RunRecord run = a_run("20260131-123456-ab12", "übung 试 'quoted'", 1769862896.25);
  run.status = RunStatus::queued;
  run.recipe_json = "{\"seed\": 1}\n";
  run.dataset_hash = "abc";
  run.dataset_name = "sotu";
  run.tokenizer_name = "sotu-8k";
  run.environment_json = "{}";
  run.process_id = 4242424;
  run.total_steps = 3400;
  run.failure = "none yet";
  ASSERT_OK(history_.add_run(run));
  history_ = open_history(path_);
  const RunRecord back = history_.find_run(run.id).value();
  EXPECT_EQ(back.id, run.id);
  EXPECT_EQ(back.name, run.name);
  EXPECT_EQ(back.status, run.status);
  EXPECT_EQ(back.recipe_json, run.recipe_json);
  EXPECT_EQ(back.dataset_hash, run.dataset_hash);
  EXPECT_EQ(back.dataset_name, run.dataset_name);
  EXPECT_EQ(back.tokenizer_name, run.tokenizer_name);
  EXPECT_EQ(back.environment_json, run.environment_json);
  EXPECT_EQ(back.created, run.created);
  EXPECT_EQ(back.ended, 0);
  EXPECT_EQ(back.process_id, run.process_id);
  EXPECT_EQ(back.total_steps, run.total_steps);
  EXPECT_EQ(back.failure, run.failure);
  EXPECT_EQ(back.step, 0);
  EXPECT_FALSE(back.last);
  EXPECT_FALSE(back.last_evaluation);
  EXPECT_FALSE(back.best_loss);
}

TEST_F(HistoryTest, ASecondRunWithAnIdIsRefused) {
  ASSERT_OK(history_.add_run(a_run("a")));
  const auto again = history_.add_run(a_run("a", "other"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::bad_input);
  EXPECT_THAT(again.error().message, HasSubstr("'a'"));
  EXPECT_EQ(history_.find_run("a")->name, "first");
  EXPECT_FALSE(history_.add_run(a_run("")));
}

TEST_F(HistoryTest, EveryStatusComesBack) {
  ASSERT_OK(history_.add_run(a_run("a")));
  for (const RunStatus status :
       {RunStatus::queued, RunStatus::running, RunStatus::paused, RunStatus::finished, RunStatus::stopped,
        RunStatus::failed, RunStatus::interrupted}) {
    ASSERT_OK(history_.set_status("a", status));
    EXPECT_EQ(history_.find_run("a")->status, status) << to_string(status);
  }
}

TEST_F(HistoryTest, EndingSetsTheTimeAndTheReasonAndResumingClearsThem) {
  ASSERT_OK(history_.add_run(a_run("a")));
  ASSERT_OK(history_.set_status("a", RunStatus::running));
  EXPECT_EQ(history_.find_run("a")->ended, 0);
  ASSERT_OK(history_.set_status("a", RunStatus::failed, "loss is NaN at step 12"));
  EXPECT_NEAR(history_.find_run("a")->ended, unix_seconds(), 60);
  EXPECT_EQ(history_.find_run("a")->failure, "loss is NaN at step 12");
  ASSERT_OK(history_.set_status("a", RunStatus::running));
  EXPECT_EQ(history_.find_run("a")->ended, 0);
  EXPECT_EQ(history_.find_run("a")->failure, "");
}

TEST_F(HistoryTest, NumbersComeBackBitForBit) {
  ASSERT_OK(history_.add_run(a_run("a")));
  using Limits = std::numeric_limits<double>;
  const std::vector<double> values{Limits::quiet_NaN(),
                                   Limits::infinity(),
                                   -Limits::infinity(),
                                   Limits::denorm_min(),
                                   -5e-310,
                                   0.1,
                                   1.0 / 3.0,
                                   Limits::max(),
                                   Limits::lowest(),
                                   9007199254740993.0,
                                   1e300,
                                   0.0,
                                   Limits::epsilon(),
                                   6.02214076e23,
                                   -2.5,
                                   4194304.0};
  std::vector<StepMetrics> rows;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto value = [&](std::size_t column) { return values[(i + column) % values.size()]; };
    rows.push_back({static_cast<std::int64_t>(i + 1), value(0), value(1), value(2), value(3), value(4),
                    value(5), value(6), value(7), value(8)});
  }
  ASSERT_OK(history_.add_metrics("a", rows));
  const auto back = history_.metrics("a").value();
  ASSERT_EQ(back.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(rows[i].step);
    EXPECT_EQ(back[i].step, rows[i].step);
    EXPECT_TRUE(same(back[i].loss, rows[i].loss)) << back[i].loss;
    EXPECT_TRUE(same(back[i].mlm_loss, rows[i].mlm_loss));
    EXPECT_TRUE(same(back[i].nsp_loss, rows[i].nsp_loss));
    EXPECT_TRUE(same(back[i].learning_rate, rows[i].learning_rate));
    EXPECT_TRUE(same(back[i].gradient_norm, rows[i].gradient_norm));
    EXPECT_TRUE(same(back[i].seconds, rows[i].seconds));
    EXPECT_TRUE(same(back[i].tokens, rows[i].tokens));
    EXPECT_TRUE(same(back[i].tokens_per_second, rows[i].tokens_per_second));
    EXPECT_TRUE(same(back[i].epoch, rows[i].epoch));
  }
}

TEST_F(HistoryTest, EvaluationsComeBackAndTheBestIsTheLowestFinite) {
  ASSERT_OK(history_.add_run(a_run("a")));
  ASSERT_OK(history_.add_run(a_run("other")));
  ASSERT_OK(history_.add_evaluation("other", {.step = 1, .loss = 0.5}));
  ASSERT_OK(history_.add_evaluation("a", {.step = 30, .loss = -std::numeric_limits<double>::infinity()}));
  EXPECT_FALSE(history_.find_run("a")->best_loss);
  ASSERT_OK(history_.add_evaluation("a", {10, 3.25, 0.4, 0.6, 0.7, 12345, 1.5}));
  ASSERT_OK(history_.add_evaluation("a", {.step = 20, .loss = 3.5}));
  ASSERT_OK(history_.add_evaluation("a", {.step = 40}));
  const auto back = history_.evaluations("a").value();
  ASSERT_EQ(back.size(), 4u);
  EXPECT_EQ(back[0].step, 10);
  EXPECT_EQ(back[0].loss, 3.25);
  EXPECT_EQ(back[0].accuracy, 0.4);
  EXPECT_EQ(back[0].nsp_loss, 0.6);
  EXPECT_EQ(back[0].nsp_accuracy, 0.7);
  EXPECT_EQ(back[0].predicted_tokens, 12345);
  EXPECT_EQ(back[0].seconds, 1.5);
  const RunRecord run = history_.find_run("a").value();
  EXPECT_EQ(run.best_loss, 3.25);
  EXPECT_EQ(run.last_evaluation->step, 40);
  EXPECT_TRUE(std::isnan(run.last_evaluation->loss));
}

TEST_F(HistoryTest, RunsAreReadAtAStep) {
  for (const char* id : {"a", "b", "c"}) ASSERT_OK(history_.add_run(a_run(id)));
  ASSERT_OK(history_.add_metrics("a", steps(1, 10)));
  ASSERT_OK(history_.add_metrics("b", steps(1, 4)));
  ASSERT_OK(history_.add_evaluation("a", {3, 5, 0.1, not_a_number, not_a_number, 10, 1}));
  ASSERT_OK(history_.add_evaluation("a", {6, 4, 0.3, not_a_number, not_a_number, 10, 1}));
  ASSERT_OK(history_.add_evaluation("a", {9, 4.5, 0.2, not_a_number, not_a_number, 10, 1}));
  const std::vector<std::string> ids{"b", "nobody", "a", "c"};
  const auto at = history_.at_step(8, ids);
  ASSERT_OK(at);
  ASSERT_EQ(at->size(), 4U);
  for (const std::size_t other : {0, 1, 3}) {
    EXPECT_FALSE((*at)[other].metrics);
    EXPECT_FALSE((*at)[other].evaluation) << "has not come so far";
  }
  EXPECT_EQ((*at)[2].step, 8);
  EXPECT_EQ((*at)[2].metrics->loss, 1.0 / 8);
  EXPECT_EQ((*at)[2].evaluation->step, 6) << "the last one up to it";
  EXPECT_FALSE(history_.at_step(2, ids)->at(2).evaluation) << "none was before";
  EXPECT_EQ(history_.at_step(4, ids)->at(0).metrics->loss, 1.0 / 4);
  EXPECT_EQ(history_.at_step(0, ids).error().code, ErrorCode::bad_input);
}

TEST_F(HistoryTest, AStepWrittenAgainReplacesTheFirst) {
  ASSERT_OK(history_.add_run(a_run("a")));
  ASSERT_OK(history_.add_metrics("a", steps(1, 10)));
  ASSERT_OK(history_.add_metrics("a", steps(8, 12, 100)));
  const auto back = history_.metrics("a").value();
  ASSERT_EQ(back.size(), 12u);
  EXPECT_LT(back[6].loss, 100);
  EXPECT_GT(back[7].loss, 100);
  EXPECT_EQ(history_.find_run("a")->step, 12);
  EXPECT_EQ(history_.find_run("a")->last->loss, back[11].loss);
}

TEST_F(HistoryTest, MetricsAfterAStepComeInOrder) {
  ASSERT_OK(history_.add_run(a_run("a")));
  ASSERT_OK(history_.add_run(a_run("b")));
  ASSERT_OK(history_.add_metrics("b", steps(1, 9)));
  ASSERT_OK(history_.add_metrics("a", steps(4, 6)));
  ASSERT_OK(history_.add_metrics("a", steps(1, 3)));
  ASSERT_OK(history_.add_metrics("a", {}));
  std::vector<std::int64_t> found;
  const auto rows = history_.metrics("a", 2).value();
  for (const StepMetrics& row : rows) found.push_back(row.step);
  EXPECT_THAT(found, ElementsAre(3, 4, 5, 6));
}

TEST_F(HistoryTest, ForgettingRemovesWhatCameAfter) {
  ASSERT_OK(history_.add_run(a_run("a")));
  ASSERT_OK(history_.add_run(a_run("b")));
  for (const char* id : {"a", "b"}) {
    ASSERT_OK(history_.add_metrics(id, steps(1, 10)));
    ASSERT_OK(history_.add_evaluation(id, {.step = 5}));
    ASSERT_OK(history_.add_evaluation(id, {.step = 6}));
    ASSERT_OK(history_.add_event(id, {5, 1.0, "checkpoint", ""}));
    ASSERT_OK(history_.add_event(id, {6, 2.0, "warning", ""}));
  }
  ASSERT_OK(history_.forget_after("a", 5));
  EXPECT_EQ(history_.metrics("a")->size(), 5u);
  EXPECT_EQ(history_.evaluations("a")->size(), 1u);
  EXPECT_EQ(history_.events("a")->size(), 1u);
  EXPECT_EQ(history_.events("a")->front().kind, "checkpoint");
  EXPECT_EQ(history_.metrics("b")->size(), 10u);
  EXPECT_EQ(history_.evaluations("b")->size(), 2u);
  EXPECT_EQ(history_.events("b")->size(), 2u);
}

TEST_F(HistoryTest, EventsAndProbesComeBackInTheOrderOfArrival) {
  ASSERT_OK(history_.add_run(a_run("a")));
  const std::string message("line\nwith a \0 in it", 19);
  ASSERT_OK(history_.add_event("a", {7, 2.5, "warning", message}));
  ASSERT_OK(history_.add_event("a", {3, 1.5, "started", ""}));
  const auto events = history_.events("a").value();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].step, 7);
  EXPECT_EQ(events[0].time, 2.5);
  EXPECT_EQ(events[0].kind, "warning");
  EXPECT_EQ(events[0].message, message);
  EXPECT_EQ(events[1].kind, "started");
  ASSERT_OK(history_.add_probe({"a", 9.5, 12, "The [MASK] sat.", "{\"top\": []}"}));
  const auto probes = history_.probes("a").value();
  ASSERT_EQ(probes.size(), 1u);
  EXPECT_EQ(probes[0].run_id, "a");
  EXPECT_EQ(probes[0].time, 9.5);
  EXPECT_EQ(probes[0].step, 12);
  EXPECT_EQ(probes[0].text, "The [MASK] sat.");
  EXPECT_EQ(probes[0].result_json, "{\"top\": []}");
}

TEST_F(HistoryTest, RunsComeNewestFirst) {
  ASSERT_OK(history_.add_run(a_run("old", "x", 100)));
  ASSERT_OK(history_.add_run(a_run("new", "x", 300)));
  ASSERT_OK(history_.add_run(a_run("mid", "x", 200)));
  ASSERT_OK(history_.add_run(a_run("mid2", "x", 200)));
  EXPECT_THAT(run_ids(), ElementsAre("new", "mid2", "mid", "old"));
}

TEST_F(HistoryTest, ARunIsFoundByIdBeginningAndName) {
  ASSERT_OK(history_.add_run(a_run("20260131-100000-aaaa", "tiny", 1)));
  ASSERT_OK(history_.add_run(a_run("20260131-110000-bbbb", "tiny", 2)));
  ASSERT_OK(history_.add_run(a_run("20260201-120000-cccc", "mini", 3)));
  EXPECT_EQ(history_.find_run("20260131-100000-aaaa")->id, "20260131-100000-aaaa");
  EXPECT_EQ(history_.find_run("202602")->id, "20260201-120000-cccc");
  EXPECT_EQ(history_.find_run("tiny")->id, "20260131-110000-bbbb");
  const auto several = history_.find_run("20260131");
  ASSERT_FALSE(several);
  EXPECT_EQ(several.error().code, ErrorCode::bad_input);
  EXPECT_THAT(several.error().message, HasSubstr("20260131-100000-aaaa"));
  // What would be a pattern in SQL is an ordinary character here.
  EXPECT_FALSE(history_.find_run("%"));
  EXPECT_FALSE(history_.find_run("2026020_"));
  EXPECT_EQ(history_.find_run("").error().code, ErrorCode::bad_input);
}

TEST_F(HistoryTest, AMissingRunIsToldWithTheNearestName) {
  ASSERT_OK(history_.add_run(a_run("20260131-100000-aaaa", "quickstart")));
  const auto found = history_.find_run("quikstart");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::not_found);
  EXPECT_THAT(found.error().message, HasSubstr("quikstart"));
  EXPECT_THAT(found.error().hint, HasSubstr("'quickstart'"));
}

TEST_F(HistoryTest, EveryCallOnAMissingRunSaysSo) {
  const auto missing = [](const auto& result) {
    return !result && result.error().code == ErrorCode::not_found;
  };
  EXPECT_TRUE(missing(history_.set_status("x", RunStatus::running)));
  EXPECT_TRUE(missing(history_.set_process("x", 1)));
  EXPECT_TRUE(missing(history_.add_metrics("x", steps(1, 1))));
  EXPECT_TRUE(missing(history_.forget_after("x", 1)));
  EXPECT_TRUE(missing(history_.add_evaluation("x", {.step = 1})));
  EXPECT_TRUE(missing(history_.add_event("x", {})));
  EXPECT_TRUE(missing(history_.add_probe({"x", 0, 0, "", ""})));
  EXPECT_TRUE(missing(history_.delete_run("x")));
  EXPECT_TRUE(missing(history_.metrics("x")));
  EXPECT_TRUE(missing(history_.evaluations("x")));
  EXPECT_TRUE(missing(history_.events("x")));
  EXPECT_TRUE(missing(history_.probes("x")));
}

TEST_F(HistoryTest, DeletingTakesEverythingThatHangsOnTheRun) {
  for (const char* id : {"a", "b"}) {
    ASSERT_OK(history_.add_run(a_run(id)));
    ASSERT_OK(history_.add_metrics(id, steps(1, 10)));
    ASSERT_OK(history_.add_evaluation(id, {.step = 5}));
    ASSERT_OK(history_.add_event(id, {5, 1.0, "started", ""}));
    ASSERT_OK(history_.add_probe({id, 1.0, 5, "", ""}));
  }
  ASSERT_OK(history_.delete_run("b"));
  EXPECT_THAT(run_ids(), ElementsAre("a"));
  // The next run gets the number that b had in the file: what b left behind would show up as its own.
  ASSERT_OK(history_.add_run(a_run("c")));
  EXPECT_TRUE(history_.metrics("c")->empty());
  EXPECT_TRUE(history_.evaluations("c")->empty());
  EXPECT_TRUE(history_.events("c")->empty());
  EXPECT_TRUE(history_.probes("c")->empty());
  EXPECT_EQ(history_.metrics("a")->size(), 10u);
  EXPECT_EQ(history_.events("a")->size(), 1u);
}

TEST_F(HistoryTest, AReadOnlyHistoryReadsAndRefusesToWrite) {
  ASSERT_OK(history_.add_run(a_run("a")));
  History reader = History::open_read_only(path_).value();
  EXPECT_EQ(reader.runs()->size(), 1u);
  const auto written = reader.add_run(a_run("b"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::io);
  EXPECT_EQ(history_.runs()->size(), 1u);
  // What another connection writes is seen by the next query.
  ASSERT_OK(history_.add_run(a_run("b")));
  EXPECT_EQ(reader.runs()->size(), 2u);
}

// Not a benchmark, only a bound that a lost index or a transaction per row would break by far.
TEST_F(HistoryTest, MetricsAreQuick) {
  ASSERT_OK(history_.add_run(a_run("a")));
  ASSERT_OK(history_.add_metrics("a", steps(1, 99'000)));
  const Stopwatch insertion;
  ASSERT_OK(history_.add_metrics("a", steps(99'001, 100'000)));
  const double inserted = insertion.seconds();
  const Stopwatch reading;
  EXPECT_EQ(history_.metrics("a")->size(), 100'000u);
  const double read = reading.seconds();
  const Stopwatch finding;
  ASSERT_OK(history_.find_run("a"));
  const double found = finding.seconds();
  RecordProperty("insert_1000_ms", std::to_string(inserted * 1e3));
  RecordProperty("read_100000_ms", std::to_string(read * 1e3));
  RecordProperty("find_run_ms", std::to_string(found * 1e3));
  std::printf("insert 1,000: %.2f ms, read 100,000: %.1f ms, find a run: %.3f ms\n", inserted * 1e3,
              read * 1e3, found * 1e3);
  EXPECT_LT(inserted, 1.0);
  EXPECT_LT(read, 2.0);
  EXPECT_LT(found, 0.5);
}

}  // namespace
}  // namespace cloze
