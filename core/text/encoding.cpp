// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/encoding.h"

#include <fmt/format.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/ucsdet.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace cloze {
namespace {

using namespace std::string_view_literals;

constexpr const char* utf8 = "UTF-8";

/// How much speaks for UTF-8 and against it, in sequences of bytes from 0x80.
struct Evidence {
  std::size_t good = 0;      ///< Characters of UTF-8.
  std::size_t damaged = 0;   ///< Cut, overlong and surrogate ones: a leading byte with one of those behind.
  std::size_t strange = 0;   ///< Anything else.
  std::size_t controls = 0;  ///< Control characters that text does not have.
};

bool follows_in_utf8(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

Evidence weigh(std::string_view text) {
  Evidence found;
  const auto* at = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::int32_t offset = 0, size = static_cast<std::int32_t>(text.size()); offset < size;) {
    const std::int32_t begin = offset;
    UChar32 character = 0;
    U8_NEXT(at, offset, size, character);
    if (character >= 0x80) {
      ++found.good;
    } else if (character >= 0) {
      constexpr std::string_view in_text = "\t\n\v\f\r\x1b";
      found.controls +=
          character < 0x20 && in_text.find(static_cast<char>(character)) == std::string_view::npos;
    } else if (offset < size) {  // What the end of the sample cuts is not bad.
      std::int32_t end = begin + 1;
      if (at[begin] >= 0xc0)
        while (end < size && end < begin + 4 && follows_in_utf8(text[static_cast<std::size_t>(end)])) ++end;
      ++(end > begin + 1 ? found.damaged : found.strange);
      offset = std::max(offset, end);
    }
  }
  return found;
}

/// By byte-order mark, or by zeros: Latin letters, digits and blanks have one in every second byte of UTF-16.
const char* wide_encoding(std::string_view text) {
  if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32";
  if (text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv)) return "UTF-16";
  std::size_t zeros[2] = {};
  for (std::size_t i = 0; i < text.size(); ++i) zeros[i % 2] += text[i] == '\0';
  const auto [fewer, more] = std::minmax(zeros[0], zeros[1]);
  if (more < 2 || more * 5 < text.size() || fewer * 10 > more) return nullptr;
  return zeros[0] > zeros[1] ? "UTF-16BE" : "UTF-16LE";
}

/// ICU's best guess that is neither UTF-8 nor below the confidence that random bytes get.
std::string by_letters(std::string_view text) {
  constexpr std::int32_t smallest_confidence = 20;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&status),
                                                                            &ucsdet_close);
  ucsdet_setText(detector.get(), text.data(), static_cast<std::int32_t>(text.size()), &status);
  std::int32_t count = 0;
  const UCharsetMatch** matches = ucsdet_detectAll(detector.get(), &count, &status);
  if (U_FAILURE(status)) return {};
  for (std::int32_t i = 0; i < count; ++i) {
    const std::string name = ucsdet_getName(matches[i], &status);
    const std::int32_t confidence = ucsdet_getConfidence(matches[i], &status);
    if (U_FAILURE(status) || confidence < smallest_confidence) return {};
    if (name != utf8 && !name.starts_with("UTF-16") && !name.starts_with("UTF-32")) return name;
  }
  return {};
}

}  // namespace

std::string detect_encoding(std::string_view beginning) {
  const std::string_view text = beginning.substr(0, encoding_sample_bytes);
  if (text.starts_with("\xEF\xBB\xBF"sv)) return utf8;
  if (const char* wide = wide_encoding(text)) return wide;
  const Evidence found = weigh(text);
  // A few letters are too little to go by.
  constexpr std::size_t smallest = 32;
  if (text.size() < smallest || found.strange <= found.good + found.damaged) return utf8;
  if (found.controls * 100 > text.size()) return {};  // A picture, an archive.
  return by_letters(text);
}

// ---------------------------------------------------------------- conversion

/// Two converters of ICU with UTF-16 between them.
struct Utf8Stream::Conversion {
  std::unique_ptr<UConverter, decltype(&ucnv_close)> from{nullptr, &ucnv_close}, to{nullptr, &ucnv_close};
  InvalidUtf8 invalid = InvalidUtf8::replace;
  std::uint64_t invalid_sequences = 0;
  std::vector<char> input = std::vector<char>(std::size_t{1} << 16);
  const char* unread = input.data();
  const char* unread_end = input.data();
  std::vector<UChar> pivot = std::vector<UChar>(std::size_t{1} << 14);
  UChar* pivot_read = pivot.data();
  UChar* pivot_write = pivot.data();
  bool begun = false, at_end = false, done = false;

  static void on_invalid(const void* context, UConverterToUnicodeArgs* arguments, const char* units,
                         std::int32_t length, UConverterCallbackReason reason, UErrorCode* status) {
    auto* self = static_cast<Conversion*>(const_cast<void*>(context));
    if (reason > UCNV_IRREGULAR) return;  // Reset and the like.
    ++self->invalid_sequences;
    const auto act =
        self->invalid == InvalidUtf8::skip ? UCNV_TO_U_CALLBACK_SKIP : UCNV_TO_U_CALLBACK_SUBSTITUTE;
    act(nullptr, arguments, units, length, reason, status);
  }

  bool open(const std::string& encoding) {
    UErrorCode status = U_ZERO_ERROR;
    from.reset(ucnv_open(encoding.c_str(), &status));
    to.reset(ucnv_open(utf8, &status));
    if (U_SUCCESS(status)) ucnv_setToUCallBack(from.get(), &on_invalid, this, nullptr, nullptr, &status);
    return U_SUCCESS(status);
  }
};

Utf8Stream::Utf8Stream(std::unique_ptr<ByteStream> bytes, std::string sample, std::string encoding)
    : bytes_(std::move(bytes)), sample_(std::move(sample)), encoding_(std::move(encoding)) {}

Utf8Stream::~Utf8Stream() = default;

Result<std::unique_ptr<Utf8Stream>> Utf8Stream::open(std::unique_ptr<ByteStream> bytes,
                                                     std::string_view origin, InvalidUtf8 invalid) {
  std::string sample(encoding_sample_bytes, '\0');
  CLOZE_TRY(const std::size_t got, bytes->read(sample));
  sample.resize(got);
  std::string encoding = detect_encoding(sample);
  if (encoding.empty())
    return fail(
        ErrorCode::bad_input,
        fmt::format("'{}' is no text: its beginning is neither UTF-8 nor in any encoding that can be told",
                    origin),
        "convert it to UTF-8, for example with: iconv -f ENCODING -t UTF-8");
  std::unique_ptr<Utf8Stream> stream(
      new Utf8Stream(std::move(bytes), std::move(sample), std::move(encoding)));
  if (stream->encoding_ == utf8) return stream;
  stream->conversion_ = std::make_unique<Conversion>();
  stream->conversion_->invalid = invalid;
  if (!stream->conversion_->open(stream->encoding_))
    return fail(ErrorCode::bad_input,
                fmt::format("'{}' is in {}, which ICU does not convert", origin, stream->encoding_),
                "convert it to UTF-8, for example with: iconv -f ENCODING -t UTF-8");
  return stream;
}

std::uint64_t Utf8Stream::invalid_sequences() const {
  return conversion_ ? conversion_->invalid_sequences : 0;
}

Result<std::size_t> Utf8Stream::read(std::span<char> buffer) {
  const auto take = [this](std::span<char> into) -> Result<std::size_t> {
    const std::size_t known = std::min(into.size(), sample_.size() - sample_at_);
    std::memcpy(into.data(), sample_.data() + sample_at_, known);
    sample_at_ += known;
    if (known == into.size()) return known;
    CLOZE_TRY(const std::size_t more, bytes_->read(into.subspan(known)));
    return known + more;
  };
  if (!conversion_) return take(buffer);

  Conversion& now = *conversion_;
  char* out = buffer.data();
  char* const out_end = out + buffer.size();
  while (out < out_end && !now.done) {
    if (now.unread == now.unread_end && !now.at_end) {
      CLOZE_TRY(const std::size_t got, take(now.input));
      now.at_end = got < now.input.size();
      now.unread = now.input.data();
      now.unread_end = now.unread + got;
    }
    UErrorCode status = U_ZERO_ERROR;
    ucnv_convertEx(now.to.get(), now.from.get(), &out, out_end, &now.unread, now.unread_end, now.pivot.data(),
                   &now.pivot_read, &now.pivot_write, now.pivot.data() + now.pivot.size(), !now.begun,
                   now.at_end, &status);
    now.begun = true;
    if (status == U_BUFFER_OVERFLOW_ERROR) break;
    if (U_FAILURE(status))
      return fail(ErrorCode::internal, fmt::format("conversion from {}: {}", encoding_, u_errorName(status)));
    now.done = now.at_end && now.unread == now.unread_end;
  }
  return static_cast<std::size_t>(out - buffer.data());
}

}  // namespace cloze
