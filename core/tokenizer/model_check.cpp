// SPDX-License-Identifier: GPL-3.0-or-later
// Field numbers and wire types: sentencepiece_model.proto and the protobuf encoding
// (https://protobuf.dev/programming-guides/encoding).
#include "core/tokenizer/model_check.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <unordered_set>

#include "core/base/text_name.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"

namespace cloze {
namespace {

constexpr const char* repair = "restore the folder from a copy, or train the tokenizer again";
constexpr std::size_t longest_piece = 1000;

enum class Wire { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

struct WireField {
  std::uint32_t number = 0;
  Wire wire = Wire::varint;
  std::uint64_t value = 0;  ///< Of a varint or a fixed one.
  std::string_view bytes;
};

/// Takes the fields of a message one by one.
class Fields {
 public:
  explicit Fields(std::string_view message) : rest_(message) {}

  /// False at the end, and when the bytes are no message: see broken().
  bool next(WireField& field) {
    std::uint64_t tag = 0;
    if (rest_.empty() || broken_) return false;
    if (!varint(tag) || tag >> 3 == 0 || tag > UINT32_MAX) return fail();
    field = {.number = static_cast<std::uint32_t>(tag >> 3), .wire = static_cast<Wire>(tag & 7), .bytes = {}};
    switch (field.wire) {
      case Wire::varint:
        return varint(field.value) || fail();
      case Wire::fixed64:
        return fixed(8, field.value) || fail();
      case Wire::fixed32:
        return fixed(4, field.value) || fail();
      case Wire::bytes:
        if (!varint(field.value) || field.value > rest_.size()) return fail();
        field.bytes = rest_.substr(0, field.value);
        rest_.remove_prefix(field.value);
        return true;
    }
    return fail();  // Groups, which nobody writes any more.
  }

  bool broken() const { return broken_; }

 private:
  bool fail() {
    broken_ = true;
    return false;
  }

  bool varint(std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }

  bool fixed(std::size_t size, std::uint64_t& value) {
    if (rest_.size() < size) return false;
    value = 0;
    std::memcpy(&value, rest_.data(), size);
    rest_.remove_prefix(size);
    return true;
  }

  std::string_view rest_;
  bool broken_ = false;
};

enum PieceType : std::uint64_t { normal = 1, unknown = 2, control = 3 };

struct Piece {
  std::string_view text;
  float score = 0;
  std::uint64_t type = normal;
};

class ModelReader {
 public:
  explicit ModelReader(std::string_view origin) : origin_(origin) {}

  Result<ModelFacts> read(std::string_view model) {
    if (model.size() > largest_model)
      return damaged(
          fmt::format("has {} bytes, more than the {} a model can have", model.size(), largest_model));
    Fields fields(model);
    bool trainer = false, normalizer = false;
    for (WireField field; fields.next(field);) {
      if (field.number < 1 || field.number > 5 || field.wire != Wire::bytes)
        return damaged(fmt::format("not a SentencePiece model (field {})", field.number));
      if (field.number == 1) CLOZE_CHECK(read_piece(field.bytes));
      if (field.number == 2) {
        if (std::exchange(trainer, true)) return damaged("its settings stand twice");
        CLOZE_CHECK(read_trainer(field.bytes));
      }
      if (field.number == 3 && std::exchange(normalizer, true)) return damaged("its settings stand twice");
      if (field.number == 3 || field.number == 5) CLOZE_CHECK(read_normalizer(field.bytes));
    }
    if (fields.broken()) return damaged("not a SentencePiece model (no protobuf message, or cut short)");
    if (facts_.pieces < SpecialTokens::count)
      return damaged(fmt::format("has {} pieces, too few for the special tokens", facts_.pieces));
    return facts_;
  }

 private:
  std::unexpected<Error> damaged(std::string_view why) const {
    return fail(ErrorCode::damaged, fmt::format("{}: {}", origin_, why), repair);
  }

  Result<void> read_piece(std::string_view message) {
    const std::int64_t id = facts_.pieces++;
    const auto refuse = [&](std::string_view why) { return damaged(fmt::format("token {} {}", id, why)); };
    if (facts_.pieces > largest_vocabulary)
      return damaged(fmt::format("has more than {} pieces", largest_vocabulary));
    Piece piece;
    Fields fields(message);
    for (WireField field; fields.next(field);) {
      if (field.number == 1 && field.wire == Wire::bytes) {
        piece.text = field.bytes;
      } else if (field.number == 2 && field.wire == Wire::fixed32) {
        const auto bits = static_cast<std::uint32_t>(field.value);
        std::memcpy(&piece.score, &bits, sizeof piece.score);
      } else if (field.number == 3 && field.wire == Wire::varint) {
        piece.type = field.value;
      } else {
        return refuse(fmt::format("has the unknown field {}", field.number));
      }
    }
    if (fields.broken()) return refuse("is cut short");
    if (id < SpecialTokens::count && piece.text != special_token_names[id])
      return refuse(fmt::format("is '{}', it must be {}", printable(piece.text.substr(0, longest_piece)),
                                special_token_names[id]));
    const std::uint64_t wanted = id == SpecialTokens::unknown ? unknown
                                 : id < SpecialTokens::count  ? control
                                                              : normal;
    if (piece.type != wanted)
      return refuse(fmt::format("has the type {}, it must be {}", piece.type, +wanted));
    if (piece.text.empty()) return refuse("is empty");
    if (piece.text.size() > longest_piece) return refuse(fmt::format("has {} bytes", piece.text.size()));
    if (!is_utf8(piece.text) || piece.text.find('\0') != std::string_view::npos)
      return refuse("is not UTF-8 text");
    if (!std::isfinite(piece.score)) return refuse("has a score that is not a finite number");
    if (!seen_.insert(piece.text).second)
      return refuse(fmt::format("'{}' stands in the vocabulary twice", printable(piece.text)));
    return {};
  }

  Result<void> read_trainer(std::string_view message) {
    constexpr std::uint32_t model_type = 3, whitespace_as_suffix = 24, byte_fallback = 35, unk_id = 40;
    Fields fields(message);
    for (WireField field; fields.next(field);) {
      if (field.number == model_type &&
          (field.wire != Wire::varint || (field.value != 1 && field.value != 2 && field.value != 4)))
        return damaged(
            fmt::format("uses the algorithm number {}, neither unigram, BPE nor characters", field.value));
      if ((field.number == byte_fallback || field.number == whitespace_as_suffix) && field.value != 0)
        return damaged("spells unknown characters or blanks in a way that is not ours");
      if (field.number == unk_id && field.value != SpecialTokens::unknown)
        return damaged(
            fmt::format("has the unknown token {}, it must be {}", field.value, SpecialTokens::unknown));
    }
    if (fields.broken()) return damaged("its settings are cut short");
    return {};
  }

  Result<void> read_normalizer(std::string_view message) {
    constexpr std::uint32_t tables = 2;
    Fields fields(message);
    for (WireField field; fields.next(field);)
      if (field.number == tables && !(field.wire == Wire::bytes && field.bytes.empty()))
        return damaged("brings normalization tables, ours have none");
    if (fields.broken()) return damaged("its normalization settings are cut short");
    return {};
  }

  std::string_view origin_;
  ModelFacts facts_;
  std::unordered_set<std::string_view> seen_;
};

}  // namespace

Result<ModelFacts> check_model(std::string_view model, std::string_view origin) {
  return ModelReader(origin).read(model);
}

}  // namespace cloze
