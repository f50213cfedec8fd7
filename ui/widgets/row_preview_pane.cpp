// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/row_preview_pane.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/theme.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/row_flow.h"

namespace cloze::ui {
namespace {

constexpr int settle_ms = 250;
/// About a screen of text.
constexpr std::int64_t wanted_tokens = 600, most_rows = 8;

std::int64_t rows_at_once(const Recipe& recipe) {
  return std::clamp<std::int64_t>(wanted_tokens / std::max<std::int64_t>(1, recipe.objective.sequence_length),
                                  1, most_rows);
}

}  // namespace

bool RowPreviewPane::Source::operator==(const Source& other) const {
  const auto same = [](const RowPreviewRequest& a, const RowPreviewRequest& b) {
    const OptimizerConfig &x = a.recipe.optimizer, &y = b.recipe.optimizer;
    return a.first == b.first && a.count == b.count && a.recipe.objective == b.recipe.objective &&
           a.recipe.seed == b.recipe.seed && a.recipe.model.family == b.recipe.model.family &&
           a.recipe.model.max_positions == b.recipe.model.max_positions && x.batch_size == y.batch_size &&
           x.accumulation == y.accumulation;
  };
  return dataset == other.dataset && same(request, other.request);
}

RowPreviewPane::RowPreviewPane(QWidget* parent) : QFrame(parent) {
  set_role(this, "card");
  fold_ = new QToolButton;
  fold_->setText(tr("What the model sees"));
  fold_->setFont(ui::font(TextSize::body, true));
  fold_->setAutoRaise(true);
  fold_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  fold_->setToolTip(tr("The rows that this run would train on, first batch first; fold or unfold"));
  legend_ = new QLabel;
  legend_->setFont(ui::font(TextSize::small));
  legend_->setTextFormat(Qt::RichText);
  back_ = new QToolButton;
  back_->setArrowType(Qt::LeftArrow);
  back_->setAutoRaise(true);
  back_->setAccessibleName(tr("Rows before"));
  back_->setToolTip(tr("The rows before these"));
  other_ = new QPushButton(tr("Other rows"));
  other_->setToolTip(tr("The rows that follow in the run"));
  auto* top = new QHBoxLayout;
  top->setContentsMargins(grid::small, 0, grid::small, 0);
  top->setSpacing(grid::small);
  top->addWidget(fold_);
  top->addWidget(legend_);
  top->addStretch();
  top->addWidget(back_);
  top->addWidget(other_);

  error_ = new ErrorNote;
  error_->setContentsMargins(grid::medium, 0, grid::medium, grid::small);
  note_ = new QLabel;
  note_->setContentsMargins(grid::medium, 0, grid::medium, grid::small);
  note_->setWordWrap(true);
  note_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  set_role(note_, "muted");
  flow_ = new RowFlow;
  content_ = new QWidget;
  auto* column = new QVBoxLayout(content_);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(error_);
  column->addWidget(note_);
  column->addWidget(flow_, 1);
  column->addStretch();

  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, grid::unit, 0, grid::unit);
  all->setSpacing(grid::unit);
  all->addLayout(top);
  all->addWidget(content_, 1);

  settle_.setSingleShot(true);
  settle_.setInterval(settle_ms);
  connect(&settle_, &QTimer::timeout, this, &RowPreviewPane::ask);
  connect(fold_, &QToolButton::clicked, this, [this] { setOpen(!open_); });
  connect(other_, &QPushButton::clicked, this, [this] { step(true); });
  connect(back_, &QToolButton::clicked, this, [this] { step(false); });
  writeLegend();
  setOpen(true);
  showNothing(tr("Without a dataset there are no rows."));
}

void RowPreviewPane::setOpen(bool open) {
  open_ = open;
  fold_->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
  fold_->setAccessibleDescription(open ? tr("unfolded") : tr("folded"));
  for (QWidget* part : {content_, static_cast<QWidget*>(legend_), static_cast<QWidget*>(back_),
                        static_cast<QWidget*>(other_)})
    part->setVisible(open);
  // A splitter gives the room of a folded one to its neighbour.
  setMaximumHeight(open ? QWIDGETSIZE_MAX : fold_->sizeHint().height() + 2 * grid::unit);
  if (open) settle_.start();
}

void RowPreviewPane::setSource(const Recipe& recipe, const std::optional<DatasetFacts>& dataset) {
  if (dataset != source_.dataset) first_ = 0;
  source_ = {dataset, {recipe, first_, rows_at_once(recipe)}};
  if (!dataset) {
    settle_.stop();
    return showNothing(tr("Without a dataset there are no rows."));
  }
  settle_.start();
}

void RowPreviewPane::ask() {
  if (!open_ || !isVisible() || !source_.dataset || asked_ || shown_ == source_) return;
  if (flow_->rows().empty() && !error_->isVisibleTo(this)) showNothing(tr("Reading the dataset…"));
  asked_ = source_;
  Q_EMIT rowsWanted(source_.dataset->name, source_.request);
}

void RowPreviewPane::setRows(const Result<RowPreview>& answer) {
  const auto asked = std::exchange(asked_, std::nullopt);
  if (!asked) return;
  if (*asked != source_) {
    // Changed meanwhile. Without a dataset it is said already that there is nothing.
    if (source_.dataset && !settle_.isActive()) ask();
    return;
  }
  shown_ = asked;
  error_->clear();
  if (!answer) {
    showNothing({});
    shown_ = asked;
    return error_->tell(answer.error());
  }
  if (answer->held_out) error_->tell(*answer->held_out);
  note_->hide();
  flow_->show();
  flow_->setRows(shown_rows(*answer, asked->request.recipe.optimizer.accumulation));
  back_->setEnabled(first_ > 0);
  other_->setEnabled(true);
}

void RowPreviewPane::step(bool forward) {
  const auto count = quint64(source_.request.count);
  first_ = forward ? first_ + count : first_ - std::min(first_, count);
  source_.request.first = first_;
  flow_->scrollToTop();
  ask();
}

void RowPreviewPane::showNothing(const QString& why) {
  shown_.reset();
  error_->clear();
  flow_->setRows({});
  flow_->hide();
  note_->setText(why);
  note_->setVisible(!why.isEmpty());
  back_->setEnabled(false);
  other_->setEnabled(false);
}

void RowPreviewPane::writeLegend() {
  const auto entry = [](SeenKind kind, const QString& text) {
    return QStringLiteral("<span style='color:%1'>■</span> %2").arg(RowFlow::mark_color(kind).name(), text);
  };
  legend_->setText(QStringLiteral("<span style='color:%1'>%2</span>")
                       .arg(tokens().muted.name(), QStringList{entry(SeenKind::masked, tr("hidden")),
                                                               entry(SeenKind::replaced, tr("replaced")),
                                                               entry(SeenKind::kept, tr("left as it is"))}
                                                       .join(QStringLiteral("&nbsp;&nbsp; "))));
  legend_->setToolTip(
      tr("What the model has to predict: hidden behind [MASK], replaced by a random token, or left as it is. "
         "What stood there is beneath it."));
}

void RowPreviewPane::showEvent(QShowEvent* event) {
  QFrame::showEvent(event);
  // What was wrong may have been put right on another page.
  if (error_->isVisibleTo(this)) shown_.reset();
  settle_.start();
}

void RowPreviewPane::changeEvent(QEvent* event) {
  const bool looks = event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange;
  if (looks && legend_ != nullptr) writeLegend();
  QFrame::changeEvent(event);
}

}  // namespace cloze::ui
