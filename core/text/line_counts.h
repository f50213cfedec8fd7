// SPDX-License-Identifier: GPL-3.0-or-later
// In how many documents of a corpus a line stands, in bounded memory. Internal to core/text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace cloze {

/// A count-min sketch (Cormode and Muthukrishnan 2005) with four rows of counters up to 255. An estimate is
/// never too low; with two million different lines per million counters, one above 20 that should be 1 is
/// rarer than 1 in 10^60. The counts do not depend on the order of adding. add() from any thread;
/// at_least() after the last add().
class LineCounts {
 public:
  /// For a corpus of so many bytes; at most 256 MiB.
  explicit LineCounts(std::uint64_t corpus_bytes);
  /// Once per document and line.
  void add(std::uint64_t line_hash);
  /// The estimate, up to 255.
  unsigned count(std::uint64_t line_hash) const;

 private:
  std::size_t place(std::uint64_t line_hash, unsigned row) const;
  std::uint64_t mask_;
  std::vector<std::uint8_t> counters_;  // Row after row.
};

/// 64 bits of the line, for LineCounts.
std::uint64_t line_hash(std::string_view line);

}  // namespace cloze
