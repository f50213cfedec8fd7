// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/event_wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

namespace cloze {
namespace {

/// There and back again, through the framing.
Event sent(const Event& event) {
  const auto message = to_message(event);
  EXPECT_TRUE(message) << to_string(message.error());
  MessageReader reader;
  for (const char byte : *message) {
    EXPECT_FALSE(reader.next()->has_value()) << "a message without its last byte";
    reader.add({&byte, 1});
  }
  const auto content = reader.next();
  EXPECT_TRUE(content && *content);
  auto upward = upward_from_message(**content);
  EXPECT_TRUE(upward) << to_string(upward.error());
  return std::get<Event>(std::move(*upward));
}

template <class T>
T sent(const T& value) {
  return std::get<T>(sent(Event(value)));
}

TEST(EventWire, NumbersKeepEveryBit) {
  StepDone step{"20261125-1", {}, 0.25, 12.5};
  step.metrics.step = 7;
  step.metrics.loss = 1.0 / 3;
  step.metrics.nsp_loss = std::nan("");
  step.metrics.gradient_norm = -std::numeric_limits<double>::infinity();
  step.metrics.learning_rate = std::numeric_limits<double>::denorm_min();
  const StepDone back = sent(step);
  EXPECT_EQ(back.run_id, step.run_id);
  EXPECT_EQ(back.progress, 0.25);
  EXPECT_EQ(back.seconds_left, 12.5);
  EXPECT_EQ(back.metrics.step, 7);
  EXPECT_EQ(std::bit_cast<std::uint64_t>(back.metrics.loss), std::bit_cast<std::uint64_t>(step.metrics.loss));
  EXPECT_TRUE(std::isnan(back.metrics.nsp_loss));
  EXPECT_EQ(back.metrics.gradient_norm, step.metrics.gradient_norm);
  EXPECT_EQ(back.metrics.learning_rate, step.metrics.learning_rate);
}

TEST(EventWire, EveryEventOfARunComesThrough) {
  const RunStarted started = sent(RunStarted{"id", "name", "cpu (2 threads)", 123, 4, 5, 6});
  EXPECT_EQ(started.device, "cpu (2 threads)");
  EXPECT_EQ(started.rows_per_epoch, 6u);
  const EvaluationDone evaluation = sent(EvaluationDone{"id", {8, 1.5, 0.4, 0.1, 0.9, 77, 2.5}, 6.25});
  EXPECT_EQ(evaluation.metrics.predicted_tokens, 77);
  EXPECT_EQ(evaluation.unigram_entropy, 6.25);
  const PinsScored pins = sent(PinsScored{"id", {{"text", 7, 2.5}, {"other", 7, not_a_number}}});
  ASSERT_EQ(pins.scores.size(), 2u);
  EXPECT_EQ(pins.scores[0].surprisal, 2.5);
  EXPECT_TRUE(std::isnan(pins.scores[1].surprisal));
  EXPECT_EQ(sent(CheckpointSaved{"id", 9, "/a/b"}).folder, "/a/b");
  EXPECT_EQ(sent(RunStateChanged{"id", RunStatus::paused}).status, RunStatus::paused);
  EXPECT_EQ(sent(RunRolledBack{"id", 9, 4}).to, 4);
  EXPECT_EQ(sent(RunNotice{"id", {3, 1.5, "warning", "\xC3\xA9t\xC3\xA9"}}).event.message,
            "\xC3\xA9t\xC3\xA9");
  const RunEnded failed = sent(RunEnded{"id", RunStatus::failed, Error{ErrorCode::damaged, "m", "h"}});
  ASSERT_TRUE(failed.error);
  EXPECT_EQ(failed.error->code, ErrorCode::damaged);
  EXPECT_EQ(failed.error->hint, "h");
  EXPECT_FALSE(sent(RunEnded{"id", RunStatus::finished, std::nullopt}).error);
  ProbeDone probe{
      5, std::nullopt, {"text", "filled", {"a", "b"}, {{2, {{7, "word", true, 0.5}}}}, 11, true, {}}};
  const ProbeDone back = sent(probe);
  EXPECT_EQ(back.probe, 5u);
  EXPECT_EQ(back.result.tokens, (std::vector<std::string>{"a", "b"}));
  ASSERT_EQ(back.result.masks.size(), 1u);
  EXPECT_EQ(back.result.masks[0].position, 2);
  EXPECT_EQ(back.result.masks[0].top[0].token, "word");
  EXPECT_TRUE(back.result.live);
  EXPECT_FALSE(back.likelihood);
  EXPECT_FALSE(back.attention);
}

TEST(EventWire, AnswersOfAllKindsComeThrough) {
  ProbeDone done{6, std::nullopt, {}};
  done.result.joint = {{{{{7, "word", true, 0.5}, {8, "two", false, 0.25}}, 0.125, "word two"}}, true};
  done.likelihood = {"text", {"a"}, {{1, {7, "word", true, 0.5}, -0.69, 3, {9, "other", true, 0.6}}},
                     -0.69,  11,    true};
  done.attention = {"text", {"a", "b"}, 2, 4, 1, -1, {0.25F, 0.75F, 1.0F, 0.0F}, 11, true};
  const ProbeDone back = sent(done);
  ASSERT_EQ(back.result.joint.top.size(), 1u);
  EXPECT_TRUE(back.result.joint.exact);
  EXPECT_EQ(back.result.joint.top[0].words[1].token, "two");
  EXPECT_EQ(back.result.joint.top[0].filled, "word two");
  ASSERT_TRUE(back.likelihood);
  ASSERT_EQ(back.likelihood->scores.size(), 1u);
  EXPECT_EQ(back.likelihood->scores[0].rank, 3);
  EXPECT_EQ(back.likelihood->scores[0].expected.token, "other");
  EXPECT_EQ(back.likelihood->log_likelihood, -0.69);
  EXPECT_TRUE(back.likelihood->live);
  ASSERT_TRUE(back.attention);
  EXPECT_EQ(back.attention->weights, done.attention->weights);
  EXPECT_EQ(back.attention->head, -1);
  EXPECT_EQ(back.attention->heads, 4);
}

TEST(EventWire, OrdersComeThrough) {
  const std::string message =
      to_message(ActiveRun::Orders{true, false, true, {{4, {"run", "a [MASK]", 7, false}}}, {4, 2}});
  MessageReader reader;
  reader.add(message);
  const auto orders = orders_from_message(**reader.next());
  ASSERT_TRUE(orders) << to_string(orders.error());
  EXPECT_TRUE(orders->stop);
  EXPECT_FALSE(orders->save);
  EXPECT_TRUE(orders->paused);
  ASSERT_EQ(orders->questions.size(), 1u);
  EXPECT_EQ(orders->questions[0].id, 4u);
  EXPECT_EQ(orders->questions[0].request.top, 7);
  EXPECT_FALSE(orders->questions[0].request.record);
  EXPECT_EQ(orders->withdrawn, (std::vector<RequestId>{4, 2}));
}

TEST(EventWire, SeveralMessagesInOnePieceAreToldApart) {
  MessageReader reader;
  reader.add(life_message() + *to_message(Event(RunRolledBack{"id", 9, 4})) + life_message());
  EXPECT_TRUE(std::holds_alternative<SignOfLife>(*upward_from_message(**reader.next())));
  EXPECT_TRUE(std::holds_alternative<Event>(*upward_from_message(**reader.next())));
  EXPECT_TRUE(std::holds_alternative<SignOfLife>(*upward_from_message(**reader.next())));
  EXPECT_FALSE(reader.next()->has_value());
}

TEST(EventWire, WhatIsNoMessageIsTold) {
  EXPECT_EQ(upward_from_message("").error().code, ErrorCode::damaged);
  EXPECT_EQ(upward_from_message("hello").error().code, ErrorCode::damaged);
  EXPECT_EQ(orders_from_message("\xA0").error().code, ErrorCode::damaged);
  MessageReader reader;
  reader.add("library printed this");
  EXPECT_EQ(reader.next().error().code, ErrorCode::damaged);
  EXPECT_EQ(to_message(Event(JobProgress{})).error().code, ErrorCode::bad_input);
}

}  // namespace
}  // namespace cloze
