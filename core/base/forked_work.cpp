// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/forked_work.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string_view>

#include "core/base/descriptor.h"

namespace cloze {
namespace {

constexpr int poll_milliseconds = 50;
constexpr std::size_t longest_message = 4096;

/// What the child says, before its text.
enum Tag : char { answered = 'a', failed = 'f' };

[[noreturn]] void be_child(const std::function<Result<std::string>()>& work, int answer, int errors,
                           pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // Nobody waits for the answer once the parent is gone.
  if (::getppid() != parent) ::_exit(1);
  ::dup2(errors, STDERR_FILENO);
  ::on_exit([](int status, void*) { ::_exit(status); },
            nullptr);  // First of all: before any static destructor.
  std::string text;
  char tag = failed;
  try {
    auto result = work();
    tag = result ? answered : failed;
    text = result ? std::move(*result) : std::move(result).error().message;
  } catch (const std::exception& error) {
    text = error.what();
  }
  if (write_bytes(answer, {&tag, 1})) (void)write_bytes(answer, text);
  ::_exit(0);
}

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
  std::string how = WIFSIGNALED(status) ? fmt::format("it was ended by signal {}", WTERMSIG(status))
                                        : fmt::format("it ended with status {}", WEXITSTATUS(status));
  const std::string said = last_line(errors);
  return said.empty() ? how : how + ": " + said;
}

}  // namespace

Result<std::string> run_forked(const std::function<Result<std::string>()>& work, const CancelFlag* cancel) {
  int answer_pipe[2], error_pipe[2];
  const auto no_process = [](int error_number) {
    return fail(ErrorCode::unavailable,
                fmt::format("cannot start another process: {}", std::strerror(error_number)),
                "close other programs and try again");
  };
  if (::pipe2(answer_pipe, O_CLOEXEC) != 0) return no_process(errno);
  if (::pipe2(error_pipe, O_CLOEXEC) != 0) {
    const int error_number = errno;
    ::close(answer_pipe[0]);
    ::close(answer_pipe[1]);
    return no_process(error_number);
  }
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  const int fork_error = errno;
  if (child == 0) be_child(work, answer_pipe[1], error_pipe[1], parent);
  ::close(answer_pipe[1]);
  ::close(error_pipe[1]);
  std::string answer, errors;
  bool answer_open = child > 0, errors_open = child > 0, killed = false;
  while (answer_open) {
    if (cancel != nullptr && cancel->cancelled()) {
      ::kill(child, SIGKILL);
      killed = true;
      break;
    }
    pollfd waiting[] = {{answer_pipe[0], POLLIN, 0}, {errors_open ? error_pipe[0] : -1, POLLIN, 0}};
    if (::poll(waiting, 2, poll_milliseconds) <= 0) continue;
    if (waiting[1].revents != 0) {
      errors_open = read_some(error_pipe[0], errors);
      if (errors.size() > longest_message) errors.erase(0, errors.size() - longest_message);
    }
    if (waiting[0].revents != 0) answer_open = read_some(answer_pipe[0], answer);
  }
  ::close(answer_pipe[0]);
  ::close(error_pipe[0]);
  if (child < 0) return no_process(fork_error);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (killed) return fail(ErrorCode::cancelled, "cancelled");
  if (status != 0 || answer.empty()) return fail(ErrorCode::internal, describe(status, errors));
  const char tag = answer.front();
  answer.erase(0, 1);
  if (tag == failed) return fail(ErrorCode::internal, std::move(answer));
  return answer;
}

}  // namespace cloze
