// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/filter_program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "core/base/descriptor.h"
#include "core/base/spawn.h"

namespace cloze {
namespace {

constexpr int poll_milliseconds = 50;
/// Kept of what the program says, for the message.
constexpr std::size_t longest_message = 4096;

std::unexpected<Error> no_channel(int error_number) {
  return fail(ErrorCode::unavailable, fmt::format("cannot start a process: {}", std::strerror(error_number)),
              "close other programs and try again");
}

struct Child {
  pid_t id = 0;
  Descriptor input, output, errors;  ///< Our ends.
};

Result<Child> start(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  // A socket, for writing to one that nobody reads any more is an error and no signal.
  int in[2], out[2], err[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0) return no_channel(errno);
  Child child;
  child.input = Descriptor(in[0]);
  const Descriptor child_input(in[1]);
  if (::pipe2(out, O_CLOEXEC) != 0) return no_channel(errno);
  child.output = Descriptor(out[0]);
  const Descriptor child_output(out[1]);
  if (::pipe2(err, O_CLOEXEC) != 0) return no_channel(errno);
  child.errors = Descriptor(err[0]);
  const Descriptor child_errors(err[1]);

  CLOZE_TRY(child.id, spawn(program, arguments, child_input.get(), child_output.get(), child_errors.get()));
  return child;
}

/// The part of the input that the program has not taken yet.
class PendingInput {
 public:
  explicit PendingInput(const InputChunks& next_chunk) : next_chunk_(next_chunk) { next(); }

  /// Writes what fits now. False when there is nothing more to write, or nobody who reads it.
  bool write_some(int fd) {
    const ssize_t sent =
        ::send(fd, chunk_.data() + written_, chunk_.size() - written_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) return errno == EINTR || errno == EAGAIN;
    written_ += static_cast<std::size_t>(sent);
    if (written_ == chunk_.size()) next();
    return !chunk_.empty();
  }
  bool at_end() const { return chunk_.empty(); }

 private:
  void next() {
    chunk_.clear();
    written_ = 0;
    next_chunk_(chunk_);
  }

  const InputChunks& next_chunk_;
  std::string chunk_;
  std::size_t written_ = 0;
};

/// Appends what can be read now. False at the end of the stream.
bool read_some(int fd, std::string& into) {
  std::array<char, 1 << 16> buffer;
  const ssize_t got = ::read(fd, buffer.data(), buffer.size());
  if (got < 0) return errno == EINTR || errno == EAGAIN;
  into.append(buffer.data(), static_cast<std::size_t>(got));
  return got > 0;
}

/// The last line that is not empty.
std::string last_line(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  const auto newline = text.rfind('\n');
  return std::string(newline == std::string_view::npos ? text : text.substr(newline + 1));
}

std::string describe(int status, const std::string& errors) {
  const std::string how = WIFSIGNALED(status) ? fmt::format("it was ended by signal {}", WTERMSIG(status))
                                              : fmt::format("it ended with status {}", WEXITSTATUS(status));
  const std::string said = last_line(errors);
  return said.empty() ? how : how + ": " + said;
}

}  // namespace

Result<std::string> run_filter(const std::filesystem::path& program,
                               const std::vector<std::string>& arguments, const InputChunks& next_chunk,
                               const CancelFlag* cancel) {
  CLOZE_TRY(Child child, start(program, arguments));
  PendingInput input(next_chunk);
  if (input.at_end()) child.input.close();
  std::string output, errors;
  bool killed = false;
  while (child.output.get() >= 0 || child.errors.get() >= 0) {
    if (cancel != nullptr && cancel->cancelled()) {
      ::kill(child.id, SIGKILL);
      killed = true;
      break;
    }
    pollfd waiting[] = {{child.output.get(), POLLIN, 0},
                        {child.errors.get(), POLLIN, 0},
                        {child.input.get(), POLLOUT, 0}};  // One that is closed, -1, is passed over.
    if (::poll(waiting, std::size(waiting), poll_milliseconds) <= 0) continue;
    if (waiting[0].revents != 0 && !read_some(child.output.get(), output)) child.output.close();
    if (waiting[1].revents != 0) {
      if (!read_some(child.errors.get(), errors)) child.errors.close();
      if (errors.size() > longest_message) errors.erase(0, errors.size() - longest_message);
    }
    if (waiting[2].revents != 0 && !input.write_some(child.input.get())) child.input.close();
  }
  int status = 0;
  while (::waitpid(child.id, &status, 0) < 0 && errno == EINTR) {
  }
  if (killed) return fail(ErrorCode::cancelled, "cancelled");
  if (status != 0) return fail(ErrorCode::internal, describe(status, errors));
  return output;
}

}  // namespace cloze
