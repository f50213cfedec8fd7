// SPDX-License-Identifier: GPL-3.0-or-later
// The safetensors format (Hugging Face, https://github.com/huggingface/safetensors), written and read
// strictly. No torch here: tensors are names, types, shapes and bytes.
//
// Layout: 8 bytes, little endian: length N of the header, at most 100,000,000; N bytes of JSON, an object
// that maps each tensor's name to {"dtype", "shape", "data_offsets": [begin, end]} and optionally
// "__metadata__" to an object of strings, padded with spaces to a multiple of 8; then the tensors' bytes,
// row-major and little endian, to which the offsets count. Together the tensors cover the rest of the file
// without gap or overlap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/file.h"
#include "core/base/result.h"

namespace cloze {

enum class DataType { f64, i64, f32, i32, f16, bf16, u8 };

/// "F32", as the format writes it.
std::string_view to_string(DataType type);
std::size_t bytes_per_element(DataType type);

using TensorMetadata = std::map<std::string, std::string>;

struct TensorToWrite {
  std::string name;
  DataType type = DataType::f32;
  std::vector<std::int64_t> shape;  ///< Empty for a scalar.
  std::span<const std::byte> bytes;
};

/// Writes a new file and syncs it. Wider types come first, so that every tensor lies aligned to its elements;
/// otherwise in the order given. bad_input for a name given twice or a shape that does not match its bytes.
Result<void> write_safetensors(const std::filesystem::path& path, std::span<const TensorToWrite> tensors,
                               const TensorMetadata& metadata = {});

/// How many bytes write_safetensors will write, within a few; for the check of free space before.
std::uintmax_t safetensors_size(std::span<const TensorToWrite> tensors, const TensorMetadata& metadata = {});

struct TensorView {
  DataType type = DataType::f32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;
};

using TensorViews = std::map<std::string, TensorView, std::less<>>;

/// A file read through a mapping: opening it checks the header only, bytes are read from the disk when
/// touched. The views live as long as this object, and stay valid when it is moved. Reading from several
/// threads is safe. A file that another program shortens meanwhile ends the program (SIGBUS); ours are
/// replaced, never written to.
class SafetensorsFile {
 public:
  /// damaged, with the file, the tensor and the reason, for anything that breaks the layout above.
  static Result<SafetensorsFile> open(const std::filesystem::path& path);

  const TensorViews& tensors() const { return tensors_; }
  const TensorMetadata& metadata() const { return metadata_; }
  /// nullptr when there is none of this name.
  const TensorView* find(std::string_view name) const;

 private:
  MappedFile mapped_;
  TensorViews tensors_;
  TensorMetadata metadata_;
};

struct SafetensorsContent {
  TensorViews tensors;
  TensorMetadata metadata;
};

/// The same from bytes in memory, which the views point into; origin is named in errors.
Result<SafetensorsContent> parse_safetensors(std::span<const std::byte> bytes, std::string_view origin);

}  // namespace cloze
