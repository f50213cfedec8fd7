// SPDX-License-Identifier: GPL-3.0-or-later
// All tensors of a model folder, in one safetensors file or in several with an index.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/checkpoint/safetensors.h"

namespace cloze {

class TensorFiles {
 public:
  struct Entry {
    const TensorView* view = nullptr;
    std::filesystem::path file;
  };

  /// model.safetensors, else the files that model.safetensors.index.json names. bad_input for a folder that
  /// has pickled weights only, with what to do, and for an index that names a file outside the folder or a
  /// tensor its file does not hold; not_found without any weights; damaged for a file that breaks the format.
  static Result<TensorFiles> open(const std::filesystem::path& folder);

  /// By name; views live as long as this object.
  const std::map<std::string, Entry>& tensors() const { return tensors_; }

 private:
  Result<void> add(const std::filesystem::path& path);

  std::vector<SafetensorsFile> files_;
  std::map<std::string, Entry> tensors_;
};

}  // namespace cloze
