// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/recipe_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/base/text_name.h"
#include "core/config/embedded_resources.h"
#include "core/config/recipe_fields.h"

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;
constexpr int format_version = 1;

/// A value as an error shows it: short, and without going into what is nested, which may be deeper than our
/// stack.
std::string shown(const Json& json) {
  if (json.is_structured()) return json.is_object() ? "an object" : "an array";
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  constexpr std::size_t longest = 60;
  return text.size() <= longest ? text : printable(text.substr(0, longest)) + "...";
}

Result<void> unknown_key(std::string_view origin, std::string_view key,
                         const std::vector<std::string_view>& known) {
  constexpr std::size_t longest = 100;
  const std::string near = key.size() <= longest ? nearest(key, known) : "";
  return fail(ErrorCode::bad_input,
              fmt::format("{}: unknown key '{}{}'", origin, printable(key.substr(0, longest)),
                          key.size() <= longest ? "" : "..."),
              near.empty() ? "" : fmt::format("did you mean '{}'?", near));
}

Result<void> read_value(Recipe& recipe, const Field& field, const Json& json, std::string_view origin) {
  const auto refuse = [&](std::string_view wanted) {
    return fail(ErrorCode::bad_input,
                fmt::format("{}: {} is {}, it must be {}", origin, field.path, shown(json), wanted));
  };
  switch (field.kind) {
    case FieldKind::boolean:
      if (!json.is_boolean()) return refuse("true or false");
      field.set(recipe, json.get<bool>());
      return {};
    case FieldKind::choice:
      if (!json.is_string()) return refuse(fmt::format("one of \"{}\"", fmt::join(field.choices, "\", \"")));
      break;
    case FieldKind::integer:
      if (!json.is_number_integer()) return refuse("a whole number");
      break;
    case FieldKind::real:
      if (!json.is_number()) return refuse("a number");
      break;
  }
  const std::string text = json.is_string() ? json.get<std::string>() : json.dump();
  if (auto set = set_field(recipe, field.path, text); !set) {
    Error error = std::move(set).error();
    error.message = fmt::format("{}: {}", origin, error.message);
    return std::unexpected(std::move(error));
  }
  return {};
}

Result<void> read_group(Recipe& recipe, const std::string& group, const Json& json, std::string_view origin) {
  if (!json.is_object())
    return fail(ErrorCode::bad_input,
                fmt::format("{}: '{}' is {}, it must be an object", origin, group, json.type_name()));
  for (const auto& [key, value] : json.items()) {
    const Field* field = find_field(fmt::format("{}.{}", group, key));
    if (field == nullptr) {
      std::vector<std::string_view> known;
      for (const Field& candidate : recipe_fields())
        if (candidate.group() == group) known.push_back(candidate.name());
      return unknown_key(origin, fmt::format("{}.{}", group, key), [&] {
        // Compare within the group first, so that "hiden" meets "model.hidden".
        const std::string near = nearest(key, known);
        std::vector<std::string_view> paths;
        for (const Field& candidate : recipe_fields())
          if (near.empty() || (candidate.group() == group && candidate.name() == near))
            paths.push_back(candidate.path);
        return paths;
      }());
    }
    CLOZE_CHECK(read_value(recipe, *field, value, origin));
  }
  return {};
}

}  // namespace

std::string recipe_to_json(const Recipe& recipe) {
  Json json;
  json["format"] = format_version;
  if (!recipe.description.empty()) json["description"] = recipe.description;
  for (const Field& field : recipe_fields()) {
    Json& place = field.group().empty() ? json[std::string(field.name())]
                                        : json[std::string(field.group())][std::string(field.name())];
    std::visit([&](const auto& value) { place = value; }, field.get(recipe));
  }
  // A description may hold bytes that are not UTF-8; the rest cannot.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Recipe> recipe_from_json(std::string_view text, std::string_view origin) {
  CLOZE_TRY(const Json json, parse_strict_json(text, origin, ErrorCode::bad_input,
                                               "look for a missing comma, quote or bracket there"));
  if (!json.is_object())
    return fail(ErrorCode::bad_input, fmt::format("{}: a recipe is a JSON object", origin));
  Recipe recipe;
  std::vector<std::string_view> top{"format", "description"};
  for (const Field& field : recipe_fields()) {
    const std::string_view name = field.group().empty() ? field.name() : field.group();
    if (std::ranges::find(top, name) == top.end()) top.push_back(name);
  }
  for (const auto& [key, value] : json.items()) {
    if (key == "format") {
      if (!value.is_number_integer() || value.get<std::int64_t>() < 1)
        return fail(ErrorCode::bad_input,
                    fmt::format("{}: format is {}, it must be 1", origin, shown(value)));
      if (value.get<std::int64_t>() > format_version)
        return fail(ErrorCode::newer_version,
                    fmt::format("{}: written in recipe format {}, this program reads up to {}", origin,
                                value.dump(), format_version),
                    "update Cloze Studio");
    } else if (key == "description") {
      if (!value.is_string())
        return fail(ErrorCode::bad_input,
                    fmt::format("{}: description is {}, it must be text", origin, shown(value)));
      recipe.description = value.get<std::string>();
    } else if (const Field* field = find_field(key); field != nullptr && field->group().empty()) {
      CLOZE_CHECK(read_value(recipe, *field, value, origin));
    } else if (std::ranges::find(top, key) != top.end()) {
      CLOZE_CHECK(read_group(recipe, key, value, origin));
    } else {
      return std::unexpected(unknown_key(origin, key, top).error());
    }
  }
  return recipe;
}

const std::vector<Preset>& presets() {
  static const std::vector<Preset> loaded = [] {
    std::vector<Preset> made;
    for (const EmbeddedResource& resource : embedded_presets()) {
      auto recipe = recipe_from_json(resource.content, fmt::format("preset {}", resource.name));
      if (recipe) made.push_back({std::string(resource.name), std::move(*recipe)});
    }
    return made;
  }();
  return loaded;
}

Result<Recipe> load_recipe(const std::string& preset_or_file) {
  std::vector<std::string_view> names;
  for (const Preset& preset : presets()) {
    if (preset.name == preset_or_file) return preset.recipe;
    names.push_back(preset.name);
  }
  auto content = read_file(preset_or_file, 1 << 20);
  if (content) return recipe_from_json(*content, preset_or_file);
  if (content.error().code != ErrorCode::not_found) return std::unexpected(content.error());
  const std::string near = nearest(preset_or_file, names);
  return fail(ErrorCode::not_found, fmt::format("no preset and no file is named '{}'", preset_or_file),
              near.empty() ? fmt::format("presets: {}", fmt::join(names, ", "))
                           : fmt::format("did you mean '{}'?", near));
}

}  // namespace cloze
