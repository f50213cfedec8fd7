// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/strict_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>
#include <vector>

#include "core/base/text_name.h"

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;

/// Builds the tree from the parser's events and refuses the first that is too much. nlohmann's own callback
/// parser looks through the parent of each object that ends, which takes hours for a list of millions.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(std::size_t most_keys) : most_keys_(most_keys) {}

  Json root;
  std::string reason, hint;  ///< Of the refusal.
  std::size_t error_at = 0;  ///< Position in the text, from 1, where it is no JSON; reason is empty then.

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& key) override {
    std::unordered_set<std::string>& keys = open_.back().keys;
    if (!keys.insert(key).second)
      return refuse(fmt::format("the key '{}' appears twice", printable(key.substr(0, 100))),
                    "remove one of them");
    if (keys.size() > most_keys_)
      return refuse(fmt::format("has more than {} keys in one object", most_keys_));
    key_ = std::move(key);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const Json::exception& error) override {
    constexpr int number_overflow = 406;
    if (error.id == number_overflow)
      return refuse("holds a number that is too large", "numbers go up to about 1.8e308");
    error_at = position;
    return false;
  }

 private:
  struct Open {
    Json* value = nullptr;  ///< Stays where it is: only the innermost one grows.
    std::unordered_set<std::string> keys{};
  };

  bool refuse(std::string why, std::string what_to_do = {}) {
    reason = std::move(why);
    hint = std::move(what_to_do);
    return false;
  }

  Json* place(Json&& value) {
    if (open_.empty()) return &(root = std::move(value));
    if (open_.back().value->is_array()) {
      auto& list = open_.back().value->get_ref<Json::array_t&>();
      return &list.emplace_back(std::move(value));
    }
    // Past the map's own look for the key, which goes through all of them.
    std::vector<Json::object_t::value_type>& members = open_.back().value->get_ref<Json::object_t&>();
    return &members.emplace_back(std::move(key_), std::move(value)).second;
  }

  bool add(Json&& value) {
    place(std::move(value));
    return true;
  }

  bool open(Json&& value) {
    if (open_.size() == deepest_json)
      return refuse(fmt::format("is nested deeper than {} levels", deepest_json));
    Json* placed = place(std::move(value));
    open_.push_back({placed});
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  std::size_t most_keys_;
  std::vector<Open> open_;
  std::string key_;
};

}  // namespace

Result<Json> parse_strict_json(std::string_view text, std::string_view origin, ErrorCode code,
                               std::string hint, std::size_t most_keys) {
  Builder builder(most_keys);
  if (Json::sax_parse(text, &builder)) return std::move(builder.root);
  if (!builder.reason.empty())
    return fail(code, fmt::format("{}: {}", origin, builder.reason),
                builder.hint.empty() ? std::move(hint) : builder.hint);
  const std::size_t at = std::min(builder.error_at > 0 ? builder.error_at - 1 : 0, text.size());
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  return fail(code, fmt::format("{}: not valid JSON at line {}", origin, line), std::move(hint));
}

}  // namespace cloze
