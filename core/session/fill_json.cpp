// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/fill_json.h"

#include <nlohmann/json.hpp>

namespace cloze {

std::string to_json(const FillResult& result) {
  using Json = nlohmann::ordered_json;
  Json predictions = Json::array();
  for (const FilledMask& mask : result.masks) {
    Json top = Json::array();
    for (const TokenProbability& token : mask.top)
      top.push_back({{"token", token.token},
                     {"probability", token.probability},
                     {"id", token.id},
                     {"starts_word", token.starts_word}});
    predictions.push_back(std::move(top));
  }
  const Json json{{"text", result.text},
                  {"filled", result.filled},
                  {"step", result.step},
                  {"live", result.live},
                  {"predictions", std::move(predictions)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace cloze
