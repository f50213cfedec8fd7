// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/corpus_identity.h"

#include <fmt/format.h>

#include <array>
#include <system_error>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/data/manifest.h"
#include "core/data/shard.h"

namespace cloze {
namespace {

/// What of a file's kind changes the text that is read from it.
std::string kind_text(const FileKind& kind, const std::string& text_field) {
  constexpr std::array formats{"", "json", "csv", "tsv", "parquet"};
  constexpr std::array packings{"", " gzip", " zstd"};
  if (kind.format == TextFormat::plain) return packings[static_cast<std::size_t>(kind.compression)];
  return fmt::format(" {} '{}'{}", formats[static_cast<std::size_t>(kind.format)], text_field,
                     packings[static_cast<std::size_t>(kind.compression)]);
}

std::string weight_text(const DatasetSettings& settings, std::size_t given) {
  const double weight = settings.weight(given);
  return weight == 1 ? "" : fmt::format(" weight {:.17g}", weight);
}

}  // namespace

Result<CorpusIdentity> identify_corpus(const std::vector<CorpusFile>& files, const DatasetSettings& settings,
                                       const Tokenizer& tokenizer, PacedProgress& progress,
                                       const CancelFlag* cancel) {
  CorpusIdentity identity;
  std::uint64_t total = 0;
  for (const auto& [size, time] : file_states(files)) total += size;
  Sha256 all;
  std::vector<char> buffer(4 << 20);
  for (const CorpusFile& file : files) {
    CLOZE_TRY(FileReader reader, FileReader::open(file.path));
    Sha256 one;
    std::uint64_t size = 0;
    // In pieces, so that a large file can be cancelled too and takes no memory.
    for (;;) {
      if (cancel != nullptr && cancel->cancelled())
        return fail(ErrorCode::cancelled, "the dataset build was stopped");
      CLOZE_TRY(const std::size_t got, reader.read(buffer));
      if (got == 0) break;
      one.add(std::string_view(buffer.data(), got));
      identity.bytes += got;
      size += got;
      progress.at("reading", identity.bytes, total);
    }
    all.add(one.hex() + kind_text(file.kind, settings.format.text_field) + weight_text(settings, file.given));
    constexpr std::uint64_t usual_expansion = 4;
    identity.text_bytes += size * (file.kind.compression == Compression::none ? 1 : usual_expansion);
  }
  all.add(fmt::format("\nboundary {}\ncleaning {}\ntokenizer {}\nheld out {:.17g}\nlocale {}\nformat {} {}\n",
                      settings.format.boundary == DocumentBoundary::file ? "file" : "blank_line",
                      to_json(tokenizer.cleaning()), tokenizer.hash(), settings.held_out_share,
                      settings.locale, dataset_format_version, shard_format_version));
  if (!settings.format.steps.empty()) all.add(fmt::format("steps {}\n", to_json(settings.format.steps)));
  identity.hash = all.hex();
  return identity;
}

std::vector<std::pair<std::uintmax_t, std::filesystem::file_time_type>> file_states(
    const std::vector<CorpusFile>& files) {
  std::vector<std::pair<std::uintmax_t, std::filesystem::file_time_type>> states;
  std::error_code ignored;
  for (const CorpusFile& file : files)
    states.emplace_back(std::filesystem::file_size(file.path, ignored),
                        std::filesystem::last_write_time(file.path, ignored));
  return states;
}

}  // namespace cloze
