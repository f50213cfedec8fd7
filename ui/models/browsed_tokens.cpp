// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/browsed_tokens.h"

#include <algorithm>

#include "core/base/random.h"
#include "ui/models/masked_line.h"
#include "ui/qt_text.h"

namespace cloze::ui {
namespace {

DocumentSummary summary_of(const BrowsedDocument& document, std::size_t words) {
  DocumentSummary summary;
  for (std::size_t i = 0; i < std::min(words, document.head.size()); ++i)
    summary.beginning += QString::fromStdString(document.head[i].text);
  summary.beginning = summary.beginning.simplified();
  summary.tokens = document.tokens;
  summary.sentences = document.sentences;
  summary.unknown = document.unknown;
  return summary;
}

Split split_of(bool held_out) {
  return held_out ? Split::held_out : Split::train;
}

}  // namespace

std::vector<FlowToken> flow_tokens(const std::vector<BrowsedToken>& tokens) {
  std::vector<FlowToken> made;
  made.reserve(tokens.size());
  for (const BrowsedToken& token : tokens)
    made.push_back({token.id, QString::fromStdString(token.text), token.starts_word, token.starts_sentence,
                    token.id == SpecialTokens::unknown});
  return made;
}

std::vector<FlowToken> tokenize_text(const Tokenizer& tokenizer, const std::string& text) {
  std::vector<TokenId> ids;
  tokenizer.encode(clean(text, tokenizer.cleaning()), ids);
  std::vector<FlowToken> tokens;
  for (const TokenId id : ids) {
    const std::string_view piece = tokenizer.piece(id);
    FlowToken token;
    token.id = id;
    token.text = QString::fromUtf8(piece.data(), static_cast<qsizetype>(piece.size()))
                     .replace(QChar(0x2581), QLatin1Char(' '));
    token.starts_word = token.text.startsWith(QLatin1Char(' '));
    token.unknown = id == SpecialTokens::unknown;
    tokens.push_back(std::move(token));
  }
  return tokens;
}

std::vector<DocumentSummary> summaries(const DatasetBrowser& browser, bool held_out, int first, int count) {
  constexpr std::size_t words = 24;
  std::vector<DocumentSummary> rows;
  const auto last = std::min<std::uint64_t>(browser.document_count(split_of(held_out)),
                                            std::uint64_t(first) + std::uint64_t(count));
  for (auto number = std::uint64_t(first); number < last; ++number)
    rows.push_back(summary_of(browser.document(split_of(held_out), number, words), words));
  return rows;
}

ReadDocument read_document(const DatasetBrowser& browser, bool held_out, int number,
                           std::uint64_t most_tokens) {
  const BrowsedDocument document = browser.document(split_of(held_out), std::uint64_t(number), most_tokens);
  return {summary_of(document, 24), flow_tokens(document.head)};
}

int token_of(const std::vector<FlowToken>& tokens, const QString& text) {
  std::vector<std::string> texts;
  for (const FlowToken& token : tokens) {
    // WordPiece writes no blank before a word, and ## inside of one.
    const bool inside = !token.starts_word && token.text.startsWith(QLatin1String("##"));
    std::string& read = texts.emplace_back(token.starts_word ? " " : "");
    read += token.text.mid(inside ? 2 : 0).toStdString();
  }
  const auto found = find_token(texts, text.toStdString());
  return found ? int(*found) : -1;
}

std::vector<DocumentHit> document_hits(const SearchPart& part) {
  std::vector<DocumentHit> hits;
  for (const SearchHit& hit : part.hits)
    hits.push_back({hit.split == Split::held_out, int(hit.document), QString::fromStdString(hit.before),
                    QString::fromStdString(hit.match), QString::fromStdString(hit.after)});
  return hits;
}

std::vector<QString> pieces_of(const Tokenizer& tokenizer) {
  std::vector<QString> pieces;
  for (TokenId id = 0; id < tokenizer.vocabulary_size(); ++id) pieces.push_back(text_of(tokenizer.piece(id)));
  return pieces;
}

std::optional<HeldOutQuestion> question_from(const DatasetBrowser& browser, std::uint64_t number) {
  constexpr std::uint64_t head = 4000;
  const std::uint64_t count = browser.document_count(Split::held_out);
  if (count == 0) return std::nullopt;
  const BrowsedDocument document = browser.document(Split::held_out, mix(number) % count, head);
  QStringList fitting;
  QString sentence;
  std::size_t length = 0;
  const auto end = [&] {
    if (length >= 8 && length <= 28) fitting << sentence.trimmed();
    sentence.clear();
    length = 0;
  };
  for (const BrowsedToken& token : document.head) {
    if (token.starts_sentence) end();
    sentence += QString::fromStdString(token.text);
    ++length;
  }
  if (fitting.isEmpty()) return std::nullopt;
  MaskedLine line(
      fitting[static_cast<qsizetype>(mix(number, 1) % static_cast<std::uint64_t>(fitting.size()))]);
  std::vector<int> words;
  for (std::size_t i = 0; i < line.pieces().size(); ++i) {
    const MaskedLine::Piece& piece = line.pieces()[i];
    if (!piece.fixed && piece.text[0].isLetter() &&
        (piece.text.size() > 3 || is_mostly_ideographic(piece.text)))
      words.push_back(static_cast<int>(i));
  }
  if (words.empty()) return std::nullopt;
  line.toggle(words[mix(number, 2) % words.size()]);
  return HeldOutQuestion{line.text(), line.hidden(0)};
}

}  // namespace cloze::ui
