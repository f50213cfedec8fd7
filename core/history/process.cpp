// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/process.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/types.h>

#include <cerrno>
#include <fstream>
#include <sstream>

namespace cloze {
namespace {

struct ProcessState {
  char state = 0;          ///< R, S, Z, ...; 0 when unknown.
  std::string start_time;  ///< Clock ticks since the system started.
};

/// From /proc/<id>/stat (proc(5)): "id (name) state ppid ...", start time is field 22. The name may hold
/// spaces and brackets, so fields are counted from the last bracket.
ProcessState read_state(std::int64_t process_id) {
  std::ifstream file(fmt::format("/proc/{}/stat", process_id));
  std::string line;
  std::getline(file, line);
  const auto bracket = line.rfind(')');
  if (bracket == std::string::npos) return {};
  std::istringstream rest(line.substr(bracket + 1));
  std::string field;
  ProcessState found;
  for (int number = 3; number <= 22 && rest >> field; ++number) {
    if (number == 3) found.state = field.front();
    if (number == 22) found.start_time = field;
  }
  return found;
}

std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id;
}

}  // namespace

std::string process_identity(std::int64_t process_id) {
  if (process_id <= 0) return {};
  const ProcessState found = read_state(process_id);
  return found.start_time.empty() ? std::string{} : boot_id() + "/" + found.start_time;
}

bool process_lives(std::int64_t process_id, std::string_view identity) {
  // kill() gives 0 and negative numbers another meaning: whole groups of processes.
  if (process_id <= 0) return false;
  if (::kill(static_cast<pid_t>(process_id), 0) != 0 && errno != EPERM) return false;
  const ProcessState found = read_state(process_id);
  if (found.state == 'Z' || found.state == 'X') return false;
  return identity.empty() || process_identity(process_id) == identity;
}

}  // namespace cloze
