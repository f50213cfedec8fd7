// SPDX-License-Identifier: GPL-3.0-or-later
// What the session and a trainer in a process of its own say to each other. A message is four bytes of
// length, little-endian, and so many bytes of CBOR (RFC 8949), which keeps every bit of a number and NaN and
// infinity. Down go orders, up come events and, every second, a sign of life. Both ends are the same build of
// the program, so there is no versioning.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/session/active_run.h"
#include "core/session/events.h"

namespace cloze {

struct SignOfLife {};
/// The orders of an ActiveRun: paused is the state wanted, stop and save ask for it.
using Upward = std::variant<SignOfLife, Event>;

/// The message with its length before it. Events of jobs are not among what a trainer says: bad_input.
Result<std::string> to_message(const Event& event);
std::string life_message();
std::string to_message(const ActiveRun::Orders& orders);

/// The content of a message, without its length. damaged when it is not one of ours.
Result<Upward> upward_from_message(std::string_view content);
Result<ActiveRun::Orders> orders_from_message(std::string_view content);

/// Cuts a stream of bytes into messages.
class MessageReader {
 public:
  void add(std::string_view bytes) { buffer_.append(bytes); }
  /// The next whole message's content; nothing when more bytes are needed. damaged for one too long to be
  /// ours.
  Result<std::optional<std::string>> next();

 private:
  std::string buffer_;
};

}  // namespace cloze
