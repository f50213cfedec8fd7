// SPDX-License-Identifier: GPL-3.0-or-later
// Text of other encodings, told by its first bytes and converted to UTF-8 as it is read.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/text/byte_stream.h"
#include "core/text/cleaning.h"

namespace cloze {

/// How much of a file is looked at.
inline constexpr std::size_t encoding_sample_bytes = 1 << 16;

/// ICU's name of the encoding that a text begins in: "UTF-8", also where a little of it is damaged (bad
/// sequences are replaced and counted when it is cleaned), UTF-16 and UTF-32 by their byte-order marks or
/// zero bytes, else what ICU's detector finds in the letters. Empty for what is no text in any of them.
/// Text whose beginning is plain ASCII is taken for UTF-8.
std::string detect_encoding(std::string_view beginning);

/// UTF-8, whatever the bytes below are in.
class Utf8Stream : public ByteStream {
 public:
  static constexpr std::string_view target = "UTF-8";

  /// Reads the first bytes to find the encoding. bad_input, naming origin, for what is no text.
  static Result<std::unique_ptr<Utf8Stream>> open(std::unique_ptr<ByteStream> bytes, std::string_view origin,
                                                  InvalidUtf8 invalid);
  ~Utf8Stream() override;

  Result<std::size_t> read(std::span<char> buffer) override;
  std::uint64_t position() const override { return bytes_->position(); }

  /// "UTF-8" or what was converted from.
  const std::string& encoding() const { return encoding_; }
  /// Bad sequences of another encoding so far: replaced or skipped as asked. Those of UTF-8 are left to
  /// clean().
  std::uint64_t invalid_sequences() const;

 private:
  struct Conversion;
  Utf8Stream(std::unique_ptr<ByteStream> bytes, std::string sample, std::string encoding);

  std::unique_ptr<ByteStream> bytes_;
  std::string sample_;  ///< The first bytes, until they are handed on.
  std::size_t sample_at_ = 0;
  std::string encoding_;
  std::unique_ptr<Conversion> conversion_;  ///< Null for UTF-8.
};

}  // namespace cloze
