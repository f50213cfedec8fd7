// SPDX-License-Identifier: GPL-3.0-or-later
// Corpus -> clean documents -> sentences -> even sample -> SentencePiece -> a folder that appears complete or
// not at all.
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <optional>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/filter_program.h"
#include "core/base/new_folder.h"
#include "core/base/sha256.h"
#include "core/base/spawn.h"
#include "core/text/boundaries.h"
#include "core/text/characters.h"
#include "core/tokenizer/foreign_tokenizer.h"
#include "core/tokenizer/sentence_sampler.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"
#include "core/tokenizer/tokenizer_info.h"
#include "core/tokenizer/wordpiece_training.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t line_limit = 4192;  // SentencePiece skips longer lines in training.
// Part of the result: each thread sums its share of the sentences, so another number rounds differently. Not
// taken from the machine, for the same corpus must give the same tokenizer everywhere.
constexpr int training_threads = 8;
constexpr std::int64_t smallest_vocabulary = 16;
// Below, the sample may hold no sentence at all; above, the trainer's suffix array runs out of 32-bit
// positions.
constexpr std::int64_t smallest_sample = 10'000, largest_sample = 1'000'000'000;

Error cancelled() {
  return Error{ErrorCode::cancelled, "training the tokenizer was cancelled", {}};
}

Result<void> check_settings(const TokenizerSettings& settings) {
  const auto refuse = [](std::string_view name, auto value, auto low, auto high) {
    return fail(ErrorCode::bad_input,
                fmt::format("{} is {}, it must be from {} to {}", name, value, low, high));
  };
  if (settings.kind == TokenizerKind::byte_bpe)
    return fail(ErrorCode::bad_input,
                fmt::format("a {} tokenizer cannot be trained", kind_name(settings.kind)),
                "train a unigram, bpe or wordpiece one, or import a model with its tokenizer");
  if (settings.kind == TokenizerKind::wordpiece && settings.cleaning.normalization == Normalization::nfkc)
    return fail(ErrorCode::bad_input, "WordPiece cleans text as BERT does, which has no NFKC",
                "leave normalization out, or train a unigram or bpe tokenizer");
  if (settings.vocabulary_size < smallest_vocabulary || settings.vocabulary_size > largest_vocabulary)
    return refuse("vocabulary_size", settings.vocabulary_size, smallest_vocabulary, largest_vocabulary);
  if (!(settings.character_coverage >= 0.98 && settings.character_coverage <= 1.0))
    return refuse("character_coverage", settings.character_coverage, 0.98, 1.0);
  if (settings.sample_bytes < smallest_sample || settings.sample_bytes > largest_sample)
    return refuse("sample_bytes", settings.sample_bytes, smallest_sample, largest_sample);
  return {};
}

/// Hands sentences to the sampler in lines that SentencePiece takes whole.
class LineCutter {
 public:
  LineCutter(SentenceSampler& sampler, TokenizerReport& report) : sampler_(sampler), report_(report) {}

  void add(std::string_view sentence) {
    ++report_.sentences;
    // Three characters mean something else inside the trainer: U+2585 a rare character (a line with it would
    // be skipped whole), U+2581 a blank, a tab a boundary. Cutting there loses no other character.
    std::size_t begin = 0;
    for (std::size_t at = 0; at < sentence.size();) {
      const std::size_t length = reserved(sentence.substr(at));
      if (length == 0) {
        ++at;
        continue;
      }
      if (length > 1) ++report_.reserved_characters;
      cut(trim(sentence.substr(begin, at - begin)));
      begin = at += length;
    }
    cut(trim(sentence.substr(begin)));
  }

 private:
  /// Bytes of the reserved character that text begins with, 0 for any other.
  static std::size_t reserved(std::string_view text) {
    if (text.front() == '\t') return 1;
    if (text.front() != '\xE2') return 0;
    return text.starts_with(word_mark) || text.starts_with("\xE2\x96\x85") ? 3 : 0;
  }

  void cut(std::string_view line) {
    if (line.size() > line_limit) ++report_.split_lines;
    while (line.size() > line_limit) {
      const std::size_t end = cut_position(line, line_limit);
      keep(trim(line.substr(0, end)));
      line = trim(line.substr(end));
    }
    keep(line);
  }
  void keep(std::string_view line) {
    if (!line.empty()) sampler_.add(line);
  }

  SentenceSampler& sampler_;
  TokenizerReport& report_;
};

/// What BERT's tokenizers do; lower case goes with stripped accents there.
BertNormalization bert_normalization(const TokenizerSettings& settings) {
  BertNormalization normalization;
  normalization.lowercase = normalization.strip_accents = settings.cleaning.lowercase;
  return normalization;
}

/// The cleaning that a text goes through before it is encoded.
CleaningOptions cleaning_before(const TokenizerSettings& settings) {
  return settings.kind == TokenizerKind::wordpiece ? foreign_cleaning(settings.cleaning.invalid_utf8)
                                                   : settings.cleaning;
}

Result<std::vector<std::string>> sample_sentences(const std::vector<fs::path>& corpus,
                                                  const CorpusFormat& format,
                                                  const TokenizerSettings& settings, TokenizerReport& report,
                                                  const ProgressSink& progress, const CancelFlag* cancel) {
  CLOZE_TRY(BoundaryFinder finder, BoundaryFinder::make());
  SentenceSampler sampler(static_cast<std::uint64_t>(settings.sample_bytes), settings.seed);
  LineCutter cutter(sampler, report);
  const auto add = [&](std::string_view sentence) {
    if (settings.kind != TokenizerKind::wordpiece) return cutter.add(sentence);
    ++report.sentences;
    if (const std::string_view line = trim(sentence); !line.empty()) sampler.add(line);
  };
  const auto use = [&](Document&& document) -> Result<void> {
    const std::string_view text = document.text;
    // By line, so that a document of any size is within the finder's offsets.
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view line = text.substr(begin, end - begin);
      for (const TextRange range : finder.sentences(line))
        add(line.substr(range.begin, range.end - range.begin));
      begin = end + 1;
    }
    return {};
  };
  // Sentences are all that counts here, so a document of any length may come in parts.
  CLOZE_TRY(report.corpus, read_documents(corpus, format, cleaning_before(settings), use, progress, cancel,
                                          LongDocument::in_parts));
  std::vector<std::string> sample = sampler.take();
  report.sampled_sentences = sample.size();
  for (const std::string& sentence : sample) report.sampled_bytes += sentence.size();
  if (sample.empty())
    return fail(ErrorCode::bad_input, "the corpus holds no sentence to train a tokenizer on",
                "give files that hold more text");
  return sample;
}

/// The sentences, a line each, in chunks that are worth a system call; each is freed when it is taken.
InputChunks as_lines(std::vector<std::string>& sentences) {
  return [&sentences, next = std::size_t{0}](std::string& chunk) mutable {
    constexpr std::size_t enough = 64 * 1024;
    while (next < sentences.size() && chunk.size() < enough) {
      chunk.append(sentences[next]).push_back('\n');
      std::string().swap(sentences[next++]);
    }
  };
}

/// The number that follows `before` in a message.
std::optional<std::int64_t> number_after(std::string_view message, std::string_view before) {
  const std::size_t at = message.find(before);
  if (at == std::string_view::npos) return std::nullopt;
  std::int64_t number = 0;
  const char* begin = message.data() + at + before.size();
  const auto read = std::from_chars(begin, message.data() + message.size(), number);
  return read.ec == std::errc() ? std::optional(number) : std::nullopt;
}

/// SentencePiece's own words for what a person can mend, in ours.
Error training_error(std::string_view message, const TokenizerSettings& settings) {
  const std::int64_t size = settings.vocabulary_size;
  if (message.find("Vocabulary size too high") != std::string_view::npos)
    if (const auto most = number_after(message, "value <= "))
      return {ErrorCode::bad_input,
              fmt::format("vocabulary size {} is larger than this corpus allows: at most {}", size, *most),
              *most < smallest_vocabulary
                  ? "give more text"
                  : fmt::format("set vocabulary_size to {} or less, or give more text", *most)};
  if (message.find("smaller than required_chars") != std::string_view::npos)
    if (const auto least = number_after(message, " vs "))
      return {
          ErrorCode::bad_input,
          fmt::format("vocabulary size {} is smaller than the characters of this corpus need: at least {}",
                      size, *least),
          fmt::format("set vocabulary_size to {} or more, or lower character_coverage (now {})", *least,
                      settings.character_coverage)};
  return {ErrorCode::internal, fmt::format("SentencePiece could not train: {}", message), {}};
}

Result<std::string> train_model(std::vector<std::string>& sentences, const TokenizerSettings& settings,
                                const CancelFlag* cancel) {
  CLOZE_TRY(const fs::path program, program_beside_this("cloze-sentencepiece"));
  std::vector<std::string> options;
  const auto add = [&](std::string_view name, const auto& value) {
    options.push_back(fmt::format("--{}={}", name, value));
  };
  add("parent", ::getpid());
  add("model_type", kind_name(settings.kind));
  add("hard_vocab_limit", settings.kind != TokenizerKind::character);
  add("vocab_size", settings.vocabulary_size);
  add("character_coverage", settings.character_coverage);
  add("normalization_rule_name", "identity");  // The text was cleaned by us.
  add("pad_id", 0);
  add("unk_id", 1);
  add("bos_id", -1);
  add("eos_id", -1);
  add("pad_piece", "[PAD]");
  add("unk_piece", "[UNK]");
  // Control symbols take the first free ids, 2 to 4, and are never matched in text.
  add("control_symbols", "[CLS],[SEP],[MASK]");
  add("num_threads", training_threads);
  add("max_sentence_length", line_limit);
  add("train_extremely_large_corpus", false);
  add("minloglevel", 3);  // Fatal only: SentencePiece writes its log to stderr.
  // A program of its own: SentencePiece cannot be interrupted, and a failed check ends its process.
  auto model = run_filter(program, options, as_lines(sentences), cancel);
  if (model) return model;
  if (model.error().code == ErrorCode::cancelled) return std::unexpected(cancelled());
  if (model.error().code == ErrorCode::unavailable) return model;
  return std::unexpected(training_error(model.error().message, settings));
}

/// Frees each sentence once its words are counted.
Result<std::string> train_wordpiece(std::vector<std::string>& sentences, const TokenizerSettings& settings,
                                    const ProgressSink& progress, const CancelFlag* cancel) {
  const BertNormalization normalization = bert_normalization(settings);
  WordPieceTrainer trainer(normalization);
  for (std::string& sentence : sentences) {
    if (cancel != nullptr && cancel->cancelled()) return std::unexpected(cancelled());
    trainer.add(sentence);
    std::string().swap(sentence);
  }
  CLOZE_TRY(const auto tokens,
            trainer.train({settings.vocabulary_size, settings.character_coverage}, progress, cancel));
  return wordpiece_from_vocabulary(tokens, normalization).to_bytes();
}

/// The bytes of tokenizer.model.
Result<std::string> train_model_of_kind(std::vector<std::string>& sentences,
                                        const TokenizerSettings& settings, const ProgressSink& progress,
                                        const CancelFlag* cancel) {
  return settings.kind == TokenizerKind::wordpiece ? train_wordpiece(sentences, settings, progress, cancel)
                                                   : train_model(sentences, settings, cancel);
}

}  // namespace

Result<TokenizerInfo> train_tokenizer(const std::vector<fs::path>& corpus, const CorpusFormat& format,
                                      const TokenizerSettings& settings, const fs::path& folder,
                                      const ProgressSink& progress, const CancelFlag* cancel) {
  CLOZE_CHECK(check_settings(settings));
  CLOZE_CHECK(check_new_tokenizer(folder));
  // Made first: a place that cannot be written to is told before minutes of work, not after.
  CLOZE_TRY(NewFolder staging, NewFolder::create(folder));

  const Stopwatch watch;
  StoredTokenizer stored;
  stored.info.name = tokenizer_name(folder);
  stored.info.settings = settings;
  TokenizerReport& report = stored.info.report;
  CLOZE_TRY(auto sentences, sample_sentences(corpus, format, settings, report, progress, cancel));
  if (progress) progress("training", 0, 0);
  CLOZE_TRY(const std::string model, train_model_of_kind(sentences, settings, progress, cancel));
  report.seconds = watch.seconds();

  stored.model_sha256 = sha256_hex(model);
  stored.info.hash = tokenizer_hash(stored.model_sha256, settings);
  stored.info.created = unix_seconds();
  // Loads as a reader will, before anything is published.
  CLOZE_TRY(const auto tokenizer, make_tokenizer(model, "the trained model", stored));
  if (settings.kind == TokenizerKind::character)
    stored.info.settings.vocabulary_size = tokenizer->vocabulary_size();
  CLOZE_CHECK(write_file_synced(staging.path() / tokenizer_model_file, model));
  CLOZE_CHECK(write_file_synced(staging.path() / tokenizer_info_file, to_json(stored)));
  CLOZE_CHECK(check_new_tokenizer(folder));  // Another program may have made it meanwhile.
  CLOZE_CHECK(staging.publish());
  return std::move(stored.info);
}

}  // namespace cloze
