// SPDX-License-Identifier: GPL-3.0-or-later
// Scalars in TensorBoard's event files: TFRecords (length and CRC-32C, content and CRC-32C, the checksums
// masked) of Event messages in protobuf's wire format. Only what scalars need; fields as in TensorFlow's
// event.proto and summary.proto.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cloze {

/// CRC-32C (Castagnoli, RFC 3720).
std::uint32_t crc32c(std::string_view bytes);

/// The record every event file begins with. wall_time in Unix seconds, as below.
std::string tensorboard_file_version(double wall_time);

/// One event with the values of a step: tag and value. NaN and infinity are written as they are.
std::string tensorboard_scalars(double wall_time, std::int64_t step,
                                const std::vector<std::pair<std::string_view, double>>& scalars);

}  // namespace cloze
