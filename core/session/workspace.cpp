// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/workspace.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/base/text_name.h"
#include "core/config/embedded_resources.h"
#include "core/config/recipe_fields.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;

fs::path home_relative(const char* variable, const char* fallback) {
  if (const char* set = std::getenv(variable); set != nullptr && *set != '\0') return set;
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : ".") / fallback;
}

std::vector<fs::path> folders_in(const fs::path& parent) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(parent, error))
    if (entry.is_directory(error) && !entry.path().filename().string().starts_with("."))
      folders.push_back(entry.path());
  std::ranges::sort(folders);
  return folders;
}

/// Reads what every folder holds, newest first, and sets the unreadable ones aside.
template <class Info, class Read>
std::vector<Info> read_all(const fs::path& parent, Read read, std::vector<Error>* unreadable) {
  std::vector<Info> infos;
  for (const fs::path& folder : folders_in(parent)) {
    if (auto info = read(folder))
      infos.push_back(std::move(*info));
    else if (unreadable != nullptr)
      unreadable->push_back(std::move(info).error());
  }
  std::ranges::stable_sort(infos, std::greater{}, &Info::created);
  return infos;
}

std::string suggestion(const std::string& word, const std::vector<std::string>& known,
                       const char* how_to_make) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  const std::string near = nearest(word, views);
  if (!near.empty()) return fmt::format("did you mean '{}'?", near);
  return known.empty() ? how_to_make : fmt::format("there are: {}", fmt::join(known, ", "));
}

}  // namespace

Result<Workspace> Workspace::open(const fs::path& root) {
  Workspace workspace;
  std::error_code error;
  workspace.root_ = fs::absolute(root, error);
  if (error || root.empty())
    return fail(ErrorCode::bad_input, fmt::format("'{}' cannot be a workspace folder", root.string()),
                "give the path of a folder");
  for (const char* part : {"tokenizers", "datasets", "runs"})
    CLOZE_CHECK(make_folders(workspace.root_ / part));
  if (::access(workspace.root_.c_str(), W_OK) != 0)
    return std::unexpected(io_error("cannot write to the workspace", workspace.root_, errno));
  return workspace;
}

fs::path Workspace::default_root() {
  if (const char* set = std::getenv("CLOZE_WORKSPACE"); set != nullptr && *set != '\0') return set;
  return home_relative("XDG_DATA_HOME", ".local/share") / "cloze-studio";
}

fs::path Workspace::run_folder(const std::string& run_id) const {
  std::string name;
  for (const char c : run_id) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || (c == '.' && !name.empty()))
      name += c;
    else
      name += fmt::format("%{:02X}", byte);
  }
  return root_ / "runs" / (name.empty() ? "%" : name);
}

std::vector<TokenizerInfo> Workspace::list_tokenizers(std::vector<Error>* unreadable) const {
  return read_all<TokenizerInfo>(tokenizers(), read_tokenizer_info, unreadable);
}

std::vector<DatasetInfo> Workspace::list_datasets(std::vector<Error>* unreadable) const {
  return read_all<DatasetInfo>(datasets(), read_dataset_info, unreadable);
}

Result<fs::path> Workspace::find_dataset(const std::string& name_or_hash) const {
  std::vector<std::string> names;
  const DatasetInfo* by_hash = nullptr;
  const auto infos = list_datasets();
  for (const DatasetInfo& info : infos) {  // Newest first, so the first name that matches is the newest.
    if (info.name == name_or_hash) return datasets() / info.hash.substr(0, 16);
    names.push_back(info.name);
    if (name_or_hash.size() >= 4 && info.hash.starts_with(name_or_hash)) {
      if (by_hash != nullptr)
        return fail(ErrorCode::bad_input,
                    fmt::format("'{}' begins the hash of more than one dataset", name_or_hash),
                    "give more digits");
      by_hash = &info;
    }
  }
  if (by_hash != nullptr) return datasets() / by_hash->hash.substr(0, 16);
  return fail(ErrorCode::not_found,
              fmt::format("there is no dataset '{}' in {}", name_or_hash, root_.string()),
              suggestion(name_or_hash, names, "make one with: cloze dataset build"));
}

Result<UnfinishedBuild> Workspace::find_unfinished_build(const std::string& name_or_hash) const {
  std::vector<std::string> names;
  std::vector<UnfinishedBuild> fitting;
  for (UnfinishedBuild& build : list_unfinished_builds(datasets())) {
    names.push_back(build.info.name);
    if (build.info.name == name_or_hash ||
        (name_or_hash.size() >= 4 && build.info.hash.starts_with(name_or_hash)))
      fitting.push_back(std::move(build));
  }
  if (fitting.size() > 1)
    return fail(ErrorCode::bad_input,
                fmt::format("there is more than one unfinished build '{}'", name_or_hash),
                "give the hash, which 'cloze dataset list' shows");
  if (fitting.empty())
    return fail(ErrorCode::not_found,
                fmt::format("there is no unfinished build '{}' in {}", name_or_hash, root_.string()),
                suggestion(name_or_hash, names, "'cloze dataset list' shows what there is"));
  return std::move(fitting.front());
}

Result<fs::path> Workspace::find_tokenizer(const std::string& name) const {
  std::vector<std::string> names;
  for (const TokenizerInfo& info : list_tokenizers()) {
    if (info.name == name) return tokenizers() / name;
    names.push_back(info.name);
  }
  // A folder that is there but cannot be read says why, not that it is missing.
  std::error_code error;
  if (check_folder_name("tokenizer", name) && fs::exists(tokenizers() / name, error)) {
    CLOZE_TRY([[maybe_unused]] const auto info, read_tokenizer_info(tokenizers() / name));
    return tokenizers() / name;
  }
  return fail(ErrorCode::not_found, fmt::format("there is no tokenizer '{}' in {}", name, root_.string()),
              suggestion(name, names, "make one with: cloze tokenizer train"));
}

Result<std::vector<Sample>> list_samples() {
  const fs::path cache = home_relative("XDG_CACHE_HOME", ".cache") / "cloze-studio" / "samples";
  std::vector<Sample> samples;
  try {
    const auto json = nlohmann::json::parse(embedded_samples());
    for (const auto& entry : json.at("samples")) {
      Sample sample;
      sample.name = entry.at("name");
      sample.title = entry.at("title");
      sample.language = entry.at("language");
      sample.license = entry.at("license");
      sample.documents = entry.at("documents");
      sample.bytes = entry.at("bytes");
      sample.folder = cache / sample.name;
      std::error_code error;
      sample.present = fs::is_directory(sample.folder, error);
      samples.push_back(std::move(sample));
    }
  } catch (const nlohmann::json::exception& error) {
    return fail(ErrorCode::internal, fmt::format("samples.json: {}", error.what()));
  }
  return samples;
}

Result<Sample> find_sample(const std::string& name) {
  CLOZE_TRY(const auto samples, list_samples());
  std::vector<std::string> names;
  for (const Sample& sample : samples) {
    names.push_back(sample.name);
    if (sample.name != name) continue;
    if (sample.present) return sample;
    return fail(ErrorCode::not_found,
                fmt::format("the sample '{}' has not been fetched to {}", name, sample.folder.string()),
                "fetch it with: packaging/bootstrap.sh");
  }
  return fail(ErrorCode::not_found, fmt::format("there is no sample '{}'", name),
              suggestion(name, names, ""));
}

}  // namespace cloze
