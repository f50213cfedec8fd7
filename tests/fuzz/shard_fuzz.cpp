// SPDX-License-Identifier: GPL-3.0-or-later
// A shard: no read of an accepted one leaves the file, and its offsets rise.
#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "core/data/shard.h"
#include "tests/fuzz/support.h"

using namespace cloze;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const int file = ::memfd_create("shard", 0);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  fuzz::require(::ftruncate(file, 0) == 0 && ::pwrite(file, data, size, 0) == static_cast<ssize_t>(size),
                "the file can be written");
  const auto shard = Shard::open(path, true);
  if (!shard) {
    fuzz::require(shard.error().message.find(path) != std::string::npos, "the error names the file");
    return 0;
  }
  const ShardCounts& counts = shard->counts();
  std::vector<TokenId> ids(counts.tokens);
  std::vector<std::uint8_t> starts(counts.tokens);
  shard->read(0, ids);
  shard->read_word_starts(0, starts);
  for (const TokenId id : ids)
    fuzz::require(id >= 0 && static_cast<std::uint64_t>(id) < counts.vocabulary_size,
                  "ids are of the vocabulary");
  for (std::uint64_t i = 0; i < counts.sentences; ++i)
    fuzz::require(shard->sentence_begin(i) < shard->sentence_begin(i + 1), "sentences rise");
  for (std::uint64_t i = 0; i < counts.documents; ++i)
    fuzz::require(shard->document_begin(i) < shard->document_begin(i + 1), "documents rise");
  fuzz::require(shard->sentence_begin(counts.sentences) == counts.tokens, "sentences cover the tokens");
  return 0;
}
