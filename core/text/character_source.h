// SPDX-License-Identifier: GPL-3.0-or-later
// A byte stream read character by character, with line numbers for messages.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/text/byte_stream.h"

namespace cloze {

/// One thread. Refers to the stream, which outlives it.
class CharacterSource {
 public:
  /// most: how many characters may be taken between two calls of mark().
  CharacterSource(ByteStream& bytes, std::size_t most) : bytes_(bytes), most_(most) {
    refill();
    if (std::string_view(at_, end_).starts_with("\xEF\xBB\xBF")) at_ += 3;
    mark();
  }
  CharacterSource(const CharacterSource&) = delete;
  CharacterSource& operator=(const CharacterSource&) = delete;

  /// No character is left: at the end, after an error, or when more than `most` were taken.
  bool at_end() { return at_ == end_ && !refill(); }
  /// Only when not at_end().
  char peek() const { return *at_; }
  char take() { return *at_++; }
  /// As far as they are in memory; at least one when not at_end().
  std::string_view ahead() const { return {at_, end_}; }
  void skip(std::size_t characters) { at_ += characters; }

  /// A record begins here.
  void mark() { since_mark_ = -static_cast<std::int64_t>(at_ - block_.data()); }
  bool too_much() const { return too_much_; }
  /// Of the stream, if reading ended with one.
  const std::optional<Error>& error() const { return error_; }
  /// Of the next character, from 1.
  std::uint64_t line() const { return 1 + lines_ + breaks_before(at_); }

 private:
  std::uint64_t breaks_before(const char* end) const {
    return static_cast<std::uint64_t>(std::count<const char*>(block_.data(), end, '\n'));
  }

  bool refill() {
    if (error_ || too_much_ || ended_) return false;
    const auto done = static_cast<std::int64_t>(end_ - block_.data());
    too_much_ = since_mark_ + done > static_cast<std::int64_t>(most_);
    if (too_much_) return false;
    since_mark_ += done;
    lines_ += breaks_before(end_);
    at_ = end_ = block_.data();
    auto got = bytes_.read(block_);
    if (!got) {
      error_ = std::move(got).error();
      return false;
    }
    ended_ = *got < block_.size();
    end_ = at_ + *got;
    return *got > 0;
  }

  ByteStream& bytes_;
  std::size_t most_;
  std::vector<char> block_ = std::vector<char>(std::size_t{1} << 18);
  const char* at_ = block_.data();
  const char* end_ = block_.data();
  std::uint64_t lines_ = 0;      ///< Breaks in front of the block.
  std::int64_t since_mark_ = 0;  ///< Characters from the mark to the block's beginning; negative within it.
  bool ended_ = false, too_much_ = false;
  std::optional<Error> error_;
};

}  // namespace cloze
