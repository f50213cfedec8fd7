// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/spawn.h"

#include <fmt/format.h>
#include <spawn.h>

#include <cstring>

namespace cloze {

Result<std::filesystem::path> program_beside_this(std::string_view name) {
  std::error_code error;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  const std::filesystem::path program = folder / name;
  if (::access(program.c_str(), X_OK) != 0)
    return fail(ErrorCode::unavailable, fmt::format("the program '{}' is missing", program.string()),
                fmt::format("put {} beside the program that needs it", name));
  return program;
}

Result<pid_t> spawn(const std::filesystem::path& program, std::vector<std::string> arguments, int input,
                    int output, int errors) {
  arguments.insert(arguments.begin(), program.string());
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  pid_t id = 0;
  const int error = ::posix_spawn(&id, program.c_str(), &actions, &attributes, argv.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    return fail(ErrorCode::unavailable,
                fmt::format("cannot start '{}': {}", program.string(), std::strerror(error)),
                "close other programs and try again");
  return id;
}

}  // namespace cloze
