// SPDX-License-Identifier: GPL-3.0-or-later
// Cleaning options as canonical JSON: keys in a fixed order, no white space, so that equal options hash
// equally.
#include <array>
#include <utility>

#include "core/base/strict_json.h"
#include "core/text/cleaning.h"
#include "core/text/object_reader.h"

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<Normalization, const char*>, 3> normalization_names{
    {{Normalization::none, "none"}, {Normalization::nfc, "nfc"}, {Normalization::nfkc, "nfkc"}}};
constexpr std::array<std::pair<InvalidUtf8, const char*>, 2> invalid_names{
    {{InvalidUtf8::replace, "replace"}, {InvalidUtf8::skip, "skip"}}};

template <class Names, class Value>
const char* name_of(const Names& names, Value value) {
  for (const auto& [known, name] : names)
    if (known == value) return name;
  return "";
}

}  // namespace

std::string to_json(const CleaningOptions& options) {
  Json json;
  json["normalization"] = name_of(normalization_names, options.normalization);
  json["lowercase"] = options.lowercase;
  json["strip_control"] = options.strip_control;
  json["collapse_whitespace"] = options.collapse_whitespace;
  json["invalid_utf8"] = name_of(invalid_names, options.invalid_utf8);
  return json.dump();
}

Result<CleaningOptions> cleaning_from_json(std::string_view text, std::string_view origin) {
  constexpr const char* repair = "restore this file, or make it again from the corpus";
  CLOZE_TRY(const Json json, parse_strict_json(text, origin, ErrorCode::damaged, repair));
  CleaningOptions options;
  std::string error;
  ObjectReader reader(json, "", origin, error);
  reader.choice("normalization", normalization_names, options.normalization);
  reader.read("lowercase", options.lowercase);
  reader.read("strip_control", options.strip_control);
  reader.read("collapse_whitespace", options.collapse_whitespace);
  reader.choice("invalid_utf8", invalid_names, options.invalid_utf8);
  reader.finish();
  if (!error.empty()) return fail(ErrorCode::damaged, error, repair);
  return options;
}

}  // namespace cloze
