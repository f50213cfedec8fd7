// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/event_wire.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace cloze {

using Json = nlohmann::json;

// Found by the JSON library through the types' namespace; kept in this file alone.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StepMetrics, step, loss, mlm_loss, nsp_loss, learning_rate, gradient_norm,
                                   seconds, tokens, tokens_per_second, epoch)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EvaluationMetrics, step, loss, accuracy, nsp_loss, nsp_accuracy,
                                   predicted_tokens, seconds)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RunEvent, step, time, kind, message)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Error, code, message, hint)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TokenProbability, id, token, starts_word, probability)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FilledMask, position, top)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(JointFilling, words, probability, filled)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(JointFillings, top, exact)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FillResult, text, filled, tokens, masks, joint, step, live)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TokenLikelihood, position, token, log_probability, rank, expected)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LikelihoodResult, text, tokens, scores, log_likelihood, step, live)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(AttentionMap, text, tokens, layers, heads, layer, head, weights, step,
                                   live)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RunStarted, run_id, name, device, parameters, first_step, total_steps,
                                   rows_per_epoch)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StepDone, run_id, metrics, progress, seconds_left)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EvaluationDone, run_id, metrics, unigram_entropy)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PinScore, text, step, surprisal)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PinsScored, run_id, scores)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CheckpointSaved, run_id, step, folder)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RunStateChanged, run_id, status)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RunRolledBack, run_id, from, to)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RunNotice, run_id, event)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ProbeRequest, model, text, top, record, kind, step, joint, layer, head,
                                   batch_step)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LiveQuestion, id, request)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SettingChange, path, value)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ActiveRun::Orders, stop, save, paused, questions, withdrawn, changes)

namespace {

void put_error(Json& json, const std::optional<Error>& error) {
  if (error) json["error"] = *error;
}

std::optional<Error> get_error(const Json& json) {
  return json.contains("error") ? std::optional(json.at("error").get<Error>()) : std::nullopt;
}

}  // namespace

static void to_json(Json& json, const RunEnded& ended) {
  json = {{"run_id", ended.run_id}, {"status", ended.status}};
  put_error(json, ended.error);
}
static void from_json(const Json& json, RunEnded& ended) {
  json.at("run_id").get_to(ended.run_id);
  json.at("status").get_to(ended.status);
  ended.error = get_error(json);
}
static void to_json(Json& json, const ProbeDone& done) {
  json = {{"probe", done.probe}, {"result", done.result}};
  if (done.likelihood) json["likelihood"] = *done.likelihood;
  if (done.attention) json["attention"] = *done.attention;
  put_error(json, done.error);
}
static void from_json(const Json& json, ProbeDone& done) {
  json.at("probe").get_to(done.probe);
  json.at("result").get_to(done.result);
  if (json.contains("likelihood")) done.likelihood = json.at("likelihood").get<LikelihoodResult>();
  if (json.contains("attention")) done.attention = json.at("attention").get<AttentionMap>();
  done.error = get_error(json);
}

namespace {

constexpr std::size_t length_bytes = 4;
constexpr std::size_t longest_message = std::size_t{1} << 28;
constexpr std::string_view life = "life";

/// Names on the wire, and how to read what stands under them.
template <class T>
struct Name;
#define CLOZE_WIRE_NAME(type, text)                 \
  template <>                                       \
  struct Name<type> {                               \
    static constexpr std::string_view value = text; \
  };
CLOZE_WIRE_NAME(RunStarted, "started")
CLOZE_WIRE_NAME(StepDone, "step")
CLOZE_WIRE_NAME(EvaluationDone, "evaluation")
CLOZE_WIRE_NAME(PinsScored, "pins")
CLOZE_WIRE_NAME(CheckpointSaved, "checkpoint")
CLOZE_WIRE_NAME(RunStateChanged, "state")
CLOZE_WIRE_NAME(RunRolledBack, "rollback")
CLOZE_WIRE_NAME(RunNotice, "notice")
CLOZE_WIRE_NAME(RunEnded, "ended")
CLOZE_WIRE_NAME(ProbeDone, "probe")
#undef CLOZE_WIRE_NAME

template <class T>
concept Sendable = requires {
  Name<T>::value;
};

std::string framed(const Json& json) {
  std::string message(length_bytes, '\0');
  Json::to_cbor(json, message);
  const std::size_t length = message.size() - length_bytes;
  for (std::size_t i = 0; i < length_bytes; ++i) message[i] = static_cast<char>(length >> (8 * i) & 0xFF);
  return message;
}

template <class T>
bool take(const Json& json, Upward& upward) {
  if (json.at("event") != Name<T>::value) return false;
  upward = Event(json.at("value").get<T>());
  return true;
}

template <class F>
auto reading(F&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const Json::exception& error) {
    return fail(ErrorCode::damaged, fmt::format("a message of the trainer cannot be read: {}", error.what()));
  }
}

}  // namespace

Result<std::string> to_message(const Event& event) {
  return std::visit(
      [](const auto& value) -> Result<std::string> {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (Sendable<Value>)
          return framed({{"event", Name<Value>::value}, {"value", value}});
        else
          return fail(ErrorCode::bad_input, "a trainer has no jobs to tell of");
      },
      event);
}

std::string life_message() {
  return framed({{"event", life}});
}

std::string to_message(const ActiveRun::Orders& orders) {
  return framed(orders);
}

Result<Upward> upward_from_message(std::string_view content) {
  return reading([&]() -> Result<Upward> {
    const Json json = Json::from_cbor(content);
    Upward upward;
    if (json.at("event") == life || take<RunStarted>(json, upward) || take<StepDone>(json, upward) ||
        take<EvaluationDone>(json, upward) || take<PinsScored>(json, upward) ||
        take<CheckpointSaved>(json, upward) || take<RunStateChanged>(json, upward) ||
        take<RunRolledBack>(json, upward) || take<RunNotice>(json, upward) || take<RunEnded>(json, upward) ||
        take<ProbeDone>(json, upward))
      return upward;
    return fail(ErrorCode::damaged, "the trainer told something unknown");
  });
}

Result<ActiveRun::Orders> orders_from_message(std::string_view content) {
  return reading(
      [&]() -> Result<ActiveRun::Orders> { return Json::from_cbor(content).get<ActiveRun::Orders>(); });
}

Result<std::optional<std::string>> MessageReader::next() {
  if (buffer_.size() < length_bytes) return std::optional<std::string>{};
  std::size_t length = 0;
  for (std::size_t i = 0; i < length_bytes; ++i)
    length |= static_cast<std::size_t>(static_cast<unsigned char>(buffer_[i])) << (8 * i);
  if (length > longest_message)
    return fail(ErrorCode::damaged, fmt::format("a message of {} bytes is not one of a trainer", length));
  if (buffer_.size() < length_bytes + length) return std::optional<std::string>{};
  std::string content = buffer_.substr(length_bytes, length);
  buffer_.erase(0, length_bytes + length);
  return std::optional(std::move(content));
}

}  // namespace cloze
