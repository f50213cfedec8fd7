// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by the tests of the history.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/history/history.h"
#include "tests/support/temporary_folder.h"

namespace cloze::test {

/// The history, or the end of the test with its error.
inline History open_history(const std::filesystem::path& path) {
  auto opened = History::open(path);
  if (!opened) throw std::runtime_error(to_string(opened.error()));
  return std::move(*opened);
}

inline RunRecord a_run(std::string id, std::string name = "first", double created = 1000) {
  RunRecord run;
  run.id = std::move(id);
  run.name = std::move(name);
  run.created = created;
  return run;
}

/// Rows first..last with a loss that tells the writer and the step.
inline std::vector<StepMetrics> steps(std::int64_t first, std::int64_t last, double offset = 0) {
  std::vector<StepMetrics> rows;
  for (std::int64_t step = first; step <= last; ++step) {
    StepMetrics row;
    row.step = step;
    row.loss = offset + 1.0 / static_cast<double>(step);
    rows.push_back(row);
  }
  return rows;
}

}  // namespace cloze::test

/// ASSERT that a Result holds a value, showing its error when it does not.
#define ASSERT_OK(...)                        \
  if (auto outcome = (__VA_ARGS__); !outcome) \
  FAIL() << #__VA_ARGS__ << ": " << cloze::to_string(outcome.error())
