// SPDX-License-Identifier: GPL-3.0-or-later
// Dataset: token ids on disk, immutable, named by the hash of corpus, tokenizer and cleaning. Format of the
// shard files: shard.h.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/text/documents.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

enum class Split { train, held_out };

struct DatasetSettings {
  std::vector<std::filesystem::path> corpus;
  /// One per path of the corpus, or none: how many times a document found there is trained on in an epoch. Of
  /// 0.3 a document's own hash takes three documents in ten, of 2.3 it takes them a third time.
  std::vector<double> weights{};
  CorpusFormat format{};
  double held_out_share =
      0.05;                  ///< Of documents, decided by each document's own hash, so that it never moves.
  std::string locale;        ///< For sentence boundaries; "" serves English and Chinese.
  std::int64_t threads = 0;  ///< 0 takes all cores; changes nothing in the result.

  /// Of the documents found under a path of the corpus, by its position.
  double weight(std::size_t given) const { return given < weights.size() ? weights[given] : 1; }
};
inline constexpr double smallest_weight = 0.001, largest_weight = 100;

/// Whole-number facts about one split.
struct SplitCounts {
  std::uint64_t documents = 0, sentences = 0, tokens = 0, unknown_tokens = 0;
};

/// What a path of a weighted corpus gives to the training split, copies counted.
struct SourceCounts {
  std::uint64_t documents = 0, tokens = 0;
};

struct DatasetInfo {
  std::string name;  ///< What the person called it.
  std::string hash;  ///< 64 hexadecimal digits; the folder is named by the first 16.
  std::string tokenizer_name, tokenizer_hash;
  std::int64_t vocabulary_size = 0;
  DatasetSettings settings;
  CleaningOptions cleaning;
  SplitCounts train, held_out;
  std::vector<SourceCounts> sources{};  ///< One per path of the corpus where it has weights, else none.
  CorpusReport report;                  ///< A document that gave no token counts as an empty one.
  std::uint64_t cut_sentences = 0;      ///< Longer than longest_sentence; cut, nothing of them is dropped.
  std::uint64_t empty_sentences = 0;  ///< Gave no token (signs that mean a blank to the tokenizer); left out.
  double created = 0;                 ///< Unix seconds.
  double seconds = 0;                 ///< Time the build took.
};

/// A chunk is what a stopped build goes on behind; about half a minute's work.
inline constexpr std::uint64_t usual_tokens_per_chunk = 64'000'000;

/// Tokenizes a corpus on all cores into datasets_folder/<hash16>/. Building the same dataset again returns
/// the stored one. A build that was cancelled, killed or met a full disk is gone on with by the same call:
/// what its finished chunks hold is not tokenized again, and the result has the same bytes. One that a fault
/// in the corpus ended, and one without a finished chunk, leave nothing. Unfinished ones are listed in
/// unfinished_builds.h; open() takes none. bad_input when a split would hold no document. Documents found
/// under several paths have the weight of the first; copies of weighted ones stand behind the whole corpus,
/// and only in the training split. Another tokens_per_chunk cuts the same stream into other files.
Result<DatasetInfo> build_dataset(const std::string& name, const DatasetSettings& settings,
                                  const std::string& tokenizer_name,
                                  std::shared_ptr<const Tokenizer> tokenizer,
                                  const std::filesystem::path& datasets_folder,
                                  const ProgressSink& progress = {}, const CancelFlag* cancel = nullptr,
                                  std::uint64_t tokens_per_chunk = usual_tokens_per_chunk);

/// One sentence as stored: token ids and, per token, whether it begins a word.
struct SentenceView {
  std::uint64_t first_token = 0;  ///< Position in the split's token stream.
  std::uint64_t size = 0;
};

/// One split of a dataset, memory-mapped. Immutable; any thread. Shards are joined into one stream here.
class TokenStore {
 public:
  virtual ~TokenStore() = default;
  virtual std::uint64_t token_count() const = 0;
  virtual std::uint64_t sentence_count() const = 0;
  virtual std::uint64_t document_count() const = 0;
  /// Copies ids [begin, begin + out.size()) of the stream.
  virtual void read(std::uint64_t begin, std::span<TokenId> out) const = 0;
  /// One byte per token: 1 where the token begins a word (ICU word boundaries), 0 where it continues one.
  virtual void read_word_starts(std::uint64_t begin, std::span<std::uint8_t> out) const = 0;
  /// First token of a sentence; sentence_begin(sentence_count()) == token_count().
  virtual std::uint64_t sentence_begin(std::uint64_t sentence) const = 0;
  /// First sentence of a document; document_begin(document_count()) == sentence_count().
  virtual std::uint64_t document_begin(std::uint64_t document) const = 0;
};

/// An opened dataset. Cheap to copy; any thread.
class Dataset {
 public:
  /// Checks the manifest and the sizes of all shards; verify_content also checks their hashes.
  static Result<Dataset> open(const std::filesystem::path& folder, bool verify_content = false);
  const DatasetInfo& info() const { return *info_; }
  const TokenStore& split(Split which) const { return *splits_[which == Split::train ? 0 : 1]; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::shared_ptr<const DatasetInfo> info_;
  std::array<std::shared_ptr<const TokenStore>, 2> splits_;
  std::filesystem::path folder_;
};

Result<DatasetInfo> read_dataset_info(const std::filesystem::path& folder);

/// Entropy in nats of the split's unigram distribution: the loss of a model that knows only token frequencies
/// of this very text. -sum p log p over the split's own counts.
double unigram_entropy(const TokenStore& store, std::int64_t vocabulary_size);

}  // namespace cloze
