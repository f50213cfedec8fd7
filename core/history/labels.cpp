// SPDX-License-Identifier: GPL-3.0-or-later
// What people put on runs: tags, notes, and putting one aside.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/text_name.h"
#include "core/history/labels.h"
#include "core/history/state.h"

namespace cloze {
namespace {

constexpr std::size_t longest_tag = 60;
constexpr std::size_t longest_note = 64 << 10;
constexpr std::size_t most_tags = 100;

Result<void> check_note(std::string_view note) {
  if (note.size() > longest_note)
    return fail(ErrorCode::bad_input, fmt::format("a note has at most {} KiB", longest_note >> 10));
  if (!is_utf8(note) || note.find('\0') != std::string_view::npos)
    return fail(ErrorCode::bad_input, "the note is not text in UTF-8");
  return {};
}

}  // namespace

std::string joined_tags(const std::vector<std::string>& tags) {
  return fmt::format("{}", fmt::join(std::set<std::string>(tags.begin(), tags.end()), " "));
}

std::vector<std::string> split_tags(std::string_view text) {
  std::vector<std::string> tags;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) tags.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return tags;
}

Result<void> check_tag(std::string_view tag) {
  CLOZE_CHECK(check_name("tag", tag));
  if (tag.size() > longest_tag)
    return fail(ErrorCode::bad_input,
                fmt::format("the tag '{}' is longer than {} bytes", printable(tag), longest_tag));
  if (tag.find_first_of(" ,;\"()") != std::string_view::npos)
    return fail(ErrorCode::bad_input, fmt::format("the tag '{}' is more than one word", printable(tag)),
                "use '-' or '_' inside of a tag, and add tags one by one");
  return {};
}

Result<void> History::label(std::string_view run_id, const RunLabels& change) {
  for (const std::string& tag : change.add_tags) CLOZE_CHECK(check_tag(tag));
  if (change.note) CLOZE_CHECK(check_note(*change.note));
  return state_->connection.writing("label the run", [&]() -> Result<void> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    if (!change.add_tags.empty() || !change.remove_tags.empty()) {
      std::vector<std::string> tags;
      {
        Query query(state_->connection, "SELECT tags FROM run WHERE key = ?1");
        if (query.bind(1, key).step()) tags = split_tags(query.text(0));
      }
      for (const std::string& tag : change.remove_tags) std::erase(tags, tag);
      for (const std::string& tag : change.add_tags)
        if (std::ranges::find(tags, tag) == tags.end()) tags.push_back(tag);
      if (tags.size() > most_tags)
        return fail(ErrorCode::bad_input, fmt::format("a run has at most {} tags", most_tags));
      Query query(state_->connection, "UPDATE run SET tags = ?2 WHERE key = ?1");
      query.bind(1, key).bind(2, joined_tags(tags)).run();
    }
    if (change.note) {
      Query query(state_->connection, "UPDATE run SET note = ?2 WHERE key = ?1");
      query.bind(1, key).bind(2, *change.note).run();
    }
    if (change.archived) {
      Query query(state_->connection, "UPDATE run SET archived = ?2 WHERE key = ?1");
      query.bind(1, key).bind(2, std::int64_t{*change.archived}).run();
    }
    return {};
  });
}

}  // namespace cloze
