// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/parquet/parquet_module.h"

#include <arrow/io/file.h>
#include <arrow/memory_pool.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <parquet/column_reader.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/schema.h>

#include <algorithm>
#include <array>
#include <vector>

namespace cloze {
namespace {

constexpr std::int64_t rows_at_a_time = 1024;

/// Of a field at the top of the schema; Parquet numbers the leaves.
bool is_text(const parquet::ColumnDescriptor& column) {
  const auto& logical = *column.logical_type();
  return column.physical_type() == parquet::Type::BYTE_ARRAY && column.max_repetition_level() == 0 &&
         column.path()->ToDotVector().size() == 1 &&
         (logical.is_string() || logical.is_none() || logical.is_JSON() || logical.is_enum());
}

Result<int> find_column(const parquet::FileMetaData& file, const std::string& name, const std::string& path) {
  std::vector<std::string> names;
  int first_text = -1;
  for (int i = 0; i < file.num_columns(); ++i) {
    const parquet::ColumnDescriptor& column = *file.schema()->Column(i);
    const std::string top = column.path()->ToDotVector().front();
    const bool wanted = top == (name.empty() ? "text" : name);
    if (is_text(column)) {
      if (wanted) return i;
      if (first_text < 0) first_text = i;
    } else if (wanted && !name.empty()) {
      return fail(ErrorCode::bad_input,
                  fmt::format("'{}': the column '{}' holds {}, not text", path, name,
                              column.path()->ToDotVector().size() > 1 || column.max_repetition_level() > 0
                                  ? "values within values"
                                  : parquet::TypeToString(column.physical_type())),
                  "name the column that holds the text");
    }
    if (names.empty() || names.back() != top) names.push_back(top);
  }
  if (name.empty() && first_text >= 0) return first_text;
  constexpr std::size_t most_named = 20;
  const std::size_t named = std::min(names.size(), most_named);
  return fail(ErrorCode::bad_input,
              name.empty() ? fmt::format("'{}' has no column that holds text", path)
                           : fmt::format("'{}' has no column '{}'", path, name),
              fmt::format("its columns are {}{}", fmt::join(names.begin(), names.begin() + named, ", "),
                          named < names.size() ? ", ..." : ""));
}

/// Calls what uses Arrow, whose errors are exceptions.
template <class Call>
auto guarded(const std::string& path, Call call) -> decltype(call()) {
  try {
    return call();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::bad_input, fmt::format("'{}': reading it takes more memory than there is", path),
                "write it again with smaller pages");
  } catch (const std::exception& error) {
    const std::string_view what = error.what();
    if (what.find("Out of memory") != std::string_view::npos)
      return fail(ErrorCode::bad_input,
                  fmt::format("'{}': a page of it needs more than {} MB unpacked", path,
                              largest_parquet_memory >> 20),
                  "write it again with smaller pages");
    // Arrow adds more lines, about its own source.
    return fail(
        ErrorCode::bad_input,
        fmt::format("'{}' is no Parquet file, or a damaged one: {}", path, what.substr(0, what.find('\n'))),
        "fetch or write it again");
  }
}

class ColumnTexts : public ParquetTexts {
 public:
  static Result<std::unique_ptr<ParquetTexts>> open(const std::string& path, const std::string& column) {
    auto texts = std::unique_ptr<ColumnTexts>(new ColumnTexts(path));
    parquet::ReaderProperties properties(&texts->memory_);
    // Page after page, so that memory does not grow with the row groups.
    properties.enable_buffered_stream();
    properties.set_buffer_size(1 << 20);
    properties.set_page_checksum_verification(true);
    PARQUET_ASSIGN_OR_THROW(auto file, arrow::io::ReadableFile::Open(path, &texts->memory_));
    PARQUET_ASSIGN_OR_THROW(const std::int64_t size, file->GetSize());
    texts->size_ = static_cast<std::uint64_t>(size);
    texts->file_ = parquet::ParquetFileReader::Open(std::move(file), properties);
    const auto metadata = texts->file_->metadata();
    auto found = find_column(*metadata, column, path);
    if (!found) return std::unexpected(std::move(found).error());
    texts->column_ = *found;
    texts->rows_ = metadata->num_rows();
    return texts;
  }

  Result<std::optional<std::string_view>> next() override {
    return guarded(path_, [this]() -> Result<std::optional<std::string_view>> {
      while (at_ == levels_read_) {
        if (!read_batch()) return std::nullopt;
      }
      ++row_;
      if (levels_[static_cast<std::size_t>(at_++)] < defined_) return std::string_view();
      if (value_at_ == values_read_) throw parquet::ParquetException("a page ends before its last value");
      const parquet::ByteArray& value = values_[static_cast<std::size_t>(value_at_++)];
      return std::string_view(reinterpret_cast<const char*>(value.ptr), value.len);
    });
  }

  std::uint64_t position() const override {
    return rows_ == 0 ? size_
                      : static_cast<std::uint64_t>(static_cast<double>(size_) * static_cast<double>(row_) /
                                                   static_cast<double>(rows_));
  }

 private:
  explicit ColumnTexts(std::string path)
      : path_(std::move(path)), memory_(arrow::system_memory_pool(), largest_parquet_memory) {}

  /// Some more rows, perhaps none; false behind the last row group.
  bool read_batch() {
    at_ = levels_read_ = value_at_ = values_read_ = 0;
    if (!reader_ || !reader_->HasNext()) {
      reader_.reset();
      if (group_ == file_->metadata()->num_row_groups()) {
        if (row_ != rows_) throw parquet::ParquetException("it has fewer rows than it says");
        return false;
      }
      reader_ =
          std::static_pointer_cast<parquet::ByteArrayReader>(file_->RowGroup(group_++)->Column(column_));
      defined_ = reader_->descr()->max_definition_level();
      return true;
    }
    // A column without nulls has no levels to read.
    levels_.fill(defined_);
    levels_read_ = reader_->ReadBatch(rows_at_a_time, levels_.data(), nullptr, values_.data(), &values_read_);
    if (levels_read_ == 0) throw parquet::ParquetException("a column ends before its last row");
    return true;
  }

  std::string path_;
  arrow::CappedMemoryPool memory_;  // Outlives what reads.
  std::unique_ptr<parquet::ParquetFileReader> file_;
  std::shared_ptr<parquet::ByteArrayReader> reader_;  // Of the present row group.
  std::uint64_t size_ = 0;
  std::int64_t rows_ = 0, row_ = 0;
  int column_ = 0, group_ = 0;
  std::int16_t defined_ = 0;  // The level of a value that is not null.
  std::array<std::int16_t, rows_at_a_time> levels_{};
  std::array<parquet::ByteArray, rows_at_a_time> values_;
  std::int64_t at_ = 0, levels_read_ = 0, value_at_ = 0, values_read_ = 0;
};

}  // namespace
}  // namespace cloze

extern "C" __attribute__((visibility("default"))) void cloze_open_parquet_file(
    const std::filesystem::path& path, const std::string& column,
    cloze::Result<std::unique_ptr<cloze::ParquetTexts>>& texts) {
  texts = cloze::guarded(path.string(), [&] { return cloze::ColumnTexts::open(path.string(), column); });
}
