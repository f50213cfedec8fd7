// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/shard.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

namespace cloze {
namespace {

// Areas are mapped and used as they are; a big-endian machine would need conversions here.
static_assert(std::endian::native == std::endian::little);

constexpr std::uint64_t padded(std::uint64_t bytes) {
  return (bytes + 7) / 8 * 8;
}

template <class Number>
Number number_at(std::span<const std::byte> bytes, std::size_t at) {
  Number number;
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

template <class Number>
void append_number(std::string& bytes, Number number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

/// Position of the first number that does not rise, or table.size() when all is well.
std::size_t first_not_rising(std::span<const std::uint64_t> table) {
  for (std::size_t i = 1; i < table.size(); ++i)
    if (table[i] <= table[i - 1]) return i;
  return table.size();
}

template <class Stored>
std::uint64_t first_at_least(const std::byte* ids, std::uint64_t count, std::uint64_t bound) {
  const auto* stored = reinterpret_cast<const Stored*>(ids);
  return static_cast<std::uint64_t>(
      std::find_if(stored, stored + count, [bound](Stored id) { return id >= bound; }) - stored);
}

}  // namespace

Error damaged_file(const std::filesystem::path& path, std::string_view reason) {
  return Error{ErrorCode::damaged, fmt::format("'{}' is damaged: {}", path.string(), reason), rebuild_hint};
}

ShardLayout shard_layout(const ShardCounts& counts) {
  ShardLayout layout;
  layout.ids = shard_header_bytes;
  layout.word_starts = layout.ids + padded(counts.tokens * shard_id_bytes(counts.vocabulary_size));
  layout.sentences = layout.word_starts + padded((counts.tokens + 7) / 8);
  layout.documents = layout.sentences + 8 * (counts.sentences + 1);
  layout.file_bytes = layout.documents + 8 * (counts.documents + 1);
  return layout;
}

std::string shard_header(const ShardCounts& counts) {
  const ShardLayout layout = shard_layout(counts);
  std::string header(shard_magic);
  append_number(header, shard_format_version);
  append_number(header, shard_id_bytes(counts.vocabulary_size));
  for (const std::uint64_t number :
       {counts.vocabulary_size, counts.tokens, counts.sentences, counts.documents, layout.ids,
        layout.word_starts, layout.sentences, layout.documents, layout.file_bytes, std::uint64_t{0}})
    append_number(header, number);
  return header;
}

Result<Shard> Shard::open(const std::filesystem::path& path, bool check_ids) {
  auto mapped = MappedFile::open(path);
  if (!mapped) {
    if (mapped.error().code == ErrorCode::not_found)
      return std::unexpected(damaged_file(path, "the file is missing"));
    return std::unexpected(std::move(mapped).error());
  }
  Shard shard;
  shard.file_ = std::move(*mapped);
  CLOZE_CHECK(shard.read_header(path));
  CLOZE_CHECK(shard.check_offsets(path));
  if (check_ids) CLOZE_CHECK(shard.check_ids(path));
  return shard;
}

Result<void> Shard::read_header(const std::filesystem::path& path) {
  const auto bytes = file_.bytes();
  const auto refuse = [&path](std::string_view reason) {
    return std::unexpected(damaged_file(path, reason));
  };
  if (bytes.size() < shard_header_bytes)
    return refuse(fmt::format("it has {} bytes, less than a header", bytes.size()));
  if (std::memcmp(bytes.data(), shard_magic.data(), shard_magic.size()) != 0)
    return refuse("it does not begin as a shard does");
  const auto version = number_at<std::uint32_t>(bytes, 8);
  if (version > shard_format_version)
    return fail(ErrorCode::newer_version,
                fmt::format("'{}' is written in shard format {}, this program reads up to {}", path.string(),
                            version, shard_format_version),
                "update Cloze Studio");
  if (version != shard_format_version) return refuse(fmt::format("format number {}", version));

  counts_ = {.vocabulary_size = number_at<std::uint64_t>(bytes, 16),
             .tokens = number_at<std::uint64_t>(bytes, 24),
             .sentences = number_at<std::uint64_t>(bytes, 32),
             .documents = number_at<std::uint64_t>(bytes, 40)};
  // Above, an id of 32 bits would be negative as a TokenId.
  if (counts_.vocabulary_size > static_cast<std::uint64_t>(largest_vocabulary))
    return refuse(fmt::format("its vocabulary of {} is larger than any", counts_.vocabulary_size));
  // Bounded by the file's size first, so that the layout cannot overflow.
  if (counts_.tokens > bytes.size() || counts_.sentences > counts_.tokens ||
      counts_.documents > counts_.sentences || counts_.documents == 0)
    return refuse(fmt::format("impossible counts: {} tokens, {} sentences, {} documents in {} bytes",
                              counts_.tokens, counts_.sentences, counts_.documents, bytes.size()));
  const ShardLayout layout = shard_layout(counts_);
  if (layout.file_bytes != bytes.size())
    return refuse(fmt::format("it has {} bytes, its counts ask for {}", bytes.size(), layout.file_bytes));
  // Compared as a whole: id width, offsets, size and the reserved number all follow from the counts.
  const std::string expected = shard_header(counts_);
  if (std::memcmp(bytes.data(), expected.data(), expected.size()) != 0)
    return refuse("the offsets in its header do not follow from its counts");

  ids_ = bytes.data() + layout.ids;
  word_starts_ = reinterpret_cast<const std::uint8_t*>(bytes.data() + layout.word_starts);
  sentences_ = reinterpret_cast<const std::uint64_t*>(bytes.data() + layout.sentences);
  documents_ = reinterpret_cast<const std::uint64_t*>(bytes.data() + layout.documents);
  return {};
}

Result<void> Shard::check_offsets(const std::filesystem::path& path) const {
  const auto check = [&path](std::string_view what, std::span<const std::uint64_t> table,
                             std::uint64_t last) -> Result<void> {
    if (table.front() != 0 || table.back() != last)
      return std::unexpected(
          damaged_file(path, fmt::format("its {} offsets run from {} to {}, not from 0 to {}", what,
                                         table.front(), table.back(), last)));
    if (const std::size_t at = first_not_rising(table); at < table.size())
      return std::unexpected(damaged_file(
          path, fmt::format("{} offset {} is {}, behind {} before it", what, at, table[at], table[at - 1])));
    return {};
  };
  CLOZE_CHECK(check("sentence", {sentences_, counts_.sentences + 1}, counts_.tokens));
  return check("document", {documents_, counts_.documents + 1}, counts_.sentences);
}

Result<void> Shard::check_ids(const std::filesystem::path& path) const {
  const std::uint64_t at = shard_id_bytes(counts_.vocabulary_size) == 2
                               ? first_at_least<std::uint16_t>(ids_, counts_.tokens, counts_.vocabulary_size)
                               : first_at_least<std::uint32_t>(ids_, counts_.tokens, counts_.vocabulary_size);
  if (at == counts_.tokens) return {};
  return std::unexpected(damaged_file(
      path, fmt::format("the id of token {} is outside the vocabulary of {}", at, counts_.vocabulary_size)));
}

void Shard::read(std::uint64_t begin, std::span<TokenId> out) const {
  if (shard_id_bytes(counts_.vocabulary_size) == 2) {
    const auto* stored = reinterpret_cast<const std::uint16_t*>(ids_) + begin;
    std::copy(stored, stored + out.size(), out.begin());
  } else {
    static_assert(sizeof(TokenId) == 4);
    std::memcpy(out.data(), ids_ + 4 * begin, 4 * out.size());
  }
}

void Shard::read_word_starts(std::uint64_t begin, std::span<std::uint8_t> out) const {
  for (std::uint8_t& start : out) {
    start = static_cast<std::uint8_t>(word_starts_[begin / 8] >> (begin % 8) & 1);
    ++begin;
  }
}

}  // namespace cloze
