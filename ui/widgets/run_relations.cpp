// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/run_relations.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSet>
#include <QSettings>
#include <QStackedWidget>
#include <QToolButton>
#include <algorithm>
#include <utility>

#include "ui/bridge/background.h"
#include "ui/models/core_text.h"
#include "ui/qt_text.h"
#include "ui/widgets/chart_file_dialog.h"
#include "ui/widgets/icons.h"

namespace cloze::ui {
namespace {

constexpr int most_settings = 6;

struct Picture {
  PlottedRuns runs;
  std::vector<QString> ids;
};

Picture make_picture(const std::vector<RunsModel::Row>& runs, std::vector<int> columns, std::int64_t step) {
  if (columns.empty()) columns = telling_columns(runs, most_settings);
  Picture picture;
  for (const RunsModel::Row& run : runs) {
    picture.runs.names << text_of(run.record->name);
    picture.ids.push_back(text_of(run.record->id));
  }
  for (const int column : columns) picture.runs.axes.push_back(run_axis(runs, column, step));
  return picture;
}

QLabel* muted_label(const QString& text) {
  auto* label = new QLabel(text);
  set_role(label, "muted");
  return label;
}

}  // namespace

RunRelations::RunRelations(QWidget* parent)
    : QWidget(parent),
      plots_(new QStackedWidget),
      points_(new RelationPlot(RelationPlot::Kind::points)),
      lines_(new RelationPlot(RelationPlot::Kind::lines)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins({});
  layout->setSpacing(grid::small);
  tools_ = makeTools();
  layout->addWidget(tools_);
  auto* card = new QFrame;
  set_role(card, "card");
  auto* card_layout = new QVBoxLayout(card);
  card_layout->setContentsMargins(grid::small, grid::small, grid::small, grid::unit);
  card_layout->addWidget(plots_);
  layout->addWidget(card, 1);
  points_->setAccessibleName(tr("Runs as points over two columns"));
  lines_->setAccessibleName(tr("Runs as lines over several columns"));
  for (RelationPlot* plot : {points_, lines_}) {
    plots_->addWidget(plot);
    connect(plot, &RelationPlot::chosen, this, &RunRelations::choose);
  }
}

QWidget* RunRelations::makeTools() {
  const auto columns = run_columns();
  const auto make_box = [&](const QString& name, const char* key, std::string_view usual) {
    auto* box = new QComboBox;
    box->setMaxVisibleItems(24);
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (has_scale(columns[i])) box->addItem(run_column_title(columns[i], step_), int(i));
    const QByteArray chosen = QSettings().value(key).toString().toUtf8();
    int at = box->findData(RunsModel::column(usual));
    for (int i = 0; i < box->count(); ++i)
      if (columns[std::size_t(box->itemData(i).toInt())].name == std::string_view(chosen)) at = i;
    box->setCurrentIndex(at);
    box->setAccessibleName(name);
    connect(box, &QComboBox::currentIndexChanged, this, [this, box, key] {
      QSettings().setValue(key, text_of(run_columns()[std::size_t(box->currentData().toInt())].name));
      chooseAxes();
    });
    return box;
  };
  across_ = make_box(tr("Across"), "compare/across", "optimizer.learning_rate");
  up_ = make_box(tr("Up"), "compare/up", "held_out_loss");
  scatter_tools_ = new QWidget;
  auto* scatter_row = new QHBoxLayout(scatter_tools_);
  scatter_row->setContentsMargins({});
  scatter_row->setSpacing(grid::small);
  scatter_row->addWidget(muted_label(tr("Across")));
  scatter_row->addWidget(across_);
  scatter_row->addSpacing(grid::medium);
  scatter_row->addWidget(muted_label(tr("Up")));
  scatter_row->addWidget(up_);
  scatter_row->addSpacing(grid::medium);
  scatter_row->addWidget(muted_label(tr("Click a point, or drag around several, to choose their runs.")));

  auto* axes = new QPushButton(tr("Axes"));
  axes->setToolTip(tr("Which columns stand side by side"));
  axes_menu_ = new QMenu(axes);
  axes->setMenu(axes_menu_);
  fillAxesMenu();
  parallel_tools_ = new QWidget;
  auto* parallel_row = new QHBoxLayout(parallel_tools_);
  parallel_row->setContentsMargins({});
  parallel_row->setSpacing(grid::small);
  parallel_row->addWidget(axes);
  parallel_row->addSpacing(grid::medium);
  parallel_row->addWidget(
      muted_label(tr("Drag along an axis to choose the runs that pass there; click it to let go.")));

  auto* more = new QToolButton;
  more->setIcon(make_icon(Icon::more));
  more->setToolTip(tr("Copy or save this chart"));
  more->setAccessibleName(more->toolTip());
  more->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(more);
  menu->addAction(tr("Copy as image"), this,
                  [this] { QApplication::clipboard()->setImage(plot()->image()); });
  menu->addAction(tr("Save as PNG, SVG, PDF or CSV\u2026"), this, &RunRelations::saveAs);
  more->setMenu(menu);

  auto* tools = new QWidget;
  auto* row = new QHBoxLayout(tools);
  row->setContentsMargins({});
  row->setSpacing(grid::small);
  row->addWidget(scatter_tools_);
  row->addWidget(parallel_tools_);
  row->addStretch();
  row->addWidget(more);
  parallel_tools_->hide();
  return tools;
}

void RunRelations::fillAxesMenu() {
  const auto columns = run_columns();
  QAction* telling = axes_menu_->addAction(tr("Those that tell the runs apart"), this, [this] {
    axes_.clear();
    for (QAction* action : axes_menu_->findChildren<QAction*>())
      if (action->data().isValid()) action->setChecked(false);
    chooseAxes();
  });
  telling->setObjectName("tellingAxes");
  axes_menu_->addSeparator();
  QMenu* group = axes_menu_;
  std::string_view group_name;
  const auto add = [&](QMenu* menu, int column) {
    QAction* action = menu->addAction(run_column_title(columns[std::size_t(column)], step_));
    action->setCheckable(true);
    action->setData(column);
    connect(action, &QAction::triggered, this, [this, column](bool checked) {
      std::erase(axes_, column);
      if (checked) axes_.push_back(column);  // In the order in which they were chosen.
      chooseAxes();
    });
  };
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].setting == nullptr && columns[i].at_step == nullptr && has_scale(columns[i]))
      add(axes_menu_, int(i));
  QMenu* at_step = axes_menu_->addMenu(tr("At a step"));
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].at_step != nullptr) add(at_step, int(i));
  axes_menu_->addSeparator();
  for (const Field& field : recipe_fields()) {
    if (field.group() != group_name || group == axes_menu_) {
      group_name = field.group();
      group = group_name.empty() ? axes_menu_ : axes_menu_->addMenu(core_text(group_title(group_name)));
    }
    add(group, RunsModel::column(field.path));
  }
}

RelationPlot* RunRelations::plot() const {
  return kind_ == Kind::scatter ? points_ : lines_;
}

void RunRelations::setKind(Kind kind) {
  kind_ = kind;
  scatter_tools_->setVisible(kind == Kind::scatter);
  parallel_tools_->setVisible(kind == Kind::parallel);
  plots_->setCurrentWidget(plot());
  stale_ = true;
}

void RunRelations::show(std::vector<RunsModel::Row> runs, std::vector<QColor> colors) {
  const bool same = std::ranges::equal(runs, runs_, [](const RunsModel::Row& a, const RunsModel::Row& b) {
    return a.record == b.record && a.recipe == b.recipe && a.steps == b.steps;
  });
  runs_ = std::move(runs);
  colors_ = std::move(colors);
  if (stale_ || !same) return draw();
  plot()->setColors(colors_);  // Others are chosen, and that is all.
  Q_EMIT drawn();
}

void RunRelations::setStep(std::int64_t step) {
  if (step == step_) return;
  step_ = step;
  const auto columns = run_columns();
  for (QComboBox* box : {across_, up_})
    for (int i = 0; i < box->count(); ++i)
      box->setItemText(i, run_column_title(columns[std::size_t(box->itemData(i).toInt())], step));
  for (QAction* action : axes_menu_->findChildren<QAction*>())
    if (action->data().isValid())
      action->setText(run_column_title(columns[std::size_t(action->data().toInt())], step));
  stale_ |= showsStep();  // show() is called with what is read of the step.
}

std::vector<int> RunRelations::columns() const {
  if (kind_ == Kind::parallel) return axes_;
  return {across_->currentData().toInt(), up_->currentData().toInt()};
}

bool RunRelations::showsStep() const {
  return std::ranges::any_of(
      columns(), [](int column) { return run_columns()[std::size_t(column)].at_step != nullptr; });
}

void RunRelations::chooseAxes() {
  draw();
  Q_EMIT axesChosen();
}

void RunRelations::draw() {
  if (drawing_) {
    again_ = true;
    return;
  }
  drawing_ = true;
  stale_ = true;
  run_in_background(
      this, [runs = runs_, columns = columns(), step = step_] { return make_picture(runs, columns, step); },
      [this, colors = colors_, kind = kind_](Picture picture) {
        drawing_ = false;
        if (kind == kind_) {
          picture.runs.colors = colors;
          drawn_ids_ = std::move(picture.ids);
          plot()->setEmptyText(tr("No runs in the table."));
          plot()->setRuns(std::move(picture.runs));
          stale_ = again_;
        }
        if (std::exchange(again_, false))
          draw();
        else
          Q_EMIT drawn();
      });
}

void RunRelations::choose(const std::vector<int>& runs, bool add) {
  QStringList ids;
  QSet<QString> there;
  const auto take = [&](std::size_t run) {
    if (there.contains(drawn_ids_[run])) return;
    there.insert(drawn_ids_[run]);
    ids << drawn_ids_[run];
  };
  const std::vector<QColor>& colors = plot()->runs().colors;
  for (std::size_t run = 0; run < colors.size() && add; ++run)
    if (colors[run].isValid()) take(run);
  for (const int run : runs) take(std::size_t(run));
  Q_EMIT runsChosen(ids);
}

void RunRelations::saveAs() {
  QStringList titles;
  for (const RunAxis& axis : plot()->runs().axes) titles << axis.title;
  ask_chart_file(this, titles.mid(0, 3).join(QStringLiteral(", ")), [this](const QString& path) {
    const auto saved = plot()->save(path);
    if (saved)
      Q_EMIT said(tr("Saved %1").arg(path));
    else
      Q_EMIT problem(saved.error());
  });
}

}  // namespace cloze::ui
