// SPDX-License-Identifier: GPL-3.0-or-later
// The texts in a corpus file: one in plain text, one per record in JSON, CSV, TSV and Parquet.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/text/byte_stream.h"

namespace cloze {

enum class TextFormat {
  plain,
  /// Records one behind the other (JSON Lines, but line breaks may be anywhere), or a list of records. A
  /// record is an object, or a string, which is the text itself.
  json,
  csv,      ///< RFC 4180 with a header: fields in quotes may hold line breaks and doubled quotes.
  tsv,      ///< The same with tabs.
  parquet,  ///< One text per row of a column; no stream, so not for read_texts().
};

/// Bytes of one record. What a record holds beside its text is read past, but counts.
inline constexpr std::size_t largest_record = 64 << 20;

/// Takes the texts of a file one after another.
class TextSink {
 public:
  virtual ~TextSink() = default;
  /// A piece of the present text, in raw UTF-8, that may be cleaned alone (see clean()); begins is true for
  /// its first piece.
  virtual Result<void> piece(std::string_view raw, bool begins) = 0;
  /// The present text is complete; perhaps without a piece.
  virtual Result<void> end() = 0;
};

/// Reads UTF-8 to its end; memory does not grow with the file. field: the key or column that holds the text,
/// for formats of records. bad_input, naming origin and line: no JSON, a row with another number of fields
/// than the header, an open quote, a record without the field or with something there that is no text (null
/// is an empty text), one that is larger than largest_record.
Result<void> read_texts(ByteStream& utf8, TextFormat format, const std::string& field,
                        std::string_view origin, TextSink& sink);

/// Hands the whole text of a record over, in pieces that bound what cleaning takes.
Result<void> give_text(std::string_view text, TextSink& sink);

// The formats of records, for read_texts().
Result<void> read_json_records(ByteStream& utf8, const std::string& field, std::string_view origin,
                               TextSink& sink);
Result<void> read_delimited_records(ByteStream& utf8, char delimiter, const std::string& field,
                                    std::string_view origin, TextSink& sink);

}  // namespace cloze
