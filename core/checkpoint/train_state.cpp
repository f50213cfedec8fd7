// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/train_state.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/strict_json.h"
#include "core/text/object_reader.h"

namespace cloze {
namespace {

/// 2: guard and left_out. Their absence in 1 means that there was none.
constexpr int format_version = 2;

using Json = nlohmann::ordered_json;

Json to_json(const DataCursor& cursor) {
  return {{"epoch", cursor.epoch}, {"row", cursor.row}};
}

void read(ObjectReader object, DataCursor& cursor) {
  object.read("epoch", cursor.epoch);
  object.read("row", cursor.row);
  object.finish();
}

void read(ObjectReader object, GuardState& guard) {
  if (const Json* losses = object.list("losses")) {
    for (const Json& loss : *losses) {
      if (!loss.is_number()) return object.complain("losses", "must be a list of numbers");
      guard.losses.push_back(loss.get<double>());
    }
  }
  object.read("faults", guard.faults);
  object.read("furthest", guard.furthest);
  object.finish();
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
  const std::string hint = "go on from an earlier checkpoint";
  CLOZE_TRY(const Json json, parse_strict_json(text, origin, ErrorCode::damaged, hint));
  std::string error;
  ObjectReader object(json, "", origin, error);
  std::int64_t format = 0;
  object.read("format", format);
  if (format > format_version)
    return fail(ErrorCode::newer_version,
                fmt::format("{}: written in format {} of a newer version", origin, format),
                "update Cloze Studio");
  TrainState state;
  object.read("step", state.step);
  object.read("epoch", state.cursor.epoch);
  object.read("row", state.cursor.row);
  object.read("seconds", state.seconds);
  object.read("tokens", state.tokens);
  object.read("dataset_hash", state.dataset_hash);
  if (format >= 2) {
    read(object.object("guard"), state.guard);
    if (const Json* batches = object.list("left_out"))
      for (const Json& batch : *batches)
        read(object.element("left_out", batch), state.left_out.emplace_back());
  }
  object.finish();
  if (format < 1) object.complain("format", "must be from 1");
  if (state.step < 0) object.complain("step", "is negative");
  if (!error.empty()) return fail(ErrorCode::damaged, error, hint);
  return state;
}

}  // namespace cloze
