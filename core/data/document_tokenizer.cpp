// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/document_tokenizer.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "core/base/sha256.h"
#include "core/text/characters.h"

namespace cloze {
namespace {

/// A character that leaves ink and does not belong to what stands before it, so that a word (UAX #29) can
/// begin with it.
bool can_begin_word(std::string_view text) {
  std::int32_t used = 0;
  UChar32 character = 0;
  U8_NEXT_OR_FFFD(text.data(), used, static_cast<std::int32_t>(std::min<std::size_t>(text.size(), 4)),
                  character);
  if (is_white_space(static_cast<char32_t>(character)) || is_control(static_cast<char32_t>(character)))
    return false;
  const auto kind = u_getIntPropertyValue(character, UCHAR_WORD_BREAK);
  return kind != U_WB_EXTEND && kind != U_WB_FORMAT && kind != U_WB_ZWJ;
}

/// Whether a sentence is words with one blank between two, each of which is the same wherever it stands: to
/// the tokenizer (Tokenizer::splits_at_blanks()) and to the rules of words, in which a blank always parts
/// what is before it from what is behind it.
bool is_row_of_words(std::string_view text) {
  bool begins = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == ' ') {
      if (begins) return false;
      begins = true;
      continue;
    }
    if (byte < 0x20) return false;  // Other blanks, that part words as well.
    if (byte >= 0x80) {
      if (begins && !can_begin_word(text.substr(at))) return false;
      if (text.substr(at).starts_with("\u2581") || text.substr(at).starts_with("\u2585")) return false;
    }
    begins = false;
  }
  return !begins;
}

}  // namespace

Result<DocumentTokenizer> DocumentTokenizer::make(std::shared_ptr<const Tokenizer> tokenizer,
                                                  std::string_view locale) {
  CLOZE_TRY(auto boundaries, BoundaryFinder::make(locale));
  return DocumentTokenizer(std::move(tokenizer), std::move(boundaries));
}

Result<TokenizedDocument> DocumentTokenizer::tokenize(const Document& document, const CancelFlag* cancel) {
  const std::string_view text = document.text;
  if (text.size() > INT32_MAX)
    return fail(ErrorCode::bad_input,
                fmt::format("a document of '{}' has {} bytes, a document can have {} at most",
                            document.source, text.size(), INT32_MAX),
                "cut documents at blank lines, or split the file");
  TokenizedDocument out;
  out.position = document.position;
  out.given = document.given;
  out.text_hash = text_hash(text);
  // Line by line, so that the list of sentences is short also for a document of nothing but short lines.
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (cancel != nullptr && cancel->cancelled())
      return fail(ErrorCode::cancelled, "stopped while tokenizing");
    for (const TextRange& range : boundaries_.sentences(line)) {
      if (cancel != nullptr && cancel->cancelled())
        return fail(ErrorCode::cancelled, "stopped while tokenizing");
      std::string_view sentence = line.substr(range.begin, range.end - range.begin);
      if (sentence.size() > longest_sentence) ++out.cut_sentences;
      for (; sentence.size() > longest_sentence;
           sentence = trim(sentence.substr(cut_position(sentence, longest_sentence))))
        add_sentence(trim(sentence.substr(0, cut_position(sentence, longest_sentence))), out);
      if (!sentence.empty()) add_sentence(sentence, out);
    }
  }
  return out;
}

void DocumentTokenizer::add_sentence(std::string_view sentence, TokenizedDocument& out) {
  const std::size_t before = out.ids.size();
  if (tokenizer_->splits_at_blanks() && is_row_of_words(sentence)) {
    for (std::size_t begin = 0; begin < sentence.size();) {
      const std::size_t end = std::min(sentence.find(' ', begin), sentence.size());
      add_word(sentence.substr(begin, end - begin), out);
      begin = end + 1;
    }
  } else {
    add_whole(sentence, out);
  }
  if (out.ids.size() == before)
    ++out.empty_sentences;
  else
    out.sentence_sizes.push_back(static_cast<std::uint32_t>(out.ids.size() - before));
}

void DocumentTokenizer::add_word(std::string_view word, TokenizedDocument& out) {
  const bool fits = word.size() <= WordCache::longest_word;
  if (fits) {
    if (const auto known = words_.find(word)) {
      out.ids.insert(out.ids.end(), known->ids.begin(), known->ids.end());
      out.word_starts.insert(out.word_starts.end(), known->word_starts.begin(), known->word_starts.end());
      out.unknown_tokens += known->unknown;
      return;
    }
  }
  const std::size_t before = out.ids.size();
  add_whole(word, out);
  const auto ids = std::span(out.ids).subspan(before);
  if (fits && ids.size() < 256) words_.add(word, ids, std::span(out.word_starts).subspan(before));
}

void DocumentTokenizer::add_whole(std::string_view text, TokenizedDocument& out) {
  spans_.clear();
  tokenizer_->encode_spans(text, spans_);
  if (spans_.empty()) return;
  for (const TokenSpan& token : spans_) {
    out.ids.push_back(token.id);
    out.unknown_tokens += token.id == SpecialTokens::unknown;
  }
  append_word_starts(spans_, boundaries_.words(text), out.word_starts);
}

void append_word_starts(std::span<const TokenSpan> tokens, std::span<const TextRange> words,
                        std::vector<std::uint8_t>& starts) {
  std::size_t next = 0;  // The first word that no token has begun.
  bool first = true;
  for (const TokenSpan& token : tokens) {
    const std::size_t before = next;
    while (next < words.size() && words[next].begin < token.end) ++next;
    // A token that reaches into no word is a blank's mark, or has no text of its own (the mark put in front
    // of a sentence): it belongs to the word that begins right behind it.
    const bool touches_a_word = next > 0 && words[next - 1].end > token.begin;
    if (!touches_a_word && next < words.size() && words[next].begin == token.end) ++next;
    starts.push_back(first || next > before ? 1 : 0);
    first = false;
  }
}

std::uint64_t text_hash(std::string_view text) {
  const std::string hex = sha256_hex(text);
  std::uint64_t hash = 0;
  std::from_chars(hex.data(), hex.data() + 16, hash, 16);
  return hash;
}

}  // namespace cloze
