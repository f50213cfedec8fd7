// SPDX-License-Identifier: GPL-3.0-or-later
// Finding documents that came before, exactly or nearly, in one pass over a corpus. Internal to core/text.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cloze {

/// An earlier document, and how alike the two are.
struct Match {
  std::uint64_t ordinal = 0;
  double similarity = 1;
};

/// 128 bits of the text's SHA-256. Pure.
std::array<std::uint64_t, 2> text_identity(std::string_view text);

/// About 50 bytes of memory per document.
class ExactIndex {
 public:
  /// The document with this identity that came first, or nothing, and then this one did.
  std::optional<Match> find_or_add(const std::array<std::uint64_t, 2>& identity, std::uint64_t ordinal);

 private:
  struct Hash {
    std::size_t operator()(const std::array<std::uint64_t, 2>& identity) const { return identity[0]; }
  };
  std::unordered_map<std::array<std::uint64_t, 2>, std::uint64_t, Hash> first_;
};

/// Minima of one hash in 128 bins: one-permutation hashing (Li, Owen and Zhang 2012) with the densification
/// of Shrivastava (2017). Two documents agree in a bin with the probability of their Jaccard similarity.
inline constexpr std::size_t signature_bins = 128;
using Signature = std::array<std::uint32_t, signature_bins>;

/// Of a text's word n-grams (words.h). Nothing for a text without words. Holds memory between texts, so one
/// per thread.
class SignatureMaker {
 public:
  explicit SignatureMaker(std::size_t ngram) : ngram_(ngram) {}
  std::optional<Signature> make(std::string_view text);

 private:
  std::size_t ngram_;
  std::vector<std::uint64_t> words_, ngrams_;
};

/// Locality-sensitive hashing in bands (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4):
/// what agrees in all bins of a band is a candidate; candidates are compared over all bins, of which 8 bits
/// are kept (b-bit minwise hashing, Li and König 2010; standard deviation 0.035 at a similarity of 0.8). Of
/// documents with the same band only the first that was kept is a candidate. Memory per kept document: 136
/// bytes and 7 to 9 per band (at a threshold of 0.8 there are 18).
class NearIndex {
 public:
  explicit NearIndex(double threshold);
  /// A kept document whose estimated similarity is at least the threshold: the most similar candidate. Or
  /// nothing, and then this one is kept.
  std::optional<Match> find_or_add(const Signature& signature, std::uint64_t ordinal);

  std::size_t bands() const { return bands_; }
  std::size_t bins_per_band() const { return bins_per_band_; }

 private:
  using Bytes = std::array<std::uint8_t, signature_bins>;
  /// Kept documents by what stands in one band, each as its number plus one; 0: free. Open addressing.
  struct Table {
    std::vector<std::uint32_t> slots;
    std::size_t used = 0;
  };
  /// Where the document with this band stands, or would stand.
  std::uint32_t& slot_of(std::size_t band, const Bytes& bytes);
  void make_room(std::size_t band);

  double threshold_;
  std::size_t bands_ = 1, bins_per_band_ = 1;
  std::deque<Bytes> signatures_;        // Of the kept documents; in blocks, so that growing copies nothing.
  std::deque<std::uint64_t> ordinals_;  // Of the same.
  std::vector<Table> tables_;           // By band.
};

}  // namespace cloze
