// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a checkpoint is just being written, as the folder shows it (core/checkpoint/checkpoint_store.h).
#pragma once

#include <filesystem>
#include <system_error>

namespace cloze::test {

inline bool holds_save_in_work(const std::filesystem::path& checkpoints) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(checkpoints, ignored))
    if (entry.path().filename().string().starts_with(".tmp-step")) return true;
  return false;
}

}  // namespace cloze::test
