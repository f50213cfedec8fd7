// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/metrics_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <map>

#include "core/interop/tensorboard_events.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

using test::file_bytes;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

template <class Number>
Number take(std::string_view& bytes) {
  Number number{};
  std::memcpy(&number, bytes.data(), sizeof number);
  bytes.remove_prefix(sizeof number);
  return number;
}

std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return number;
  }
}

/// A message of protobuf's wire format, the contents by field number.
std::multimap<std::uint64_t, std::string> fields(std::string_view message) {
  std::multimap<std::uint64_t, std::string> found;
  while (!message.empty()) {
    const std::uint64_t key = take_varint(message);
    std::size_t bytes = 0;
    switch (key & 7) {
      case 0:
        found.emplace(key >> 3, std::to_string(take_varint(message)));
        continue;
      case 1:
        bytes = 8;
        break;
      case 2:
        bytes = take_varint(message);
        break;
      case 5:
        bytes = 4;
        break;
      default:
        ADD_FAILURE() << "wire type " << (key & 7);
        return found;
    }
    found.emplace(key >> 3, message.substr(0, bytes));
    message.remove_prefix(bytes);
  }
  return found;
}

template <class Number>
Number number_of(const std::string& bytes) {
  std::string_view rest = bytes;
  return take<Number>(rest);
}

struct Read {
  double time = 0;
  std::string version, step;
  std::map<std::string, float> scalars;
};

std::uint32_t masked(std::string_view bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return ((crc >> 15) | (crc << 17)) + 0xA282EAD8U;
}

/// Checks the frames while it reads them.
std::vector<Read> read_events(const std::string& file) {
  std::vector<Read> events;
  for (std::string_view rest = file; !rest.empty();) {
    const std::string_view length_bytes = rest.substr(0, 8);
    const auto length = take<std::uint64_t>(rest);
    EXPECT_EQ(take<std::uint32_t>(rest), masked(length_bytes));
    const std::string_view content = rest.substr(0, length);
    rest.remove_prefix(length);
    EXPECT_EQ(take<std::uint32_t>(rest), masked(content));
    const auto event = fields(content);
    Read read;
    read.time = number_of<double>(event.find(1)->second);
    if (event.contains(2)) read.step = event.find(2)->second;
    if (event.contains(3)) read.version = event.find(3)->second;
    if (event.contains(5))
      for (const auto& [field, value] : fields(event.find(5)->second)) {
        EXPECT_EQ(field, 1u);
        const auto parts = fields(value);
        read.scalars[parts.find(1)->second] = number_of<float>(parts.find(2)->second);
      }
    events.push_back(read);
  }
  return events;
}

RunMetrics two_steps() {
  RunMetrics metrics;
  metrics.run.created = 1'700'000'000;
  for (const int step : {1, 2}) {
    StepMetrics row;
    row.step = step;
    row.loss = step == 1 ? 4.5 : std::numeric_limits<double>::infinity();
    row.mlm_loss = step == 1 ? 4.25 : not_a_number;
    row.learning_rate = 1e-4 * step;
    row.seconds = 0.5 * step;
    metrics.steps.push_back(row);
  }
  EvaluationMetrics evaluation;
  evaluation.step = 1;
  evaluation.loss = 3.5;
  evaluation.accuracy = 0.25;
  metrics.evaluations.push_back(evaluation);
  return metrics;
}

TEST(Crc32cTest, KnowsTheCheckValueOfTheStandard) {
  EXPECT_EQ(crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAU);  // RFC 3720, B.4
}

TEST(MetricsFilesTest, EventsCarryStepsTimesAndValuesAsTheyAre) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_metrics(two_steps(), {.tensorboard = true, .csv = false}, folder / "."));
  const auto events = read_events(file_bytes(folder / "events.out.tfevents.1700000000.cloze"));
  ASSERT_EQ(events.size(), 4u);
  EXPECT_EQ(events[0].version, "brain.Event:2");
  EXPECT_EQ(events[1].step, "1");
  EXPECT_EQ(events[1].time, 1'700'000'000.5);
  EXPECT_THAT(events[1].scalars, ElementsAre(Pair("train/learning_rate", 1e-4F), Pair("train/loss", 4.5F),
                                             Pair("train/mlm_loss", 4.25F), Pair("train/seconds", 0.5F)));
  EXPECT_EQ(events[2].step, "1");
  EXPECT_EQ(events[2].time, events[1].time);
  EXPECT_THAT(events[2].scalars, ElementsAre(Pair("eval/accuracy", 0.25F), Pair("eval/loss", 3.5F)));
  EXPECT_TRUE(std::isinf(events[3].scalars.at("train/loss")));
  EXPECT_TRUE(std::isnan(events[3].scalars.at("train/mlm_loss")));
  EXPECT_FALSE(std::filesystem::exists(folder / "metrics.csv"));
}

TEST(MetricsFilesTest, TablesLeaveEmptyWhatTheRunNeverHad) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_metrics(two_steps(), {.tensorboard = false, .csv = true}, folder / "."));
  EXPECT_EQ(file_bytes(folder / "metrics.csv"),
            "step,loss,mlm_loss,nsp_loss,learning_rate,gradient_norm,seconds,tokens,tokens_per_second,epoch\n"
            "1,4.5,4.25,,0.0001,,0.5,,,\n"
            "2,inf,nan,,0.0002,,1,,,\n");
  EXPECT_EQ(file_bytes(folder / "evaluations.csv"),
            "step,loss,accuracy,nsp_loss,nsp_accuracy\n1,3.5,0.25,,\n");
}

TEST(MetricsFilesTest, CancelledIsTold) {
  const TemporaryFolder folder;
  CancelFlag cancel;
  cancel.cancel();
  const auto done = write_metrics(two_steps(), {}, folder / ".", &cancel);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::cancelled);
  EXPECT_TRUE(std::filesystem::is_empty(folder / "."));
}

}  // namespace
}  // namespace cloze
