// SPDX-License-Identifier: GPL-3.0-or-later
// A safetensors file: every tensor that is accepted lies within the file and has the bytes its shape asks
// for.
#include "core/checkpoint/safetensors.h"

#include <cstring>

#include "tests/fuzz/support.h"

using namespace cloze;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto content = parse_safetensors(bytes, "FILE");
  if (!content) {
    fuzz::require_told(content.error());
    return 0;
  }
  std::size_t covered = 0;
  for (const auto& [name, tensor] : content->tensors) {
    std::size_t wanted = bytes_per_element(tensor.type);
    for (const std::int64_t dimension : tensor.shape) wanted *= static_cast<std::size_t>(dimension);
    fuzz::require(tensor.bytes.size() == wanted, "a tensor has the bytes of its shape");
    fuzz::require(tensor.bytes.data() >= bytes.data() &&
                      tensor.bytes.data() + tensor.bytes.size() <= bytes.data() + bytes.size(),
                  "a tensor lies in the file");
    covered += tensor.bytes.size();
  }
  std::uint64_t header = 0;
  std::memcpy(&header, data, 8);
  fuzz::require(8 + header + covered == size, "tensors share no byte, and every byte belongs to one");
  return 0;
}
