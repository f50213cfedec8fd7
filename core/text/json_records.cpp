// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/text_name.h"
#include "core/text/character_source.h"
#include "core/text/records.h"

namespace cloze {
namespace {

using Json = nlohmann::json;

/// The source as the parser wants it. Copies share the source.
class Characters {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  explicit Characters(CharacterSource* source) : source_(source) {}
  char operator*() const { return source_->peek(); }
  Characters& operator++() {
    source_->take();
    return *this;
  }
  Characters operator++(int) {
    source_->take();
    return *this;
  }
  /// Only compared with the end.
  bool operator==(const Characters&) const { return source_->at_end(); }

 private:
  CharacterSource* source_;
};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Takes the text out of the events of the parser. Values within records are passed over.
class RecordEvents : public nlohmann::json_sax<Json> {
 public:
  RecordEvents(CharacterSource& source, const std::string& field, TextSink& sink)
      : source_(source), field_(field), sink_(sink) {}

  std::string reason;  ///< Why the input is not wanted.
  std::string syntax;  ///< Why it is no JSON.
  std::optional<Error> failure;

  bool null() override { return scalar("null"); }
  bool boolean(bool) override { return scalar("true or false"); }
  bool number_integer(number_integer_t) override { return scalar("a number"); }
  bool number_unsigned(number_unsigned_t) override { return scalar("a number"); }
  bool number_float(number_float_t, const string_t&) override { return scalar("a number"); }
  bool binary(binary_t&) override { return false; }

  bool string(string_t& value) override {
    if (depth_ == record_depth()) {
      source_.mark();
      return hand_over(value);
    }
    if (!wanted_) return true;
    wanted_ = false;
    found_ = true;
    return hand_over(value);
  }

  bool key(string_t& key) override {
    if (depth_ != record_depth() + 1) return true;
    if (key == field_) {
      if (found_) return refuse(fmt::format("the field '{}' appears twice", printable(field_)));
      wanted_ = true;
    } else if (others_.size() < 10) {
      others_.push_back(printable(std::string_view(key).substr(0, 40)));
    }
    return true;
  }

  bool start_object(std::size_t) override {
    if (wanted_) return scalar("an object");
    if (depth_ == record_depth()) {
      found_ = false;
      others_.clear();
    }
    ++depth_;
    return true;
  }
  bool end_object() override {
    --depth_;
    if (depth_ != record_depth()) return true;
    source_.mark();
    if (found_) return true;
    return refuse(fmt::format("the record has no field '{}', but {}", printable(field_),
                              others_.empty() ? "none at all" : fmt::format("{}", fmt::join(others_, ", "))));
  }

  bool start_array(std::size_t) override {
    if (wanted_) return scalar("a list");
    if (depth_ == 0) {
      in_list_ = true;
    } else if (depth_ == record_depth()) {
      return refuse("a record is a list, it must be an object or text");
    }
    ++depth_;
    return true;
  }
  bool end_array() override {
    --depth_;
    if (depth_ == 0) in_list_ = false;
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const Json::exception& error) override {
    const std::string_view what = error.what();
    // Behind "[json.exception...] parse error at line 1, column 5: ", whose line counts from the record.
    const std::size_t begin = what.find(": ");
    syntax = what.substr(begin == std::string_view::npos ? 0 : begin + 2);
    return false;
  }

 private:
  std::size_t record_depth() const { return in_list_ ? 1 : 0; }

  bool refuse(std::string why) {
    reason = std::move(why);
    return false;
  }
  bool scalar(std::string_view what) {
    if (depth_ == record_depth())
      return refuse(fmt::format("a record is {}, it must be an object or text", what));
    if (!wanted_) return true;
    wanted_ = false;
    found_ = true;
    if (what == "null") return hand_over({});
    return refuse(fmt::format("the field '{}' is {}, it must be text", printable(field_), what));
  }
  bool hand_over(std::string_view text) {
    if (Result<void> given = give_text(text, sink_); !given) failure = std::move(given).error();
    return !failure;
  }

  CharacterSource& source_;
  const std::string& field_;
  TextSink& sink_;
  std::size_t depth_ = 0;
  bool in_list_ = false;
  bool wanted_ = false;  ///< The value to come is the text.
  bool found_ = false;
  std::vector<std::string> others_;  ///< Other fields of the record, for the message.
};

}  // namespace

Result<void> read_json_records(ByteStream& utf8, const std::string& field, std::string_view origin,
                               TextSink& sink) {
  CharacterSource source(utf8, largest_record);
  RecordEvents events(source, field, sink);
  for (;;) {
    while (!source.at_end() && is_blank(source.peek())) source.take();
    const bool good = source.at_end() || Json::sax_parse(Characters(&source), Characters(&source), &events,
                                                         Json::input_format_t::json, /*strict=*/false);
    if (source.error()) return std::unexpected(*source.error());
    if (source.too_much())
      return fail(ErrorCode::bad_input,
                  fmt::format("'{}', line {}: a record is larger than {} bytes", origin, source.line(),
                              largest_record),
                  "split it into smaller ones");
    if (events.failure) return std::unexpected(*events.failure);
    if (!events.reason.empty())
      return fail(ErrorCode::bad_input,
                  fmt::format("'{}', line {}: {}", origin, source.line(), events.reason),
                  "name the field that holds the text");
    if (!good)
      return fail(ErrorCode::bad_input,
                  fmt::format("'{}', line {}: this is no JSON: {}", origin, source.line(), events.syntax),
                  "correct the line, or take it out");
    if (source.at_end()) return {};
  }
}

}  // namespace cloze
