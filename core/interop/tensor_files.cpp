// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/tensor_files.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "core/base/file.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* single_file = "model.safetensors";
constexpr const char* index_file = "model.safetensors.index.json";

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// The folder has no safetensors: what it has instead, and what to do.
std::unexpected<Error> no_weights(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string(), kind = entry.path().extension().string();
    if (kind == ".bin" || kind == ".pt" || kind == ".pth" || kind == ".ckpt" || kind == ".pkl")
      return fail(
          ErrorCode::bad_input,
          fmt::format("'{}' is a pickle: a program that may do anything when it is opened, so it is "
                      "not read",
                      entry.path().string()),
          "look for a revision of the model with model.safetensors, or convert it where you trust it: "
          "AutoModelForMaskedLM.from_pretrained(OLD).save_pretrained(NEW)");
    if (name == "tf_model.h5" || kind == ".msgpack")
      return fail(ErrorCode::bad_input,
                  fmt::format("'{}' holds weights of another framework", entry.path().string()),
                  "look for a revision of the model with model.safetensors");
  }
  return fail(ErrorCode::not_found, fmt::format("'{}' has no {}", folder.string(), single_file),
              "fetch the weights of the model into this folder");
}

}  // namespace

Result<void> TensorFiles::add(const fs::path& path) {
  CLOZE_TRY(SafetensorsFile file, SafetensorsFile::open(path));
  files_.push_back(std::move(file));
  for (const auto& [name, view] : files_.back().tensors())
    if (const auto [known, added] = tensors_.emplace(name, Entry{&view, path}); !added)
      return fail(ErrorCode::bad_input, fmt::format("the tensor '{}' stands in '{}' and in '{}'", name,
                                                    known->second.file.string(), path.string()));
  return {};
}

Result<TensorFiles> TensorFiles::open(const fs::path& folder) {
  TensorFiles found;
  if (is_there(folder / single_file)) {
    CLOZE_CHECK(found.add(folder / single_file));
    return found;
  }
  const fs::path index = folder / index_file;
  if (!is_there(index)) return no_weights(folder);
  CLOZE_TRY(const std::string text, read_file(index, std::size_t{64} << 20));
  const auto wrong = [&](const std::string& what) {
    return fail(ErrorCode::bad_input, fmt::format("'{}': {}", index.string(), what), "fetch this file again");
  };
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("weight_map") || !json["weight_map"].is_object())
    return wrong("weight_map is missing, or no object");
  std::set<std::string> names;
  for (const auto& [tensor, file] : json["weight_map"].items()) {
    if (!file.is_string()) return wrong(fmt::format("the tensor '{}' has no file", tensor));
    const std::string name = file;
    if (name != fs::path(name).filename() || !name.ends_with(".safetensors"))
      return wrong(
          fmt::format("the tensor '{}' is said to be in '{}', which is no safetensors file of this folder",
                      tensor, name));
    names.insert(name);
  }
  found.files_.reserve(names.size());  // Views point into the files.
  for (const std::string& name : names) CLOZE_CHECK(found.add(folder / name));
  for (const auto& [tensor, file] : json["weight_map"].items()) {
    const auto entry = found.tensors_.find(tensor);
    if (entry == found.tensors_.end() || entry->second.file.filename() != file.get<std::string>())
      return wrong(fmt::format("'{}' does not hold the tensor '{}'", file.get<std::string>(), tensor));
  }
  return found;
}

}  // namespace cloze
