// SPDX-License-Identifier: GPL-3.0-or-later
// Errors as values. Core functions that can fail return Result<T>; exceptions thrown by libraries are caught
// in the file that calls the library and become an Error there.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace cloze {

/// What kind of failure it is, so that a caller can decide without reading the message.
enum class ErrorCode {
  bad_input,      ///< A value, file or argument given by the person cannot be used.
  not_found,      ///< A named file, run, dataset, tokenizer or checkpoint does not exist.
  io,             ///< The operating system refused a read or a write.
  disk_full,      ///< No space left, or less than what is about to be written.
  damaged,        ///< Stored data does not match its hash, length or format.
  newer_version,  ///< Written by a newer version of this program.
  unavailable,    ///< A device or an optional part is not on this machine.
  cancelled,      ///< The person stopped it.
  internal,       ///< A defect of this program.
};

/// A failure told to a person: what failed (with file, line, field, value) and what to do about it.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;  ///< One sentence, no trailing period, names the thing at fault.
  std::string hint;     ///< What to do next; may be empty.
};

/// "message (hint)", for places with one line of room.
std::string to_string(const Error& error);

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string hint = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(hint)});
}

}  // namespace cloze

#define CLOZE_JOIN_INNER(a, b) a##b
#define CLOZE_JOIN(a, b) CLOZE_JOIN_INNER(a, b)

/// CLOZE_TRY(auto value, expression): declares value from a Result, or returns its error from the enclosing
/// function.
#define CLOZE_TRY(declaration, ...)                                           \
  auto CLOZE_JOIN(result_, __LINE__) = (__VA_ARGS__);                         \
  if (!CLOZE_JOIN(result_, __LINE__))                                         \
    return std::unexpected(std::move(CLOZE_JOIN(result_, __LINE__)).error()); \
  declaration = std::move(*CLOZE_JOIN(result_, __LINE__))

/// CLOZE_CHECK(expression): returns the error of a Result<void> from the enclosing function.
#define CLOZE_CHECK(...)                                                                            \
  do {                                                                                              \
    if (auto checked = (__VA_ARGS__); !checked) return std::unexpected(std::move(checked).error()); \
  } while (false)
