// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/train_state.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace cloze {
namespace {

/// 2: guard and left_out. Their absence in 1 means that there was none.
constexpr int format_version = 2;

using Json = nlohmann::ordered_json;

Json to_json(const DataCursor& cursor) {
  return {{"epoch", cursor.epoch}, {"row", cursor.row}};
}

DataCursor cursor_from_json(const Json& json) {
  return {json.at("epoch").get<std::uint64_t>(), json.at("row").get<std::uint64_t>()};
}

}  // namespace

std::string to_json(const TrainState& state) {
  Json json;
  json["format"] = format_version;
  json["step"] = state.step;
  json["epoch"] = state.cursor.epoch;
  json["row"] = state.cursor.row;
  json["seconds"] = state.seconds;
  json["tokens"] = state.tokens;
  json["guard"] = {
      {"losses", state.guard.losses}, {"faults", state.guard.faults}, {"furthest", state.guard.furthest}};
  json["left_out"] = Json::array();
  for (const DataCursor& batch : state.left_out) json["left_out"].push_back(to_json(batch));
  json["dataset_hash"] = state.dataset_hash;
  return json.dump(2) + "\n";
}

Result<TrainState> train_state_from_json(std::string_view text, std::string_view origin) {
  try {
    const Json json = Json::parse(text);
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
    if (json.at("format").get<int>() >= 2) {
      const Json& guard = json.at("guard");
      guard.at("losses").get_to(state.guard.losses);
      guard.at("faults").get_to(state.guard.faults);
      guard.at("furthest").get_to(state.guard.furthest);
      for (const Json& batch : json.at("left_out")) state.left_out.push_back(cursor_from_json(batch));
    }
    return state;
  } catch (const nlohmann::json::exception& error) {
    return fail(ErrorCode::damaged, fmt::format("{}: {}", origin, error.what()));
  }
}

}  // namespace cloze
