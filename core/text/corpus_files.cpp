// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/corpus_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <glob.h>
#include <sys/stat.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <iterator>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "core/base/file.h"
#include "core/text/characters.h"
#include "core/text/cleaning.h"
#include "core/text/encoding.h"
#include "core/text/parquet_texts.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;

constexpr const char* supported =
    "supported are .txt, .md, .json, .jsonl, .csv and .tsv, each also as .gz or .zst, .parquet, and folders "
    "of them";

constexpr std::array<std::pair<const char*, TextFormat>, 8> formats{{{".txt", TextFormat::plain},
                                                                     {".md", TextFormat::plain},
                                                                     {".json", TextFormat::json},
                                                                     {".jsonl", TextFormat::json},
                                                                     {".ndjson", TextFormat::json},
                                                                     {".csv", TextFormat::csv},
                                                                     {".tsv", TextFormat::tsv},
                                                                     {".parquet", TextFormat::parquet}}};
constexpr std::array<std::pair<const char*, Compression>, 2> packings{
    {{".gz", Compression::gzip}, {".zst", Compression::zstd}}};

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// Paths that a pattern of the shell stands for, sorted; empty when nothing fits.
std::vector<fs::path> expand(const fs::path& pattern) {
  glob_t found{};
  std::vector<fs::path> paths;
  if (::glob(pattern.c_str(), GLOB_BRACE, nullptr, &found) == 0)
    for (std::size_t i = 0; i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
  ::globfree(&found);
  return paths;
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
      } else if (const auto kind = kind_of_file(path);
                 kind && (fs::is_regular_file(status) || !fs::exists(status))) {
        // A link to nothing is listed too: reading it tells the person, leaving it out would lose text
        // silently.
        files.push_back({path, path.lexically_relative(root_).generic_string(), *kind});
      } else {
        others.add(path);
      }
    }
    return {};
  }

  fs::path root_;
  std::set<std::pair<dev_t, ino_t>> entered_;
};

/// The first texts of a Parquet file, an empty line between two.
Result<std::string> first_rows(const fs::path& path, std::size_t most_bytes) {
  CLOZE_TRY(const auto rows, open_parquet(path, ""));
  std::string text;
  while (text.size() < most_bytes) {
    CLOZE_TRY(const auto row, rows->next());
    if (!row) return text;
    if (row->empty()) continue;
    if (!text.empty()) text += "\n\n";
    text += clean(*row, {.normalization = Normalization::none, .collapse_whitespace = false});
  }
  if (text.size() > most_bytes) text.resize(cut_position(text, most_bytes));
  return text;
}

}  // namespace

std::optional<FileKind> kind_of_file(const fs::path& path) {
  fs::path name = path.filename();
  FileKind kind;
  for (const auto& [ending, compression] : packings)
    if (lower_case(name.extension().string()) == ending) {
      kind.compression = compression;
      name = name.stem();
      break;
    }
  const std::string ending = lower_case(name.extension().string());
  const auto found = std::ranges::find(formats, ending, [](const auto& format) { return format.first; });
  if (found == formats.end()) return std::nullopt;
  // Its pages are packed already, and it is read from its end.
  if (found->second == TextFormat::parquet && kind.compression != Compression::none) return std::nullopt;
  kind.format = found->second;
  return kind;
}

std::vector<std::string> corpus_endings() {
  std::vector<std::string> endings;
  for (const auto& [ending, format] : formats) endings.emplace_back(ending);
  for (const auto& [packing, compression] : packings)
    for (const auto& [ending, format] : formats)
      if (format != TextFormat::parquet) endings.push_back(std::string(ending) + packing);
  return endings;
}

bool is_corpus_file(const fs::path& path) {
  return kind_of_file(path).has_value();
}

bool holds_records(const fs::path& path) {
  return kind_of_file(path).value_or(FileKind{}).format != TextFormat::plain;
}

Result<std::string> read_beginning(const fs::path& path, std::size_t most_bytes) {
  if (kind_of_file(path).value_or(FileKind{}).format == TextFormat::parquet)
    return first_rows(path, most_bytes);
  CLOZE_TRY(auto bytes, open_byte_stream(path, kind_of_file(path).value_or(FileKind{}).compression));
  CLOZE_TRY(const auto utf8, Utf8Stream::open(std::move(bytes), path.string(), InvalidUtf8::replace));
  std::string text(most_bytes, '\0');
  CLOZE_TRY(const std::size_t got, utf8->read(text));
  text.resize(got);
  if (got < most_bytes) return text;
  // Back to a character's first byte, of which one that is cut has too few behind it.
  std::int32_t end = static_cast<std::int32_t>(got);
  U8_SET_CP_LIMIT(reinterpret_cast<const std::uint8_t*>(text.data()), 0, end, end);
  std::int32_t last = end;
  if (last > 0) {
    UChar32 character = 0;
    U8_PREV(reinterpret_cast<const std::uint8_t*>(text.data()), 0, last, character);
    if (character < 0) end = last;
  }
  text.resize(static_cast<std::size_t>(end));
  return text;
}

Result<CorpusFiles> find_corpus_files(const std::vector<fs::path>& given) {
  if (given.empty()) return fail(ErrorCode::bad_input, "the corpus names no file and no folder", supported);
  struct Found {
    fs::path path;
    std::size_t given;
  };
  std::vector<Found> paths;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const fs::path& path = given[i];
    std::error_code error;
    const bool pattern = path.native().find_first_of("*?[{") != std::string::npos &&
                         fs::status(path, error).type() == fs::file_type::not_found;
    if (!pattern) {
      paths.push_back({path, i});
      continue;
    }
    const std::vector<fs::path> fitting = expand(path);
    if (fitting.empty())
      return fail(ErrorCode::not_found, fmt::format("no file fits the pattern '{}'", path.string()),
                  "check the spelling of the corpus path");
    for (const fs::path& fits : fitting) paths.push_back({fits, i});
  }
  CorpusFiles found;
  std::vector<CorpusFile>& files = found.files;
  std::string empty_folders;
  for (const auto& [path, position] : paths) {
    std::error_code error;
    const std::size_t before = files.size();
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found)
      return fail(ErrorCode::not_found, fmt::format("'{}' does not exist", path.string()),
                  "check the spelling of the corpus path");
    if (status.type() == fs::file_type::none)
      return std::unexpected(io_error("cannot open", path, error.value()));
    if (fs::is_directory(status)) {
      Walk walk(path);
      CLOZE_CHECK(walk.all(files));
      found.skipped += walk.others.count() + walk.hidden;
      if (files.size() == before)
        empty_folders +=
            fmt::format("{}the folder '{}' holds no text file, but {}", empty_folders.empty() ? "" : "; ",
                        path.string(), walk.others.describe());
    } else if (const auto kind = kind_of_file(path); !kind) {
      return fail(ErrorCode::bad_input,
                  fmt::format("'{}' cannot be read as a corpus: its ending is not known", path.string()),
                  supported);
    } else if (!fs::is_regular_file(status)) {
      return fail(ErrorCode::bad_input, fmt::format("'{}' is not a regular file", path.string()), supported);
    } else {
      files.push_back({path, path.filename().string(), *kind});
    }
    for (std::size_t i = before; i < files.size(); ++i) files[i].given = position;
  }
  if (files.empty()) return fail(ErrorCode::bad_input, empty_folders, supported);

  std::ranges::stable_sort(files, {}, &CorpusFile::path);
  std::map<fs::path, std::size_t> given_of;  // By what is there in truth; links may lead to it twice.
  const auto real = [](const CorpusFile& file) {
    std::error_code error;
    fs::path path = fs::canonical(file.path, error);
    return error ? file.path : path;
  };
  std::erase_if(files, [&](const CorpusFile& file) {
    const auto [at, first] = given_of.try_emplace(real(file), file.given);
    at->second = std::min(at->second, file.given);
    return !first;
  });
  if (given.size() > 1)
    for (CorpusFile& file : files) file.given = given_of.at(real(file));
  return found;
}

Result<std::vector<fs::path>> list_corpus_files(const std::vector<fs::path>& paths) {
  CLOZE_TRY(CorpusFiles found, find_corpus_files(paths));
  std::vector<fs::path> list;
  for (CorpusFile& file : found.files) list.push_back(std::move(file.path));
  return list;
}

}  // namespace cloze
