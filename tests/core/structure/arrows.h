// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the #include lines of core/, ui/ and app/ and finds the ones that point the wrong way. The picture is
// ARCHITECTURE.md's; this is the part of it that a machine can hold up.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cloze::test {

struct Include {
  std::string file, target;  ///< Both from the root: "core/base/file.h"; a library's header as it is written.
  int line = 0;
};

class IncludeTree {
 public:
  explicit IncludeTree(const std::filesystem::path& root) {
    for (const char* top : {"core", "ui", "app"}) {
      if (!std::filesystem::exists(root / top)) continue;
      for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
        const auto ending = entry.path().extension();
        if (entry.is_regular_file() && (ending == ".h" || ending == ".cpp")) read(root, entry.path());
      }
    }
  }

  const std::map<std::string, std::vector<Include>>& files() const { return files_; }

  /// The shortest way from a file over its includes to one for which wanted holds, file by file; empty when
  /// none.
  template <class Wanted>
  std::vector<std::string> way(const std::string& from, Wanted wanted) const {
    std::map<std::string, std::string> came_from{{from, ""}};
    std::vector<std::string> queue{from};
    for (std::size_t next = 0; next < queue.size(); ++next) {
      const std::string file = queue[next];
      if (file != from && wanted(file)) {
        std::vector<std::string> steps;
        for (std::string step = file; !step.empty(); step = came_from.at(step))
          steps.insert(steps.begin(), step);
        return steps;
      }
      const auto includes = files_.find(file);
      if (includes == files_.end()) continue;
      for (const Include& include : includes->second)
        if (came_from.emplace(include.target, file).second) queue.push_back(include.target);
    }
    return {};
  }

 private:
  void read(const std::filesystem::path& root, const std::filesystem::path& path) {
    static const std::regex pattern(R"(^\s*#\s*include\s*(["<])([^">]+)[">])");
    const std::string name = path.lexically_relative(root).generic_string();
    auto& includes = files_[name];
    std::ifstream file(path);
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
      std::smatch found;
      if (!std::regex_search(line, found, pattern)) continue;
      std::string target = found[2];
      // What stands in the same folder may be included by its bare name.
      if (const auto beside = path.parent_path() / target;
          found[1] == "\"" && std::filesystem::exists(beside))
        target = beside.lexically_normal().lexically_relative(root).generic_string();
      includes.push_back({name, target, number});
    }
  }

  std::map<std::string, std::vector<Include>> files_;
};

namespace arrows {

inline bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::ranges::any_of(beginnings,
                             [&](std::string_view beginning) { return text.starts_with(beginning); });
}

inline bool is_torch(std::string_view target) {
  return starts_with_any(target, {"torch/", "ATen/", "c10/", "caffe2/"});
}
inline bool is_sqlite(std::string_view target) {
  return starts_with_any(target, {"sqlite3", "SQLiteCpp/"});
}
inline bool is_sentencepiece(std::string_view target) {
  return target.starts_with("sentencepiece");
}
inline bool is_qt(std::string_view target) {
  return target.size() > 1 && target[0] == 'Q' &&
         ((target[1] >= 'A' && target[1] <= 'Z') || target[1] == 't');
}

/// "core/data" of "core/data/shard.h"; "ui", "app", "app/cli"; empty for a library's header.
inline std::string room_of(std::string_view path) {
  if (path.starts_with("core/")) return std::string(path.substr(0, path.find('/', 5)));
  if (starts_with_any(path, {"app/cli/", "app/cli_"})) return "app/cli";
  for (const std::string_view top : {"ui", "app"})
    if (path.starts_with(top) && path.substr(top.size()).starts_with('/')) return std::string(top);
  return {};
}

/// What each room may look at besides itself.
inline const std::map<std::string, std::set<std::string>>& allowed() {
  static const std::map<std::string, std::set<std::string>> rooms = [] {
    std::map<std::string, std::set<std::string>> made;
    const auto core = [&](const std::string& room, std::initializer_list<const char*> others) {
      auto& set = made["core/" + room];
      for (const char* other : others) set.insert(std::string("core/") + other);
    };
    core("base", {});
    core("config", {"base"});
    core("text", {"base", "config"});
    core("tokenizer", {"base", "config", "text"});
    core("data", {"base", "config", "text", "tokenizer"});
    core("kernels", {"base"});
    for (const char* room : {"model", "optim"}) core(room, {"base", "config", "kernels"});
    core("history", {"base", "config"});
    core("checkpoint",
         {"base", "config", "kernels", "text", "tokenizer", "data", "model", "optim", "history"});
    for (const char* room : {"train", "probe", "interop"}) {
      made[std::string("core/") + room] = made["core/checkpoint"];
      made[std::string("core/") + room].insert("core/checkpoint");
    }
    made["core/session"] = made["core/train"];
    for (const char* room : {"train", "probe", "interop"})
      made["core/session"].insert(std::string("core/") + room);
    made["ui"] = {"core/session", "core/history", "core/config", "core/base"};
    made["app/cli"] = made["core/session"];
    made["app/cli"].insert("core/session");
    made["app"] = made["app/cli"];
    made["app"].insert("ui");
    return made;
  }();
  return rooms;
}

/// What is wrong with one line on its own; empty when nothing is.
inline std::string wrong_with(const Include& include) {
  static const std::set<std::string> torch_rooms{"core/kernels",    "core/model", "core/optim",
                                                 "core/checkpoint", "core/train", "core/probe",
                                                 "core/interop"};
  const std::string from = room_of(include.file), to = room_of(include.target);
  const auto rule = allowed().find(from);
  if (rule == allowed().end()) return "a folder that ARCHITECTURE.md does not know";
  if (!to.empty() && to != from && !rule->second.contains(to)) return from + " may not look at " + to;
  if (is_torch(include.target) && !torch_rooms.contains(from))
    return "LibTorch stays in " + *torch_rooms.begin() + " and what builds on it";
  if (is_sqlite(include.target) && from != "core/history") return "SQLite stays in core/history";
  if (is_sentencepiece(include.target) && from != "core/tokenizer")
    return "SentencePiece stays in core/tokenizer";
  if (is_qt(include.target) && from != "ui" && from != "app")
    return "Qt stays in ui and in the studio's main";
  return {};
}

inline std::string joined(const std::vector<std::string>& steps) {
  std::string text;
  for (const std::string& step : steps) text += (text.empty() ? "" : " -> ") + step;
  return text;
}

}  // namespace arrows

/// Every include that points the wrong way, each told as "file:line includes target: reason"; and every way
/// on which a heavy library reaches somebody who must not meet it.
inline std::vector<std::string> wrong_arrows(const IncludeTree& tree) {
  std::vector<std::string> found;
  for (const auto& [file, includes] : tree.files()) {
    for (const Include& include : includes)
      if (const std::string reason = arrows::wrong_with(include); !reason.empty())
        found.push_back(file + ":" + std::to_string(include.line) + " includes " + include.target + ": " +
                        reason);
    const std::string room = arrows::room_of(file);
    const auto reaches = [&](auto is_library, const char* library) {
      if (const auto way = tree.way(file, is_library); !way.empty())
        found.push_back(std::string(library) + " reaches " + file + ": " + arrows::joined(way));
    };
    if (room == "core/session" && file.ends_with(".h")) reaches(arrows::is_torch, "LibTorch");
    if (room == "ui") {
      reaches(arrows::is_torch, "LibTorch");
      reaches(arrows::is_sqlite, "SQLite");
      reaches(arrows::is_sentencepiece, "SentencePiece");
    }
    if (room == "app/cli") reaches(arrows::is_qt, "Qt");
  }
  return found;
}

}  // namespace cloze::test
