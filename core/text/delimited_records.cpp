// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

#include "core/base/text_name.h"
#include "core/text/character_source.h"
#include "core/text/records.h"

namespace cloze {
namespace {

constexpr std::size_t most_columns = 10'000;

/// Reads rows of fields; only the content of the fields asked for is kept.
class Rows {
 public:
  Rows(ByteStream& utf8, char delimiter, std::string_view origin)
      : source_(utf8, largest_record), delimiter_(delimiter), origin_(origin) {
    for (const char c : {delimiter, '\n', '\r'}) ends_field_[static_cast<unsigned char>(c)] = true;
  }

  /// Every field of the next row; none at the end of the file.
  Result<std::vector<std::string>> header() {
    std::vector<std::string> fields;
    CLOZE_CHECK(row([&](std::size_t column) {
      fields.resize(column + 1);
      return &fields[column];
    }));
    return fields;
  }

  /// One field of the next row that is not empty, into text; false at the end of the file.
  Result<bool> next(std::size_t wanted, std::size_t columns, std::string& text) {
    text.clear();
    CLOZE_TRY(const std::size_t found,
              row([&](std::size_t column) { return column == wanted ? &text : nullptr; }));
    if (found == 0) return false;
    if (found != columns)
      return fail(
          ErrorCode::bad_input,
          fmt::format("'{}', line {}: the row has {} fields, the header {}", origin_, line_, found, columns),
          "correct the row; a field that holds the delimiter stands in quotes");
    return true;
  }

 private:
  /// Reads a row and counts its fields; 0 at the end. keep(column) says where its content goes, null for
  /// nowhere.
  template <class Keep>
  Result<std::size_t> row(Keep keep) {
    // Empty lines are in no row.
    while (!source_.at_end() && (source_.peek() == '\n' || source_.peek() == '\r')) source_.take();
    source_.mark();
    line_ = source_.line();
    std::size_t columns = 0;
    for (bool more = !source_.at_end(); more; ++columns) {
      if (columns == most_columns)
        return fail(ErrorCode::bad_input,
                    fmt::format("'{}', line {}: more than {} fields", origin_, line_, most_columns),
                    "see whether this is the file you meant");
      CLOZE_CHECK(field(keep(columns)));
      more = !source_.at_end() && source_.take() == delimiter_;
    }
    CLOZE_CHECK(check());
    return columns;
  }

  /// Up to the delimiter or line break, which stays.
  Result<void> field(std::string* text) {
    if (!source_.at_end() && source_.peek() == '"') {
      const std::uint64_t opened = source_.line();
      source_.take();
      CLOZE_CHECK(quoted(text, opened));
    }
    // Also what stands behind a closing quote, as other readers take it.
    while (!source_.at_end()) {
      const std::string_view ahead = source_.ahead();
      const auto end =
          std::ranges::find_if(ahead, [this](char c) { return ends_field_[static_cast<unsigned char>(c)]; });
      const auto length = static_cast<std::size_t>(end - ahead.begin());
      if (text != nullptr) text->append(ahead.substr(0, length));
      source_.skip(length);
      if (length < ahead.size()) break;
    }
    return check();
  }

  /// Behind the opening quote, up to behind the closing one.
  Result<void> quoted(std::string* text, std::uint64_t opened) {
    while (!source_.at_end()) {
      const std::string_view ahead = source_.ahead();
      const std::size_t length = std::min(ahead.find('"'), ahead.size());
      if (text != nullptr) text->append(ahead.substr(0, length));
      source_.skip(length);
      if (source_.at_end()) break;
      if (source_.peek() != '"') continue;
      source_.take();
      if (source_.at_end() || source_.peek() != '"') return check();
      source_.take();
      if (text != nullptr) *text += '"';
    }
    CLOZE_CHECK(check());
    return fail(ErrorCode::bad_input,
                fmt::format("'{}', line {}: a quote is opened and never closed", origin_, opened),
                "close it, or double it where it belongs to the text");
  }

  Result<void> check() {
    if (source_.error()) return std::unexpected(*source_.error());
    if (source_.too_much())
      return fail(ErrorCode::bad_input,
                  fmt::format("'{}', line {}: a row is larger than {} bytes", origin_, line_, largest_record),
                  "see whether a quote is missing, or split the row");
    return {};
  }

  CharacterSource source_;
  char delimiter_;
  std::string_view origin_;
  std::array<bool, 256> ends_field_{};
  std::uint64_t line_ = 1;  ///< Where the row begins.
};

}  // namespace

Result<void> read_delimited_records(ByteStream& utf8, char delimiter, const std::string& field,
                                    std::string_view origin, TextSink& sink) {
  Rows rows(utf8, delimiter, origin);
  CLOZE_TRY(const std::vector<std::string> header, rows.header());
  if (header.empty()) return {};  // An empty file.
  const auto found = std::ranges::find(header, field);
  if (found == header.end() || std::ranges::count(header, field) > 1) {
    std::vector<std::string> names;
    for (const std::string& name : header)
      if (names.size() < 20) names.push_back(printable(std::string_view(name).substr(0, 40)));
    return fail(
        ErrorCode::bad_input,
        fmt::format("'{}': {} column is named '{}'; the header has: {}", origin,
                    found == header.end() ? "no" : "more than one", printable(field), fmt::join(names, ", ")),
        "name the column that holds the text");
  }
  const auto column = static_cast<std::size_t>(found - header.begin());
  std::string text;
  for (;;) {
    CLOZE_TRY(const bool there, rows.next(column, header.size(), text));
    if (!there) return {};
    CLOZE_CHECK(give_text(text, sink));
  }
}

}  // namespace cloze
