// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/embedding_file.h"

#include <fmt/format.h>

#include <bit>
#include <string>
#include <string_view>

namespace cloze {
namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

/// Magic, version 1.0, length of the rest, a Python dictionary, blanks and a line break. Its length does not
/// depend on the number of rows, so that it can be written before they are counted.
std::string npy_header(std::uint64_t rows, std::size_t dimension) {
  constexpr std::size_t bytes = 128, before = 10;
  std::string header{"\x93NUMPY\x01\x00", 8};
  header.push_back(static_cast<char>(bytes - before));
  header.push_back('\0');
  header += fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", rows, dimension);
  header.resize(bytes - 1, ' ');
  header.push_back('\n');
  return header;
}

}  // namespace

Result<EmbeddingFile> EmbeddingFile::create(const std::filesystem::path& path, std::int64_t dimension) {
  const std::string ending = path.extension().string();
  if (ending != ".npy" && ending != ".csv")
    return fail(ErrorCode::bad_input, fmt::format("embeddings cannot be written to '{}'", path.string()),
                "give a file name that ends in .npy or .csv");
  CLOZE_TRY(FileWriter writer, FileWriter::create(path));
  EmbeddingFile file(std::move(writer), ending == ".npy" ? Format::npy : Format::csv,
                     static_cast<std::size_t>(dimension));
  std::string beginning;
  if (file.format_ == Format::npy) {
    beginning = npy_header(0, file.dimension_);
  } else {
    for (std::size_t i = 0; i < file.dimension_; ++i)
      beginning += fmt::format("{}dim_{}", i == 0 ? "" : ",", i);
    beginning += '\n';
  }
  CLOZE_CHECK(file.file_.write(beginning));
  return file;
}

Result<void> EmbeddingFile::append(std::span<const float> values_ND) {
  rows_ += values_ND.size() / dimension_;
  if (format_ == Format::npy)
    return file_.write({reinterpret_cast<const char*>(values_ND.data()), values_ND.size_bytes()});
  std::string lines;
  for (std::size_t i = 0; i < values_ND.size(); ++i)
    fmt::format_to(std::back_inserter(lines), "{}{}", values_ND[i], (i + 1) % dimension_ == 0 ? '\n' : ',');
  return file_.write(lines);
}

Result<void> EmbeddingFile::publish() {
  if (format_ == Format::npy) CLOZE_CHECK(file_.rewrite_beginning(npy_header(rows_, dimension_)));
  return file_.publish();
}

}  // namespace cloze
