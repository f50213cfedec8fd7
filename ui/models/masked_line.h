// SPDX-License-Identifier: GPL-3.0-or-later
// A line of text in pieces that can be hidden behind [MASK] one by one and come back. Pieces are words until
// a model has answered, then its tokens. Together the pieces and the blanks between them are always the whole
// text. Pure value.
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace cloze::ui {

class MaskedLine {
 public:
  struct Piece {
    QString text;    ///< As it stands in the line; "[MASK]" when masked.
    QString hidden;  ///< What the mask hides; empty when the mask was typed.
    QString before;  ///< Blanks in front of it.
    bool masked = false;
    bool fixed = false;   ///< [SEP] and the like: shown, never masked.
    bool joined = false;  ///< Continues the word of the piece before it.
    bool operator==(const Piece&) const = default;
  };

  MaskedLine() = default;
  explicit MaskedLine(const QString& text) { setText(text); }

  /// Splits anew into words; masks that the edit did not touch still know what they hide.
  void setText(const QString& text);
  QString text() const;
  /// The text with what its masks hide put back; a mask that hides nothing known stays.
  QString unmasked() const;
  const std::vector<Piece>& pieces() const { return pieces_; }

  /// Masks a piece, or brings back what its mask hides (an unknown one stays). True when the text changed.
  bool toggle(int piece);
  /// Puts a word where a mask is. ordinal counts masks from 0.
  bool fill(int ordinal, const QString& word);

  /// Cuts the pieces as the model did. tokens: the row as FillResult gives it, special tokens included.
  /// False, and nothing changes, when they do not spell this text (an answer to an older question).
  bool cutAs(const QStringList& tokens);

  /// The token of the row that a piece was cut as, counted with [CLS]; -1 since the last edit of the text.
  int tokenOf(int piece) const;

  /// Cuts into words again.
  void splitWords();

  int maskCount() const;
  /// What a mask hides, "" when unknown.
  QString hidden(int ordinal) const;
  /// Piece of a mask, or -1.
  int pieceOfMask(int ordinal) const;

 private:
  std::vector<Piece> pieces_;
  std::vector<int> tokens_;  ///< By piece, or empty.
  QString after_;            ///< Blanks behind the last piece.
};

/// True when a person reads this text without blanks between words (mostly ideographs or kana).
bool is_mostly_ideographic(const QString& text);

}  // namespace cloze::ui
