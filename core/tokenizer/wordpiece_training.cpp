// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/wordpiece_training.h"

#include <fmt/format.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <map>
#include <queue>
#include <unordered_set>
#include <utility>

#include "core/base/paced_progress.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"
#include "core/tokenizer/wordpiece_tokenizer.h"

namespace cloze {
namespace {

constexpr std::string_view prefix = "##";
constexpr std::int64_t fewest_together = 2;

std::vector<std::string_view> characters_of(std::string_view text) {
  std::vector<std::string_view> characters;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin + 1;
    while (end < text.size() && U8_IS_TRAIL(text[end])) ++end;
    characters.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return characters;
}

/// The most frequent characters that together are this share of all; of equally frequent ones, the first by
/// code point.
std::vector<std::string> covered_characters(const std::map<std::string, std::int64_t, std::less<>>& counts,
                                            double coverage) {
  std::vector<std::pair<std::string, std::int64_t>> by_count(counts.begin(), counts.end());
  std::ranges::stable_sort(by_count, std::greater<>(), &std::pair<std::string, std::int64_t>::second);
  double all = 0, kept = 0;
  for (const auto& [character, count] : by_count) all += static_cast<double>(count);
  std::vector<std::string> covered;
  for (const auto& [character, count] : by_count) {
    if (kept >= coverage * all) break;
    kept += static_cast<double>(count);
    covered.push_back(character);
  }
  std::ranges::sort(covered);
  return covered;
}

using Symbol = std::int32_t;
using Pair = std::pair<Symbol, Symbol>;

struct PairHash {
  std::size_t operator()(const Pair& pair) const {
    const auto key = static_cast<std::uint64_t>(static_cast<std::uint32_t>(pair.first)) << 32 |
                     static_cast<std::uint32_t>(pair.second);
    return static_cast<std::size_t>((key ^ key >> 29) * 0x9E3779B97F4A7C15ULL);
  }
};

/// Words as rows of symbols, with the pairs in them counted and kept up to date while they are merged.
class PairMerger {
 public:
  void add(std::vector<Symbol> symbols, std::int64_t count) {
    const auto word = static_cast<std::uint32_t>(words_.size());
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
      Place& place = pairs_[{symbols[i], symbols[i + 1]}];
      place.count += count;
      place.words.insert(word);
    }
    words_.push_back({std::move(symbols), count});
  }

  void begin() {
    for (const auto& [pair, place] : pairs_) queue_.push({place.count, pair});
  }

  /// The most frequent pair; false when none stands together often enough.
  bool most_frequent(Pair& pair) {
    while (!queue_.empty()) {
      const Candidate top = queue_.top();
      queue_.pop();
      const auto found = pairs_.find(top.pair);
      const std::int64_t count = found == pairs_.end() ? 0 : found->second.count;
      if (count != top.count) {
        // It has been told before the last merges: back with what is true now.
        if (count > 0) queue_.push({count, top.pair});
        continue;
      }
      if (count < fewest_together) return false;
      pair = top.pair;
      return true;
    }
    return false;
  }

  void merge(const Pair& pair, Symbol merged) {
    const auto found = pairs_.find(pair);
    const auto words = std::move(found->second.words);
    pairs_.erase(found);
    changed_.clear();
    for (const std::uint32_t word : words) merge_in(word, pair, merged);
    for (const Pair& neighbour : changed_)
      if (const auto place = pairs_.find(neighbour); place != pairs_.end())
        queue_.push({place->second.count, neighbour});
  }

 private:
  struct Word {
    std::vector<Symbol> symbols;
    std::int64_t count = 0;
  };
  struct Place {
    std::int64_t count = 0;
    std::unordered_set<std::uint32_t> words;
  };
  struct Candidate {
    std::int64_t count = 0;
    Pair pair;
    bool operator<(const Candidate& other) const {  // The largest count, then the smallest pair, on top.
      return count != other.count ? count < other.count : pair > other.pair;
    }
  };

  void change(const Pair& pair, std::uint32_t word, std::int64_t by) {
    Place& place = pairs_[pair];
    place.count += by;
    if (by > 0) {
      place.words.insert(word);
      changed_.insert(pair);
    }
    if (place.count <= 0) pairs_.erase(pair);
  }

  void merge_in(std::uint32_t index, const Pair& pair, Symbol merged) {
    Word& word = words_[index];
    const std::vector<Symbol> before = word.symbols;
    std::vector<Symbol> after;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const bool here = i + 1 < before.size() && before[i] == pair.first && before[i + 1] == pair.second;
      after.push_back(here ? merged : before[i]);
      if (here) ++i;
    }
    if (after.size() == before.size()) return;  // Merged away before.
    for (std::size_t i = 0; i + 1 < before.size(); ++i)
      if (const Pair gone{before[i], before[i + 1]}; gone != pair) change(gone, index, -word.count);
    for (std::size_t i = 0; i + 1 < after.size(); ++i) change({after[i], after[i + 1]}, index, word.count);
    word.symbols = std::move(after);
  }

  std::vector<Word> words_;
  std::unordered_map<Pair, Place, PairHash> pairs_;
  std::priority_queue<Candidate> queue_;
  std::unordered_set<Pair, PairHash> changed_;
};

}  // namespace

void WordPieceTrainer::add(std::string_view text) {
  const auto longest = static_cast<std::size_t>(WordPieceSettings().longest_word);
  for (BertWord& word : bert_words(text, normalization_))
    if (word.characters.size() <= longest) ++words_[std::move(word.text)];
}

Result<std::vector<std::string>> WordPieceTrainer::train(const Settings& settings,
                                                         const ProgressSink& progress,
                                                         const CancelFlag* cancel) const {
  // In the order of the words from here on, or the same corpus would give another vocabulary elsewhere.
  const std::map<std::string, std::int64_t> words(words_.begin(), words_.end());
  std::map<std::string, std::int64_t, std::less<>> counts;
  for (const auto& [word, count] : words)
    for (const std::string_view character : characters_of(word)) counts[std::string(character)] += count;
  const std::vector<std::string> alphabet = covered_characters(counts, settings.character_coverage);

  std::vector<std::string> tokens(std::begin(special_token_names), std::end(special_token_names));
  std::map<std::string, Symbol, std::less<>> beginning, continuing;
  for (const std::string& character : alphabet) {
    beginning.emplace(character, static_cast<Symbol>(tokens.size()));
    tokens.push_back(character);
  }
  for (const std::string& character : alphabet) {
    // Punctuation and Chinese characters are words of their own and never go on.
    if (bert_words("a" + character, normalization_).size() != 1) continue;
    continuing.emplace(character, static_cast<Symbol>(tokens.size()));
    tokens.push_back(std::string(prefix) + character);
  }
  if (static_cast<std::int64_t>(tokens.size()) > settings.vocabulary_size)
    return fail(
        ErrorCode::bad_input,
        fmt::format("vocabulary size {} is smaller than the characters of this corpus need: at least {}",
                    settings.vocabulary_size, tokens.size()),
        fmt::format("set vocabulary_size to {} or more, or lower character_coverage (now {})", tokens.size(),
                    settings.character_coverage));

  PairMerger merger;
  for (const auto& [word, count] : words) {
    std::vector<Symbol> symbols;
    for (const std::string_view character : characters_of(word)) {
      const auto& known = symbols.empty() ? beginning : continuing;
      const auto found = known.find(character);
      if (found == known.end()) {
        symbols.clear();
        break;
      }
      symbols.push_back(found->second);
    }
    if (symbols.size() > 1) merger.add(std::move(symbols), count);
  }
  merger.begin();
  // Two ways may lead to one piece ("a" "##bc", "ab" "##c"); it is one token.
  std::unordered_map<std::string, Symbol> ids;
  for (std::size_t id = 0; id < tokens.size(); ++id) ids.emplace(tokens[id], static_cast<Symbol>(id));
  PacedProgress paced(progress);
  while (static_cast<std::int64_t>(tokens.size()) < settings.vocabulary_size) {
    if (cancel != nullptr && cancel->cancelled())
      return fail(ErrorCode::cancelled, "training the tokenizer was cancelled");
    Pair pair;
    if (!merger.most_frequent(pair))
      return fail(ErrorCode::bad_input,
                  fmt::format("vocabulary size {} is larger than this corpus allows: at most {}",
                              settings.vocabulary_size, tokens.size()),
                  fmt::format("set vocabulary_size to {} or less, or give more text", tokens.size()));
    std::string piece = tokens[static_cast<std::size_t>(pair.first)] +
                        tokens[static_cast<std::size_t>(pair.second)].substr(prefix.size());
    const auto [known, is_new] = ids.emplace(piece, static_cast<Symbol>(tokens.size()));
    if (is_new) tokens.push_back(std::move(piece));
    merger.merge(pair, known->second);
    paced.at("training", tokens.size(), static_cast<std::uint64_t>(settings.vocabulary_size));
  }
  return tokens;
}

}  // namespace cloze
