// SPDX-License-Identifier: GPL-3.0-or-later
// In how many documents of a corpus a line stands, in bounded memory. Internal to core/text.
#pragma once

#include <cstdint>
#include <vector>

namespace cloze {

/// A count-min sketch (Cormode and Muthukrishnan 2005) with four rows of counters up to 255. An estimate is
/// never too low, and does not depend on the order of adding. One thread adds; any may count afterwards.
class LineCounts {
 public:
  /// For a corpus of so many bytes; at most 256 MiB.
  explicit LineCounts(std::uint64_t corpus_bytes);
  /// A line's hash_text() (hashing.h), once per document.
  void add(std::uint64_t line_hash);
  /// The estimate, up to 255.
  unsigned count(std::uint64_t line_hash) const;

 private:
  std::size_t place(std::uint64_t line_hash, unsigned row) const;
  std::uint64_t mask_;
  std::vector<std::uint8_t> counters_;  // Row after row.
};

}  // namespace cloze
