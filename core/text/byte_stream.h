// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes of a corpus file in pieces, unpacked where the file is packed, so that memory does not grow with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "core/base/result.h"

namespace cloze {

enum class Compression { none, gzip, zstd };

/// One thread.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// Fills buffer; less only at the end, 0 behind it.
  virtual Result<std::size_t> read(std::span<char> buffer) = 0;
  /// Bytes taken so far from the file that all comes from, for progress.
  virtual std::uint64_t position() const = 0;
};

/// What a packed file may grow to: far more than text does, and less than what is made to fill disks, a
/// thousandfold in gzip. Looked at from unpacked_before_doubt bytes on.
inline constexpr std::uint64_t largest_expansion = 250, unpacked_before_doubt = 16 << 20;

/// The bytes of a regular file, unpacked. gzip with several members and zstd with several frames are read to
/// the end. Errors of open and read: those of FileReader; bad_input, naming the file, for damaged or cut
/// packing and for an expansion above largest_expansion.
Result<std::unique_ptr<ByteStream>> open_byte_stream(const std::filesystem::path& path,
                                                     Compression compression);

}  // namespace cloze
