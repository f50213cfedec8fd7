// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/encoding.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

namespace cloze {
namespace {

/// Bytes of text that stand in bad sequences. One that the end of the sample cuts is not bad.
std::size_t bad_bytes(std::string_view text) {
  std::size_t bad = 0;
  const auto* at = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::int32_t offset = 0, size = static_cast<std::int32_t>(text.size()); offset < size;) {
    const std::int32_t begin = offset;
    UChar32 character = 0;
    U8_NEXT(at, offset, size, character);
    if (character < 0 && offset < size) bad += static_cast<std::size_t>(offset - begin);
  }
  return bad;
}

}  // namespace

std::string_view not_utf8(std::string_view beginning) {
  using namespace std::string_view_literals;
  const std::string_view text = beginning.substr(0, encoding_sample_bytes);
  if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv))
    return "is UTF-32 text, as its byte-order mark says";
  if (text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv))
    return "is UTF-16 text, as its byte-order mark says";
  // Latin letters, digits and blanks have a zero in every second byte of UTF-16.
  std::size_t zeros[2] = {};
  for (std::size_t i = 0; i < text.size(); ++i) zeros[i % 2] += text[i] == '\0';
  const auto [fewer, more] = std::minmax(zeros[0], zeros[1]);
  if (more >= 2 && more * 5 >= text.size() && fewer * 10 <= more)
    return "looks like UTF-16 text without a byte-order mark";
  // Text of another encoding, or none: Chinese in UTF-16 or GB 18030, an archive, a picture. Latin-1 has one
  // bad byte for each accent, far less.
  constexpr std::size_t smallest = 32;
  if (text.size() >= smallest && bad_bytes(text) * 5 > text.size())
    return "is not UTF-8 text: more than a fifth of its beginning cannot be read";
  return {};
}

}  // namespace cloze
