// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/tensorboard_events.h"

#include <array>
#include <bit>

namespace cloze {
namespace {

/// Of all bytes, for the reflected polynomial 0x82F63B78.
constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78U : 0U);
    table[byte] = crc;
  }
  return table;
}();

template <class Number>
void append_little_endian(std::string& out, Number number) {
  for (std::size_t i = 0; i < sizeof(Number); ++i)
    out.push_back(static_cast<char>((number >> (8 * i)) & 0xFF));
}

void append_varint(std::string& out, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) out.push_back(static_cast<char>((number & 0x7F) | 0x80));
  out.push_back(static_cast<char>(number));
}

enum class Wire : std::uint8_t { varint = 0, eight_bytes = 1, counted = 2, four_bytes = 5 };

void append_key(std::string& message, std::uint32_t field, Wire wire) {
  append_varint(message, field << 3 | static_cast<std::uint32_t>(wire));
}
void append(std::string& message, std::uint32_t field, double value) {
  append_key(message, field, Wire::eight_bytes);
  append_little_endian(message, std::bit_cast<std::uint64_t>(value));
}
void append(std::string& message, std::uint32_t field, float value) {
  append_key(message, field, Wire::four_bytes);
  append_little_endian(message, std::bit_cast<std::uint32_t>(value));
}
void append(std::string& message, std::uint32_t field, std::int64_t value) {
  append_key(message, field, Wire::varint);
  append_varint(message, static_cast<std::uint64_t>(value));
}
void append(std::string& message, std::uint32_t field, std::string_view bytes) {
  append_key(message, field, Wire::counted);
  append_varint(message, bytes.size());
  message += bytes;
}

/// TensorFlow masks the checksums, so that a record within a record has another one.
std::uint32_t masked_crc(std::string_view bytes) {
  return std::rotr(crc32c(bytes), 15) + 0xA282EAD8U;
}

std::string record_of(std::string_view content) {
  std::string record;
  append_little_endian(record, static_cast<std::uint64_t>(content.size()));
  append_little_endian(record, masked_crc(record));
  record += content;
  append_little_endian(record, masked_crc(content));
  return record;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = ~0U;
  for (const char byte : bytes) crc = (crc >> 8) ^ crc_table[(crc ^ static_cast<std::uint8_t>(byte)) & 0xFF];
  return ~crc;
}

std::string tensorboard_file_version(double wall_time) {
  std::string event;
  append(event, 1, wall_time);
  append(event, 3, std::string_view("brain.Event:2"));
  return record_of(event);
}

std::string tensorboard_scalars(double wall_time, std::int64_t step,
                                const std::vector<std::pair<std::string_view, double>>& scalars) {
  std::string summary;
  for (const auto& [tag, number] : scalars) {
    std::string value;
    append(value, 1, tag);
    append(value, 2, static_cast<float>(number));
    append(summary, 1, std::string_view(value));
  }
  std::string event;
  append(event, 1, wall_time);
  append(event, 2, step);
  append(event, 5, std::string_view(summary));
  return record_of(event);
}

}  // namespace cloze
