// SPDX-License-Identifier: GPL-3.0-or-later
// What a power cut leaves, made from the log of a faulty disk (disk_faults.h). A killed process leaves all it
// wrote; a power cut only what was flushed, and of the rest any part. The rules are those of POSIX, harder
// than most file systems are:
//   - bytes and sizes of a file are safe once the file was flushed; of writes since then any sectors of 512
//   bytes
//     may be there or not, and of the sizes any;
//   - names in a folder (made, renamed, removed) are safe once that folder was flushed; since then the
//   changes
//     up to some moment are there, in each folder up to another one. A rename within a folder is whole or not
//     at all.
//
//   PowerCut cut(folder);                // before the program runs: what is there is safe
//   disk.run_child(...);
//   for (const DiskCall& call : disk.log()) {
//     cut.after(call);
//     for (int i = 0; i < PowerCut::cases; ++i) { cut.write_to(other_folder, i); look at other_folder; }
//   }
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "tests/support/disk_faults.h"

namespace cloze::test {

class PowerCut {
 public:
  /// What of the unsafe changes is on the disk: nothing; everything; all names but no bytes; all bytes but no
  /// names; and, from named_cases on, parts drawn by the case's number.
  static constexpr int named_cases = 4, cases = 12;

  /// Reads the folder: all of it is safe. It is the root of the paths in the log.
  explicit PowerCut(const std::filesystem::path& folder);

  /// Goes on to the moment after a call. Calls must come in the order of the log; failed ones change nothing.
  void after(const DiskCall& call);

  /// Makes target (removed first) what the folder is after a power cut at this moment, in one of the cases.
  void write_to(const std::filesystem::path& target, int which) const;

 private:
  struct Node;
  using NodePointer = std::shared_ptr<Node>;
  using Names = std::map<std::string, NodePointer>;
  /// A change of a folder's names: each of them with what it stands for afterwards, none for nothing.
  using NameChange = std::vector<std::pair<std::string, NodePointer>>;
  struct FileChange {
    bool truncates = false;
    std::uint64_t offset = 0;  ///< Of the bytes; the new size when it truncates.
    std::string data;
  };
  struct Node {
    bool is_folder = false;
    std::string safe_bytes;
    std::vector<FileChange> unsafe;
    Names safe_names, names;
    std::vector<NameChange> unsafe_names;
  };

  static NodePointer read(const std::filesystem::path& path);
  /// Nullptr for a path that is not there (any more).
  NodePointer find(const std::filesystem::path& path) const;
  static void change(Node& folder, NameChange change);
  static void write_node(const Node& node, const std::filesystem::path& target, int which, Draws& draws);

  std::filesystem::path folder_;
  NodePointer root_;
  std::uint64_t moment_ = 0;
};

}  // namespace cloze::test
