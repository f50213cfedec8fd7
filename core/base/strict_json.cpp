// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/strict_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "core/base/text_name.h"

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;

/// Ends the parsing from within.
struct Refused {
  std::string reason, hint;
};

/// Looks at every event of the parser.
class Watch {
 public:
  bool operator()(int, Json::parse_event_t event, Json& parsed) {
    using Event = Json::parse_event_t;
    if (event == Event::object_start || event == Event::array_start) {
      if (open_.size() == deepest_json)
        throw Refused{fmt::format("is nested deeper than {} levels", deepest_json), ""};
      open_.emplace_back();
    } else if (event == Event::object_end || event == Event::array_end) {
      open_.pop_back();
    } else if (event == Event::key) {
      std::set<std::string>& keys = open_.back();
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys.insert(key).second)
        throw Refused{fmt::format("the key '{}' appears twice", printable(key.substr(0, 100))),
                      "remove one of them"};
      if (keys.size() > most_json_keys)
        throw Refused{fmt::format("has more than {} keys in one object", most_json_keys), ""};
    }
    return true;
  }

 private:
  std::vector<std::set<std::string>> open_;  ///< Keys of each object around; none for an array.
};

}  // namespace

Result<Json> parse_strict_json(std::string_view text, std::string_view origin, ErrorCode code,
                               std::string hint) {
  try {
    return Json::parse(text, [watch = Watch()](int depth, Json::parse_event_t event, Json& parsed) mutable {
      return watch(depth, event, parsed);
    });
  } catch (const Refused& refused) {
    return fail(code, fmt::format("{}: {}", origin, refused.reason),
                refused.hint.empty() ? std::move(hint) : refused.hint);
  } catch (const Json::parse_error& error) {
    const std::size_t at = std::min(error.byte > 0 ? error.byte - 1 : 0, text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    return fail(code, fmt::format("{}: not valid JSON at line {}", origin, line), std::move(hint));
  } catch (const Json::exception&) {
    return fail(code, fmt::format("{}: holds a number that is too large", origin),
                "numbers go up to about 1.8e308");
  }
}

}  // namespace cloze
