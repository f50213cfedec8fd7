// SPDX-License-Identifier: GPL-3.0-or-later
// Cleaning steps as canonical JSON: keys in a fixed order, no white space, so that equal steps hash equally.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/strict_json.h"
#include "core/text/object_reader.h"
#include "core/text/steps.h"

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* repair = "a list of steps such as [{\"step\":\"markup\"}] is wanted";

CleaningStep read_step(ObjectReader object) {
  std::string name;
  object.read("step", name);
  const auto infos = step_infos();
  const auto info = std::ranges::find(infos, name, &StepInfo::name);
  if (info == infos.end()) {
    object.complain("step", fmt::format("is '{}', which is no cleaning step", printable(name)));
    return {};
  }
  CleaningStep step = make_step(info->kind);
  for (std::size_t i = 0; i < info->settings.size(); ++i) {
    const std::string key(info->settings[i].name);
    std::visit([&](auto& value) { object.read(key.c_str(), value); }, step.values[i]);
  }
  object.finish();
  return step;
}

}  // namespace

std::string to_json(const CleaningSteps& steps) {
  Json list = Json::array();
  for (const CleaningStep& step : steps) {
    const StepInfo& info = info_of(step.kind);
    Json object{{"step", info.name}};
    for (std::size_t i = 0; i < info.settings.size(); ++i)
      std::visit([&](const auto& value) { object[std::string(info.settings[i].name)] = value; },
                 step.values[i]);
    list.push_back(std::move(object));
  }
  return list.dump();
}

Result<CleaningSteps> steps_from_json(std::string_view text, std::string_view origin, ErrorCode code) {
  CLOZE_TRY(const Json json, parse_strict_json(text, origin, code, repair));
  if (!json.is_array())
    return fail(code, fmt::format("{}: this is no list of cleaning steps", origin), repair);
  CleaningSteps steps;
  std::string error;
  for (const Json& element : json)
    steps.push_back(read_step(ObjectReader(element, fmt::format("[{}]", steps.size()), origin, error)));
  if (!error.empty()) return fail(code, error, repair);
  if (auto checked = check_steps(steps); !checked)
    return fail(code, fmt::format("{}: {}", origin, checked.error().message), checked.error().hint);
  return steps;
}

}  // namespace cloze
