// SPDX-License-Identifier: GPL-3.0-or-later
// Corpus to dataset. One thread (the caller's) reads and cleans documents and writes shards; the others
// tokenize.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <thread>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/ordered_pool.h"
#include "core/base/paced_progress.h"
#include "core/base/sha256.h"
#include "core/base/text_name.h"
#include "core/base/threads.h"
#include "core/data/build_folder.h"
#include "core/data/dataset.h"
#include "core/data/document_tokenizer.h"
#include "core/data/manifest.h"
#include "core/data/shard.h"
#include "core/data/shard_writer.h"
#include "core/text/corpus_files.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;

Error cancelled() {
  return Error{ErrorCode::cancelled, "the dataset build was stopped", {}};
}

/// Size and time of each file: the identity is taken before the text is read, so neither may change in
/// between.
std::vector<std::pair<std::uintmax_t, fs::file_time_type>> file_states(const std::vector<fs::path>& files) {
  std::vector<std::pair<std::uintmax_t, fs::file_time_type>> states;
  std::error_code ignored;
  for (const fs::path& file : files)
    states.emplace_back(fs::file_size(file, ignored), fs::last_write_time(file, ignored));
  return states;
}

struct CorpusIdentity {
  std::string hash;              ///< Of the dataset.
  std::uint64_t bytes = 0;       ///< Of all files.
  std::uint64_t text_bytes = 0;  ///< The same, with a guess for what is packed.
};

/// What of a file's kind changes the text that is read from it.
std::string kind_text(const FileKind& kind, const std::string& text_field) {
  constexpr std::array formats{"", "json", "csv", "tsv", "parquet"};
  constexpr std::array packings{"", " gzip", " zstd"};
  if (kind.format == TextFormat::plain) return packings[static_cast<std::size_t>(kind.compression)];
  return fmt::format(" {} '{}'{}", formats[static_cast<std::size_t>(kind.format)], text_field,
                     packings[static_cast<std::size_t>(kind.compression)]);
}

Result<CorpusIdentity> identify(const std::vector<fs::path>& files, const DatasetSettings& settings,
                                const Tokenizer& tokenizer, PacedProgress& progress,
                                const CancelFlag* cancel) {
  CorpusIdentity identity;
  std::uint64_t total = 0;
  for (const fs::path& file : files) {
    std::error_code ignored;
    total += fs::file_size(file, ignored);
  }
  Sha256 all;
  std::vector<char> buffer(4 << 20);
  for (const fs::path& file : files) {
    CLOZE_TRY(FileReader reader, FileReader::open(file));
    Sha256 one;
    std::uint64_t size = 0;
    // In pieces, so that a large file can be cancelled too and takes no memory.
    for (;;) {
      if (cancel != nullptr && cancel->cancelled()) return std::unexpected(cancelled());
      CLOZE_TRY(const std::size_t got, reader.read(buffer));
      if (got == 0) break;
      one.add(std::string_view(buffer.data(), got));
      identity.bytes += got;
      size += got;
      progress.at("reading", identity.bytes, total);
    }
    const FileKind kind = kind_of_file(file).value_or(FileKind{});
    all.add(one.hex() + kind_text(kind, settings.format.text_field));
    constexpr std::uint64_t usual_expansion = 4;
    identity.text_bytes += size * (kind.compression == Compression::none ? 1 : usual_expansion);
  }
  // Names, order of arguments and number of threads are not part of it: they change nothing that is stored.
  all.add(fmt::format("\nboundary {}\ncleaning {}\ntokenizer {}\nheld out {:.17g}\nlocale {}\nformat {} {}\n",
                      settings.format.boundary == DocumentBoundary::file ? "file" : "blank_line",
                      to_json(tokenizer.cleaning()), tokenizer.hash(), settings.held_out_share,
                      settings.locale, dataset_format_version, shard_format_version));
  if (!settings.format.steps.empty()) all.add(fmt::format("steps {}\n", to_json(settings.format.steps)));
  identity.hash = all.hex();
  return identity;
}

/// Which document is held out: one whose text hash is below the bound. Kept while writing so that, should a
/// split come out empty, the bound that fills it is known.
struct SplitRule {
  std::uint64_t bound = 0;
  std::uint64_t smallest = UINT64_MAX, largest = 0;

  bool holds_out(std::uint64_t hash) {
    smallest = std::min(smallest, hash);
    largest = std::max(largest, hash);
    return hash < bound;
  }
};

struct Pass {
  SplitRule rule;
  CorpusReport report;
  SplitCounts train, held_out;
  std::uint64_t cut_sentences = 0, empty_sentences = 0;
  std::vector<ShardEntry> shards;
};

/// Reads and tokenizes the whole corpus once and writes both splits into folder.
Result<Pass> write_splits(const DatasetSettings& settings, const std::shared_ptr<const Tokenizer>& tokenizer,
                          std::uint64_t bound, std::uint64_t corpus_bytes, const fs::path& folder,
                          PacedProgress& progress, const CancelFlag* cancel) {
  Pass pass;
  pass.rule.bound = bound;
  SplitWriter train(folder, Split::train, tokenizer->vocabulary_size());
  SplitWriter held_out(folder, Split::held_out, tokenizer->vocabulary_size());
  std::uint64_t empty = 0;

  const auto write = [&](TokenizedDocument&& document) -> Result<void> {
    pass.cut_sentences += document.cut_sentences;
    pass.empty_sentences += document.empty_sentences;
    progress.at("tokenizing", document.position, corpus_bytes);
    if (document.ids.empty()) {
      ++empty;
      return {};
    }
    return (pass.rule.holds_out(document.text_hash) ? held_out : train).append(document);
  };

  using Pool = OrderedPool<Document, TokenizedDocument>;
  std::vector<Pool::Work> workers;
  for (int i = 0; i < thread_count(settings.threads); ++i) {
    CLOZE_TRY(auto made, DocumentTokenizer::make(tokenizer, settings.locale));
    workers.emplace_back([worker = std::move(made), cancel](Document&& document) mutable {
      return worker.tokenize(document, cancel);
    });
  }
  const std::size_t most_items = most_documents_per_thread * workers.size();
  Pool pool(std::move(workers), write, most_items, most_text_in_work);
  // What is read is told by the documents; only what comes before the first one, here.
  const ProgressSink first_reading = [&progress](std::string_view what, std::uint64_t done,
                                                 std::uint64_t total) {
    if (what != "reading") progress.at(what, done, total);
  };
  auto report = read_documents(settings.corpus, settings.format, tokenizer->cleaning(),
                               [&pool](Document&& document) {
                                 const std::uint64_t weight = document.text.size();
                                 return pool.push(std::move(document), weight);
                               },
                               first_reading, cancel, LongDocument::refuse, {.threads = settings.threads});
  if (!report) return std::unexpected(std::move(report).error());
  CLOZE_CHECK(pool.finish());
  if (cancel != nullptr && cancel->cancelled()) return std::unexpected(cancelled());

  pass.report = *report;
  pass.report.documents -= empty;  // Text that gives no token is no document here.
  pass.report.empty_documents += empty;
  CLOZE_TRY(pass.shards, train.finish());
  CLOZE_TRY(const auto more, held_out.finish());
  pass.shards.insert(pass.shards.end(), more.begin(), more.end());
  pass.train = train.counts();
  pass.held_out = held_out.counts();
  progress.at("tokenizing", corpus_bytes, corpus_bytes);
  return pass;
}

/// The bound with which no split is empty, for a pass that left one empty.
Result<std::uint64_t> fallback_bound(const Pass& pass, const DatasetSettings& settings) {
  const std::uint64_t documents = pass.train.documents + pass.held_out.documents;
  const std::string hint = settings.format.boundary == DocumentBoundary::file
                               ? "cut documents at blank lines, or give more files"
                               : "give more text with blank lines between documents";
  if (documents == 0) return fail(ErrorCode::bad_input, "the corpus gives no token at all", "give more text");
  if (documents == 1)
    return fail(ErrorCode::bad_input,
                "the corpus is one document, at least two are needed: one to train on, one held out", hint);
  if (pass.rule.smallest == pass.rule.largest)
    return fail(
        ErrorCode::bad_input,
        fmt::format("all {} documents of the corpus have the same text, so none can be held out", documents),
        hint);
  // Identical texts always go together, so that nothing held out is trained on.
  return pass.held_out.documents == 0 ? pass.rule.smallest + 1 : pass.rule.largest;
}

Result<void> empty_folder(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) files.push_back(entry.path());
  for (const fs::path& file : files)
    if (!fs::remove(file, error) && error)
      return std::unexpected(io_error("cannot remove", file, error.value()));
  return {};
}

Result<void> check(const std::string& name, const DatasetSettings& settings) {
  CLOZE_CHECK(check_name("dataset", name));
  CLOZE_CHECK(check_steps(settings.format.steps));
  if (!(settings.held_out_share > 0 && settings.held_out_share < 1))
    return fail(
        ErrorCode::bad_input,
        fmt::format("the held-out share is {:g}, it must be above 0 and below 1", settings.held_out_share),
        "0.05 is usual");
  if (settings.threads < 0)
    return fail(ErrorCode::bad_input,
                fmt::format("threads is {}, it must be 0 (all cores) or more", settings.threads));
  return {};
}

/// The stored dataset, nothing when it is missing or damaged, or an error that a new build would not mend.
Result<std::optional<DatasetInfo>> stored(const fs::path& folder, const std::string& hash) {
  auto dataset = Dataset::open(folder, /*verify_content=*/true);
  if (dataset && dataset->info().hash == hash) return dataset->info();
  if (!dataset && dataset.error().code != ErrorCode::damaged && dataset.error().code != ErrorCode::not_found)
    return std::unexpected(std::move(dataset).error());
  return std::nullopt;
}

}  // namespace

Result<DatasetInfo> build_dataset(const std::string& name, const DatasetSettings& settings,
                                  const std::string& tokenizer_name,
                                  std::shared_ptr<const Tokenizer> tokenizer, const fs::path& datasets_folder,
                                  const ProgressSink& progress, const CancelFlag* cancel) {
  const Stopwatch watch;
  PacedProgress paced(progress);
  CLOZE_CHECK(check(name, settings));
  CLOZE_TRY(const auto files, list_corpus_files(settings.corpus));
  const auto before = file_states(files);
  CLOZE_TRY(const CorpusIdentity identity, identify(files, settings, *tokenizer, paced, cancel));
  const std::string folder_name = identity.hash.substr(0, 16);
  CLOZE_TRY(auto kept, stored(datasets_folder / folder_name, identity.hash));
  if (kept) return std::move(*kept);

  CLOZE_CHECK(make_folders(datasets_folder));
  BuildFolder::remove_abandoned(datasets_folder, folder_name);
  // About a token per two bytes at most in practice; more is needed only by text the vocabulary hardly knows.
  const auto id_bytes = shard_id_bytes(static_cast<std::uint64_t>(tokenizer->vocabulary_size()));
  CLOZE_CHECK(require_space(datasets_folder, identity.text_bytes * (id_bytes + 1) / 2 + (1 << 20)));
  CLOZE_TRY(BuildFolder build, BuildFolder::create(datasets_folder, folder_name));

  const auto bound = static_cast<std::uint64_t>(std::ldexp(settings.held_out_share, 64));
  CLOZE_TRY(Pass pass, write_splits(settings, tokenizer, bound, identity.bytes, build.path(), paced, cancel));
  if (pass.train.documents == 0 || pass.held_out.documents == 0) {
    // Known only at the end, and only small corpora come here: write again with a bound that leaves no split
    // empty.
    CLOZE_TRY(const std::uint64_t forced, fallback_bound(pass, settings));
    CLOZE_CHECK(empty_folder(build.path()));
    auto again = write_splits(settings, tokenizer, forced, identity.bytes, build.path(), paced, cancel);
    if (!again) return std::unexpected(std::move(again).error());
    pass = std::move(*again);
  }

  Manifest manifest;
  manifest.shards = std::move(pass.shards);
  DatasetInfo& info = manifest.info;
  info.name = name;
  info.hash = identity.hash;
  info.tokenizer_name = tokenizer_name;
  info.tokenizer_hash = tokenizer->hash();
  info.vocabulary_size = tokenizer->vocabulary_size();
  info.settings = settings;
  // Absolute, so that they say where the text was even when read from another folder.
  for (fs::path& path : info.settings.corpus) path = fs::absolute(path).lexically_normal();
  info.cleaning = tokenizer->cleaning();
  info.train = pass.train;
  info.held_out = pass.held_out;
  info.report = pass.report;
  info.cut_sentences = pass.cut_sentences;
  info.empty_sentences = pass.empty_sentences;
  info.created = unix_seconds();
  info.seconds = watch.seconds();
  if (cancel != nullptr && cancel->cancelled()) return std::unexpected(cancelled());
  if (file_states(files) != before)
    return fail(ErrorCode::bad_input, "a file of the corpus changed while it was read",
                "build the dataset again");
  CLOZE_CHECK(write_file_synced(build.path() / manifest_file, manifest_to_json(manifest)));
  // Another process may have built the same in the meantime; someone may be reading it already, so it stays.
  CLOZE_TRY(auto others, stored(datasets_folder / folder_name, identity.hash));
  if (others) return std::move(*others);
  CLOZE_CHECK(build.publish());
  return std::move(info);
}

}  // namespace cloze
