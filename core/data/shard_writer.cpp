// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/shard_writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "core/base/sha256.h"

namespace cloze {
namespace {

constexpr std::size_t buffer_bytes = 1 << 20;

Result<void> write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
  if (!write_bytes(fd, bytes)) return std::unexpected(io_error("cannot write", path, errno));
  return {};
}

void pad(std::string& bytes, std::uint64_t written) {
  bytes.append((8 - written % 8) % 8, '\0');
}

template <class Number>
std::string_view bytes_of(const std::vector<Number>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number)};
}

}  // namespace

Result<ShardWriter> ShardWriter::create(const std::filesystem::path& path, std::int64_t vocabulary_size) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd < 0) return std::unexpected(io_error("cannot create", path, errno));
  ShardWriter writer(path, fd);
  writer.counts_.vocabulary_size = static_cast<std::uint64_t>(vocabulary_size);
  // The header's place; zeros until finish(), so that an unfinished file is told by its magic.
  writer.buffer_.assign(shard_header_bytes, '\0');
  return writer;
}

ShardWriter::ShardWriter(ShardWriter&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      counts_(other.counts_),
      buffer_(std::move(other.buffer_)),
      word_start_bits_(std::move(other.word_start_bits_)),
      sentences_(std::move(other.sentences_)),
      documents_(std::move(other.documents_)) {}

ShardWriter& ShardWriter::operator=(ShardWriter&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(fd_, other.fd_);
  std::swap(counts_, other.counts_);
  std::swap(buffer_, other.buffer_);
  std::swap(word_start_bits_, other.word_start_bits_);
  std::swap(sentences_, other.sentences_);
  std::swap(documents_, other.documents_);
  return *this;
}

ShardWriter::~ShardWriter() {
  if (fd_ >= 0) ::close(fd_);
}

Result<void> ShardWriter::append(const TokenizedDocument& document) {
  const std::uint32_t width = shard_id_bytes(counts_.vocabulary_size);
  for (std::size_t i = 0; i < document.ids.size(); ++i) {
    // Little-endian, so the low bytes come first and the width cuts the high ones, which are zero.
    buffer_.append(reinterpret_cast<const char*>(&document.ids[i]), width);
    const std::uint64_t token = counts_.tokens + i;
    if (token % 8 == 0) word_start_bits_.push_back(0);
    word_start_bits_.back() |= static_cast<std::uint8_t>(document.word_starts[i] << (token % 8));
  }
  counts_.tokens += document.ids.size();
  for (const std::uint32_t size : document.sentence_sizes) sentences_.push_back(sentences_.back() + size);
  counts_.sentences += document.sentence_sizes.size();
  documents_.push_back(counts_.sentences);
  ++counts_.documents;
  return buffer_.size() >= buffer_bytes ? flush() : Result<void>{};
}

Result<void> ShardWriter::flush() {
  CLOZE_CHECK(write_all(fd_, buffer_, path_));
  buffer_.clear();
  return {};
}

Result<void> ShardWriter::finish() {
  pad(buffer_, counts_.tokens * shard_id_bytes(counts_.vocabulary_size));
  buffer_ += bytes_of(word_start_bits_);
  pad(buffer_, word_start_bits_.size());
  CLOZE_CHECK(flush());
  CLOZE_CHECK(write_all(fd_, bytes_of(sentences_), path_));
  CLOZE_CHECK(write_all(fd_, bytes_of(documents_), path_));
  if (::lseek(fd_, 0, SEEK_SET) != 0)
    return std::unexpected(io_error("cannot go back to the header of", path_, errno));
  CLOZE_CHECK(write_all(fd_, shard_header(counts_), path_));
  if (::fsync(fd_) != 0) return std::unexpected(io_error("cannot sync", path_, errno));
  if (::close(std::exchange(fd_, -1)) != 0) return std::unexpected(io_error("cannot close", path_, errno));
  return {};
}

SplitWriter::SplitWriter(std::filesystem::path folder, Split split, std::int64_t vocabulary_size,
                         std::vector<ShardEntry> finished, const SplitCounts& counts)
    : folder_(std::move(folder)),
      split_(split),
      vocabulary_size_(vocabulary_size),
      counts_(counts),
      finished_(std::move(finished)) {}

Result<void> SplitWriter::append(const TokenizedDocument& document) {
  if (!current_) {
    const std::string file = fmt::format("{}-{:05}.shard", split_name(split_), finished_.size());
    CLOZE_TRY(current_, ShardWriter::create(folder_ / file, vocabulary_size_));
  }
  ++counts_.documents;
  counts_.sentences += document.sentence_sizes.size();
  counts_.tokens += document.ids.size();
  counts_.unknown_tokens += document.unknown_tokens;
  return current_->append(document);
}

Result<void> SplitWriter::end_shard() {
  if (!current_) return {};
  CLOZE_CHECK(current_->finish());
  const ShardCounts counts = current_->counts();
  ShardEntry entry{.file = current_->path().filename().string(), .split = split_};
  current_.reset();
  CLOZE_TRY(entry.sha256, sha256_of_file(folder_ / entry.file));
  entry.bytes = shard_layout(counts).file_bytes;
  entry.tokens = counts.tokens;
  entry.sentences = counts.sentences;
  entry.documents = counts.documents;
  finished_.push_back(std::move(entry));
  return {};
}

}  // namespace cloze
