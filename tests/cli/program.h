// SPDX-License-Identifier: GPL-3.0-or-later
// The terminal program run from outside, as a person or a script does.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace cloze::test {

struct ProgramResult {
  int status = -1;  ///< Exit status; 128 + n when ended by signal n.
  std::string output, errors;
  nlohmann::json json() const { return nlohmann::json::parse(output); }
};

/// Runs build/.../bin/cloze with a workspace of its own.
class Program {
 public:
  explicit Program(std::filesystem::path workspace) : workspace_(std::move(workspace)) {}
  ProgramResult operator()(const std::vector<std::string>& arguments) const;
  /// Starts it and returns its process id; output goes to the files given.
  int start(const std::vector<std::string>& arguments, const std::filesystem::path& output,
            const std::filesystem::path& errors) const;
  /// Waits for a started one.
  static int wait(int process);
  const std::filesystem::path& workspace() const { return workspace_; }

 private:
  std::filesystem::path workspace_;
};

}  // namespace cloze::test
