// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/document_tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "core/base/sha256.h"
#include "core/text/characters.h"

namespace cloze {

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
  spans_.clear();
  tokenizer_->encode_spans(sentence, spans_);
  if (spans_.empty()) {
    ++out.empty_sentences;
    return;
  }
  for (const TokenSpan& token : spans_) {
    out.ids.push_back(token.id);
    out.unknown_tokens += token.id == SpecialTokens::unknown;
  }
  append_word_starts(spans_, boundaries_.words(sentence), out.word_starts);
  out.sentence_sizes.push_back(static_cast<std::uint32_t>(spans_.size()));
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
