// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/run_filter.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <set>

namespace cloze {
namespace {

struct Trained {
  RunRecord record;
  Recipe recipe;
};

Trained made(const std::string& name) {
  Trained run;
  run.record.id = "20260131-123456-ab12";
  run.record.name = name;
  run.record.status = RunStatus::finished;
  run.record.dataset_name = "sotu-8k";
  run.record.tokenizer_name = "unigram-8k";
  run.record.step = 1500;
  run.record.last = StepMetrics{.step = 1500, .loss = 3.25, .seconds = 5400};
  run.record.last_evaluation = EvaluationMetrics{.step = 1500, .loss = 3.5, .accuracy = 0.4};
  run.record.best_loss = 3.4;
  run.recipe.optimizer.learning_rate = 3e-3;
  run.recipe.model.layers = 12;
  run.recipe.model.hidden = 768;
  return run;
}

double local_time(int year, int month, int day, int hour = 0, int minute = 0) {
  std::tm parts{};
  parts.tm_year = year - 1900;
  parts.tm_mon = month - 1;
  parts.tm_mday = day;
  parts.tm_hour = hour;
  parts.tm_min = minute;
  parts.tm_isdst = -1;
  return static_cast<double>(std::mktime(&parts));
}

bool accepts(const std::string& text, const Trained& run) {
  const auto filter = RunFilter::parse(text);
  EXPECT_TRUE(filter) << text << ": " << to_string(filter.error());
  return filter && filter->accepts(run.record, &run.recipe);
}

std::string refusal(const std::string& text) {
  const auto filter = RunFilter::parse(text);
  EXPECT_FALSE(filter) << text;
  if (filter) return {};
  EXPECT_EQ(filter.error().code, ErrorCode::bad_input);
  return to_string(filter.error());
}

TEST(RunFilter, BlankTextAcceptsEveryRun) {
  EXPECT_TRUE(accepts("", made("a")));
  EXPECT_TRUE(accepts(" \t\n", made("a")));
  EXPECT_TRUE(RunFilter().accepts(made("a").record, nullptr));
}

TEST(RunFilter, WordsAreSearchedWhateverTheirCase) {
  const Trained run = made("\u00dcbung Zwei");
  for (const char* word :
       {"zwei", "ZWEI", "\u00fcbung", "SOTU", "unigram", "finish", "20260131", "\"ung zw\""})
    EXPECT_TRUE(accepts(word, run)) << word;
  for (const char* word : {"drei", "\"zwei drei\"", "and\u00e9"}) EXPECT_FALSE(accepts(word, run)) << word;
  EXPECT_TRUE(accepts("zwei sotu", run));
  EXPECT_FALSE(accepts("zwei drei", run));
}

TEST(RunFilter, NumbersCompareInEveryWay) {
  const Trained run = made("a");
  for (const char* text :
       {"lr = 3e-3", "lr=0.003", "lr : .003", "lr >= 0.003", "lr <= 3e-3", "lr > 1e-3", "lr<1e-2",
        "lr != 0.1", "LR > +1e-3", "learning-rate == 0.003", "optimizer.learning_rate > 0"})
    EXPECT_TRUE(accepts(text, run)) << text;
  for (const char* text : {"lr != 3e-3", "lr > 0.003", "lr < 0.003", "lr = 1e-3", "lr >= 0.0031"})
    EXPECT_FALSE(accepts(text, run)) << text;
}

TEST(RunFilter, NumbersTakeTheUnitsOfTheirColumn) {
  const Trained run = made("a");
  for (const char* text :
       {"step = 1.5k", "steps < 2K", "step < 1M", "accuracy = 40%", "accuracy >= 0.4", "accuracy < 41%",
        "duration = 90m", "duration >= 1.5h", "duration < 1d", "duration = 5400", "duration = 5400s"})
    EXPECT_TRUE(accepts(text, run)) << text;
  EXPECT_NE(refusal("lr > 5%").find("1e-3"), std::string::npos);
  EXPECT_NE(refusal("accuracy > 1h").find("40%"), std::string::npos);
}

TEST(RunFilter, WhatIsNotANumberCanBeAskedFor) {
  Trained run = made("a");
  EXPECT_FALSE(accepts("loss = nan", run));
  run.record.last->loss = not_a_number;
  EXPECT_TRUE(accepts("loss = nan", run));
  EXPECT_TRUE(accepts("loss != 3", run));
  EXPECT_FALSE(accepts("loss > 0 or loss <= 0", run));
  run.record.last->loss = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(accepts("loss = inf", run));
  EXPECT_TRUE(accepts("loss > 1e300", run));
}

TEST(RunFilter, ADateIsTheWholeDay) {
  Trained run = made("a");
  run.record.created = local_time(2026, 1, 31, 14, 30) + 12;
  for (const char* text :
       {"started = 2026-01-31", "started:2026-01-31", "started >= 2026-01-31", "started <= 2026-01-31",
        "started > 2026-01-30", "started < 2026-02-01", "started = 2026-01-31T14:30",
        "created > 2026-01-31T14:29", "started = \"2026-01-31 14:30\""})
    EXPECT_TRUE(accepts(text, run)) << text;
  for (const char* text : {"started > 2026-01-31", "started < 2026-01-31", "started != 2026-01-31",
                           "started > 2026-01-31T14:30", "started = 2026-01-31T14:31"})
    EXPECT_FALSE(accepts(text, run)) << text;
  for (const char* text : {"started > 2026-02-30", "started > 2026-13-01", "started > yesterday",
                           "started > 2026-01-31T25:00", "started > 26-1-1", "started > 2026-01-31Z"})
    EXPECT_NE(refusal(text).find("2026-01-31T14:30"), std::string::npos) << text;
}

TEST(RunFilter, TextIsHeldOrEqual) {
  const Trained run = made("Second try");
  for (const char* text :
       {"name:second", "name = \"second TRY\"", "name != second", "status:finished", "dataset = sotu-8k",
        "size = 12x768", "family = modern", "family:mod", "gated = false", "name:\"nd t\""})
    EXPECT_TRUE(accepts(text, run)) << text;
  for (const char* text : {"name = second", "name != \"second try\"", "size = 2x128", "family != modern"})
    EXPECT_FALSE(accepts(text, run)) << text;
  EXPECT_NE(refusal("name > b").find("no order"), std::string::npos);
  EXPECT_NE(refusal("family = modernn").find("classic or modern"), std::string::npos);
  EXPECT_NE(refusal("gated = yes").find("true or false"), std::string::npos);
}

TEST(RunFilter, ATagIsOneOfThem) {
  Trained run = made("a");
  run.record.tags = {"base", "old-one"};
  run.record.note = "Warm-up was too short";
  for (const char* text : {"tag = base", "tag:bas", "tags = OLD-ONE", "tag != bas", "base", "\"too short\"",
                           "note:warm", "archived = false"})
    EXPECT_TRUE(accepts(text, run)) << text;
  for (const char* text :
       {"tag = bas", "tag != base", "tag = \"base old-one\"", "note = warm", "archived = true"})
    EXPECT_FALSE(accepts(text, run)) << text;
  EXPECT_TRUE(RunFilter::parse("lr > 1 or not archived = true")->asks_for("archived"));
  EXPECT_FALSE(RunFilter::parse("archived")->asks_for("archived"));
  EXPECT_FALSE(RunFilter().asks_for("archived"));
}

TEST(RunFilter, AndBindsTighterThanOr) {
  const Trained run = made("a");
  EXPECT_TRUE(accepts("name:x and lr > 1 or step > 1", run));
  EXPECT_FALSE(accepts("name:x and (lr > 1 or step > 1)", run));
  EXPECT_TRUE(accepts("step > 1 or name:x and lr > 1", run));
  EXPECT_TRUE(accepts("not name:x and step > 1", run));
  EXPECT_FALSE(accepts("not (name:x or step > 1)", run));
  EXPECT_TRUE(accepts("NOT name:x AND step>1", run));
  EXPECT_TRUE(accepts("not not step > 1", run));
  EXPECT_TRUE(accepts("(step > 1)(lr > 0)", run));
  EXPECT_TRUE(accepts("name:x || step > 1 && lr > 0", run));
}

TEST(RunFilter, WhatARunDoesNotHaveIsNeverTrue) {
  RunRecord bare;
  bare.name = "a";
  const auto ask = [&](const char* text) { return RunFilter::parse(text)->accepts(bare, nullptr); };
  for (const char* text :
       {"loss > 0", "loss != 3", "held_out_loss < 9", "lr > 0", "family != classic", "size:x"})
    EXPECT_FALSE(ask(text)) << text;
  EXPECT_TRUE(ask("not loss > 0"));
  EXPECT_TRUE(ask("name = a"));
}

TEST(RunFilter, SettingsGoByTheirOwnNameWhereItIsOne) {
  Trained run = made("a");
  run.recipe.checkpoint.every_steps = 7;
  EXPECT_TRUE(accepts("layers = 12", run));
  EXPECT_TRUE(accepts("checkpoint.every_steps = 7", run));
  const std::string both = refusal("every_steps = 7");
  EXPECT_NE(both.find("checkpoint.every_steps or evaluation.every_steps"), std::string::npos) << both;
}

TEST(RunFilter, MistakesAreToldWithWhatWasMeant) {
  EXPECT_NE(refusal("larning_rate > 1").find("did you mean 'learning_rate'"), std::string::npos);
  EXPECT_NE(refusal("zzzzzzzz > 1").find("quotation marks"), std::string::npos);
  EXPECT_NE(refusal("lr >").find("'lr >' wants a value"), std::string::npos);
  EXPECT_NE(refusal("lr > )").find("wants a value"), std::string::npos);
  EXPECT_NE(refusal("> 3").find("wants a name"), std::string::npos);
  EXPECT_NE(refusal("(lr > 3").find("not closed"), std::string::npos);
  EXPECT_NE(refusal("lr > 3)").find("not opened"), std::string::npos);
  EXPECT_NE(refusal("name:\"x").find("quotation mark"), std::string::npos);
  EXPECT_NE(refusal("lr > 3 and").find("missing at the end"), std::string::npos);
  EXPECT_NE(refusal("or lr > 3").find("missing before 'or'"), std::string::npos);
  EXPECT_NE(refusal("()").find("missing before ')'"), std::string::npos);
  EXPECT_NE(refusal("layers = twelve").find("'twelve'"), std::string::npos);
  EXPECT_EQ(refusal("l\x1br > 3").find('\x1b'), std::string::npos);
}

TEST(RunFilter, HostileTextEndsWithAnAnswer) {
  EXPECT_NE(refusal(std::string(100'000, '(')).find("too deeply"), std::string::npos);
  std::string nots;
  for (int i = 0; i < 100'000; ++i) nots += "not ";
  EXPECT_NE(refusal(nots).find("too deeply"), std::string::npos);
  std::string many = "a";
  for (int i = 0; i < 100'000; ++i) many += " or b and c";
  EXPECT_TRUE(accepts(many, made("a")));
  EXPECT_TRUE(RunFilter::parse(std::string("\xff\xfe\x00 \x80", 5)));
}

TEST(RunFilter, KnowsWhetherItNeedsRecipes) {
  EXPECT_TRUE(RunFilter::parse("loss < 3 and not (lr > 0)")->needs_recipe());
  EXPECT_TRUE(RunFilter::parse("size = 2x128")->needs_recipe());
  EXPECT_FALSE(RunFilter::parse("loss < 3 word status:failed")->needs_recipe());
  EXPECT_FALSE(RunFilter().needs_recipe());
}

TEST(RunFilter, ComparesWhatWasMeasuredAtSteps) {
  const Trained run = made("a");
  const auto filter = RunFilter::parse("loss@500 < 4 and not (val_loss@1k > 5 or lr@500 > 1)").value();
  EXPECT_EQ(filter.steps(), (std::vector<std::int64_t>{500, 1000}));
  EXPECT_FALSE(filter.accepts(run.record, nullptr)) << "nobody has read the steps";
  std::vector<RunAtStep> at{{1000, {}, EvaluationMetrics{.step = 900, .loss = 4.5}},
                            {500, StepMetrics{.step = 500, .loss = 3.5, .learning_rate = 1e-3}, {}}};
  EXPECT_TRUE(filter.accepts(run.record, nullptr, at));
  at[0].evaluation->loss = 5.5;
  EXPECT_FALSE(filter.accepts(run.record, nullptr, at));
  at[0].evaluation.reset();
  EXPECT_TRUE(filter.accepts(run.record, nullptr, at)) << "what is not there is not above 5";
  at[1].metrics->loss = 4;
  EXPECT_FALSE(filter.accepts(run.record, nullptr, at));
  EXPECT_TRUE(RunFilter::parse("loss < 3")->steps().empty());
  EXPECT_FALSE(filter.needs_recipe());
}

TEST(RunFilter, AStepThatIsNoneIsToldOf) {
  for (const char* text : {"loss@ < 3", "loss@x < 3", "loss@0 < 3", "loss@-5 < 3", "loss@1.5 < 3",
                           "loss@99999999999999999999 < 3", "loss@9999999999999999k < 3", "loss@step < 3"})
    EXPECT_NE(refusal(text).find("loss@1000"), std::string::npos) << text;
  EXPECT_NE(refusal("los@10 < 3").find("loss@10"), std::string::npos) << "the nearest name";
  EXPECT_NE(refusal("layers@10 < 3").find("not measured at a step"), std::string::npos);
}

TEST(RunColumns, EveryMeasureHasAColumnAtAStep) {
  RunAtStep at{7, StepMetrics{7, 1, 2, 3, 4, 5, 6, 7, 8, 9}, EvaluationMetrics{5, 10, 11, 12, 13, 14, 15}};
  const std::vector<std::pair<std::string, double>> values{
      {"loss", 1},          {"mlm_loss", 2},       {"nsp_loss", 3},  {"lr", 4},
      {"gradient_norm", 5}, {"duration", 6},       {"tokens", 7},    {"tokens_per_second", 8},
      {"epoch", 9},         {"held_out_loss", 10}, {"accuracy", 11}, {"nsp_accuracy", 13}};
  EXPECT_EQ(std::ranges::count_if(run_columns(), [](const RunColumn& one) { return one.at_step != nullptr; }),
            static_cast<std::ptrdiff_t>(values.size()));
  for (const auto& [name, value] : values) {
    const auto found = find_run_column(name + "@7");
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(found->step, 7);
    EXPECT_EQ(std::get<double>(found->column->value({}, nullptr, &at)), value) << name;
    EXPECT_EQ(found->column->value({}, nullptr).index(), 0U) << name << ", not read";
    const RunAtStep none{7, {}, {}};
    EXPECT_EQ(found->column->value({}, nullptr, &none).index(), 0U) << name << ", not so far";
  }
}

TEST(RunColumns, EverySettingIsAColumnAndNamesAreUnique) {
  std::set<std::string_view> names;
  for (const RunColumn& column : run_columns()) EXPECT_TRUE(names.insert(column.name).second) << column.name;
  for (const Field& field : recipe_fields()) {
    EXPECT_TRUE(names.contains(field.path)) << field.path;
    EXPECT_TRUE(find_run_column(field.path)) << field.path;
  }
}

TEST(RunColumns, TheUsualOnesComeFirst) {
  bool usual = true;
  for (const RunColumn& column : run_columns()) {
    EXPECT_TRUE(usual || !column.usual) << column.name;
    usual = column.usual;
  }
}

TEST(RunColumns, NextSentenceNumbersAreThereOnlyWhereTheyWereTrained) {
  Trained run = made("a");
  const RunColumn* column = find_run_column("nsp_loss")->column;
  EXPECT_EQ(column->value(run.record, &run.recipe).index(), 0u);
  run.record.last->nsp_loss = 0.5;
  EXPECT_EQ(std::get<double>(column->value(run.record, &run.recipe)), 0.5);
}

}  // namespace
}  // namespace cloze
