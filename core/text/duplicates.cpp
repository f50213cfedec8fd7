// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/duplicates.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <string>

#include "core/base/sha256.h"
#include "core/text/hashing.h"
#include "core/text/words.h"

namespace cloze {
namespace {

constexpr std::uint32_t empty_bin = UINT32_MAX;
constexpr int bin_bits = std::countr_zero(signature_bins);

/// Bands and bins per band: of those with which a pair at the threshold becomes a candidate 19 times in 20,
/// 1 - (1 - s^r)^b, the ones with fewest candidates in vain.
std::pair<std::size_t, std::size_t> best_bands(double threshold) {
  constexpr double found = 0.95;
  for (std::size_t bins = signature_bins; bins > 1; --bins) {
    const std::size_t bands = signature_bins / bins;
    const double same = std::pow(threshold, static_cast<double>(bins));
    if (1 - std::pow(1 - same, static_cast<double>(bands)) >= found) return {bands, bins};
  }
  return {signature_bins, 1};
}

}  // namespace

std::array<std::uint64_t, 2> text_identity(std::string_view text) {
  const std::string hex = sha256_hex(text);
  std::array<std::uint64_t, 2> identity{};
  for (std::size_t i = 0; i < 2; ++i)
    std::from_chars(hex.data() + 16 * i, hex.data() + 16 * (i + 1), identity[i], 16);
  return identity;
}

std::optional<Match> ExactIndex::find_or_add(const std::array<std::uint64_t, 2>& identity,
                                             std::uint64_t ordinal) {
  const auto [found, added] = first_.try_emplace(identity, ordinal);
  if (added) return std::nullopt;
  return Match{found->second, 1};
}

std::optional<Signature> SignatureMaker::make(std::string_view text) {
  hash_words(text, words_);
  if (words_.empty()) return std::nullopt;
  hash_ngrams(words_, ngram_, ngrams_);
  Signature minima;
  minima.fill(empty_bin);
  for (const std::uint64_t ngram : ngrams_) {
    std::uint32_t& bin = minima[ngram >> (64 - bin_bits)];
    bin = std::min(bin, std::min(static_cast<std::uint32_t>(ngram), empty_bin - 1));
  }
  Signature full = minima;
  for (std::size_t bin = 0; bin < signature_bins; ++bin) {
    // An empty bin takes the value of another one; which, depends on the bin and the attempt alone.
    for (std::uint64_t attempt = 1; full[bin] == empty_bin; ++attempt)
      full[bin] = minima[mix_bits(bin << 32 | attempt) >> (64 - bin_bits)];
  }
  return full;
}

NearIndex::NearIndex(double threshold) : threshold_(threshold) {
  std::tie(bands_, bins_per_band_) = best_bands(threshold);
  tables_.assign(bands_, Table{.slots = std::vector<std::uint32_t>(1 << 12)});
}

std::uint32_t& NearIndex::slot_of(std::size_t band, const Bytes& bytes) {
  const auto in_band = [&](const Bytes& whole) {
    return std::string_view(reinterpret_cast<const char*>(whole.data()) + band * bins_per_band_,
                            bins_per_band_);
  };
  const std::string_view wanted = in_band(bytes);
  std::vector<std::uint32_t>& slots = tables_[band].slots;
  // The hash as a fraction of the table, whose size is no power of two.
  std::size_t at = (hash_text(wanted) >> 32) * slots.size() >> 32;
  while (slots[at] != 0 && in_band(signatures_[slots[at] - 1]) != wanted)
    at = at + 1 == slots.size() ? 0 : at + 1;
  return slots[at];
}

void NearIndex::make_room(std::size_t band) {
  Table& table = tables_[band];
  if (5 * (table.used + 1) <= 3 * table.slots.size()) return;
  const std::size_t size = table.slots.size() + table.slots.size() / 4;
  table.slots = {};  // What it held is found again from the signatures.
  table.slots.resize(size);
  for (std::size_t kept = 0; kept < signatures_.size(); ++kept) {
    std::uint32_t& slot = slot_of(band, signatures_[kept]);
    if (slot == 0) slot = static_cast<std::uint32_t>(kept + 1);
  }
}

std::optional<Match> NearIndex::find_or_add(const Signature& signature, std::uint64_t ordinal) {
  Bytes bytes;
  for (std::size_t bin = 0; bin < signature_bins; ++bin)
    bytes[bin] = static_cast<std::uint8_t>(mix_bits(signature[bin]));
  std::optional<Match> best;
  for (std::size_t band = 0; band < bands_; ++band) {
    const std::uint32_t slot = slot_of(band, bytes);
    if (slot == 0) continue;
    const std::size_t kept = slot - 1;
    if (best && best->ordinal == ordinals_[kept]) continue;
    std::size_t same = 0;
    for (std::size_t bin = 0; bin < signature_bins; ++bin)
      same += signatures_[kept][bin] == bytes[bin] ? 1 : 0;
    // Bins that differ agree in 8 bits once in 256 times.
    constexpr double by_chance = 1.0 / 256;
    const double agree = static_cast<double>(same) / signature_bins;
    const double similarity = std::max(0.0, (agree - by_chance) / (1 - by_chance));
    if (similarity >= threshold_ && (!best || similarity > best->similarity))
      best = Match{ordinals_[kept], similarity};
  }
  if (best) return best;
  for (std::size_t band = 0; band < bands_; ++band) make_room(band);
  signatures_.push_back(bytes);
  ordinals_.push_back(ordinal);
  for (std::size_t band = 0; band < bands_; ++band) {
    std::uint32_t& slot = slot_of(band, bytes);
    if (slot != 0) continue;  // The first that was kept stays.
    slot = static_cast<std::uint32_t>(signatures_.size());
    ++tables_[band].used;
  }
  return std::nullopt;
}

}  // namespace cloze
