// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors_header.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/text_name.h"

namespace cloze {
namespace {

constexpr std::array all_types{DataType::f64, DataType::i64,  DataType::f32, DataType::i32,
                               DataType::f16, DataType::bf16, DataType::u8};
constexpr std::string_view metadata_key = "__metadata__";

/// Takes the parser's events one by one and refuses the first that does not fit.
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit HeaderReader(std::string_view origin) : origin_(origin) {}

  SafetensorsHeader header;
  std::optional<Error> error;

  bool start_object(std::size_t) override {
    switch (place_) {
      case Place::start:
        place_ = Place::top;
        return true;
      case Place::top:
        return start_entry();
      default:
        return unexpected("an object");
    }
  }

  bool end_object() override {
    switch (place_) {
      case Place::tensor:
        return end_tensor();
      case Place::metadata:
        place_ = Place::top;
        return true;
      default:
        place_ = Place::start;
        return true;
    }
  }

  bool key(std::string& key) override {
    switch (place_) {
      case Place::top:
        name_ = key;
        if (header.tensors.contains(key) || (key == metadata_key && has_metadata_))
          return refuse("appears twice");
        return true;
      case Place::metadata:
        field_ = key;
        return !header.metadata.contains(key) || refuse(fmt::format("has the key '{}' twice", shown(key)));
      default:
        field_ = key;
        if (key != "dtype" && key != "shape" && key != "data_offsets")
          return refuse(fmt::format("has the unknown key '{}'", shown(key)));
        return seen_.emplace(key, true).second || refuse(fmt::format("has the key '{}' twice", key));
    }
  }

  bool string(std::string& text) override {
    if (place_ == Place::metadata) {
      if (header.metadata.size() == most_metadata)
        return damaged(fmt::format("it holds more than {} metadata entries", most_metadata));
      header.metadata.emplace(field_, text);
      return true;
    }
    if (place_ != Place::tensor || field_ != "dtype") return unexpected("text");
    for (const DataType type : all_types)
      if (to_string(type) == text) return entry_.type = type, true;
    std::vector<std::string_view> known;
    for (const DataType type : all_types) known.push_back(to_string(type));
    return refuse(fmt::format("has the type '{}', which is none of {}", shown(text), fmt::join(known, ", ")));
  }

  bool start_array(std::size_t) override {
    if (place_ != Place::tensor || field_ == "dtype") return unexpected("an array");
    place_ = field_ == "shape" ? Place::shape : Place::offsets;
    return true;
  }

  bool end_array() override {
    if (place_ == Place::offsets && offsets_ != 2)
      return refuse(fmt::format("has {} data_offsets, not 2", offsets_));
    place_ = Place::tensor;
    return true;
  }

  bool number_unsigned(std::uint64_t value) override {
    if (place_ == Place::shape) {
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return refuse(fmt::format("has the dimension {}", value));
      if (entry_.shape.size() == most_dimensions)
        return refuse(fmt::format("has more than {} dimensions", most_dimensions));
      entry_.shape.push_back(static_cast<std::int64_t>(value));
      return true;
    }
    if (place_ != Place::offsets) return unexpected("a number");
    if (offsets_ == 2) return refuse("has more than 2 data_offsets");
    entry_.offsets[offsets_++] = value;
    return true;
  }

  bool number_integer(std::int64_t value) override { return unexpected(fmt::format("the number {}", value)); }
  bool number_float(double, const std::string& text) override {
    return unexpected(fmt::format("the number {}", shown(text)));
  }
  bool null() override { return unexpected("null"); }
  bool boolean(bool value) override { return unexpected(value ? "true" : "false"); }
  bool binary(nlohmann::json::binary_t&) override { return unexpected("binary data"); }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    return damaged(fmt::format("the header is not valid JSON at byte {}", position));
  }

 private:
  enum class Place { start, top, metadata, tensor, shape, offsets };

  bool start_entry() {
    if (name_ == metadata_key) {
      place_ = Place::metadata;
      has_metadata_ = true;
      return true;
    }
    if (header.tensors.size() == most_tensors)
      return damaged(fmt::format("it holds more than {} tensors", most_tensors));
    place_ = Place::tensor;
    entry_ = {};
    offsets_ = 0;
    seen_.clear();
    return true;
  }

  bool end_tensor() {
    for (const char* needed : {"dtype", "shape", "data_offsets"})
      if (!seen_.contains(needed)) return refuse(fmt::format("has no {}", needed));
    std::uint64_t bytes = bytes_per_element(entry_.type);
    for (const std::int64_t dimension : entry_.shape)
      if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(dimension), &bytes))
        return refuse(fmt::format("has the impossible shape [{}]", fmt::join(entry_.shape, ", ")));
    const auto [begin, end] = entry_.offsets;
    if (end < begin) return refuse(fmt::format("ends at byte {} before it begins at {}", end, begin));
    if (end - begin != bytes)
      return refuse(fmt::format("has {} bytes where {} [{}] takes {}", end - begin, to_string(entry_.type),
                                fmt::join(entry_.shape, ", "), bytes));
    header.tensors.emplace(name_, std::move(entry_));
    place_ = Place::top;
    return true;
  }

  bool refuse(const std::string& reason) {
    return damaged(
        fmt::format("{} '{}' {}", name_ == metadata_key ? "the entry" : "tensor", shown(name_), reason));
  }

  /// As an error shows a name or a value: printable, and not megabytes of it.
  static std::string shown(std::string_view text) {
    constexpr std::size_t longest = 200;
    return text.size() <= longest ? printable(text) : printable(text.substr(0, longest)) + "...";
  }

  bool unexpected(const std::string& what) {
    switch (place_) {
      case Place::start:
        return damaged(fmt::format("the header is {}, not an object", what));
      case Place::top:
        return refuse(fmt::format("is {}, not an object", what));
      default:
        return refuse(fmt::format("has {} where it cannot be, at '{}'", what, shown(field_)));
    }
  }

  bool damaged(const std::string& reason) {
    error =
        Error{ErrorCode::damaged, fmt::format("{}: {}", origin_, reason), "fetch or save this file again"};
    return false;
  }

  std::string origin_, name_, field_;
  Place place_ = Place::start;
  bool has_metadata_ = false;
  HeaderEntry entry_;
  std::size_t offsets_ = 0;
  std::map<std::string, bool, std::less<>> seen_;
};

/// Whether a text between quotes, or a number or word outside, is longer than a limit. The parser would hold
/// it several times over.
bool has_longer_token(std::string_view json, std::size_t limit) {
  bool quoted = false;
  std::size_t begin = 0;  // Of the token.
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (quoted && c == '\\') {
      ++at;
    } else if (c == '"') {
      quoted = !quoted;
      begin = at + 1;
    } else if (!quoted &&
               (c == ',' || c == ':' || c == '[' || c == ']' || c == '{' || c == '}' || c == ' ')) {
      begin = at + 1;
    }
    if (at >= begin + limit) return true;
  }
  return false;
}

}  // namespace

Result<SafetensorsHeader> parse_safetensors_header(std::string_view json, std::string_view origin) {
  HeaderReader reader(origin);
  if (!json.starts_with('{'))
    return fail(ErrorCode::damaged, fmt::format("{}: the header does not begin with '{{'", origin),
                "fetch or save this file again");
  if (has_longer_token(json, longest_header_text))
    return fail(ErrorCode::damaged,
                fmt::format("{}: the header holds a text or number of more than {} bytes", origin,
                            longest_header_text),
                "fetch or save this file again");
  if (nlohmann::json::sax_parse(json, &reader)) return std::move(reader.header);
  if (!reader.error) return fail(ErrorCode::damaged, fmt::format("{}: the header cannot be read", origin));
  return std::unexpected(std::move(*reader.error));
}

std::string safetensors_header_json(const std::vector<std::pair<std::string_view, HeaderEntry>>& tensors,
                                    const TensorMetadata& metadata) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  if (!metadata.empty()) json[std::string(metadata_key)] = metadata;
  // Built as text: an ordered object looks through all its keys at each insertion.
  std::string text = json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  text.pop_back();
  for (const auto& [name, entry] : tensors) {
    if (text.size() > 1) text += ',';
    text += nlohmann::json(name).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    text += fmt::format(R"(:{{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})", to_string(entry.type),
                        fmt::join(entry.shape, ","), entry.offsets[0], entry.offsets[1]);
  }
  return text + '}';
}

}  // namespace cloze
