// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <system_error>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/checkpoint/checkpoint_manifest.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view step_prefix = "step-", temporary_prefix = ".tmp-", replaced_prefix = ".old-";
/// For the manifest and what the file system itself needs.
constexpr std::uintmax_t spare_bytes = 1 << 20;

std::string step_name(std::int64_t step) {
  return fmt::format("{}{:09}", step_prefix, step);
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// The step in "step-000001234"; none for any other name.
std::optional<std::int64_t> step_of(std::string_view name) {
  if (!name.starts_with(step_prefix)) return std::nullopt;
  name.remove_prefix(step_prefix.size());
  std::int64_t step = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), step);
  if (name.size() < 9 || error != std::errc{} || end != name.data() + name.size() || step < 0)
    return std::nullopt;
  return step;
}

Result<void> rename_folder(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0)
    return std::unexpected(io_error(fmt::format("cannot rename '{}' to", from.string()), to, errno));
  return {};
}

/// Names in a folder; empty when there is no such folder.
Result<std::vector<std::string>> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    names.push_back(entry->path().filename().string());
  if (error && error.value() != ENOENT)
    return std::unexpected(io_error("cannot list the folder", folder, error.value()));
  return names;
}

Result<void> remove_tree(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) return std::unexpected(io_error("cannot remove", path, error.value()));
  return {};
}

/// Moves a checkpoint out of sight first, so that a crash while its files go never leaves a part under its
/// name.
Result<void> remove_checkpoint(const fs::path& path) {
  const fs::path hidden =
      path.parent_path() / fmt::format("{}{}-removed", temporary_prefix, path.filename().string());
  CLOZE_CHECK(remove_tree(hidden));
  CLOZE_CHECK(rename_folder(path, hidden));
  return remove_tree(hidden);
}

/// Clears away what a crash left: unfinished folders, and a replaced one whose successor is there.
Result<void> tidy(const fs::path& folder) {
  CLOZE_TRY(const auto names, names_in(folder));
  for (const std::string& name : names) {
    if (name.starts_with(temporary_prefix)) CLOZE_CHECK(remove_tree(folder / name));
    if (!name.starts_with(replaced_prefix)) continue;
    const fs::path current = folder / name.substr(replaced_prefix.size());
    if (is_there(current))
      CLOZE_CHECK(remove_tree(folder / name));
    else
      CLOZE_CHECK(rename_folder(folder / name, current));
  }
  return {};
}

/// Puts a complete folder in place of one that may be there.
Result<void> put_in_place(const fs::path& complete, const fs::path& target) {
  if (!is_there(target)) return rename_folder(complete, target);
  // Swapping leaves no moment without the one or the other.
  if (::renameat2(AT_FDCWD, complete.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) return {};
  if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
    return std::unexpected(io_error("cannot replace", target, errno));
  const fs::path replaced =
      target.parent_path() / (std::string(replaced_prefix) + target.filename().string());
  CLOZE_CHECK(rename_folder(target, replaced));
  if (auto placed = rename_folder(complete, target); !placed) {
    (void)rename_folder(replaced, target);
    return placed;
  }
  CLOZE_CHECK(sync_folder(target.parent_path()));  // Before the one that it replaces goes.
  return remove_tree(replaced);
}

Result<void> check_request(std::int64_t step, const std::vector<CheckpointFile>& files) {
  if (step < 0) return fail(ErrorCode::bad_input, fmt::format("a checkpoint cannot have the step {}", step));
  std::set<std::string_view> names;
  for (const CheckpointFile& file : files)
    if (!is_checkpoint_file_name(file.name) || !names.insert(file.name).second)
      return fail(
          ErrorCode::bad_input,
          fmt::format("'{}' cannot be the name of a file in a checkpoint, or is given twice", file.name));
  return {};
}

Result<CheckpointManifestFile> write_one(const fs::path& folder, const CheckpointFile& file) {
  const fs::path path = folder / file.name;
  if (const auto* bytes = std::get_if<std::string>(&file.content)) {
    CLOZE_CHECK(write_file_synced(path, *bytes));
  } else {
    CLOZE_CHECK(std::get<CheckpointWriter>(file.content)(path));
    CLOZE_CHECK(sync_file(path));
  }
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error) return std::unexpected(io_error("cannot see the size of", path, error.value()));
  CLOZE_TRY(std::string hash, sha256_of_file(path));
  return CheckpointManifestFile{size, std::move(hash)};
}

Result<void> build(const fs::path& folder, CheckpointManifest manifest,
                   const std::vector<CheckpointFile>& files) {
  std::error_code error;
  if (!fs::create_directory(folder, error))
    return std::unexpected(io_error("cannot create the folder", folder, error ? error.value() : EEXIST));
  for (const CheckpointFile& file : files) {
    CLOZE_TRY(manifest.files[file.name], write_one(folder, file));
  }
  CLOZE_CHECK(write_file_synced(folder / checkpoint_manifest_name, checkpoint_manifest_to_json(manifest)));
  return sync_folder(folder);
}

std::unexpected<Error> damaged_file(const fs::path& path, std::string_view reason) {
  return fail(ErrorCode::damaged, fmt::format("'{}' {}", path.string(), reason), "use an earlier checkpoint");
}

/// The manifest, and that each file is there in its size.
Result<CheckpointManifest> check_sizes(const fs::path& checkpoint) {
  CLOZE_TRY(CheckpointManifest manifest, read_checkpoint_manifest(checkpoint));
  std::string name = checkpoint.filename().string();
  if (name.starts_with(replaced_prefix)) name.erase(0, replaced_prefix.size());
  if (const auto step = step_of(name); step && *step != manifest.step)
    return damaged_file(checkpoint / checkpoint_manifest_name,
                        fmt::format("belongs to step {}", manifest.step));
  for (const auto& [file_name, file] : manifest.files) {
    const fs::path path = checkpoint / file_name;
    std::error_code error;
    const auto status = fs::symlink_status(path, error);
    if (status.type() == fs::file_type::not_found) return damaged_file(path, "is missing");
    if (status.type() != fs::file_type::regular) return damaged_file(path, "is not a plain file");
    const std::uintmax_t size = fs::file_size(path, error);
    if (error) return std::unexpected(io_error("cannot see the size of", path, error.value()));
    if (size != file.size)
      return damaged_file(path, fmt::format("has {} bytes where {} were written", size, file.size));
  }
  return manifest;
}

}  // namespace

Result<Checkpoint> save_checkpoint(const fs::path& folder, std::int64_t step,
                                   const std::vector<CheckpointFile>& files, const CheckpointInfo& info) {
  CLOZE_CHECK(check_request(step, files));
  CLOZE_CHECK(make_folders(folder));
  CLOZE_CHECK(tidy(folder));
  std::uintmax_t bytes = spare_bytes;
  for (const CheckpointFile& file : files) {
    const auto* content = std::get_if<std::string>(&file.content);
    bytes += content != nullptr ? content->size() : file.expected_bytes;
  }
  CLOZE_CHECK(require_space(folder, bytes));

  const fs::path target = folder / step_name(step);
  const fs::path temporary = folder / (std::string(temporary_prefix) + step_name(step));
  // Removes what was begun when a writer fails or throws; after a swap, the checkpoint that was replaced.
  struct Cleaner {
    const fs::path& path;
    ~Cleaner() {
      std::error_code ignored;
      fs::remove_all(path, ignored);
    }
  } const cleaner{temporary};
  auto loss = info.held_out_loss;
  if (loss && !std::isfinite(*loss)) loss.reset();
  CLOZE_CHECK(build(temporary, CheckpointManifest{step, loss, {}}, files));
  CLOZE_CHECK(put_in_place(temporary, target));
  CLOZE_CHECK(sync_folder(folder));
  return Checkpoint{target, step, loss};
}

Result<std::vector<Checkpoint>> list_checkpoints(const fs::path& folder) {
  CLOZE_TRY(const auto names, names_in(folder));
  std::map<std::int64_t, fs::path> found;
  for (const std::string& name : names) {
    if (const auto step = step_of(name)) found[*step] = folder / name;
    if (!name.starts_with(replaced_prefix)) continue;
    // Comes after its successor or before it: emplace leaves the successor where it is.
    if (const auto step = step_of(std::string_view(name).substr(replaced_prefix.size())))
      found.emplace(*step, folder / name);
  }
  std::vector<Checkpoint> checkpoints;
  for (const auto& [step, path] : found) {
    const auto manifest = read_checkpoint_manifest(path);
    checkpoints.push_back({path, step, manifest ? manifest->held_out_loss : std::nullopt});
  }
  return checkpoints;
}

Result<Checkpoint> verify_checkpoint(const fs::path& checkpoint) {
  std::error_code error;
  if (!fs::is_directory(checkpoint, error))
    return fail(ErrorCode::not_found, fmt::format("there is no checkpoint at '{}'", checkpoint.string()));
  CLOZE_TRY(const CheckpointManifest manifest, check_sizes(checkpoint));
  for (const auto& [name, file] : manifest.files) {
    CLOZE_TRY(const std::string hash, sha256_of_file(checkpoint / name));
    if (hash != file.sha256) return damaged_file(checkpoint / name, "does not hold what was written");
  }
  return Checkpoint{checkpoint, manifest.step, manifest.held_out_loss};
}

Result<Checkpoint> newest_intact_checkpoint(const fs::path& folder, std::vector<Error>* skipped) {
  CLOZE_TRY(const auto checkpoints, list_checkpoints(folder));
  if (checkpoints.empty())
    return fail(ErrorCode::not_found, fmt::format("there is no checkpoint in '{}'", folder.string()),
                "the run was not saved yet");
  std::optional<Error> newest_error;
  for (auto checkpoint = checkpoints.rbegin(); checkpoint != checkpoints.rend(); ++checkpoint) {
    auto verified = verify_checkpoint(checkpoint->folder);
    if (verified) return verified;
    if (!newest_error) newest_error = verified.error();
    if (skipped != nullptr) skipped->push_back(std::move(verified).error());
  }
  return fail(
      ErrorCode::damaged,
      fmt::format("no checkpoint in '{}' is intact; the newest: {}", folder.string(), newest_error->message),
      "start the run again");
}

Result<std::vector<std::int64_t>> retain_checkpoints(const fs::path& folder, std::int64_t keep) {
  CLOZE_CHECK(tidy(folder));
  CLOZE_TRY(const auto checkpoints, list_checkpoints(folder));
  std::vector<std::int64_t> removed;
  if (checkpoints.empty()) return removed;
  std::set<std::int64_t> kept{checkpoints.back().step};
  std::int64_t sound = 0;
  const Checkpoint* best = nullptr;
  for (auto checkpoint = checkpoints.rbegin(); checkpoint != checkpoints.rend(); ++checkpoint) {
    if (const auto sizes = check_sizes(checkpoint->folder); !sizes) {
      // One that cannot be read now, or was written by a later version, may well be whole.
      if (sizes.error().code != ErrorCode::damaged) kept.insert(checkpoint->step);
      continue;
    }
    if (sound++ < std::max<std::int64_t>(keep, 1)) kept.insert(checkpoint->step);
    if (checkpoint->held_out_loss && (best == nullptr || *checkpoint->held_out_loss < *best->held_out_loss))
      best = &*checkpoint;
  }
  if (best != nullptr) kept.insert(best->step);
  for (const Checkpoint& checkpoint : checkpoints) {
    if (kept.contains(checkpoint.step)) continue;
    CLOZE_CHECK(remove_checkpoint(checkpoint.folder));
    removed.push_back(checkpoint.step);
  }
  if (!removed.empty()) CLOZE_CHECK(sync_folder(folder));
  return removed;
}

}  // namespace cloze
