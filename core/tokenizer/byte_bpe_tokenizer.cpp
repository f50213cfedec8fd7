// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/byte_bpe_tokenizer.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <functional>
#include <queue>
#include <unordered_map>

#include "core/tokenizer/byte_text.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"

namespace cloze {
namespace {

using Json = JsonParts::Json;

struct TextHash : std::hash<std::string_view> {
  using is_transparent = void;
};
using IdsByText = std::unordered_map<std::string, TokenId, TextHash, std::equal_to<>>;

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::int32_t used = 0;
    UChar32 character = 0;
    const auto left = static_cast<std::int32_t>(std::min<std::size_t>(text.size() - at, 4));
    U8_NEXT(text.data() + at, used, left, character);
    if (character < 0) return false;
    at += static_cast<std::size_t>(used);
  }
  return true;
}

class ByteBpeTokenizer final : public Tokenizer {
 public:
  ByteBpeTokenizer(ForeignVocabulary vocabulary, ByteBpeSettings settings, CleaningOptions cleaning,
                   std::string hash)
      : vocabulary_(std::move(vocabulary)),
        settings_(std::move(settings)),
        cleaning_(cleaning),
        hash_(std::move(hash)) {
    for (TokenId id = 0; id < vocabulary_.size(); ++id) add(id);
    for (int byte = 0; byte < 256; ++byte)
      by_byte_[static_cast<std::size_t>(byte)] = find(spell_bytes(std::string(1, static_cast<char>(byte))));
    std::uint32_t rank = 0;
    for (const auto& [left, right] : settings_.merges) {
      const auto made = by_token_.find(left + right), a = by_token_.find(left), b = by_token_.find(right);
      if (made != by_token_.end() && a != by_token_.end() && b != by_token_.end())
        merges_.try_emplace(key(a->second, b->second), Merge{rank, made->second});
      ++rank;
    }
  }

  std::int64_t vocabulary_size() const override { return vocabulary_.size(); }

  void encode(std::string_view clean_text, std::vector<TokenId>& ids) const override {
    std::vector<TokenSpan> tokens;
    encode_spans(clean_text, tokens);
    for (const TokenSpan& token : tokens) ids.push_back(token.id);
  }

  void encode_spans(std::string_view clean_text, std::vector<TokenSpan>& tokens) const override {
    if (clean_text.empty()) return;
    ComposedText composed;
    if (settings_.compose)
      composed = compose(clean_text);
    else
      composed.text = clean_text;
    const std::string_view text = composed.text;
    std::size_t plain = 0;
    for (std::size_t at = 0; at < text.size();) {
      const ByteBpeSettings::Added* added = added_at(text, at);
      if (added == nullptr) {
        ++at;
        continue;
      }
      std::size_t begin = at, end = at + added->text.size();
      if (added->takes_blanks_before)
        while (begin > plain && text[begin - 1] == ' ') --begin;
      if (added->takes_blanks_behind)
        while (end < text.size() && text[end] == ' ') ++end;
      if (begin > plain) encode_plain(composed, plain, begin, tokens);
      const TextRange range = composed.range(begin, end);
      tokens.push_back({find(added->text), range.begin, range.end});
      // Blanks taken may begin another added token, which counts as well.
      at += added->text.size();
      plain = end;
    }
    if (plain < text.size()) encode_plain(composed, plain, text.size(), tokens);
  }

  std::string decode(const std::vector<TokenId>& ids) const override {
    std::string text;
    for (const TokenId id : ids) {
      if (id < 0 || id >= vocabulary_.size()) continue;
      if (id < SpecialTokens::count && id != SpecialTokens::unknown && !text.empty() && !text.ends_with(' '))
        text += ' ';
      text += bytes_[static_cast<std::size_t>(id)];
    }
    if (text.starts_with(' ')) text.erase(0, 1);
    return text;
  }

  std::string_view piece(TokenId id) const override {
    if (id < 0 || id >= vocabulary_.size()) return {};
    return pieces_[static_cast<std::size_t>(id)];
  }

  TokenId id_of(std::string_view piece) const override {
    const auto found = by_piece_.find(piece);
    return found == by_piece_.end() ? SpecialTokens::unknown : found->second;
  }

  TokenId original_id(TokenId id) const override { return vocabulary_.their_id(id); }
  const CleaningOptions& cleaning() const override { return cleaning_; }
  const std::string& hash() const override { return hash_; }

 private:
  struct Merge {
    std::uint32_t rank = 0;
    TokenId made = 0;
  };

  static std::uint64_t key(TokenId left, TokenId right) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 |
           static_cast<std::uint32_t>(right);
  }

  void add(TokenId id) {
    const std::string token(vocabulary_.token(id));
    std::string bytes = spelled_bytes(token), piece;
    const bool added =
        std::ranges::find(settings_.added, token, &ByteBpeSettings::Added::text) != settings_.added.end();
    if (added) bytes = token;
    if (id < SpecialTokens::count)
      bytes = piece = special_token_names[id];
    else if (token.empty())
      piece = "[row " + std::to_string(vocabulary_.their_id(id)) + "]";
    else if (!is_utf8(bytes))
      for (const char byte : bytes) piece += fmt::format("<0x{:02X}>", static_cast<unsigned char>(byte));
    else
      piece = bytes.starts_with(' ') ? std::string(word_mark) + bytes.substr(1) : bytes;
    if (!token.empty()) by_token_.emplace(token, id);
    by_piece_.emplace(piece, id);
    bytes_.push_back(std::move(bytes));
    pieces_.push_back(std::move(piece));
  }

  TokenId find(std::string_view token) const {
    const auto found = by_token_.find(token);
    return found == by_token_.end() ? SpecialTokens::unknown : found->second;
  }

  /// The longest one that stands there.
  const ByteBpeSettings::Added* added_at(std::string_view text, std::size_t at) const {
    const ByteBpeSettings::Added* longest = nullptr;
    for (const ByteBpeSettings::Added& added : settings_.added)
      if (text.substr(at).starts_with(added.text) &&
          (longest == nullptr || added.text.size() > longest->text.size()))
        longest = &added;
    return longest;
  }

  void encode_plain(const ComposedText& composed, std::size_t begin, std::size_t end,
                    std::vector<TokenSpan>& tokens) const {
    if (begin == end) return;
    std::string text = composed.text.substr(begin, end - begin);
    const std::size_t put_before = settings_.prefix_space && !text.starts_with(' ') ? 1 : 0;
    if (put_before == 1) text.insert(0, 1, ' ');
    for (const TextRange part : byte_bpe_parts(text)) {
      std::size_t at = part.begin;
      for (const TokenId id : join(std::string_view(text).substr(part.begin, part.end - part.begin))) {
        std::size_t first = at;
        at += width(id);
        while (first < at && text[first] == ' ') ++first;
        const auto place = [&](std::size_t i) { return begin + (i < put_before ? 0 : i - put_before); };
        const TextRange range = composed.range(place(first), place(at));
        tokens.push_back({id, range.begin, range.end});
      }
    }
  }

  /// Bytes of a text that the token stands for; a byte that the vocabulary does not hold is one [UNK].
  std::size_t width(TokenId id) const {
    return id == SpecialTokens::unknown ? 1 : bytes_[static_cast<std::size_t>(id)].size();
  }

  /// Joins neighbours, the best merge first and of equal ones the leftmost, until none is left.
  std::vector<TokenId> join(std::string_view bytes) const {
    struct Symbol {
      TokenId id = 0;
      std::size_t before = 0, behind = 0;
      bool gone = false;
    };
    struct Candidate {
      std::uint32_t rank;
      std::size_t at;
      TokenId left, right, made;
      bool operator>(const Candidate& other) const {
        return rank != other.rank ? rank > other.rank : at > other.at;
      }
    };
    std::vector<Symbol> symbols(bytes.size());
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates;
    const auto consider = [&](std::size_t at) {
      const std::size_t next = symbols[at].behind;
      if (next >= symbols.size()) return;
      const auto found = merges_.find(key(symbols[at].id, symbols[next].id));
      if (found != merges_.end())
        candidates.push({found->second.rank, at, symbols[at].id, symbols[next].id, found->second.made});
    };
    for (std::size_t i = 0; i < symbols.size(); ++i)
      symbols[i] = {by_byte_[static_cast<unsigned char>(bytes[i])], i - 1, i + 1, false};
    for (std::size_t i = 0; i < symbols.size(); ++i) consider(i);
    while (!candidates.empty()) {
      const Candidate best = candidates.top();
      candidates.pop();
      Symbol& left = symbols[best.at];
      // One of the two may have been joined with another meanwhile.
      if (left.gone || left.id != best.left || left.behind >= symbols.size() ||
          symbols[left.behind].id != best.right)
        continue;
      Symbol& right = symbols[left.behind];
      right.gone = true;
      left.id = best.made;
      left.behind = right.behind;
      if (left.behind < symbols.size()) symbols[left.behind].before = best.at;
      consider(best.at);
      if (best.at > 0) consider(left.before);
    }
    std::vector<TokenId> ids;
    for (std::size_t i = 0; i < symbols.size(); i = symbols[i].behind) ids.push_back(symbols[i].id);
    return ids;
  }

  ForeignVocabulary vocabulary_;
  ByteBpeSettings settings_;
  CleaningOptions cleaning_;
  std::string hash_;
  std::vector<std::string> pieces_, bytes_;
  IdsByText by_token_, by_piece_;
  std::array<TokenId, 256> by_byte_{};
  std::unordered_map<std::uint64_t, Merge> merges_;
};

Result<void> read_merges(const JsonParts& parts, ByteBpeSettings& settings) {
  for (const Json& merge : parts.list("model.merges")) {
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
      settings.merges.emplace_back(merge[0], merge[1]);
      continue;
    }
    const std::string text = merge.is_string() ? merge.get<std::string>() : "";
    const std::size_t blank = text.find(' ');
    if (blank == std::string::npos) return parts.wrong("model.merges", "holds an entry that is not a pair");
    settings.merges.emplace_back(text.substr(0, blank), text.substr(blank + 1));
  }
  return {};
}

}  // namespace

Result<ByteBpeSettings> byte_bpe_settings(const JsonParts& parts) {
  ByteBpeSettings settings;
  if (parts.find("normalizer") != nullptr) {
    CLOZE_CHECK(parts.require("normalizer.type", "NFC"));
    settings.compose = true;
  }
  CLOZE_CHECK(parts.require("pre_tokenizer.type", "ByteLevel"));
  CLOZE_TRY(settings.prefix_space, parts.boolean("pre_tokenizer.add_prefix_space", false));
  CLOZE_TRY(const bool pattern, parts.boolean("pre_tokenizer.use_regex", true));
  if (!pattern) return parts.wrong("pre_tokenizer.use_regex", "is false, only true can be read");
  for (const char* option : {"model.byte_fallback", "model.ignore_merges"}) {
    CLOZE_TRY(const bool on, parts.boolean(option, false));
    if (on) return parts.wrong(option, "is true, only false can be read");
  }
  for (const char* affix : {"model.continuing_subword_prefix", "model.end_of_word_suffix"}) {
    CLOZE_TRY(const std::string text, parts.text(affix, ""));
    if (!text.empty()) return parts.wrong(affix, fmt::format("is '{}', only none can be read", text));
  }
  CLOZE_CHECK(read_merges(parts, settings));
  for (const Json& added : parts.list("added_tokens")) {
    if (added.value("special", false)) continue;
    const std::string text = added.value("content", std::string());
    if (added.value("single_word", false) || text.empty())
      return parts.wrong("added_tokens", fmt::format("holds '{}', which must be a whole word", text));
    settings.added.push_back({text, added.value("lstrip", false), added.value("rstrip", false)});
  }
  return settings;
}

std::shared_ptr<const Tokenizer> make_byte_bpe_tokenizer(ForeignVocabulary vocabulary,
                                                         ByteBpeSettings settings, CleaningOptions cleaning,
                                                         std::string hash) {
  return std::make_shared<ByteBpeTokenizer>(std::move(vocabulary), std::move(settings), cleaning,
                                            std::move(hash));
}

}  // namespace cloze
