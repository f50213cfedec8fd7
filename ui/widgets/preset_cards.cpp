// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/preset_cards.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOption>
#include <QTextLayout>

#include "core/config/model_size.h"
#include "ui/models/core_text.h"
#include "ui/models/recipe_facts.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

constexpr int card_width = 138;

int card_height() {
  const QFontMetrics body(ui::font(TextSize::body, true)), small(ui::font(TextSize::small));
  return body.height() + 5 * small.height() + 2 * grid::medium + grid::small + 1;
}

/// Wraps text into a rectangle; what does not fit ends in an ellipsis.
void draw_wrapped(QPainter& painter, const QRect& area, const QString& text) {
  const QFontMetrics metrics = painter.fontMetrics();
  const int most = area.height() / metrics.height();
  QTextLayout layout(text, painter.font());
  layout.beginLayout();
  for (int i = 0; i < most; ++i) {
    QTextLine line = layout.createLine();
    if (!line.isValid()) break;
    line.setLineWidth(area.width());
    QString shown = text.mid(line.textStart(), line.textLength());
    if (i + 1 == most) shown = metrics.elidedText(text.mid(line.textStart()), Qt::ElideRight, area.width());
    painter.drawText(QPoint(area.left(), area.top() + i * metrics.height() + metrics.ascent()), shown);
  }
  layout.endLayout();
}

}  // namespace

PresetCard::PresetCard(const Preset& preset, QWidget* parent) : QAbstractButton(parent), preset_(preset) {
  setCheckable(true);
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::PointingHandCursor);
  setAttribute(Qt::WA_Hover);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setText(QString::fromStdString(preset.name));
  setVocabulary(assumed_vocabulary);
}

void PresetCard::setVocabulary(qint64 vocabulary) {
  const Recipe& recipe = preset_.recipe;
  const auto parameters = static_cast<double>(count_parameters(recipe.model, vocabulary).total());
  const RecipeFacts facts = recipe_facts(recipe, std::nullopt);
  shape_ = QStringLiteral("%1 × %2").arg(recipe.model.layers).arg(recipe.model.hidden);
  figures_ = tr("%1 parameters").arg(short_number(parameters)) + QLatin1Char('\n') +
             tr("%1 tokens a step").arg(short_number(facts.tokens_per_step));
  const QString purpose = core_text(recipe.description);
  setAccessibleName(tr("Preset %1").arg(text()));
  setAccessibleDescription(shape_ + QLatin1String(", ") + figures_ + QLatin1String(". ") + purpose);
  setToolTip(purpose);
  update();
}

QSize PresetCard::sizeHint() const {
  return {card_width, card_height()};
}
QSize PresetCard::minimumSizeHint() const {
  return sizeHint();
}

void PresetCard::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Tokens& colors = tokens();
  QColor ground = underMouse() ? colors.raised : colors.surface;
  if (isChecked()) {
    ground = colors.accent;
    ground.setAlphaF(0.10F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 8, 8);
  }
  painter.setBrush(ground);
  QStyleOption option;
  option.initFrom(this);
  const bool keyboard = hasFocus() && (option.state & QStyle::State_KeyboardFocusChange);
  painter.setPen(QPen(isChecked() || keyboard ? colors.accent : colors.line, isChecked() ? 2 : 1));
  painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 8, 8);

  const QRect inner = rect().adjusted(grid::medium, grid::medium, -grid::medium, -grid::medium);
  painter.setFont(ui::font(TextSize::body, true));
  painter.setPen(isChecked() ? colors.accent : colors.text);
  const int title = painter.fontMetrics().height();
  painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, text());
  painter.setFont(ui::font(TextSize::small));
  painter.setPen(colors.muted);
  painter.drawText(QRect(inner.left(), inner.top(), inner.width(), title), Qt::AlignRight | Qt::AlignVCenter,
                   shape_);
  const int line = painter.fontMetrics().height();
  QRect rest = inner.adjusted(0, title + grid::unit, 0, 0);
  painter.setPen(colors.text);
  painter.drawText(rest, Qt::AlignLeft | Qt::AlignTop, figures_);
  rest.setTop(rest.top() + 2 * line + grid::unit);
  painter.setPen(colors.muted);
  draw_wrapped(painter, rest, toolTip());
}

PresetCards::PresetCards(const std::vector<Preset>& presets, QWidget* parent) : QScrollArea(parent) {
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setFocusPolicy(Qt::NoFocus);
  auto* content = new QWidget;
  auto* line = new QHBoxLayout(content);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(grid::small);
  for (const Preset& preset : presets) {
    auto* card = new PresetCard(preset);
    card->installEventFilter(this);
    connect(card, &PresetCard::clicked, this, [this, card] {
      setCurrent(card->text());
      Q_EMIT chosen(card->text());
    });
    line->addWidget(card);
    cards_.push_back(card);
  }
  setWidget(content);
}

void PresetCards::setCurrent(const QString& name) {
  for (PresetCard* card : cards_) card->setChecked(card->text() == name);
}

QString PresetCards::current() const {
  for (const PresetCard* card : cards_)
    if (card->isChecked()) return card->text();
  return {};
}

void PresetCards::setVocabulary(qint64 vocabulary) {
  for (PresetCard* card : cards_) card->setVocabulary(vocabulary);
}

QSize PresetCards::sizeHint() const {
  const int needed = static_cast<int>(cards_.size()) * (card_width + grid::small) - grid::small;
  return {needed, card_height() + (width() < needed ? horizontalScrollBar()->sizeHint().height() : 0)};
}

QSize PresetCards::minimumSizeHint() const {
  return {card_width, sizeHint().height()};
}

bool PresetCards::eventFilter(QObject* watched, QEvent* event) {
  const auto found = std::ranges::find(cards_, watched);
  if (found != cards_.end() && event->type() == QEvent::FocusIn) ensureWidgetVisible(*found, grid::large, 0);
  if (found != cards_.end() && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    const auto place = found - cards_.begin();
    const auto next = key == Qt::Key_Right ? place + 1 : key == Qt::Key_Left ? place - 1 : -1;
    if (next >= 0 && next < static_cast<std::ptrdiff_t>(cards_.size())) {
      cards_[static_cast<std::size_t>(next)]->setFocus(Qt::TabFocusReason);
      return true;
    }
  }
  return QScrollArea::eventFilter(watched, event);
}

}  // namespace cloze::ui
