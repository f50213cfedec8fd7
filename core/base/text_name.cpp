// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text_name.h"

#include <fmt/format.h>

#include <algorithm>

namespace cloze {
namespace {

constexpr std::size_t longest_name = 200, longest_folder_name = 100;
constexpr char32_t none = 0xFFFFFFFF;

/// The character at the beginning of text, and its length; none with length 1 for what is not UTF-8.
char32_t first_character(std::string_view text, std::size_t& length) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  length = 1;
  const unsigned char lead = byte(0);
  if (lead < 0x80) return lead;
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return none;
  char32_t character = lead & (0xFF >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return none;
    character = character << 6 | (byte(i) & 0x3F);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (character < smallest[size] || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
    return none;
  length = size;
  return character;
}

bool is_unprintable(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == none;
}

/// A name as an error shows it: printable, and not the whole of a megabyte.
std::string shown(std::string_view name) {
  constexpr std::size_t most = 60;
  if (name.size() <= most) return printable(name);
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  return printable(name.substr(0, end)) + "...";
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t length = 0; !text.empty(); text.remove_prefix(length))
    if (first_character(text, length) == none) return false;
  return true;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t length = 0; !text.empty(); text.remove_prefix(length)) {
    const char32_t character = first_character(text, length);
    if (character == '\n' || character == '\t' || !is_unprintable(character)) {
      out += text.substr(0, length);
    } else {
      for (const char byte : text.substr(0, length))
        out += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    }
  }
  return out;
}

Result<void> check_name(std::string_view what, std::string_view name) {
  const auto refuse = [&](std::string_view why) {
    return fail(ErrorCode::bad_input,
                fmt::format("'{}' cannot be the name of a {}: {}", shown(name), what, why),
                "use a short name of letters and digits");
  };
  if (name.empty()) return fail(ErrorCode::bad_input, fmt::format("the {} has no name", what), "give it one");
  if (name.size() > longest_name)
    return refuse(fmt::format("it has {} bytes, {} are the most", name.size(), longest_name));
  for (std::string_view rest = name; !rest.empty();) {
    std::size_t length = 0;
    const char32_t character = first_character(rest, length);
    if (character == none) return refuse("it is not UTF-8");
    if (is_unprintable(character)) return refuse("it holds a control character");
    if (character == '/' || character == '\\') return refuse("it holds a slash");
    rest.remove_prefix(length);
  }
  if (name == "." || name == "..") return refuse("it names a folder of the file system");
  if (name.front() == ' ' || name.back() == ' ') return refuse("it begins or ends with a blank");
  return {};
}

Result<void> check_folder_name(std::string_view what, std::string_view name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  if (name.empty() || name.front() == '.' || name.find_first_not_of(allowed) != std::string_view::npos)
    return fail(ErrorCode::bad_input, fmt::format("'{}' cannot be the name of a {}", shown(name), what),
                "use letters, digits, '-', '_' and '.', with no dot in front");
  if (name.size() > longest_folder_name)
    return fail(ErrorCode::bad_input,
                fmt::format("'{}' cannot be the name of a {}: it has {} bytes, {} are the most", shown(name),
                            what, name.size(), longest_folder_name),
                "choose a shorter name");
  return {};
}

}  // namespace cloze
