// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/shown_rows.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <cmath>

#include "ui/models/probability_text.h"
#include "ui/models/run_progress.h"
#include "ui/qt_text.h"

namespace cloze::ui {
namespace {

const QString between = QStringLiteral("  ·  ");

QString number(std::int64_t value) {
  return QLocale().toString(qlonglong(value));
}

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(ShownRows)

 public:
  static QString title(const SeenRow& row, std::int64_t passes) {
    if (row.place.batch == 0) return tr("Row %1 of the run's first batch").arg(number(row.place.row + 1));
    if (passes > 1)
      return tr("Step %1, batch %2, row %3")
          .arg(number(row.step), number(row.pass), number(row.place.row + 1));
    return tr("Step %1, row %2").arg(number(row.step), number(row.place.row + 1));
  }

  static QString title(const StepRow& row, std::int64_t passes) {
    const QString loss = tr("Loss %1").arg(loss_text(row.mean)) + between;
    if (passes > 1)
      return loss + tr("batch %1, row %2").arg(number(row.row.pass), number(row.row.place.row + 1));
    return loss + tr("row %1").arg(number(row.row.place.row + 1));
  }

  static QString note(const StepRow& row) {
    QString text = note(row.row);
    if (row.next_sentence_loss)
      text += between + tr("next sentence: loss %1").arg(loss_text(*row.next_sentence_loss));
    return text;
  }

  static QString loss(double nats) {
    return tr("loss %1 nats, probability %2").arg(loss_text(nats), probability_text(std::exp(-nats)));
  }

  static QString note(const SeenRow& row) {
    QStringList parts;
    if (row.next_follows)
      parts << (*row.next_follows ? tr("B is what follows A") : tr("B is from another document"));
    parts << tr("%1 tokens").arg(number(row.length)) << tr("%1 to predict").arg(number(row.predicted));
    if (row.place.cursor.epoch > 0)
      parts << tr("epoch %1").arg(number(std::int64_t(row.place.cursor.epoch) + 1));
    return parts.join(between);
  }

  static QString about(const ShownToken& token) {
    const QString original = tr("%1 (id %2)").arg(spelt(token.original)).arg(token.original_id);
    switch (token.kind) {
      case SeenKind::masked:
        return tr("to predict: %1").arg(original);
      case SeenKind::replaced:
        return tr("a random token; to predict: %1").arg(original);
      case SeenKind::kept:
        return tr("left as it is, and to predict");
      case SeenKind::begin:
        return tr("begins every row");
      case SeenKind::document_end:
        return tr("a document ends");
      case SeenKind::part_end:
        return tr("the first segment ends");
      case SeenKind::end:
        return tr("ends every row");
      case SeenKind::padding:
        return tr("fills the row up; not attended to");
      case SeenKind::ordinary:
        return {};
    }
    return {};
  }

  static QString position(const ShownToken& token) {
    return token.count > 1
               ? tr("positions %1 to %2").arg(token.position).arg(token.position + token.count - 1)
               : tr("position %1").arg(token.position);
  }
  static QString id(const ShownToken& token) { return tr("id %1").arg(token.id); }

  static QString spelt(QString text) {
    if (text.startsWith(QLatin1Char(' '))) text[0] = QChar(0x2581);
    return text;
  }
};

ShownToken shown(const SeenToken& token, int position) {
  return {.id = token.id,
          .text = text_of(token.text),
          .kind = token.kind,
          .original_id = token.original,
          .original = text_of(token.original_text),
          .segment = token.segment,
          .position = position};
}

std::vector<ShownToken> shown_tokens(const SeenRow& row) {
  std::vector<ShownToken> tokens;
  tokens.reserve(row.tokens.size());
  for (std::size_t i = 0; i < row.tokens.size(); ++i) {
    if (row.tokens[i].kind == SeenKind::padding && tokens.back().kind == SeenKind::padding)
      ++tokens.back().count;
    else
      tokens.push_back(shown(row.tokens[i], int(i)));
  }
  return tokens;
}

}  // namespace

std::vector<ShownRow> shown_rows(const RowPreview& preview, std::int64_t passes) {
  std::vector<ShownRow> rows;
  rows.reserve(preview.rows.size());
  for (const SeenRow& row : preview.rows)
    rows.push_back({Texts::title(row, passes), Texts::note(row), shown_tokens(row)});
  return rows;
}

std::vector<ShownRow> shown_rows(const StepLosses& losses, std::int64_t passes) {
  std::vector<ShownRow> rows;
  rows.reserve(losses.shown.size());
  for (const StepRow& row : losses.shown) {
    rows.push_back({Texts::title(row, passes), Texts::note(row), shown_tokens(row.row)});
    auto loss = row.losses.begin();
    for (ShownToken& token : rows.back().tokens)
      if (is_predicted(token.kind) && loss != row.losses.end()) token.loss = *loss++;
  }
  return rows;
}

QString describe(const ShownToken& token) {
  QStringList parts{Texts::spelt(token.text), Texts::id(token)};
  if (const QString about = Texts::about(token); !about.isEmpty()) parts << about;
  if (token.loss) parts << Texts::loss(*token.loss);
  parts << Texts::position(token);
  return parts.join(between);
}

}  // namespace cloze::ui
