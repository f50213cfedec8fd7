// SPDX-License-Identifier: GPL-3.0-or-later
// The folder that holds a person's work: cloze.db, datasets/, tokenizers/, runs/<id>/checkpoints/.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/unfinished_builds.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// Paths inside a workspace, and what is stored there. A value; any thread.
class Workspace {
 public:
  /// Creates the folders where missing. Refuses a folder it cannot write to, and one that a newer version
  /// wrote.
  static Result<Workspace> open(const std::filesystem::path& root);
  /// $CLOZE_WORKSPACE, else $XDG_DATA_HOME/cloze-studio, else ~/.local/share/cloze-studio.
  static std::filesystem::path default_root();

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path database() const { return root_ / "cloze.db"; }
  std::filesystem::path tokenizers() const { return root_ / "tokenizers"; }
  std::filesystem::path datasets() const { return root_ / "datasets"; }
  /// Always inside runs/: a character that no run id has (a slash, a dot in front) is written as %XX, so that
  /// an id from a damaged database leads nowhere else.
  std::filesystem::path run_folder(const std::string& run_id) const;
  std::filesystem::path checkpoints(const std::string& run_id) const {
    return run_folder(run_id) / "checkpoints";
  }

  /// Stored ones, newest first; a folder that cannot be read is left out and told in *unreadable when given.
  std::vector<TokenizerInfo> list_tokenizers(std::vector<Error>* unreadable = nullptr) const;
  std::vector<DatasetInfo> list_datasets(std::vector<Error>* unreadable = nullptr) const;
  /// By name (the newest of that name), full hash or unique beginning of the hash. not_found names near ones.
  Result<std::filesystem::path> find_dataset(const std::string& name_or_hash) const;
  Result<std::filesystem::path> find_tokenizer(const std::string& name) const;
  /// Of all dataset builds that stopped on the way, the one of this name or hash. not_found names near ones,
  /// bad_input when there are several.
  Result<UnfinishedBuild> find_unfinished_build(const std::string& name_or_hash) const;

 private:
  std::filesystem::path root_;
};

/// A corpus that can be fetched with the set-up script (resources/samples.json).
struct Sample {
  std::string name;      ///< "sotu"
  std::string title;     ///< "Messages of US presidents, 1790 to today"
  std::string language;  ///< "en"
  std::string license;
  std::filesystem::path folder;  ///< Where its .txt files are once fetched.
  bool present = false;
  std::uint64_t documents = 0;  ///< One file each.
  std::uint64_t bytes = 0;      ///< Of the text once unpacked, about.
};

/// All samples listed, with whether they are on this machine.
Result<std::vector<Sample>> list_samples();
/// One that is present; not_found says how to fetch it.
Result<Sample> find_sample(const std::string& name);

}  // namespace cloze
