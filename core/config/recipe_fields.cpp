// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/recipe_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>

namespace cloze {
namespace {

template <class E>
struct Names;

template <>
struct Names<Family> {
  static constexpr std::string_view values[] = {"classic", "modern"};
};
template <>
struct Names<Precision> {
  static constexpr std::string_view values[] = {"fp32", "bf16"};
};
template <>
struct Names<OptimizerKind> {
  static constexpr std::string_view values[] = {"adamw", "muon"};
};
template <>
struct Names<ScheduleKind> {
  static constexpr std::string_view values[] = {"linear", "cosine", "warmup_stable_decay"};
};

template <>
struct Names<GuardAction> {
  static constexpr std::string_view values[] = {"stop", "skip", "rollback"};
};

/// Reads and writes one member of one part of the recipe; the type decides the field's kind.
template <auto Part, auto Member>
struct Access {
  using Type = std::remove_cvref_t<decltype((std::declval<Recipe&>().*Part).*Member)>;

  static constexpr FieldKind kind() {
    if constexpr (std::is_same_v<Type, bool>) return FieldKind::boolean;
    if constexpr (std::is_same_v<Type, std::int64_t>) return FieldKind::integer;
    if constexpr (std::is_same_v<Type, double>) return FieldKind::real;
    return FieldKind::choice;
  }
  static FieldValue get(const Recipe& recipe) {
    const Type value = (recipe.*Part).*Member;
    if constexpr (std::is_enum_v<Type>)
      return std::string(Names<Type>::values[static_cast<std::size_t>(value)]);
    else
      return value;
  }
  static void set(Recipe& recipe, const FieldValue& value) {
    if constexpr (std::is_enum_v<Type>) {
      const auto found =
          std::ranges::find(Names<Type>::values, std::string_view(std::get<std::string>(value)));
      (recipe.*Part).*Member = static_cast<Type>(found - std::ranges::begin(Names<Type>::values));
    } else {
      (recipe.*Part).*Member = std::get<Type>(value);
    }
  }
};

struct Range {
  double minimum = 0, maximum = 0;
};

struct Text {
  std::string_view path, label, unit, help;
};

template <auto Part, auto Member>
Field field(Text text, Range range = {}, bool advanced = false) {
  using A = Access<Part, Member>;
  Field made{text.path,     text.label, text.unit, text.help, A::kind(), range.minimum,
             range.maximum, {},         advanced,  &A::get,   &A::set};
  if constexpr (std::is_enum_v<typename A::Type>)
    made.choices.assign(std::begin(Names<typename A::Type>::values),
                        std::end(Names<typename A::Type>::values));
  return made;
}

constexpr bool advanced = true;

std::vector<Field> make_fields() {
  using M = ModelConfig;
  using O = ObjectiveConfig;
  using P = OptimizerConfig;
  using S = ScheduleConfig;
  using B = BudgetConfig;
  using C = CheckpointConfig;
  using E = EvaluationConfig;
  using G = GuardConfig;
  constexpr auto model = &Recipe::model;
  constexpr auto objective = &Recipe::objective;
  constexpr auto optimizer = &Recipe::optimizer;
  constexpr auto schedule = &Recipe::schedule;
  constexpr auto budget = &Recipe::budget;
  constexpr auto checkpoint = &Recipe::checkpoint;
  constexpr auto evaluation = &Recipe::evaluation;
  constexpr auto guard = &Recipe::guard;
  std::vector<Field> fields{
      field<model, &M::family>({"model.family", "Family", "",
                                "classic is BERT as published; modern is pre-norm with rotary positions"}),
      field<model, &M::layers>({"model.layers", "Layers", "", "Encoder blocks, one after another"}, {1, 96}),
      field<model, &M::hidden>(
          {"model.hidden", "Hidden size", "", "Width of the model; must be divisible by the heads"},
          {8, 16384}),
      field<model, &M::heads>(
          {"model.heads", "Attention heads", "", "Each sees hidden size / heads dimensions"}, {1, 256}),
      field<model, &M::feed_forward>(
          {"model.feed_forward", "Feed-forward size", "",
           "Inner width of the feed-forward block, usually 4 times the hidden size"},
          {8, 65536}),
      field<model, &M::gated>(
          {"model.gated", "Gated feed-forward", "",
           "GeGLU: half as many parameters again in the block, often learns more per token; modern only"}),
      field<model, &M::max_positions>({"model.max_positions", "Longest sequence", "tokens",
                                       "The model takes no sequence longer than this"},
                                      {8, 8192}),
      field<model, &M::dropout>(
          {"model.dropout", "Dropout", "",
           "Share of activations dropped in training; 0 is best while the corpus is seen only a few times"},
          {0, 0.9}),
      field<model, &M::attention_dropout>({"model.attention_dropout", "Attention dropout", "",
                                           "Share of attention probabilities dropped in training"},
                                          {0, 0.9}, advanced),
      field<model, &M::norm_epsilon>(
          {"model.norm_epsilon", "Norm epsilon", "", "Added to the variance in layer normalization"},
          {1e-12, 1e-2}, advanced),
      field<model, &M::initializer_std>({"model.initializer_std", "Initial spread", "",
                                         "Standard deviation of the weights before training"},
                                        {1e-4, 1}, advanced),
      field<model, &M::rotary_base>(
          {"model.rotary_base", "Rotary base", "", "Longest wavelength of rotary positions; modern only"},
          {10, 1e8}, advanced),
      field<model, &M::global_every>(
          {"model.global_every", "Global attention every", "layers",
           "The layers between see near tokens only, which saves time on long rows; modern only"},
          {1, 96}, advanced),
      field<model, &M::local_window>({"model.local_window", "Local window", "tokens",
                                      "Near tokens that the other layers see, half on each side"},
                                     {2, 8192}, advanced),
      field<model, &M::local_rotary_base>({"model.local_rotary_base", "Local rotary base", "",
                                           "Rotary base of the layers that see near tokens"},
                                          {10, 1e8}, advanced),

      field<objective, &O::sequence_length>({"objective.sequence_length", "Sequence length", "tokens",
                                             "Tokens per row, special tokens included"},
                                            {8, 8192}),
      field<objective, &O::mask_rate>(
          {"objective.mask_rate", "Mask rate", "", "Share of tokens the model has to predict"}, {0.01, 0.9}),
      field<objective, &O::mask_token_share>({"objective.mask_token_share", "Shown as [MASK]", "",
                                              "Of the predicted tokens, the share replaced by [MASK]"},
                                             {0, 1}, advanced),
      field<objective, &O::random_token_share>(
          {"objective.random_token_share", "Shown as another token", "",
           "Of the predicted tokens, the share replaced by a random one; the rest is left as it is"},
          {0, 1}, advanced),
      field<objective, &O::whole_word>(
          {"objective.whole_word", "Whole words", "", "Mask all tokens of a word together"}),
      field<objective, &O::next_sentence>(
          {"objective.next_sentence", "Next-sentence loss", "",
           "Train on sentence pairs: does the second follow the first? classic only"}),

      field<optimizer, &P::kind>(
          {"optimizer.kind", "Optimizer", "",
           "adamw, or muon on the blocks' matrices with adamw on the rest: learns more "
           "per step, and each step costs more the larger the model"}),
      field<optimizer, &P::learning_rate>(
          {"optimizer.learning_rate", "Learning rate", "", "Highest value the schedule reaches"}, {1e-8, 1}),
      field<optimizer, &P::batch_size>({"optimizer.batch_size", "Batch", "rows", "Rows per forward pass"},
                                       {1, 65536}),
      field<optimizer, &P::accumulation>(
          {"optimizer.accumulation", "Accumulation", "passes",
           "Forward passes per optimizer step; raises the effective batch without more memory"},
          {1, 4096}),
      field<optimizer, &P::precision>({"optimizer.precision", "Precision", "",
                                       "bf16 is faster where the processor has it; weights stay fp32"}),
      field<optimizer, &P::weight_decay>(
          {"optimizer.weight_decay", "Weight decay", "", "Decoupled; on matrices only"}, {0, 1}),
      field<optimizer, &P::clip_norm>(
          {"optimizer.clip_norm", "Gradient clipping", "", "Largest gradient norm; 0 clips nothing"},
          {0, 1000}),
      field<optimizer, &P::muon_momentum>({"optimizer.muon_momentum", "Muon momentum", "",
                                           "Decay of the sum of gradients that muon follows; muon only"},
                                          {0, 0.9999}, advanced),
      field<optimizer, &P::beta1>({"optimizer.beta1", "Beta 1", "", "Decay of the first moment"}, {0, 0.9999},
                                  advanced),
      field<optimizer, &P::beta2>({"optimizer.beta2", "Beta 2", "", "Decay of the second moment"},
                                  {0, 0.99999}, advanced),
      field<optimizer, &P::epsilon>(
          {"optimizer.epsilon", "Epsilon", "", "Added to the square root of the second moment"},
          {1e-15, 1e-2}, advanced),

      field<schedule, &S::kind>(
          {"schedule.kind", "Schedule", "", "How the learning rate goes over the budget"}),
      field<schedule, &S::warmup_steps>(
          {"schedule.warmup_steps", "Warm-up", "steps", "Steps in which the learning rate rises from 0"},
          {0, 1e7}),
      field<schedule, &S::decay_share>(
          {"schedule.decay_share", "Decay share", "",
           "Last part of the budget in which the rate falls; warmup_stable_decay only"},
          {0, 1}),
      field<schedule, &S::final_share>(
          {"schedule.final_share", "Final share", "", "Learning rate at the end as a share of the highest"},
          {0, 1}, advanced),

      field<budget, &B::steps>(
          {"budget.steps", "Steps", "steps", "Stop after so many optimizer steps; 0 sets no limit"},
          {0, 1e9}),
      field<budget, &B::tokens>(
          {"budget.tokens", "Tokens", "tokens", "Stop after so many tokens; 0 sets no limit"}, {0, 1e15}),
      field<budget, &B::epochs>({"budget.epochs", "Epochs", "epochs",
                                 "Stop after so many passes over the training split; 0 sets no limit"},
                                {0, 1e6}),
      field<budget, &B::minutes>(
          {"budget.minutes", "Minutes", "min", "Stop after so much training time; 0 sets no limit"},
          {0, 1e6}),

      field<checkpoint, &C::every_steps>(
          {"checkpoint.every_steps", "Checkpoint every", "steps", "0 saves at the end only"}, {0, 1e9}),
      field<checkpoint, &C::keep>(
          {"checkpoint.keep", "Keep", "checkpoints", "Newest ones kept; the best is kept besides"},
          {1, 1000}),
      field<evaluation, &E::every_steps>(
          {"evaluation.every_steps", "Evaluate every", "steps", "0 evaluates at the end only"}, {0, 1e9}),
      field<evaluation, &E::max_rows>(
          {"evaluation.max_rows", "Held-out rows", "rows", "Per evaluation at most; 0 takes all"}, {0, 1e9}),

      field<guard, &G::action>(
          {"guard.action", "On a fault", "",
           "When a loss is not finite or leaps: stop the run, skip the batch, or roll back to the last "
           "checkpoint and leave the batch out"}),
      field<guard, &G::spike>({"guard.spike", "Leap of the loss", "deviations",
                               "Above the median of recent losses, in robust deviations; 0 looks for losses "
                               "that are not finite only"},
                              {0, 1e6}, advanced),
      field<guard, &G::window>({"guard.window", "Recent losses", "steps", "So many steps make the median"},
                               {8, 4096}, advanced),
      field<guard, &G::limit>({"guard.limit", "Faults at most", "",
                               "So many faults without a step of progress end the run as failed"},
                              {1, 10000}, advanced),
  };
  Field seed{"seed",
             "Seed",
             "",
             "Decides initial weights, order, masks and dropout",
             FieldKind::integer,
             0,
             9007199254740991.0,
             {},
             false,
             [](const Recipe& r) -> FieldValue { return r.seed; },
             [](Recipe& r, const FieldValue& value) { r.seed = std::get<std::int64_t>(value); }};
  fields.push_back(seed);
  return fields;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

std::string number(double value) {
  return std::abs(value) < 1e15 && value == std::floor(value) ? fmt::format("{:.0f}", value)
                                                              : fmt::format("{:g}", value);
}

Result<void> wrong(const Field& field, std::string_view text, const std::string& wanted) {
  constexpr std::size_t longest = 60;
  return fail(ErrorCode::bad_input,
              fmt::format("{} cannot be '{}{}'", field.path, text.substr(0, longest),
                          text.size() > longest ? "..." : ""),
              "it takes " + wanted);
}

template <class T>
bool parse_number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

std::string range_text(const Field& field) {
  return fmt::format("{} from {} to {}", field.kind == FieldKind::integer ? "a whole number" : "a number",
                     number(field.minimum), number(field.maximum));
}

}  // namespace

std::string_view Field::group() const {
  const auto dot = path.find('.');
  return dot == std::string_view::npos ? std::string_view{} : path.substr(0, dot);
}

std::string_view Field::name() const {
  const auto dot = path.find('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

std::span<const Field> recipe_fields() {
  static const std::vector<Field> fields = make_fields();
  return fields;
}

const Field* find_field(std::string_view path) {
  const auto fields = recipe_fields();
  const auto found = std::ranges::find(fields, path, &Field::path);
  return found == fields.end() ? nullptr : &*found;
}

std::string_view group_title(std::string_view group) {
  if (group == "model") return "Model";
  if (group == "objective") return "Objective";
  if (group == "optimizer") return "Optimizer";
  if (group == "schedule") return "Schedule";
  if (group == "budget") return "Budget";
  if (group == "checkpoint") return "Checkpoints";
  if (group == "evaluation") return "Evaluation";
  if (group == "guard") return "Guard";
  return "Seed";
}

std::string to_string(const FieldValue& value) {
  struct Writer {
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
    std::string operator()(double v) const { return fmt::format("{}", v); }
    std::string operator()(const std::string& v) const { return v; }
  };
  return std::visit(Writer{}, value);
}

std::string nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::size_t best = std::max<std::size_t>(2, word.size() / 2) + 1;
  std::string_view found;
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    // Nothing in common is not near, however short both are.
    if (distance < best && distance < std::max(word.size(), candidate.size())) {
      best = distance;
      found = candidate;
    }
  }
  return std::string(found);
}

Result<void> set_field(Recipe& recipe, std::string_view path, std::string_view text) {
  const Field* field = find_field(path);
  if (field == nullptr) {
    std::vector<std::string_view> paths;
    for (const Field& known : recipe_fields()) {
      paths.push_back(known.path);
      if (known.name() == path)
        return fail(ErrorCode::bad_input, fmt::format("there is no setting '{}'", path),
                    fmt::format("did you mean '{}'?", known.path));
    }
    const std::string near = nearest(path, paths);
    return fail(ErrorCode::bad_input, fmt::format("there is no setting '{}'", path),
                near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  }
  switch (field->kind) {
    case FieldKind::boolean:
      if (text == "true" || text == "1" || text == "on") return field->set(recipe, true), Result<void>{};
      if (text == "false" || text == "0" || text == "off") return field->set(recipe, false), Result<void>{};
      return wrong(*field, text, "true or false");
    case FieldKind::integer: {
      std::int64_t value = 0;
      if (!parse_number(text, value)) {
        // 1e6 and 2000.0 are whole numbers too.
        double real = 0;
        if (!parse_number(text, real) || real != std::floor(real) || std::abs(real) > 9e15)
          return wrong(*field, text, range_text(*field));
        value = static_cast<std::int64_t>(real);
      }
      if (static_cast<double>(value) < field->minimum || static_cast<double>(value) > field->maximum)
        return wrong(*field, text, range_text(*field));
      field->set(recipe, value);
      return {};
    }
    case FieldKind::real: {
      double value = 0;
      if (!parse_number(text, value) || !std::isfinite(value) || value < field->minimum ||
          value > field->maximum)
        return wrong(*field, text, range_text(*field));
      field->set(recipe, value);
      return {};
    }
    case FieldKind::choice:
      if (std::ranges::find(field->choices, text) == field->choices.end())
        return wrong(*field, text, fmt::format("one of {}", fmt::join(field->choices, ", ")));
      field->set(recipe, std::string(text));
      return {};
  }
  return fail(ErrorCode::internal, "unknown kind of field");
}

std::vector<Problem> problems(const Recipe& recipe) {
  std::vector<Problem> found;
  const auto add = [&](std::string_view path, std::string message) {
    found.push_back({std::string(path), std::move(message)});
  };
  for (const Field& field : recipe_fields()) {
    const FieldValue value = field.get(recipe);
    double shown = 0;
    if (field.kind == FieldKind::integer)
      shown = static_cast<double>(std::get<std::int64_t>(value));
    else if (field.kind == FieldKind::real)
      shown = std::get<double>(value);
    else
      continue;
    if (!(shown >= field.minimum && shown <= field.maximum))
      add(field.path, fmt::format("{} is out of range: it takes {}", to_string(value), range_text(field)));
  }
  const ModelConfig& model = recipe.model;
  const ObjectiveConfig& objective = recipe.objective;
  if (model.heads > 0 && model.hidden % model.heads != 0)
    add("model.hidden",
        fmt::format("hidden size {} is not divisible by {} heads", model.hidden, model.heads));
  else if (model.family == Family::modern && model.heads > 0 && model.hidden / model.heads % 2 != 0)
    add("model.heads",
        fmt::format("rotary positions need an even size per head, not {}", model.hidden / model.heads));
  if (objective.sequence_length > model.max_positions)
    add("objective.sequence_length",
        fmt::format("a sequence of {} tokens is longer than the model's {} positions",
                    objective.sequence_length, model.max_positions));
  if (model.family == Family::classic && model.gated)
    add("model.gated", "a gated feed-forward belongs to the modern family");
  if (model.family == Family::classic && model.global_every != 1)
    add("model.global_every", "attention to near tokens belongs to the modern family");
  if (model.family == Family::modern && objective.next_sentence)
    add("objective.next_sentence",
        "the next-sentence loss needs the classic family, which has token types and a pooler");
  if (objective.mask_token_share + objective.random_token_share > 1 + 1e-12)
    add("objective.random_token_share",
        fmt::format("[MASK] share {:g} and random share {:g} add up to more than 1",
                    objective.mask_token_share, objective.random_token_share));
  const BudgetConfig& budget = recipe.budget;
  if (budget.steps == 0 && budget.tokens == 0 && budget.epochs == 0 && budget.minutes == 0)
    add("budget.steps", "no limit is set: give steps, tokens, epochs or minutes");
  return found;
}

Result<void> validate(const Recipe& recipe) {
  const auto found = problems(recipe);
  if (found.empty()) return {};
  std::string message;
  for (const Problem& problem : found)
    message += fmt::format("{}{}: {}", message.empty() ? "" : "; ", problem.path, problem.message);
  return fail(ErrorCode::bad_input, message);
}

std::vector<std::string> differing_fields(const Recipe& a, const Recipe& b) {
  std::vector<std::string> paths;
  for (const Field& field : recipe_fields())
    if (field.get(a) != field.get(b)) paths.emplace_back(field.path);
  return paths;
}

}  // namespace cloze
