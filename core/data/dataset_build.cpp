// SPDX-License-Identifier: GPL-3.0-or-later
// Corpus to dataset. One thread (the caller's) reads documents and writes shards; the others clean and
// tokenize.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/ordered_pool.h"
#include "core/base/paced_progress.h"
#include "core/base/text_name.h"
#include "core/base/threads.h"
#include "core/data/build_folder.h"
#include "core/data/build_state.h"
#include "core/data/corpus_identity.h"
#include "core/data/dataset.h"
#include "core/data/dataset_writer.h"
#include "core/data/document_tokenizer.h"
#include "core/data/joined_shards.h"
#include "core/data/manifest.h"
#include "core/data/shard.h"
#include "core/text/corpus_files.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;

Error cancelled() {
  return Error{ErrorCode::cancelled, "the dataset build was stopped", {}};
}

/// What a document of the corpus meets before it is tokenized: those that an earlier build has stored already
/// are passed over.
class Resumption {
 public:
  explicit Resumption(const BuildState& state) : stored_(state.documents), last_text_(state.last_text) {}

  Result<bool> is_stored(const Document& document) {
    if (seen_ == stored_) return false;
    ++seen_;
    // The files are the same, so this is the same text, unless ICU or another library was exchanged.
    if (seen_ == stored_ && text_hash(document.text) != last_text_)
      return fail(ErrorCode::damaged, "the text is cleaned otherwise than when this build was begun",
                  "build the dataset again, from its beginning");
    return true;
  }

 private:
  std::uint64_t stored_, last_text_, seen_ = 0;
};

/// Reads the corpus once and gives what is not stored yet to the writer.
Result<CorpusReport> write_splits(const DatasetSettings& settings,
                                  const std::shared_ptr<const Tokenizer>& tokenizer, DatasetWriter& writer,
                                  PacedProgress& progress, const CancelFlag* cancel) {
  const std::uint64_t corpus_bytes = writer.state().corpus_bytes;
  const auto write = [&](TokenizedDocument&& document) -> Result<void> {
    progress.at("tokenizing", document.position, corpus_bytes);
    return writer.append(document);
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
  Resumption resumption(writer.state());
  const auto take = [&](Document&& document) -> Result<void> {
    CLOZE_TRY(const bool stored, resumption.is_stored(document));
    if (stored) {
      progress.at("catching up", document.position, corpus_bytes);
      return {};
    }
    const std::uint64_t weight = document.text.size();
    return pool.push(std::move(document), weight);
  };
  CLOZE_TRY(CorpusReport report,
            read_documents(settings.corpus, settings.format, tokenizer->cleaning(), take, first_reading,
                           cancel, LongDocument::refuse, {.threads = settings.threads}));
  CLOZE_CHECK(pool.finish());
  if (cancel != nullptr && cancel->cancelled()) return std::unexpected(cancelled());
  CLOZE_CHECK(writer.add_copies(progress, cancel));
  CLOZE_CHECK(writer.finish());
  report.documents -= writer.state().empty;  // Text that gives no token is no document here.
  report.empty_documents += writer.state().empty;
  progress.at("tokenizing", corpus_bytes, corpus_bytes);
  return report;
}

bool has_empty_split(const BuildState& state) {
  return state.manifest.info.train.documents == 0 || state.manifest.info.held_out.documents == 0;
}

/// The bound with which no split is empty, for a pass that left one empty.
Result<std::uint64_t> fallback_bound(const BuildState& state) {
  const DatasetInfo& info = state.manifest.info;
  const std::uint64_t documents = state.documents - state.empty;
  const std::string hint = info.settings.format.boundary == DocumentBoundary::file
                               ? "cut documents at blank lines, or give more files"
                               : "give more text with blank lines between documents";
  if (documents == 0) return fail(ErrorCode::bad_input, "the corpus gives no token at all", "give more text");
  if (documents == 1)
    return fail(ErrorCode::bad_input,
                "the corpus is one document, at least two are needed: one to train on, one held out", hint);
  if (state.smallest == state.largest)
    return fail(
        ErrorCode::bad_input,
        fmt::format("all {} documents of the corpus have the same text, so none can be held out", documents),
        hint);
  // Identical texts always go together, so that nothing held out is trained on.
  const std::uint64_t bound = info.held_out.documents == 0 ? state.smallest + 1 : state.largest;
  if (bound == state.bound)
    return fail(ErrorCode::bad_input,
                fmt::format("the weights leave none of {} documents to train on", documents),
                "raise the weight of a path");
  return bound;
}

/// Removes all files of a folder but those kept.
Result<void> empty_folder(const fs::path& folder, std::span<const ShardEntry> kept) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) files.push_back(entry.path());
  for (const fs::path& file : files) {
    const std::string name = file.filename().string();
    if (!kept.empty() &&
        (name == build_state_file || std::ranges::find(kept, name, &ShardEntry::file) != kept.end()))
      continue;
    if (!fs::remove(file, error) && error)
      return std::unexpected(io_error("cannot remove", file, error.value()));
  }
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
  if (!settings.weights.empty() && settings.weights.size() != settings.corpus.size())
    return fail(ErrorCode::bad_input,
                fmt::format("there are {} weights for {} paths of the corpus", settings.weights.size(),
                            settings.corpus.size()),
                "give one weight per path");
  for (const double weight : settings.weights)
    if (!(weight >= smallest_weight && weight <= largest_weight))
      return fail(ErrorCode::bad_input,
                  fmt::format("a path of the corpus has weight {:g}, it must be from {:g} to {:g}", weight,
                              smallest_weight, largest_weight));
  if (settings.threads < 0)
    return fail(ErrorCode::bad_input,
                fmt::format("threads is {}, it must be 0 (all cores) or more", settings.threads));
  return {};
}

/// About a token per two bytes at most in practice; more is needed only by text the vocabulary hardly knows.
/// What an earlier build has written of it is there.
std::uint64_t space_needed(const CorpusIdentity& identity, const Tokenizer& tokenizer,
                           const fs::path& folder) {
  const auto id_bytes = shard_id_bytes(static_cast<std::uint64_t>(tokenizer.vocabulary_size()));
  std::uint64_t written = 0;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) written += entry.file_size(ignored);
  const std::uint64_t all = identity.text_bytes * (id_bytes + 1) / 2 + (1 << 20);
  return all - std::min(all, written);
}

/// The stored dataset, nothing when it is missing or damaged, or an error that a new build would not mend.
Result<std::optional<DatasetInfo>> stored(const fs::path& folder, const std::string& hash) {
  auto dataset = Dataset::open(folder, /*verify_content=*/true);
  if (dataset && dataset->info().hash == hash) return dataset->info();
  if (!dataset && dataset.error().code != ErrorCode::damaged && dataset.error().code != ErrorCode::not_found)
    return std::unexpected(std::move(dataset).error());
  return std::nullopt;
}

/// What is known of the dataset before its text is read.
DatasetInfo new_info(const std::string& name, const std::string& hash, const DatasetSettings& settings,
                     const std::string& tokenizer_name, const Tokenizer& tokenizer) {
  DatasetInfo info;
  info.name = name;
  info.hash = hash;
  info.tokenizer_name = tokenizer_name;
  info.tokenizer_hash = tokenizer.hash();
  info.vocabulary_size = tokenizer.vocabulary_size();
  info.settings = settings;
  // Absolute, so that they say where the text was even when read from another folder.
  for (fs::path& path : info.settings.corpus) path = fs::absolute(path).lexically_normal();
  info.cleaning = tokenizer.cleaning();
  return info;
}

/// Whether the same build can succeed once the reason is gone.
bool can_go_on_after(ErrorCode code) {
  return code == ErrorCode::cancelled || code == ErrorCode::io || code == ErrorCode::disk_full;
}

/// Of a build of this dataset that can be gone on with. Other paths to the same files will do, unless they
/// have weights: what is stored is told apart by the paths' positions then.
std::optional<BuildState> state_of(const fs::path& folder, const DatasetInfo& info) {
  auto state = intact_build_state(folder);
  if (!state || state->manifest.info.hash != info.hash) return std::nullopt;
  const DatasetSettings& begun = state->manifest.info.settings;
  if (begun.weights != info.settings.weights) return std::nullopt;
  if (!begun.weights.empty() && begun.corpus != info.settings.corpus) return std::nullopt;
  return std::move(*state);
}

/// Writes the splits into the folder, from where an earlier build stopped, and all of the manifest but the
/// time.
Result<Manifest> fill_folder(const fs::path& folder, const BuildState& fresh, const DatasetSettings& settings,
                             const std::shared_ptr<const Tokenizer>& tokenizer,
                             std::uint64_t tokens_per_chunk, PacedProgress& progress,
                             const CancelFlag* cancel) {
  const DatasetInfo& info = fresh.manifest.info;
  BuildState state = fresh;
  if (auto earlier = state_of(folder, info)) {
    state = std::move(*earlier);
    state.manifest.info.name = info.name;
    state.manifest.info.settings = info.settings;
  }
  for (;;) {
    CLOZE_CHECK(empty_folder(folder, state.manifest.shards));
    DatasetWriter writer(folder, state, tokens_per_chunk);
    CLOZE_TRY(CorpusReport report, write_splits(settings, tokenizer, writer, progress, cancel));
    if (!has_empty_split(writer.state())) {
      Manifest manifest = writer.state().manifest;
      manifest.info.report = std::move(report);
      manifest.info.seconds = writer.state().seconds;
      return manifest;
    }
    // Known only at the end, and only small corpora come here: write again with a bound that leaves no split
    // empty.
    CLOZE_TRY(const std::uint64_t forced, fallback_bound(writer.state()));
    state = fresh;
    state.bound = forced;
  }
}

}  // namespace

Result<DatasetInfo> build_dataset(const std::string& name, const DatasetSettings& settings,
                                  const std::string& tokenizer_name,
                                  std::shared_ptr<const Tokenizer> tokenizer, const fs::path& datasets_folder,
                                  const ProgressSink& progress, const CancelFlag* cancel,
                                  std::uint64_t tokens_per_chunk) {
  PacedProgress paced(progress);
  CLOZE_CHECK(check(name, settings));
  CLOZE_TRY(const CorpusFiles corpus, find_corpus_files(settings.corpus));
  const auto before = file_states(corpus.files);
  CLOZE_TRY(const CorpusIdentity identity,
            identify_corpus(corpus.files, settings, *tokenizer, paced, cancel));
  const std::string folder_name = identity.hash.substr(0, 16);
  CLOZE_TRY(auto kept, stored(datasets_folder / folder_name, identity.hash));
  std::error_code ignored;
  if (kept) {
    // Left by a build that was killed once the dataset was there.
    fs::remove(datasets_folder / folder_name / build_state_file, ignored);
    return std::move(*kept);
  }

  CLOZE_CHECK(make_folders(datasets_folder));
  BuildFolder::remove_abandoned(datasets_folder,
                                [](const fs::path& folder) { return !intact_build_state(folder); });
  BuildState fresh;
  fresh.manifest.info = new_info(name, identity.hash, settings, tokenizer_name, *tokenizer);
  fresh.corpus_bytes = identity.bytes;
  fresh.bound = static_cast<std::uint64_t>(std::ldexp(settings.held_out_share, 64));
  CLOZE_TRY(BuildFolder build,
            BuildFolder::take_over_or_create(datasets_folder, folder_name, [&](const fs::path& folder) {
              return state_of(folder, fresh.manifest.info).has_value();
            }));
  CLOZE_CHECK(require_space(datasets_folder, space_needed(identity, *tokenizer, build.path())));

  const auto finish = [&]() -> Result<DatasetInfo> {
    CLOZE_TRY(Manifest manifest,
              fill_folder(build.path(), fresh, settings, tokenizer, tokens_per_chunk, paced, cancel));
    manifest.info.created = unix_seconds();
    if (cancel != nullptr && cancel->cancelled()) return std::unexpected(cancelled());
    if (file_states(corpus.files) != before)
      return fail(ErrorCode::bad_input, "a file of the corpus changed while it was read",
                  "build the dataset again");
    CLOZE_CHECK(write_file_synced(build.path() / manifest_file, manifest_to_json(manifest)));
    // Another process may have built the same in the meantime; someone may be reading it already, so it
    // stays.
    CLOZE_TRY(auto others, stored(datasets_folder / folder_name, identity.hash));
    if (others) return std::move(*others);
    CLOZE_CHECK(build.publish());
    return std::move(manifest.info);
  };
  auto info = finish();
  if (info) {
    fs::remove(datasets_folder / folder_name / build_state_file, ignored);
    return info;
  }
  Error error = std::move(info).error();
  if (can_go_on_after(error.code) && fs::exists(build.path() / build_state_file, ignored)) {
    build.keep();
    if (error.hint.empty()) error.hint = "what is built is kept, the same build goes on from there";
  }
  return std::unexpected(std::move(error));
}

}  // namespace cloze
