// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare_page.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSet>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <type_traits>

#include "ui/bridge/background.h"
#include "ui/models/core_text.h"
#include "ui/models/differences_model.h"
#include "ui/models/run_colors.h"
#include "ui/models/run_progress.h"
#include "ui/pages/run_details_reader.h"
#include "ui/pages/run_organizer.h"
#include "ui/qt_text.h"
#include "ui/theme.h"
#include "ui/widgets/compare_board.h"
#include "ui/widgets/compare_charts.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/embed_dialog.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/job_progress.h"
#include "ui/widgets/model_dialogs.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/run_columns_menu.h"
#include "ui/widgets/run_filter_edit.h"
#include "ui/widgets/run_relations.h"
#include "ui/widgets/table_tools.h"

namespace cloze::ui {
namespace {

/// Curves over each other that an eye can still tell apart; all runs may be chosen to be exported or deleted.
constexpr int most_drawn = 40;

}  // namespace

ComparePage::ComparePage(RunSource source, QWidget* parent)
    : Page(parent),
      source_(std::move(source)),
      runs_(new RunsModel(this)),
      differences_(new DifferencesModel(this)),
      stack_(new QStackedWidget),
      table_(new QTableView),
      difference_table_(new QTableView),
      transfer_(new JobProgressBar),
      board_(new CompareBoard(source_)) {
  organizer_ = new RunOrganizer(
      *runs_,
      [this](const std::function<void()>& change) {
        keepingSelection(change);
        stack_->setCurrentIndex(runs_->runCount() > 0 ? 1 : 0);
        showCount();
      },
      this);
  connect(organizer_, &RunOrganizer::labelWanted, this, &ComparePage::labelWanted);
  connect(organizer_, &RunOrganizer::deleteWanted, this, &ComparePage::deleteWanted);
  connect(organizer_, &RunOrganizer::selectionWanted, this, &ComparePage::selectRuns);
  details_ = new RunDetailsReader(source_, *runs_, this);
  connect(details_, &RunDetailsReader::recipesRead, this, [this](const RecipesOfRuns& recipes) {
    keepingSelection([&] { runs_->setRecipes(recipes); });
    showCount();
    draw();  // A chosen one may have been among them.
  });
  connect(details_, &RunDetailsReader::stepsRead, this, [this](const std::vector<StepRead>& steps) {
    keepingSelection([&] { runs_->setSteps(steps); });
    showCount();
  });
  connect(details_, &RunDetailsReader::problem, this, &ComparePage::problem);
  prepare_table(table_);
  table_->setModel(runs_);
  table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  table_->setSortingEnabled(true);
  table_->sortByColumn(RunsModel::column("started"), Qt::DescendingOrder);
  table_->setObjectName("runs");
  table_->setAccessibleName(tr("Runs"));
  table_->horizontalHeader()->setStretchLastSection(true);

  auto* empty = new EmptyState(Icon::compare, tr("Nothing to compare yet"),
                               tr("Every run is kept here with its settings and every step of its loss. "
                                  "Choose several to lay their curves over each other."));
  connect(empty->addButton(tr("Train a first model")), &QPushButton::clicked, this,
          [this] { Q_EMIT pageWanted("configure"); });
  connect(empty->addButton(tr("Import a model\u2026")), &QPushButton::clicked, this,
          &ComparePage::chooseImportFolder);

  // From the outside in: a widget is styled again with all that it holds whenever it gets a parent.
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins({});
  layout->addWidget(transfer_);  // Above both: a first model may come from elsewhere.
  layout->addWidget(stack_, 1);
  layout->addWidget(organizer_->notice());
  stack_->addWidget(empty);
  auto* full = new QWidget(stack_);
  stack_->addWidget(full);
  auto* full_layout = new QVBoxLayout(full);
  full_layout->setContentsMargins(grid::page, 0, grid::page, grid::medium);
  auto* splitter = new QSplitter(Qt::Vertical, full);
  full_layout->addWidget(splitter);
  splitter->setChildrenCollapsible(false);
  splitter->setHandleWidth(grid::small);
  auto* above = new QWidget(splitter);
  auto* above_layout = new QVBoxLayout(above);
  above_layout->setContentsMargins({});
  above_layout->setSpacing(grid::small);
  above_layout->addWidget(makeToolRow());
  above_layout->addWidget(table_, 1);
  splitter->addWidget(board_);
  board_->charts()->addBeside(makeDifferences());
  splitter->setStretchFactor(0, 2);
  splitter->setStretchFactor(1, 3);
  splitter->setSizes({260, 400});
  transfer_->setContentsMargins(grid::page, 0, grid::page, grid::small);
  transfer_->hide();
  connect(transfer_, &JobProgressBar::cancelled, this, &ComparePage::transferCancelled);

  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &ComparePage::selectionChanged);
  const auto connect_view = [this](auto* view) {
    using View = std::remove_pointer_t<decltype(view)>;
    connect(view, &View::drawn, this, [this] {
      if (!reading_) Q_EMIT refreshed();  // Else the runs that are being read are drawn next.
    });
    connect(view, &View::problem, this, &ComparePage::problem);
    connect(view, &View::said, this, &ComparePage::said);
  };
  connect_view(board_->charts());
  connect_view(board_->relations());
  connect(board_->relations(), &RunRelations::runsChosen, this, [this](const QStringList& ids) {
    selectRuns(ids);
    if (!ids.isEmpty()) table_->scrollTo(runs_->index(runs_->rowOf(ids.front()), 0));
  });
  connect(board_, &CompareBoard::viewChosen, this, [this] {
    draw();
    readDetails();
  });
  connect(board_->relations(), &RunRelations::axesChosen, this, &ComparePage::readDetails);
  connect(filter_, &RunFilterEdit::filterChanged, this, [this](const RunFilter& filter) {
    keepingSelection([&] { runs_->setFilter(filter); });
    showCount();
    readDetails();
  });
  connect(filter_, &RunFilterEdit::refused, this, [this](const Error& error) {
    set_role(count_, "error");
    count_->setText(QString::fromStdString(to_string(error)));
  });
  connect(table_, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
    Q_EMIT probeWanted(index.data(RunsModel::id_role).toString());
  });
  selectionChanged();
}

QWidget* ComparePage::makeToolRow() {
  filter_ = new RunFilterEdit;
  filter_->setMinimumWidth(200);
  filter_->setMaximumWidth(440);
  auto* find = new QShortcut(QKeySequence::Find, this);
  find->setContext(Qt::WidgetWithChildrenShortcut);
  connect(find, &QShortcut::activated, filter_, [this] {
    filter_->setFocus(Qt::ShortcutFocusReason);
    filter_->selectAll();
  });
  count_ = new ElidedLabel;
  auto* columns = new QPushButton(tr("Columns"));
  columns->setToolTip(tr("Every metric and setting can be a column"));
  columns_ = new RunColumnsMenu(table_, columns);
  columns->setMenu(columns_);
  connect(columns_, &RunColumnsMenu::changed, this, &ComparePage::readDetails);
  auto* organize = new QPushButton(tr("Organize"));
  organize->setToolTip(tr("Tags, notes, archive, delete"));
  organize->setMenu(organizer_->menu());
  import_ = new QPushButton(tr("Import\u2026"));
  import_->setToolTip(tr("Takes in the folder of a Hugging Face model"));
  export_ = makeExportButton();
  recipe_ = new QPushButton(tr("Open recipe in Configure"));
  probe_ = new QPushButton(tr("Probe"));
  connect(recipe_, &QPushButton::clicked, this, [this] {
    run_in_background(
        this,
        [source = source_, run = selectedRuns().value(0).toStdString()] { return source.recipes({run}); },
        [this](const Result<std::vector<std::string>>& recipes) {
          if (recipes)
            Q_EMIT recipeWanted(QString::fromStdString(recipes->front()));
          else
            Q_EMIT problem(recipes.error());
        });
  });
  connect(import_, &QPushButton::clicked, this, &ComparePage::chooseImportFolder);
  connect(probe_, &QPushButton::clicked, this, [this] { Q_EMIT probeWanted(selectedRuns().value(0)); });
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins({});
  layout->setSpacing(grid::small);
  layout->addWidget(filter_, 3);
  layout->addWidget(count_, 2);
  for (QPushButton* button : {columns, organize, import_, export_, recipe_, probe_})
    layout->addWidget(button);
  return row;
}

QPushButton* ComparePage::makeExportButton() {
  auto* button = new QPushButton(tr("Export\u2026"));
  auto* menu = new QMenu(button);
  menu->setToolTipsVisible(true);
  export_model_ = menu->addAction(tr("&Model\u2026"), this, &ComparePage::chooseExportFolder);
  export_metrics_ = menu->addAction(tr("Me&trics\u2026"), this, &ComparePage::chooseMetricsFolder);
  export_metrics_->setToolTip(tr("For TensorBoard and as CSV, a folder for each chosen run"));
  embed_ = menu->addAction(tr("&Embeddings of a text file\u2026"), this, &ComparePage::askForTexts);
  button->setMenu(menu);
  return button;
}

QWidget* ComparePage::makeDifferences() {
  auto* card = new QFrame;
  set_role(card, "card");
  auto* title = new QLabel(tr("Differing settings"));
  title->setFont(ui::font(TextSize::body, true));
  title->setContentsMargins(grid::medium, grid::small, 0, 0);
  difference_note_ = new QLabel;
  difference_note_->setWordWrap(true);
  difference_note_->setContentsMargins(grid::medium, grid::unit, grid::medium, 0);
  difference_note_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  set_role(difference_note_, "muted");
  prepare_table(difference_table_);
  difference_table_->setModel(differences_);
  set_role(difference_table_, "bare");
  difference_table_->setAccessibleName(tr("Differing settings"));
  auto* card_layout = new QVBoxLayout(card);
  card_layout->setContentsMargins(1, 1, 1, grid::unit);
  card_layout->setSpacing(grid::unit);
  card_layout->addWidget(title);
  card_layout->addWidget(difference_note_, 1);
  card_layout->addWidget(difference_table_, 1);

  return card;
}

void ComparePage::refreshIfVisible() {
  if (isVisible()) refresh();
}

void ComparePage::refresh() {
  if (reading_) {
    again_ = true;
    return;
  }
  reading_ = true;
  run_in_background(this, source_.runs, [this](Result<std::vector<RunRecord>> runs) {
    reading_ = false;
    takeRuns(std::move(runs));
    if (std::exchange(again_, false)) refresh();
  });
}

void ComparePage::takeRuns(Result<std::vector<RunRecord>> runs) {
  if (!runs) {
    Q_EMIT problem(runs.error());
    Q_EMIT refreshed();
    return;
  }
  const bool first = runs_->runCount() == 0;
  keepingSelection([&] {
    organizer_->historyRead();
    runs_->setRuns(std::move(*runs));
  });
  stack_->setCurrentIndex(runs_->runCount() > 0 ? 1 : 0);
  if (first) selectNewest();
  selectionChanged();
  readDetails();
}

void ComparePage::selectNewest() {
  const auto rows = runs_->shownRows();
  const auto trained = std::ranges::find_if(
      rows, [](const RunsModel::Row& row) { return row.record->status != RunStatus::queued; });
  if (trained != rows.end()) table_->selectRow(int(trained - rows.begin()));
}

void ComparePage::readDetails() {
  const std::int64_t step = columns_->step();
  board_->relations()->setStep(step);
  if (step != runs_->step()) keepingSelection([&] { runs_->setStep(step); });
  runs_->setStepShown(columns_->showsStep() ||
                      (board_->view() != CompareBoard::View::curves && board_->relations()->showsStep()));
  details_->read();
}

void ComparePage::keepingSelection(const std::function<void()>& change) {
  const QStringList selected = selectedRuns();
  const int scrolled = table_->verticalScrollBar()->value();
  restoring_ = true;
  change();
  selectRuns(selected);
  restoring_ = false;
  table_->verticalScrollBar()->setValue(scrolled);
  if (selectedRuns() != selected)
    selectionChanged();
  else if (board_->view() != CompareBoard::View::curves)
    draw();  // It may show other runs.
}

QStringList ComparePage::selectedRuns() const {
  QStringList ids;
  for (const QModelIndex& index : table_->selectionModel()->selectedRows()) {
    ids << index.data(RunsModel::id_role).toString();
  }
  ids.sort();  // By time, so that a colour clash is settled the same way in every order of clicks.
  return ids;
}

void ComparePage::selectRuns(const QStringList& run_ids) {
  if (run_ids == selectedRuns()) return;
  std::vector<int> rows;
  for (const QString& id : run_ids)
    if (const int row = runs_->rowOf(id); row >= 0) rows.push_back(row);
  std::ranges::sort(rows);
  QItemSelection selection;  // Of stretches: tens of thousands may be chosen in a chart.
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin + 1;
    while (end < rows.size() && rows[end] <= rows[end - 1] + 1) ++end;
    selection.select(runs_->index(rows[begin], 0), runs_->index(rows[end - 1], runs_->columnCount() - 1));
    begin = end;
  }
  table_->selectionModel()->select(selection,
                                   QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void ComparePage::selectionChanged() {
  if (restoring_) return;
  const QStringList selected = selectedRuns();
  const bool one = selected.size() == 1;
  recipe_->setEnabled(one);
  recipe_->setToolTip(one ? tr("Starts a new recipe from this run's") : tr("Choose one run"));
  const bool idle = transfer_->isHidden();
  import_->setEnabled(idle);
  export_->setEnabled(!selected.isEmpty() && idle);
  export_->setToolTip(selected.isEmpty() ? tr("Choose runs to export")
                                         : tr("Model, metrics or embeddings for other programs"));
  export_model_->setEnabled(one);
  export_model_->setToolTip(one ? tr("Writes a folder that Hugging Face transformers loads")
                                : tr("Choose one run"));
  embed_->setEnabled(one);
  embed_->setToolTip(one ? tr("Writes a vector for each line to .npy or .csv") : tr("Choose one run"));
  probe_->setEnabled(one);
  probe_->setToolTip(one ? tr("Ask this model to fill in masks") : tr("Choose one run"));
  organizer_->setSelection(selected);
  showCount();
  draw();
}

void ComparePage::showCount() {
  const auto count = [](qsizetype number) { return QLocale().toString(number); };
  const qsizetype all = runs_->runCount(), shown = runs_->rowCount();
  const qsizetype chosen = table_->selectionModel()->selectedRows().size();
  QStringList parts;
  parts << (shown == all ? tr("%1 in all").arg(count(all)) : tr("%1 of %2").arg(count(shown), count(all)));
  if (chosen > 0) parts << tr("%1 chosen").arg(count(chosen));
  if (chosen > most_drawn) parts << tr("the first %1 drawn").arg(most_drawn);
  set_role(count_, "muted");
  count_->setText(parts.join(QStringLiteral(" \u00b7 ")));
}

void ComparePage::draw() {
  std::vector<RunsModel::Row> rows;
  std::vector<QString> ids;
  for (const QString& id : selectedRuns().mid(0, most_drawn)) {
    if (const auto* row = runs_->find(id)) {
      rows.push_back(*row);
      ids.push_back(id);
    }
  }
  const std::vector<QColor> colors = distinct_colors(ids);
  differences_->setRuns(rows, colors);
  QHash<QString, QColor> drawn;
  std::vector<ComparedRun> compared;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    drawn[ids[i]] = colors[i];
    compared.push_back({rows[i], colors[i]});
  }
  runs_->setDrawnColors(drawn);

  const bool differ = differences_->rowCount() > 0;
  difference_table_->setVisible(differ);
  difference_note_->setVisible(!differ);
  difference_note_->setText(ids.size() < 2
                                ? tr("Choose two or more runs (Ctrl+click) to see in what they differ.")
                                : tr("These runs have the same settings."));
  // As wide as their values: with names in full, two runs would not be beside each other.
  difference_table_->resizeColumnToContents(0);
  difference_table_->setColumnWidth(0, std::min(difference_table_->columnWidth(0), 96));
  const QAbstractItemView* values = difference_table_;
  for (int column = 1; column < differences_->columnCount(); ++column)
    difference_table_->setColumnWidth(column, std::clamp(values->sizeHintForColumn(column), 52, 140));
  if (board_->view() == CompareBoard::View::curves)
    board_->charts()->show(std::move(compared));
  else
    drawRelations(drawn);
}

void ComparePage::drawRelations(const QHash<QString, QColor>& colors) {
  std::vector<RunsModel::Row> shown = runs_->shownRows();
  const QStringList chosen = selectedRuns();
  const QSet<QString> all_chosen(chosen.begin(), chosen.end());
  std::vector<QColor> shown_colors;
  for (const RunsModel::Row& row : shown) {
    const QString id = text_of(row.record->id);
    shown_colors.push_back(all_chosen.contains(id) ? colors.value(id, series_color(id)) : QColor());
  }
  board_->relations()->show(std::move(shown), std::move(shown_colors));
}

void ComparePage::chooseExportFolder() {
  const auto* row = runs_->find(selectedRuns().value(0));
  if (row == nullptr) return;
  ask_export_folder(this, QString::fromStdString(row->record->name),
                    [this, id = QString::fromStdString(row->record->id)](const QString& folder) {
                      Q_EMIT exportWanted(id, folder);
                    });
}

void ComparePage::chooseMetricsFolder() {
  const QStringList ids = selectedRuns();
  if (ids.isEmpty()) return;
  ask_metrics_folder(this, [this, ids](const QString& folder) { Q_EMIT metricsExportWanted(ids, folder); });
}

void ComparePage::askForTexts() {
  const auto* row = runs_->find(selectedRuns().value(0));
  if (row == nullptr) return;
  auto* dialog = new EmbedDialog(QString::fromStdString(row->record->id),
                                 QString::fromStdString(row->record->name), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &EmbedDialog::chosen, this, &ComparePage::embedWanted);
  dialog->open();
}

void ComparePage::chooseImportFolder() {
  ask_import_folder(this, [this](const QString& folder) { Q_EMIT importWanted(folder); });
}

void ComparePage::beginTransfer(const QString& what) {
  transfer_->begin(what);
  transfer_->show();
  selectionChanged();
}

void ComparePage::reportTransfer(const JobProgress& progress) {
  transfer_->report(core_text(progress.what), progress.done, progress.total);
}

void ComparePage::endTransfer() {
  transfer_->hide();
  selectionChanged();
}

void ComparePage::deletionEnded(const QStringList& run_ids) {
  organizer_->deletionEnded(run_ids);
  refresh();
}

}  // namespace cloze::ui
