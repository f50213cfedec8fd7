// SPDX-License-Identifier: GPL-3.0-or-later
// Strict reading of small JSON records that this program wrote itself: every key there, of its type, and no
// other.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/text_name.h"

namespace cloze {

/// One JSON object being read. Keys are taken one by one; the first thing wrong is kept in the error given,
/// with origin and the key's path, and everything after it is skipped. Refers to the JSON, origin and error,
/// which outlive it.
class ObjectReader {
 public:
  using Json = nlohmann::ordered_json;

  ObjectReader(const Json& json, std::string path, std::string_view origin, std::string& error)
      : json_(json), path_(std::move(path)), origin_(origin), error_(error) {
    if (!json.is_object()) complain("", fmt::format("is {}, it must be a JSON object", json.type_name()));
  }

  void read(const char* key, bool& value) {
    const Json* found = take(key);
    if (found == nullptr) return;
    if (!found->is_boolean()) return refuse(key, *found, "true or false");
    value = found->get<bool>();
  }
  void read(const char* key, std::int64_t& value) {
    const Json* found = take(key);
    if (found == nullptr) return;
    if (!found->is_number_integer() ||
        (found->is_number_unsigned() && found->get<std::uint64_t>() > INT64_MAX))
      return refuse(key, *found, "a whole number");
    value = found->get<std::int64_t>();
  }
  void read(const char* key, std::uint64_t& value) {
    const Json* found = take(key);
    if (found == nullptr) return;
    if (!found->is_number_unsigned()) return refuse(key, *found, "a whole number from 0");
    value = found->get<std::uint64_t>();
  }
  void read(const char* key, double& value) {
    const Json* found = take(key);
    if (found == nullptr) return;
    if (!found->is_number()) return refuse(key, *found, "a number");
    value = found->get<double>();
  }
  void read(const char* key, std::string& value) {
    const Json* found = take(key);
    if (found == nullptr) return;
    if (!found->is_string()) return refuse(key, *found, "text");
    value = found->get<std::string>();
  }
  /// An object of counts by name.
  void read(const char* key, std::map<std::string, std::uint64_t>& counts) {
    const Json* found = take(key);
    if (found == nullptr) return;
    if (!found->is_object()) return refuse(key, *found, "an object of whole numbers");
    for (const auto& [name, count] : found->items()) {
      if (!count.is_number_unsigned()) return refuse(key, count, "an object of whole numbers");
      counts[name] = count.get<std::uint64_t>();
    }
  }
  /// For keys that are not always written.
  bool has(const char* key) const { return error_.empty() && json_.is_object() && json_.contains(key); }
  /// For a key that earlier versions did not write: keeps the value when it is missing.
  template <class Value>
  void read_if_there(const char* key, Value& value) {
    if (has(key)) read(key, value);
  }
  /// names: pairs of value and name.
  template <class Value, class Names>
  void choice(const char* key, const Names& names, Value& value) {
    const Json* found = take(key);
    if (found == nullptr) return;
    std::string wanted;
    for (const auto& [known, name] : names) {
      if (found->is_string() && found->get_ref<const std::string&>() == name) {
        value = known;
        return;
      }
      wanted += fmt::format("{}\"{}\"", wanted.empty() ? "one of " : ", ", name);
    }
    refuse(key, *found, wanted);
  }

  /// The object under a key; reads nothing when it is missing.
  ObjectReader object(const char* key) {
    static const Json none = Json::object();
    const Json* found = take(key);
    return ObjectReader(found == nullptr ? none : *found, full(key), origin_, error_);
  }

  /// The list under a key, null when it is missing or no list. Its values are for the caller to check.
  const Json* list(const char* key) { return take(key, Json::value_t::array, "a list"); }

  /// The object under a key as it stands, for another reader; null when it is missing or no object.
  const Json* whole(const char* key) { return take(key, Json::value_t::object, "an object"); }

  /// An object in the list under a key.
  ObjectReader element(const char* key, const Json& value) const {
    return ObjectReader(value, full(key), origin_, error_);
  }

  /// Call after the last key: one that nobody took is an error.
  void finish() {
    if (!error_.empty()) return;
    for (const auto& [key, value] : json_.items())
      if (std::ranges::find(taken_, key) == taken_.end())
        return complain(printable(std::string_view(key).substr(0, 100)), "is not a known key");
  }

  bool failed() const { return !error_.empty(); }
  void complain(std::string_view key, std::string_view what) {
    if (!error_.empty()) return;
    const std::string at = full(key);
    error_ = fmt::format("{}: {} {}", origin_, at.empty() ? "the content" : at, what);
  }

 private:
  /// Null when the key is missing, or something was wrong before.
  const Json* take(const char* key) {
    if (!error_.empty()) return nullptr;
    const auto found = json_.find(key);
    if (found == json_.end()) {
      complain(key, "is missing");
      return nullptr;
    }
    taken_.emplace_back(key);
    return &*found;
  }
  const Json* take(const char* key, Json::value_t type, std::string_view wanted) {
    const Json* found = take(key);
    if (found == nullptr || found->type() == type) return found;
    refuse(key, *found, wanted);
    return nullptr;
  }
  void refuse(const char* key, const Json& value, std::string_view wanted) {
    // Short, whatever a damaged file holds; what is nested is not gone into.
    constexpr std::size_t longest = 60;
    std::string text = value.is_object() ? "an object" : value.is_array() ? "an array" : "";
    if (text.empty()) text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.size() > longest) text = printable(text.substr(0, longest)) + "...";
    complain(key, fmt::format("is {}, it must be {}", text, wanted));
  }
  std::string full(std::string_view key) const {
    return path_.empty() || key.empty() ? fmt::format("{}{}", path_, key) : fmt::format("{}.{}", path_, key);
  }

  const Json& json_;
  std::string path_;
  std::string_view origin_;
  std::string& error_;
  std::vector<std::string> taken_;
};

}  // namespace cloze
