// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/records.h"

#include "core/text/cleaning.h"

namespace cloze {
namespace {

constexpr std::size_t block_bytes = 1 << 20;

Result<void> read_plain(ByteStream& utf8, TextSink& sink) {
  std::string raw;
  bool begins = true;
  for (;;) {
    const std::size_t before = raw.size();
    raw.resize(before + block_bytes);
    CLOZE_TRY(const std::size_t got, utf8.read({raw.data() + before, block_bytes}));
    raw.resize(before + got);
    const bool last = got < block_bytes;
    const std::size_t cut = last ? raw.size() : safe_cut(raw);
    if (cut > 0) {
      CLOZE_CHECK(sink.piece(std::string_view(raw).substr(0, cut), begins));
      raw.erase(0, cut);
      begins = false;
    }
    if (last) return sink.end();
  }
}

}  // namespace

Result<void> give_text(std::string_view text, TextSink& sink) {
  for (bool begins = true; !text.empty(); begins = false) {
    const std::size_t cut = text.size() <= block_bytes ? text.size() : safe_cut(text.substr(0, block_bytes));
    CLOZE_CHECK(sink.piece(text.substr(0, cut), begins));
    text.remove_prefix(cut);
  }
  return sink.end();
}

Result<void> read_texts(ByteStream& utf8, TextFormat format, const std::string& field,
                        std::string_view origin, TextSink& sink) {
  switch (format) {
    case TextFormat::json:
      return read_json_records(utf8, field, origin, sink);
    case TextFormat::csv:
      return read_delimited_records(utf8, ',', field, origin, sink);
    case TextFormat::tsv:
      return read_delimited_records(utf8, '\t', field, origin, sink);
    case TextFormat::plain:
    case TextFormat::parquet:
      break;
  }
  return read_plain(utf8, sink);
}

}  // namespace cloze
