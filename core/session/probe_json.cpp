// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/probe_json.h"

#include <nlohmann/json.hpp>

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const TokenProbability& token) {
  return {{"token", token.token},
          {"probability", token.probability},
          {"id", token.id},
          {"starts_word", token.starts_word}};
}

Json json_of(const std::vector<TokenProbability>& tokens) {
  Json all = Json::array();
  for (const TokenProbability& token : tokens) all.push_back(json_of(token));
  return all;
}

std::string written(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const FillResult& result) {
  Json predictions = Json::array();
  for (const FilledMask& mask : result.masks) predictions.push_back(json_of(mask.top));
  Json json{{"text", result.text},
            {"filled", result.filled},
            {"step", result.step},
            {"live", result.live},
            {"predictions", std::move(predictions)}};
  if (!result.joint.top.empty()) {
    Json top = Json::array();
    for (const JointFilling& filling : result.joint.top)
      top.push_back({{"filled", filling.filled},
                     {"probability", filling.probability},
                     {"words", json_of(filling.words)}});
    json["joint"] = {{"exact", result.joint.exact}, {"top", std::move(top)}};
  }
  return written(json);
}

std::string to_json(const LikelihoodResult& result) {
  Json tokens = Json::array();
  for (const TokenLikelihood& score : result.scores) {
    Json token = json_of(score.token);
    token["position"] = score.position;
    token["log_probability"] = score.log_probability;
    token["rank"] = score.rank;
    token["expected"] = json_of(score.expected);
    tokens.push_back(std::move(token));
  }
  return written({{"text", result.text},
                  {"step", result.step},
                  {"live", result.live},
                  {"log_likelihood", result.log_likelihood},
                  {"perplexity", result.perplexity()},
                  {"tokens", std::move(tokens)}});
}

std::string to_json(const AttentionMap& map) {
  Json rows = Json::array();
  const std::size_t length = map.tokens.size();
  for (std::size_t row = 0; row < length; ++row)
    rows.push_back(std::vector<float>(map.weights.begin() + static_cast<std::ptrdiff_t>(row * length),
                                      map.weights.begin() + static_cast<std::ptrdiff_t>((row + 1) * length)));
  Json json{{"text", map.text},     {"step", map.step},     {"live", map.live},
            {"layers", map.layers}, {"heads", map.heads},   {"layer", map.layer},
            {"head", map.head},     {"tokens", map.tokens}, {"weights", std::move(rows)}};
  // Rows stay on their lines: a matrix with a number on each line is none to a reader.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace cloze
