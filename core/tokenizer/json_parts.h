// SPDX-License-Identifier: GPL-3.0-or-later
// Reading JSON that other programs wrote: parts by path, tolerant of what is not asked for, exact about what
// is.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace cloze {

/// Refers to the JSON, which outlives it. A part is named by its path, "normalizer.lowercase"; one that is
/// absent or null counts as not there. Errors are bad_input and name origin and path.
class JsonParts {
 public:
  using Json = nlohmann::ordered_json;

  JsonParts(const Json& json, std::string_view origin) : json_(json), origin_(origin) {}

  std::unexpected<Error> wrong(std::string_view path, std::string_view what) const {
    return fail(ErrorCode::bad_input, fmt::format("{}: {} {}", origin_, path, what));
  }

  /// Null when it is not there.
  const Json* find(std::string_view path) const {
    const Json* at = &json_;
    while (true) {
      const std::size_t dot = path.find('.');
      if (!at->is_object()) return nullptr;
      const auto found = at->find(std::string(path.substr(0, dot)));
      if (found == at->end() || found->is_null()) return nullptr;
      at = &*found;
      if (dot == std::string_view::npos) return at;
      path.remove_prefix(dot + 1);
    }
  }

  Result<const Json*> object(std::string_view path) const {
    const Json* part = find(path);
    if (part == nullptr) return wrong(path, "is missing");
    if (!part->is_object()) return wrong(path, fmt::format("is {}, it must be an object", part->type_name()));
    return part;
  }

  /// Empty when it is not there or no array.
  const Json& list(std::string_view path) const {
    static const Json none = Json::array();
    const Json* part = find(path);
    return part != nullptr && part->is_array() ? *part : none;
  }

  Result<bool> boolean(std::string_view path, bool otherwise) const {
    const Json* part = find(path);
    if (part == nullptr) return otherwise;
    if (!part->is_boolean()) return wrong(path, fmt::format("is {}, it must be true or false", shown(*part)));
    return part->get<bool>();
  }

  Result<std::string> text(std::string_view path, std::string_view otherwise) const {
    const Json* part = find(path);
    if (part == nullptr) return std::string(otherwise);
    if (!part->is_string()) return wrong(path, fmt::format("is {}, it must be text", shown(*part)));
    return part->get<std::string>();
  }

  Result<std::int64_t> integer(std::string_view path) const {
    const Json* part = find(path);
    if (part == nullptr) return wrong(path, "is missing");
    if (!part->is_number_integer() || (part->is_number_unsigned() && part->get<std::uint64_t>() > INT64_MAX))
      return wrong(path, fmt::format("is {}, it must be a whole number", shown(*part)));
    return part->get<std::int64_t>();
  }
  Result<std::int64_t> integer(std::string_view path, std::int64_t otherwise) const {
    return find(path) == nullptr ? otherwise : integer(path);
  }

  Result<double> real(std::string_view path, double otherwise) const {
    const Json* part = find(path);
    if (part == nullptr) return otherwise;
    if (!part->is_number()) return wrong(path, fmt::format("is {}, it must be a number", shown(*part)));
    return part->get<double>();
  }

  /// bad_input unless the part is this text, which is said to be the only one that can be read.
  Result<void> require(std::string_view path, std::string_view wanted) const {
    CLOZE_TRY(const std::string found, text(path, "absent"));
    if (found == wanted) return {};
    return wrong(path, fmt::format("is {}, only {} can be read", found, wanted));
  }

 private:
  static std::string shown(const Json& json) {
    if (json.is_structured()) return json.type_name();
    return json.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 60);
  }

  const Json& json_;
  std::string origin_;
};

}  // namespace cloze
