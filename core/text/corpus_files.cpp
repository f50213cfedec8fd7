// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/corpus_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <iterator>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "core/base/file.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;

bool is_text_file(const fs::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return ending == ".txt";
}

/// What a folder without text holds, so that the message can say it.
struct OtherFiles {
  std::map<std::string, std::uint64_t> by_ending;

  void add(const fs::path& path) {
    ++by_ending[path.has_extension() ? path.extension().string() : "no ending"];
  }

  std::uint64_t count() const {
    std::uint64_t sum = 0;
    for (const auto& [ending, count] : by_ending) sum += count;
    return sum;
  }

  std::string describe() const {
    std::vector<std::string> parts;
    for (const auto& [ending, count] : by_ending) {
      if (parts.size() == 5) {
        parts.emplace_back("...");
        break;
      }
      parts.push_back(fmt::format("{} x {}", count, ending));
    }
    return parts.empty() ? "nothing at all" : fmt::format("{}", fmt::join(parts, ", "));
  }
};

/// Walks folders, links to folders included. A folder is entered once, so links that lead back up end there.
class Walk {
 public:
  explicit Walk(const fs::path& root) : root_(root) {}

  /// With a list of its own of what is to be entered: folders may be nested deeper than our stack.
  Result<void> all(std::vector<CorpusFile>& files) {
    std::vector<fs::path> waiting{root_};
    while (!waiting.empty()) {
      const fs::path folder = std::move(waiting.back());
      waiting.pop_back();
      std::vector<fs::path> folders;
      CLOZE_CHECK(enter(folder, files, folders));
      waiting.insert(waiting.end(), std::make_move_iterator(folders.rbegin()),
                     std::make_move_iterator(folders.rend()));
    }
    return {};
  }

  OtherFiles others;
  std::uint64_t hidden = 0;

 private:
  Result<void> enter(const fs::path& folder, std::vector<CorpusFile>& files, std::vector<fs::path>& folders) {
    std::error_code error;
    struct stat identity {};
    if (::stat(folder.c_str(), &identity) != 0)
      return std::unexpected(io_error("cannot open the folder", folder, errno));
    if (!entered_.emplace(identity.st_dev, identity.st_ino).second) return {};
    fs::directory_iterator entries(folder, error);
    // Sorted here, so that which of two links to one file or folder counts does not depend on the file
    // system.
    std::vector<fs::path> paths;
    for (; !error && entries != fs::directory_iterator(); entries.increment(error))
      paths.push_back(entries->path());
    if (error) return std::unexpected(io_error("cannot read the folder", folder, error.value()));
    std::ranges::sort(paths);
    for (const fs::path& path : paths) {
      const fs::file_status status = fs::status(path, error);
      // A link that leads nowhere is looked at below; anything else that the system does not tell is an
      // error, such as a path longer than it takes.
      if (status.type() == fs::file_type::none && error != std::errc::too_many_symbolic_link_levels)
        return std::unexpected(io_error("cannot open", path, error.value()));
      if (path.filename().native().starts_with('.')) {  // Version control, previews and the like.
        if (!fs::is_directory(status)) ++hidden;
        continue;
      }
      if (fs::is_directory(status)) {
        folders.push_back(path);
      } else if (is_text_file(path) && (fs::is_regular_file(status) || !fs::exists(status))) {
        // A link to nothing is listed too: reading it tells the person, leaving it out would lose text
        // silently.
        files.push_back({path, path.lexically_relative(root_).generic_string()});
      } else {
        others.add(path);
      }
    }
    return {};
  }

  fs::path root_;
  std::set<std::pair<dev_t, ino_t>> entered_;
};

}  // namespace

Result<CorpusFiles> find_corpus_files(const std::vector<fs::path>& paths) {
  if (paths.empty())
    return fail(ErrorCode::bad_input, "the corpus names no file and no folder",
                "give .txt files or folders of them");
  CorpusFiles found;
  std::vector<CorpusFile>& files = found.files;
  std::string empty_folders;
  for (const fs::path& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found)
      return fail(ErrorCode::not_found, fmt::format("'{}' does not exist", path.string()),
                  "check the spelling of the corpus path");
    if (status.type() == fs::file_type::none)
      return std::unexpected(io_error("cannot open", path, error.value()));
    if (fs::is_directory(status)) {
      Walk walk(path);
      const std::size_t before = files.size();
      CLOZE_CHECK(walk.all(files));
      found.skipped += walk.others.count() + walk.hidden;
      if (files.size() == before)
        empty_folders +=
            fmt::format("{}the folder '{}' holds no .txt file, but {}", empty_folders.empty() ? "" : "; ",
                        path.string(), walk.others.describe());
    } else if (!is_text_file(path)) {
      return fail(ErrorCode::bad_input,
                  fmt::format("'{}' cannot be read as a corpus: its ending is not .txt", path.string()),
                  "supported are UTF-8 .txt files and folders of them");
    } else if (!fs::is_regular_file(status)) {
      return fail(ErrorCode::bad_input, fmt::format("'{}' is not a regular file", path.string()),
                  "supported are UTF-8 .txt files and folders of them");
    } else {
      files.push_back({path, path.filename().string()});
    }
  }
  if (files.empty())
    return fail(ErrorCode::bad_input, empty_folders, "supported are UTF-8 .txt files and folders of them");

  std::ranges::stable_sort(files, {}, &CorpusFile::path);
  std::set<fs::path> seen;
  std::erase_if(files, [&](const CorpusFile& file) {
    std::error_code error;
    const fs::path real = fs::canonical(file.path, error);
    return !seen.insert(error ? file.path : real).second;
  });
  return found;
}

Result<std::vector<fs::path>> list_corpus_files(const std::vector<fs::path>& paths) {
  CLOZE_TRY(CorpusFiles found, find_corpus_files(paths));
  std::vector<fs::path> list;
  for (CorpusFile& file : found.files) list.push_back(std::move(file.path));
  return list;
}

}  // namespace cloze
