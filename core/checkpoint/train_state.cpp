// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/train_state.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace cloze {
namespace {
constexpr int format_version = 1;
}

std::string to_json(const TrainState& state) {
  nlohmann::ordered_json json;
  json["format"] = format_version;
  json["step"] = state.step;
  json["epoch"] = state.cursor.epoch;
  json["row"] = state.cursor.row;
  json["seconds"] = state.seconds;
  json["tokens"] = state.tokens;
  json["dataset_hash"] = state.dataset_hash;
  return json.dump(2) + "\n";
}

Result<TrainState> train_state_from_json(std::string_view text, std::string_view origin) {
  try {
    const auto json = nlohmann::json::parse(text);
    if (json.at("format").get<int>() > format_version)
      return fail(
          ErrorCode::newer_version,
          fmt::format("{}: written in format {} of a newer version", origin, json.at("format").dump()),
          "update Cloze Studio");
    TrainState state;
    json.at("step").get_to(state.step);
    json.at("epoch").get_to(state.cursor.epoch);
    json.at("row").get_to(state.cursor.row);
    json.at("seconds").get_to(state.seconds);
    json.at("tokens").get_to(state.tokens);
    json.at("dataset_hash").get_to(state.dataset_hash);
    return state;
  } catch (const nlohmann::json::exception& error) {
    return fail(ErrorCode::damaged, fmt::format("{}: {}", origin, error.what()));
  }
}

}  // namespace cloze
