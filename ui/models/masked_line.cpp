// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/masked_line.h"

#include <algorithm>

namespace cloze::ui {
namespace {

const QString mask_text = QStringLiteral("[MASK]");
const QChar word_begin(0x2581);

bool is_ideographic(char32_t c) {
  switch (QChar::script(c)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Bopomofo:
      return true;
    default:
      return false;
  }
}

/// The special token that begins at a place of the text, or empty.
QString special_at(const QString& text, qsizetype at) {
  for (const char* name : {"[MASK]", "[SEP]", "[CLS]", "[UNK]", "[PAD]"}) {
    const QLatin1String token(name);
    if (QStringView(text).mid(at).startsWith(token)) return token;
  }
  return {};
}

bool is_word_part(char32_t c) {
  return QChar::isLetterOrNumber(c) || QChar::isMark(c) || c == U'\'' || c == U'’' || c == U'_' || c == U'-';
}

/// Code point at a place and its length in UTF-16.
std::pair<char32_t, int> code_point(const QString& text, qsizetype at) {
  if (text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate())
    return {QChar::surrogateToUcs4(text[at], text[at + 1]), 2};
  return {text[at].unicode(), 1};
}

/// Length of the word, ideograph or sign at a place.
qsizetype piece_length(const QString& text, qsizetype at) {
  const auto [first, units] = code_point(text, at);
  if (is_ideographic(first) || !is_word_part(first)) return units;
  qsizetype end = at + units;
  while (end < text.size()) {
    const auto [next, more] = code_point(text, end);
    if (is_ideographic(next) || !is_word_part(next)) break;
    end += more;
  }
  // A closing quotation mark or dash belongs to the sentence, not to the word.
  while (end > at + units && !text[end - 1].isLetterOrNumber() && !text[end - 1].isMark() &&
         !text[end - 1].isSurrogate())
    --end;
  return end - at;
}

}  // namespace

bool is_mostly_ideographic(const QString& text) {
  qsizetype ideographs = 0, letters = 0;
  for (const char32_t c : text.toUcs4()) {
    if (!QChar::isLetter(c)) continue;
    ++letters;
    ideographs += is_ideographic(c);
  }
  return ideographs * 2 > letters;
}

void MaskedLine::setText(const QString& text) {
  const QString old = this->text();
  if (text == old && !pieces_.empty()) return;
  qsizetype prefix = 0, suffix = 0;
  const qsizetype shorter = std::min(text.size(), old.size());
  while (prefix < shorter && text[prefix] == old[prefix]) ++prefix;
  while (suffix < shorter - prefix && text[text.size() - 1 - suffix] == old[old.size() - 1 - suffix])
    ++suffix;
  // Masks of the old text by their places in the new one.
  std::vector<std::pair<qsizetype, QString>> kept;
  qsizetype at = 0;
  for (const Piece& piece : pieces_) {
    at += piece.before.size();
    const qsizetype end = at + piece.text.size();
    if (piece.masked && !piece.hidden.isEmpty()) {
      if (end <= prefix)
        kept.emplace_back(at, piece.hidden);
      else if (at >= old.size() - suffix)
        kept.emplace_back(at + text.size() - old.size(), piece.hidden);
    }
    at = end;
  }

  pieces_.clear();
  tokens_.clear();
  after_.clear();
  QString blanks;
  for (qsizetype i = 0; i < text.size();) {
    if (text[i].isSpace()) {
      blanks += text[i++];
      continue;
    }
    Piece piece;
    piece.before = std::exchange(blanks, QString());
    const QString special = special_at(text, i);
    piece.text = special.isEmpty() ? text.mid(i, piece_length(text, i)) : special;
    piece.masked = special == mask_text;
    piece.fixed = !special.isEmpty() && !piece.masked;
    if (piece.masked)
      for (const auto& [place, hidden] : kept)
        if (place == i) piece.hidden = hidden;
    i += piece.text.size();
    pieces_.push_back(std::move(piece));
  }
  after_ = blanks;
}

void MaskedLine::splitWords() {
  // A longer text and back: every mask lies in the part that does not change, so it keeps what it hides.
  const QString whole = text();
  setText(whole + QLatin1Char(' '));
  setText(whole);
}

QString MaskedLine::text() const {
  QString whole;
  for (const Piece& piece : pieces_) whole += piece.before + piece.text;
  return whole + after_;
}

QString MaskedLine::unmasked() const {
  QString whole;
  for (const Piece& piece : pieces_)
    whole += piece.before + (piece.masked && !piece.hidden.isEmpty() ? piece.hidden : piece.text);
  return whole.trimmed();
}

bool MaskedLine::toggle(int number) {
  if (number < 0 || number >= static_cast<int>(pieces_.size())) return false;
  Piece& piece = pieces_[static_cast<std::size_t>(number)];
  if (piece.fixed) return false;
  if (piece.masked) {
    if (piece.hidden.isEmpty()) return false;
    piece.text = std::exchange(piece.hidden, QString());
    piece.masked = false;
  } else {
    piece.hidden = std::exchange(piece.text, mask_text);
    piece.masked = true;
  }
  tokens_.clear();
  return true;
}

bool MaskedLine::fill(int ordinal, const QString& word) {
  const int number = pieceOfMask(ordinal);
  if (number < 0 || word.isEmpty()) return false;
  Piece& piece = pieces_[static_cast<std::size_t>(number)];
  piece.text = word;
  piece.hidden.clear();
  piece.masked = false;
  tokens_.clear();
  return true;
}

bool MaskedLine::cutAs(const QStringList& tokens) {
  const QString whole = text();
  const qsizetype end_of_text = whole.size() - after_.size();
  std::vector<Piece> cut;
  std::vector<int> cut_as;
  qsizetype at = 0;
  int mask = 0;
  for (int i = 0; i < tokens.size(); ++i) {
    QString token = tokens[i];
    const bool edge = (i == 0 && token == QLatin1String("[CLS]")) ||
                      (i + 1 == tokens.size() && token == QLatin1String("[SEP]"));
    if (edge || token == QLatin1String("[PAD]")) continue;
    bool begins = token.startsWith(word_begin) || token.startsWith(QLatin1Char(' '));
    token.replace(word_begin, QLatin1Char(' '));
    token = token.trimmed();
    if (token.isEmpty()) continue;
    Piece piece;
    while (at < whole.size() && whole[at].isSpace()) piece.before += whole[at++];
    begins = begins || !piece.before.isEmpty() || cut.empty();
    if (token == QLatin1String("[UNK]") && special_at(whole, at) != token) {
      // One sign, or more, that the vocabulary cannot spell: take what stands until the next token begins.
      QString next = i + 1 < tokens.size() ? tokens[i + 1] : QString();
      next.replace(word_begin, QLatin1Char(' '));
      next = next.trimmed();
      const bool last = next.isEmpty() || (i + 2 == tokens.size() && next == QLatin1String("[SEP]"));
      const qsizetype end = last ? end_of_text : whole.indexOf(next, at + 1, Qt::CaseInsensitive);
      if (end <= at) return false;
      token = whole.mid(at, end - at).trimmed();
    }
    if (QStringView(whole).mid(at, token.size()).compare(token, Qt::CaseInsensitive) != 0) return false;
    piece.text = whole.mid(at, token.size());
    piece.masked = piece.text == mask_text;
    piece.fixed = !piece.masked && !special_at(piece.text, 0).isEmpty();
    if (piece.masked) piece.hidden = hidden(mask++);
    const bool sign = !piece.text[0].isLetterOrNumber() && !piece.text[0].isSurrogate();
    piece.joined = !begins && !sign && !piece.masked && !cut.back().masked && !cut.back().fixed &&
                   !is_ideographic(code_point(piece.text, 0).first);
    at += piece.text.size();
    cut.push_back(std::move(piece));
    cut_as.push_back(i);
  }
  QString rest = whole.mid(at);
  if (cut.empty() || !rest.trimmed().isEmpty()) return false;
  pieces_ = std::move(cut);
  tokens_ = std::move(cut_as);
  after_ = rest;
  return true;
}

int MaskedLine::tokenOf(int piece) const {
  return piece < 0 || piece >= static_cast<int>(tokens_.size()) ? -1
                                                                : tokens_[static_cast<std::size_t>(piece)];
}

int MaskedLine::maskCount() const {
  return static_cast<int>(std::ranges::count_if(pieces_, [](const Piece& piece) { return piece.masked; }));
}

int MaskedLine::pieceOfMask(int ordinal) const {
  for (std::size_t i = 0; i < pieces_.size(); ++i)
    if (pieces_[i].masked && ordinal-- == 0) return static_cast<int>(i);
  return -1;
}

QString MaskedLine::hidden(int ordinal) const {
  const int number = pieceOfMask(ordinal);
  return number < 0 ? QString() : pieces_[static_cast<std::size_t>(number)].hidden;
}

}  // namespace cloze::ui
