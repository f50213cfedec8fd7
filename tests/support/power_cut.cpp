// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/power_cut.h"

#include <algorithm>
#include <string_view>

namespace cloze::test {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t sector = 512;

void set_size(std::string& bytes, std::uint64_t size) {
  bytes.resize(size, '\0');
}

void overwrite(std::string& bytes, std::uint64_t offset, std::string_view data) {
  if (bytes.size() < offset + data.size()) set_size(bytes, offset + data.size());
  std::ranges::copy(data, bytes.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

PowerCut::PowerCut(const fs::path& folder) : folder_(fs::canonical(folder)), root_(read(folder_)) {}

PowerCut::NodePointer PowerCut::read(const fs::path& path) {
  auto node = std::make_shared<Node>();
  node->is_folder = fs::is_directory(path);
  if (!node->is_folder) {
    node->safe_bytes = file_bytes(path);
    return node;
  }
  for (const auto& entry : fs::directory_iterator(path))
    node->names[entry.path().filename().string()] = read(entry.path());
  node->safe_names = node->names;
  return node;
}

PowerCut::NodePointer PowerCut::find(const fs::path& path) const {
  NodePointer node = root_;
  if (path == folder_) return node;
  for (const fs::path& name : path.lexically_relative(folder_)) {
    const auto found = node->names.find(name.string());
    if (found == node->names.end()) return nullptr;
    node = found->second;
  }
  return node;
}

void PowerCut::change(Node& folder, NameChange change) {
  for (const auto& [name, node] : change) {
    if (node == nullptr)
      folder.names.erase(name);
    else
      folder.names[name] = node;
  }
  folder.unsafe_names.push_back(std::move(change));
}

void PowerCut::after(const DiskCall& call) {
  moment_ = call.number;
  if (call.error != 0) return;
  const fs::path path = call.path, other = call.other;
  const NodePointer folder = find(path.parent_path()), node = find(path);
  const std::string name = path.filename().string();
  switch (call.kind) {
    case DiskCallKind::create:
    case DiskCallKind::make_folder: {
      auto made = std::make_shared<Node>();
      made->is_folder = call.kind == DiskCallKind::make_folder;
      return change(*folder, {{name, std::move(made)}});
    }
    case DiskCallKind::truncate:
      if (node) node->unsafe.push_back({true, call.offset, {}});
      return;
    case DiskCallKind::write:
      if (node) node->unsafe.push_back({false, call.offset, call.data});
      return;
    case DiskCallKind::sync:
      if (!node) return;
      for (const FileChange& done : node->unsafe)
        if (done.truncates)
          set_size(node->safe_bytes, done.offset);
        else
          overwrite(node->safe_bytes, done.offset, done.data);
      node->unsafe.clear();
      return;
    case DiskCallKind::sync_folder:
      if (!node) return;
      node->safe_names = node->names;
      node->unsafe_names.clear();
      return;
    case DiskCallKind::rename:
    case DiskCallKind::exchange: {
      const NodePointer other_folder = find(other.parent_path());
      const NodePointer replaced = call.kind == DiskCallKind::exchange ? find(other) : nullptr;
      const std::string new_name = other.filename().string();
      if (folder == other_folder) return change(*folder, {{name, replaced}, {new_name, node}});
      change(*folder, {{name, replaced}});
      return change(*other_folder, {{new_name, node}});
    }
    case DiskCallKind::link:
      return change(*find(other.parent_path()), {{other.filename().string(), node}});
    case DiskCallKind::remove:
      return change(*folder, {{name, nullptr}});
    case DiskCallKind::allocate:
    case DiskCallKind::attributes:
      return;
  }
}

void PowerCut::write_to(const fs::path& target, int which) const {
  fs::remove_all(target);
  Draws draws(static_cast<std::uint64_t>(which), 1, moment_);
  write_node(*root_, target, which, draws);
}

void PowerCut::write_node(const Node& node, const fs::path& target, int which, Draws& draws) {
  const bool draw = which >= named_cases;
  if (node.is_folder) {
    fs::create_directories(target);
    Names names = node.safe_names;
    const std::size_t count = draw                       ? draws.next_below(node.unsafe_names.size() + 1)
                              : which == 1 || which == 2 ? node.unsafe_names.size()
                                                         : 0;
    for (std::size_t i = 0; i < count; ++i)
      for (const auto& [name, child] : node.unsafe_names[i]) names[name] = child;
    for (const auto& [name, child] : names)
      if (child != nullptr) write_node(*child, target / name, which, draws);
    return;
  }
  std::string bytes = node.safe_bytes;
  for (const FileChange& done : node.unsafe) {
    const auto kept = [&] { return draw ? draws.next_below(2) == 1 : which == 1 || which == 3; };
    if (done.truncates) {
      if (kept()) set_size(bytes, done.offset);
      continue;
    }
    for (std::uint64_t at = 0; at < done.data.size();) {
      const std::uint64_t length = std::min(done.data.size() - at, sector - (done.offset + at) % sector);
      if (kept()) overwrite(bytes, done.offset + at, std::string_view(done.data).substr(at, length));
      at += length;
    }
  }
  put_file(target, bytes);
}

}  // namespace cloze::test
